"""The keys of the booth, and how keys are bound: in the whole window, but never while words are being typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

#: A foot pedal sends F8 or PageDown.
BOOTH_KEYS: dict[str, tuple[str, ...]] = {
    "record": ("R", "Space", "F8", "PgDown"),
    "play": ("P",),
    "star": ("S",),
    "discard": ("Backspace", "Delete"),
    "undo": ("Ctrl+Z",),
    "line before": ("Up",),
    "line after": ("Down",),
    "accept": ("Return", "Enter"),
    "keep": ("K",),
    "stop": ("Esc",),
}

#: Held down, these go on; the others act once a press.
_REPEATS = {"line before", "line after"}


def bind(page: QWidget, keys: Mapping[str, tuple[str, ...]], does: Mapping[str, Callable[[], None]]) -> None:
    """While `page` is on screen, each key in `keys` calls what `does` names. A focused button keeps Space and Enter to itself."""
    for name, sequences in keys.items():
        for sequence in sequences:
            shortcut = QShortcut(QKeySequence(sequence), page)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.setAutoRepeat(name in _REPEATS)
            shortcut.activated.connect(_unless_typing(does[name]))


def _unless_typing(act: Callable[[], None]) -> Callable[[], None]:
    def guarded() -> None:
        if not is_typing():
            act()

    return guarded


def is_typing() -> bool:
    """A text field has the focus."""
    return isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit | QTextEdit)
