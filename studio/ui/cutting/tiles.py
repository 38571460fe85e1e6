"""The wave as pictures side by side, drawn once and shown until another zoom, sound or look: painting only puts them there."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from studio.ui.theme import look

from .sight import Sight

if TYPE_CHECKING:
    from studio.sound.outline import Near
    from studio.sound.peaks import Peaks

WIDTH = 256
#: Pictures that are kept: a few screens full.
_KEPT = 48


class Tiles:
    """`wave` is drawn, and `near` where the sight is closer than its columns and something near is known."""

    def __init__(self) -> None:
        self.wave: Peaks | None = None
        self.near: Near | None = None
        self._made: dict[int, QPixmap] = {}
        self._key: tuple[object, ...] = ()

    def forget(self) -> None:
        self._made.clear()

    def make_ready(self, sight: Sight, height: int, ratio: float) -> None:
        """Draws what is missing of what is in sight."""
        if self.wave is None or height <= 0:
            return
        key = (sight.scale, sight.frames, height, ratio, look(), id(self.wave), id(self.near))
        if key != self._key:
            self._key = key
            self._made.clear()
        for number in _numbers(sight):
            if number not in self._made:
                self._made[number] = self._draw(self.wave, number, sight, height, ratio)
        while len(self._made) > _KEPT:
            self._made.pop(next(iter(self._made)))

    def paint(self, painter: QPainter, sight: Sight, top: int) -> None:
        for number in _numbers(sight):
            if number in self._made:
                left = round(number * WIDTH - sight.left / sight.scale)
                painter.drawPixmap(QPoint(left, top), self._made[number])

    def _draw(self, wave: Peaks, number: int, sight: Sight, height: int, ratio: float) -> QPixmap:
        start = round(number * WIDTH * sight.scale)
        end = min(round((number + 1) * WIDTH * sight.scale), sight.frames)
        count = min(WIDTH, math.ceil((end - start) / sight.scale))
        source = self.near if self.near is not None and self.near.holds(start, end) else wave
        size = QSize(WIDTH, height)
        return draw_columns(source, count, (start, end), size, ratio, look().colour("text", 0.75))


def draw_columns(
    source: Peaks | Near, count: int, span: tuple[int, int], size: QSize, ratio: float, colour: QColor
) -> QPixmap:
    """The frames of `span` in `count` columns, on nothing."""
    picture = QPixmap(round(size.width() * ratio), round(size.height() * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    # rectangles that replace what is below are filled in a third of the time that see-through lines take
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    middle, half = size.height() // 2, size.height() / 2 - 1
    ups = (source.columns(count, *span) * half).tolist()
    painter.drawRects(
        [QRect(x, middle - round(high), 1, round(high) - round(low) + 1) for x, (low, high) in enumerate(ups)]
    )
    painter.end()
    return picture


def _numbers(sight: Sight) -> range:
    first = int(sight.left / sight.scale) // WIDTH
    last = int(min(sight.right, sight.frames) / sight.scale) // WIDTH
    return range(first, last + 1)
