"""A photograph or a scan is made ready: turned, straightened, cut, made lighter. Nothing is written until it is used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.domain.adjusting import MAX_DEGREES, NONE, Adjustments, cut_to, size, straightened, turned
from studio.remix.history import History
from studio.ui.actions import bind
from studio.ui.theme import look
from studio.ui.widgets.amount import Amount
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label

from .cropping import Cropping

KEYS: dict[str, tuple[str, ...]] = {
    "turn right": ("R",),
    "turn left": ("L",),
    "straighten right": (".",),
    "straighten left": (",",),
    "lighter": ("+", "="),
    "darker": ("-",),
    "original": ("0",),
    "undo": ("Ctrl+Z",),
    "redo": ("Ctrl+Shift+Z", "Ctrl+Y"),
    "use": ("Return", "Enter"),
    "leave": ("Esc",),
}
_DEGREE, _LIGHT = 0.1, 0.05
_SLIDER = 190


class Adjusting(QWidget):
    #: The `Adjustments` that shall hold.
    used = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history: History[Adjustments] = History(NONE)
        self._size_px = (1, 1)
        self._build()
        self._connect()

    def show_picture(self, picture: QImage, size_px: tuple[int, int], adjustments: Adjustments) -> None:
        """`picture` is the untouched one in any size, `size_px` the one that it has itself; both upright."""
        self._history = History(adjustments)
        self._size_px = size_px
        self.cropping.show_picture(picture)
        self._show()
        self.cropping.setFocus()

    @property
    def adjustments(self) -> Adjustments:
        return self._history.present

    def _build(self) -> None:
        self.cropping = Cropping()
        self.turn_left = Button("", "icon", icon="rotate-ccw", name="Turn a quarter to the left")
        self.turn_right = Button("", "icon", icon="rotate-cw", name="Turn a quarter to the right")
        self.undo = Button("", "icon", icon="undo-2", name="Undo")
        self.redo = Button("", "icon", icon="redo-2", name="Redo")
        self.degrees = Amount("Straighten", (-MAX_DEGREES, MAX_DEGREES), 0.0, _degree_words, step=_DEGREE)
        self.light = Amount("Brightness", (-1.0, 1.0), 0.0, _part_words, step=0.01)
        self.contrast = Amount("Contrast", (-1.0, 1.0), 0.0, _part_words, step=0.01)
        for amount in (self.degrees, self.light, self.contrast):
            amount.setFixedWidth(look().px(_SLIDER))
        self.pixels = Label("", "figures", tone="muted")
        self.original = Button("Back to the original", "quiet")
        self.leave = Button("Leave it as it was")
        self.use = Button("Use it", "primary")
        self.setLayout(self._lay_out())

    def _lay_out(self) -> QVBoxLayout:
        turns = QWidget()
        turns.setLayout(row(self.undo, self.redo, 8, self.turn_left, self.turn_right, gap=2))
        tools = Flow(turns, self.degrees, self.light, self.contrast, gap=20)
        foot = row(self.original, 8, self.pixels, None, self.leave, self.use, gap=10)
        lines = column(self.cropping, tools, foot, gap=12)
        lines.setStretch(0, 1)
        return lines

    def _connect(self) -> None:
        self.cropping.moving.connect(lambda cut: self._try(cut_to(self.adjustments, cut)))
        self.cropping.settled.connect(lambda cut: self._commit(cut_to(self.adjustments, cut)))
        for amount, change in (
            (self.degrees, straightened),
            (self.light, lambda now, value: replace(now, light=value)),
            (self.contrast, lambda now, value: replace(now, contrast=value)),
        ):
            self._connect_amount(amount, change)
        does: dict[str, Callable[[], None]] = {
            "turn right": lambda: self._commit(turned(self.adjustments, 1)),
            "turn left": lambda: self._commit(turned(self.adjustments, -1)),
            "straighten right": lambda: self._commit(
                straightened(self.adjustments, self.adjustments.degrees + _DEGREE)
            ),
            "straighten left": lambda: self._commit(straightened(self.adjustments, self.adjustments.degrees - _DEGREE)),
            "lighter": lambda: self._commit(_lighter(self.adjustments, _LIGHT)),
            "darker": lambda: self._commit(_lighter(self.adjustments, -_LIGHT)),
            "original": lambda: self._commit(NONE),
            "undo": lambda: self._step(self._history.undo),
            "redo": lambda: self._step(self._history.redo),
            "use": lambda: self.used.emit(self.adjustments),
            "leave": self.left.emit,
        }
        bind(self, KEYS, does)
        buttons = {
            "turn left": self.turn_left,
            "turn right": self.turn_right,
            "undo": self.undo,
            "redo": self.redo,
            "original": self.original,
            "leave": self.leave,
            "use": self.use,
        }
        for name, button in buttons.items():
            button.clicked.connect(does[name])
            button.key(KEYS[name][0])

    def _connect_amount(self, amount: Amount, change: Callable[[Adjustments, float], Adjustments]) -> None:
        amount.moved.connect(lambda value: self._try(change(self.adjustments, value)))
        amount.settled.connect(lambda value: self._commit(change(self.adjustments, value)))

    def _try(self, adjustments: Adjustments) -> None:
        """While something is dragged: seen, and not yet a step."""
        self.cropping.show_adjusted(adjustments)
        self._say_size(adjustments)

    def _commit(self, adjustments: Adjustments) -> None:
        self._history.commit(adjustments)
        self._show()

    def _step(self, step: Callable[[], Adjustments]) -> None:
        step()
        self._show()

    def _show(self) -> None:
        now = self.adjustments
        self.cropping.show_adjusted(now)
        self.degrees.show_value(now.degrees)
        self.light.show_value(now.light)
        self.contrast.show_value(now.contrast)
        self.undo.setEnabled(self._history.can_undo)
        self.redo.setEnabled(self._history.can_redo)
        self.original.setEnabled(now != NONE)
        self._say_size(now)

    def _say_size(self, adjustments: Adjustments) -> None:
        wide, high = size(*self._size_px, adjustments)
        self.pixels.say(f"{wide} × {high}")

    @Slot(bool)
    def show_busy(self, busy: bool) -> None:
        self.setEnabled(not busy)
        self.use.say("Making it ready…" if busy else "Use it")


def _lighter(adjustments: Adjustments, by: float) -> Adjustments:
    return replace(adjustments, light=round(min(max(adjustments.light + by, -1.0), 1.0), 2))


def _degree_words(value: float) -> str:
    return f"{value:+.1f}°" if value else "0°"


def _part_words(value: float) -> str:
    return f"{value * 100:+.0f}" if round(value * 100) else "0"
