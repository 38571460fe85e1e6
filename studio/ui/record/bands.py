"""The spectrum of a room: a bar for each octave, and a mark where it was before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.theme import look

_HEIGHT, _FOOT, _GAP = 96, 18, 6
_LOWEST_DB, _HIGHEST_DB = -110.0, -30.0


class Bands(QWidget):
    def __init__(self, middles_hz: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = [f"{hz // 1_000}k" if hz >= 1_000 else str(hz) for hz in middles_hz]
        self._levels: Sequence[float] = ()
        self._before: Sequence[float] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Spectrum of the room")

    def show_levels(self, levels: Sequence[float], before: Sequence[float]) -> None:
        """dBFS in each octave; `before` may be empty."""
        self._levels, self._before = levels, before
        told = [f"{name} hertz {level:.0f} decibels" for name, level in zip(self._names, levels, strict=True)]
        self.setAccessibleDescription(", ".join(told))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(300), look().px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = look(), QPainter(self)
        painter.setFont(now.font("tiny"))
        foot, gap = now.px(_FOOT), now.px(_GAP)
        room, step = self.height() - foot, self.width() / len(self._names)
        for at, name in enumerate(self._names):
            box = QRectF(at * step, 0, step - gap, room)
            painter.fillRect(box, now.colour("raised"))
            if self._levels:
                painter.fillRect(box.adjusted(0, room * (1 - _part(self._levels[at])), 0, 0), now.colour("accent"))
            if self._before:
                top = room * (1 - _part(self._before[at]))
                painter.fillRect(QRectF(box.left(), top, box.width(), now.px(2)), now.colour("text"))
            painter.setPen(now.colour("muted"))
            painter.drawText(QRectF(box.left(), room, box.width(), foot), Qt.AlignmentFlag.AlignCenter, name)


def _part(level_db: float) -> float:
    return min(max((level_db - _LOWEST_DB) / (_HIGHEST_DB - _LOWEST_DB), 0.0), 1.0)
