"""The keys of the time line. They hold while its lanes have the focus; every deed can be done with one."""

from __future__ import annotations

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

KEYS: dict[str, tuple[str, ...]] = {
    "next clip": ("Tab",),
    "previous clip": ("Shift+Tab",),
    "come in": (),
    "choose": ("Return", "Enter"),
    "choose all": ("Ctrl+A",),
    "let go": ("Esc",),
    "left": ("Left",),
    "right": ("Right",),
    "fine left": ("Shift+Left",),
    "fine right": ("Shift+Right",),
    "up": ("Up",),
    "down": ("Down",),
    "end earlier": ("Alt+Left",),
    "end later": ("Alt+Right",),
    "start earlier": ("Alt+Shift+Left",),
    "start later": ("Alt+Shift+Right",),
    "louder": ("Ctrl+Up",),
    "quieter": ("Ctrl+Down",),
    "pan left": ("Ctrl+Left",),
    "pan right": ("Ctrl+Right",),
    "fade in longer": ("I",),
    "fade in shorter": ("Shift+I",),
    "fade out longer": ("O",),
    "fade out shorter": ("Shift+O",),
    "curve": ("C",),
    "split": ("S",),
    "duplicate": ("Ctrl+D",),
    "delete": ("Delete", "Backspace"),
    "group": ("Ctrl+G",),
    "ungroup": ("Ctrl+Shift+G",),
    "reverse": ("V",),
    "mute": ("M",),
    "fill": ("L",),
    "loop chosen": ("Ctrl+L",),
    "mute lane": ("Shift+M",),
    "solo lane": ("Shift+S",),
    "rename lane": ("F2",),
    "remove lane": ("Shift+Delete",),
    "mark": ("K",),
    "unmark": ("Shift+K",),
    "rename marker": ("Shift+F2",),
    "zoom in": ("+", "="),
    "zoom out": ("-",),
    "fit": ("F",),
    "fit chosen": ("Shift+F",),
    "to start": ("Home",),
    "to end": ("End",),
}

#: Held down, these go on; the others act once a press.
_REPEATS = frozenset(
    {
        "next clip",
        "previous clip",
        "left",
        "right",
        "fine left",
        "fine right",
        "up",
        "down",
        "end earlier",
        "end later",
        "start earlier",
        "start later",
        "louder",
        "quieter",
        "pan left",
        "pan right",
        "zoom in",
        "zoom out",
    }
)
#: Which of our keys need Shift differs from keyboard to keyboard.
_SIGNS = {Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus}
_PAD, _SHIFT = Qt.KeyboardModifier.KeypadModifier, Qt.KeyboardModifier.ShiftModifier


def _combined(text: str) -> int:
    return QKeyCombination.toCombined(QKeySequence(text)[0])  # type: ignore[index]


_DEEDS = {_combined(text): deed for deed, texts in KEYS.items() for text in texts}


def deed_of(event: QKeyEvent) -> str:
    """The deed that a key stands for, "" for none."""
    key, held = Qt.Key(event.key()), event.modifiers() & ~_PAD
    if key == Qt.Key.Key_Backtab:
        key, held = Qt.Key.Key_Tab, held | _SHIFT
    if key in _SIGNS:
        held &= ~_SHIFT
    deed = _DEEDS.get(QKeyCombination(held, key).toCombined(), "")
    return deed if deed in _REPEATS or not event.isAutoRepeat() else ""


def key_words(deed: str) -> str:
    """The first key of a deed as this system writes it."""
    keys = KEYS.get(deed, ())
    return QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
