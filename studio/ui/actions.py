"""The keys of the booth, and how keys are bound: in the whole window, but never while words are being typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

#: A foot pedal sends F8 or PageDown.
BOOTH_KEYS: dict[str, tuple[str, ...]] = {
    "record": ("R", "Space", "F8", "PgDown"),
    "play": ("P",),
    "with guide": ("H",),
    "star": ("S",),
    "check": ("C",),
    "discard": ("Backspace", "Delete"),
    "undo": ("Ctrl+Z",),
    "line before": ("Up",),
    "line after": ("Down",),
    "accept": ("Return", "Enter"),
    "keep": ("K",),
    "edit": ("E",),
    "auto": ("A",),
    "punch": ("B",),
    "punch earlier": ("Left",),
    "punch later": ("Right",),
    "again": ("T",),
    "line before again": ("G",),
    "open script": ("Ctrl+O",),
    "all lines": ("L",),
    "note": ("N",),
    "larger words": ("+", "="),
    "smaller words": ("-",),
    "stop": ("Esc",),
}

#: Keys that hold wherever the person is.
WINDOW_KEYS: dict[str, tuple[str, ...]] = {
    "search": ("Ctrl+K",),
    "larger text": ("Ctrl++", "Ctrl+="),
    "smaller text": ("Ctrl+-",),
    "usual text": ("Ctrl+0",),
    "quit": ("Ctrl+Q",),
}

#: Steps of the text size, on top of the system's own.
TEXT_PERCENTS = (100, 125, 150, 175, 200)

#: Held down, these go on; the others act once a press.
_REPEATS = {"line before", "line after", "punch earlier", "punch later"}


def bind(
    page: QWidget,
    keys: Mapping[str, tuple[str, ...]],
    does: Mapping[str, Callable[[], None]],
    *,
    while_typing: bool = False,
) -> None:
    """While `page` is on screen, each key in `keys` calls what `does` names. A focused button keeps Space and Enter to itself."""
    for name, sequences in keys.items():
        for sequence in sequences:
            shortcut = QShortcut(QKeySequence(sequence), page)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.setAutoRepeat(name in _REPEATS)
            shortcut.activated.connect(does[name] if while_typing else _unless_typing(does[name]))


def _unless_typing(act: Callable[[], None]) -> Callable[[], None]:
    def guarded() -> None:
        if not is_typing():
            act()

    return guarded


def next_percent(now: int, step: int) -> int:
    """The text size `step` (-1 or 1) from `now`; it stays at the ends."""
    nearest = min(range(len(TEXT_PERCENTS)), key=lambda at: abs(TEXT_PERCENTS[at] - now))
    return TEXT_PERCENTS[min(max(nearest + step, 0), len(TEXT_PERCENTS) - 1)]


def is_typing() -> bool:
    """A text field has the focus."""
    from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit  # the first window does not wait for them

    return isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit | QTextEdit)
