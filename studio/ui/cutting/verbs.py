"""What can be done to a take: chips below its wave, each with its key. What needs a selection waits for one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from studio.ui.widgets.amount import Amount
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button, Chip
from studio.ui.widgets.flow import Flow

#: The keys of the editor; those that hold for Qt's own widgets too (arrows, Home, End) are the wave's.
CUT_KEYS: dict[str, tuple[str, ...]] = {
    "play": ("Space", "P"),
    "trim": ("T",),
    "remove": ("Delete", "Backspace"),
    "silence": ("S",),
    "room": ("F",),
    "fade in": ("I",),
    "fade out": ("O",),
    "all": ("Ctrl+A",),
    "undo": ("Ctrl+Z",),
    "redo": ("Ctrl+Shift+Z", "Ctrl+Y"),
    "closer": ("+", "="),
    "farther": ("-",),
    "whole": ("0",),
    "compare": ("C",),
    "leave": ("Esc",),
}
_GAIN_DB = 24.0
#: What is made louder stays below this true peak.
CEILING_DBTP = -1.0


class Verbs(QWidget):
    #: A name out of `CUT_KEYS`.
    pressed = Signal(str)
    #: The whole take at this gain, in dB.
    gain_wanted = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.play = Button("Play", "primary", icon="play")
        self.play.key(CUT_KEYS["play"][0])
        self.undo = self._chip("undo", "Undo", "undo-2", "Undo the last edit")
        self.redo = self._chip("redo", "Redo", "redo-2", "Make the edit again that was undone")
        self.gain = Amount("Gain", (-_GAIN_DB, _GAIN_DB), 0.0, gain_words, step=0.5)
        self.on_selection = {
            name: self._chip(name, words, icon, spoken)
            for name, words, icon, spoken in (
                ("trim", "Trim to this", "crop", "Keep only what is selected"),
                ("remove", "Remove", "trash-2", "Take out what is selected"),
                ("silence", "Silence", "volume-x", "Make what is selected silent"),
                ("room", "Room tone", "audio-lines", "Fill what is selected with the sound of the room"),
            )
        }
        fades = (
            self._chip("fade in", "Fade in", "arrow-up", "Fade in to the end of the selection, or to the cursor"),
            self._chip("fade out", "Fade out", "arrow-down", "Fade out from the selection, or from the cursor"),
        )
        self.play.clicked.connect(lambda: self.pressed.emit("play"))
        self.gain.settled.connect(self.gain_wanted)
        first = Flow(*self.on_selection.values(), *fades)
        second = row(self.undo, self.redo, self.gain, None, self.play, gap=10)
        self._lines = column(first, second, gap=12)
        self.setLayout(self._lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Chips that break into another row get its height, at large text too."""
        super().resizeEvent(event)
        self.setMinimumHeight(self._lines.heightForWidth(self.width()))

    def show_state(self, *, selected: bool, can_undo: bool, can_redo: bool, gain_db: float) -> None:
        for chip in self.on_selection.values():
            chip.setEnabled(selected)
        self.undo.setEnabled(can_undo)
        self.redo.setEnabled(can_redo)
        self.gain.show_value(gain_db)

    @Slot(bool)
    def show_playing(self, on: bool) -> None:
        self.play.say("Stop" if on else "Play")
        self.play.set_icon("square" if on else "play")

    def _chip(self, name: str, words: str, icon: str, spoken: str) -> Chip:
        key = CUT_KEYS[name][0]
        chip = Chip(f"{words}\u2002{key}" if len(key) == 1 else words, icon=icon)
        chip.name(words)
        if len(key) > 1:
            chip.key(key)
        chip.setAccessibleDescription(f"{spoken}, {key}")
        chip.clicked.connect(self._press(name))
        return chip

    def _press(self, name: str) -> Callable[[], None]:
        return lambda: self.pressed.emit(name)


def gain_words(db: float) -> str:
    return f"{db:+.1f} dB".replace("-", "−") if db else "as it is"
