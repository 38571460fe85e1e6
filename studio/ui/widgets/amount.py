"""A number that is felt for: a slider with its name and its value in words. One change is one step, however long the drag."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from studio.ui.theme import look

from .box import column, row
from .label import Label

_STEPS = 1_000
_WIDTH = 104
#: Keys that come faster than this are one change.
_SETTLES_MS = 350


class _Line(QSlider):
    """Plain keys of the page (Space, letters) pass by; a double click asks for the usual value."""

    usual_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setMinimumHeight(look().px(24))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.usual_wanted.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling over it must not change it."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            event.ignore()
            return
        super().keyPressEvent(event)


class Amount(QWidget):
    """From `low` to `high` around `usual`. `words` says a value; `bend` > 1 gives small values more of the slider.

    `moved` tells every value while it is dragged, `settled` the one that stays.
    """

    moved = Signal(float)
    settled = Signal(float)

    def __init__(
        self,
        name: str,
        span: tuple[float, float],
        usual: float,
        words: Callable[[float], str],
        *,
        bend: float = 1.0,
        step: float = 0.0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._span, self._usual, self._words, self._bend, self._step = name, span, usual, words, bend, step
        self._shown = usual
        self.line = _Line()
        self.line.setRange(0, _STEPS)
        self.line.setSingleStep(self._single_step())
        self.line.setPageStep(_STEPS // 10)
        self.line.setAccessibleName(name)
        self.value_words = Label("", "figures")
        self.setLayout(column(row(Label(name, "small", tone="muted"), None, self.value_words, gap=6), self.line, gap=0))
        self._settling = QTimer(self, singleShot=True, interval=_SETTLES_MS)
        self._settling.timeout.connect(self._settle)
        self.line.valueChanged.connect(self._on_moved)
        self.line.sliderReleased.connect(self._settle)
        self.line.usual_wanted.connect(self.reset)
        self.show_value(usual)

    def sizeHint(self) -> QSize:
        return QSize(look().px(_WIDTH), super().sizeHint().height())

    @property
    def value(self) -> float:
        return self._shown

    def show_value(self, value: float) -> None:
        """Sets what is shown; nothing is told."""
        if self.line.isSliderDown() or self._settling.isActive():
            return
        self._shown = value
        self.line.blockSignals(True)
        self.line.setValue(self._place(value))
        self.line.blockSignals(False)
        self._say()

    @Slot()
    def reset(self) -> None:
        self._shown = self._usual
        self.show_value(self._usual)
        self.settled.emit(self._usual)

    def _single_step(self) -> int:
        low, high = self._span
        return max(1, round(_STEPS * self._step / (high - low))) if self._bend == 1 and self._step else _STEPS // 100

    def _place(self, value: float) -> int:
        low, high = self._span
        part = min(max((value - low) / (high - low), 0.0), 1.0)
        return round(_STEPS * float(part ** (1 / self._bend)))

    def _value(self, place: int) -> float:
        low, high = self._span
        value = low + (high - low) * float((place / _STEPS) ** self._bend)
        return round(value / self._step) * self._step if self._step else value

    @Slot(int)
    def _on_moved(self, place: int) -> None:
        self._shown = self._value(place)
        self._say()
        self.moved.emit(self._shown)
        if not self.line.isSliderDown():
            self._settling.start()

    @Slot()
    def _settle(self) -> None:
        self._settling.stop()
        self.settled.emit(self._shown)

    def _say(self) -> None:
        words = self._words(self._shown)
        self.value_words.say(words)
        self.line.setAccessibleDescription(words)
