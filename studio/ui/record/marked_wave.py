"""A take's wave with a mark wherever a check found something: a flag and a line for what fails, a quiet flag for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygon
from PySide6.QtWidgets import QWidget

from studio.domain.amounts import length_words
from studio.ui.tasks import Tasks
from studio.ui.theme import look
from studio.ui.widgets.painters import Bar, bar_pitch, draw_bars

from .waves import Waves

if TYPE_CHECKING:
    from studio.domain.delivery import Places
    from studio.domain.take import Take
    from studio.sound.heard import Heard

_HEIGHT, _TICK = 84, 8
#: More places than this are not read out.
_SPOKEN = 8


class MarkedWave(QWidget):
    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._waves = Waves(tasks, self)
        self._shown: tuple[Take, Heard] | None = None
        self._bars: tuple[Bar, ...] = ()
        self._marks: tuple[float, ...] = ()
        self._quiet: tuple[float, ...] = ()
        self._waves.changed.connect(self._look)

    def show_take(
        self, take: Take, heard: Heard, marks_s: Places = (), quiet_s: Places = (), length_s: float = 0.0
    ) -> None:
        self._shown = take, heard
        self._marks, self._quiet = (_parts(every, length_s) for every in (marks_s, quiet_s))
        told = [f"marked at {_spoken(marks_s)}"] if marks_s else []
        told += [f"something to know at {_spoken(quiet_s)}"] if quiet_s else []
        self.setAccessibleName(", ".join(("Waveform", *told)))
        self._look()

    def sizeHint(self) -> QSize:
        return QSize(look().px(320), look().px(_HEIGHT))

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().resizeEvent(event)
        self._look()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tick = look().px(_TICK)
        wave = self.rect().adjusted(0, tick, 0, -1)
        draw_bars(painter, wave, self._bars, look().colour("muted"))
        width = len(self._bars) * bar_pitch() or wave.width()
        whole = QRect(wave.left(), 0, width, self.height())
        draw_marks(painter, whole, self._quiet, "muted", line=False)
        draw_marks(painter, whole, self._marks, "warn", line=True)
        painter.end()

    def _look(self) -> None:
        if self._shown and self.width():
            self._bars = self._waves.of(*self._shown, max(8, self.width() // bar_pitch()))
            self.update()


def _parts(places_s: Places, length_s: float) -> Places:
    return tuple(min(at / length_s, 1.0) for at in places_s) if length_s > 0 else ()


def _spoken(places_s: Places) -> str:
    return ", ".join(length_words(at) for at in sorted(places_s)[:_SPOKEN])


def draw_marks(painter: QPainter, rect: QRect, marks: Places, colour: str, *, line: bool) -> None:
    """A small flag, and a line where it is wanted, at each place (0…1)."""
    now, half = look(), look().px(_TICK) // 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(now.colour(colour), max(1, now.px(1))))
    painter.setBrush(now.colour(colour))
    for mark in marks:
        x = rect.left() + round(mark * max(rect.width() - 1, 0))
        if line:
            painter.drawLine(x, rect.top(), x, rect.bottom())
        painter.drawPolygon(QPolygon([QPoint(x - half, 0), QPoint(x + half, 0), QPoint(x, 2 * half)]))
