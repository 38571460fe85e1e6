"""Pictures of parts of lanes, drawn once and shown as often as the view moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPixmap

from .painters import Ink, draw_row
from .row import Row
from .scale import Scale

#: Pixels of one picture, and how many bytes all of them may take.
WIDTH = 256
_MOST_BYTES = 48 << 20


class Budget:
    """Time for drawing. One picture may always be drawn, so that in the end all are; None is as long as it takes."""

    def __init__(self, within_s: float | None) -> None:
        self._until = None if within_s is None else perf_counter() + within_s
        self._has_drawn = False

    def spend(self) -> bool:
        """May one more be drawn?"""
        if self._has_drawn and self._until is not None and perf_counter() > self._until:
            return False
        self._has_drawn = True
        return True


@dataclass(slots=True)
class _Lane:
    """`scale` and `pictures`, and those of an earlier scale, to be stretched until the present ones are there."""

    heard: bool
    scale: Scale
    pictures: dict[int, QPixmap] = field(default_factory=dict)
    earlier: tuple[Scale, dict[int, QPixmap]] | None = None
    is_whole: bool = False


class Tiles:
    """`make` draws what is missing, before painting; `paint` never makes anything."""

    def __init__(self) -> None:
        self._lanes: dict[Row, _Lane] = {}
        self._bytes = 0
        self._scale, self._height, self._ratio = Scale(), 0, 1.0

    def show_at(self, scale: Scale, height: int, ratio: float) -> None:
        """How near one looks, how high a lane is, and pixels of the screen for one of ours. What was drawn otherwise goes, but
        at another scale it stands in for what is not drawn yet."""
        if (height, ratio) != (self._height, self._ratio):
            self.clear()
        self._scale, self._height, self._ratio = scale, height, ratio
        for lane in self._lanes.values():
            if lane.scale != scale:
                self._set_aside(lane)
                lane.scale = scale

    def _set_aside(self, lane: _Lane) -> None:
        """What is whole stands in for what comes next, rather than a part that was drawn since."""
        gone = lane.pictures
        if lane.is_whole or lane.earlier is None:
            gone, lane.earlier = lane.earlier[1] if lane.earlier else {}, (lane.scale, lane.pictures)
        self._bytes -= _size(gone)
        lane.pictures, lane.is_whole = {}, False

    def make(self, row: Row, heard: bool, ink: Callable[[], Ink], span: tuple[int, int], budget: Budget) -> bool:
        """Everything of the lane between two pixels of the piece; False where the budget did not last."""
        known = self._lanes.get(row)
        if known is None or known.heard != heard:
            self.forget(row)
            known = self._lanes[row] = _Lane(heard, self._scale)
        missing = [number for number in _numbers(span) if number not in known.pictures]
        if missing:
            ready = ink()
            for number in missing:
                if not budget.spend():
                    return False
                known.pictures[number] = self._drawn(row, ready, number)
                self._bytes += _size({number: known.pictures[number]})
        if known.earlier is not None:
            self._bytes -= _size(known.earlier[1])
        known.earlier, known.is_whole = None, True
        return True

    def paint(self, painter: QPainter, row: Row, span: tuple[int, int], right: int, y: int) -> None:
        """What is there of the lane between two pixels of the piece, `right` of where it is, with its top at `y`."""
        known = self._lanes.get(row)
        if known is None:
            return
        numbers = _numbers(span)
        if known.earlier is not None and not all(number in known.pictures for number in numbers):
            scale, pictures = known.earlier
            wide = WIDTH * scale.frames_per_px / self._scale.frames_per_px
            for number, picture in pictures.items():
                first, last = round(number * wide), round((number + 1) * wide)
                if first < span[1] and last > span[0]:
                    painter.drawPixmap(QRect(first + right, y, last - first, self._height), picture)
        for number in numbers:
            if number in known.pictures:
                painter.drawPixmap(number * WIDTH + right, y, known.pictures[number])

    def forget(self, row: Row) -> None:
        known = self._lanes.pop(row, None)
        if known is not None:
            self._bytes -= _size(known.pictures) + (_size(known.earlier[1]) if known.earlier else 0)

    def keep_only(self, rows: set[Row], needed_bytes: int) -> None:
        """Lets go of lanes that are not shown any more; of everything where that is still far more than is needed."""
        for row in [row for row in self._lanes if row not in rows]:
            self.forget(row)
        if self._bytes > max(_MOST_BYTES, 3 * needed_bytes):
            self.clear()

    def clear(self) -> None:
        self._lanes.clear()
        self._bytes = 0

    def _drawn(self, row: Row, ink: Ink, number: int) -> QPixmap:
        picture = QPixmap(round(WIDTH * self._ratio), round(self._height * self._ratio))
        picture.setDevicePixelRatio(self._ratio)
        if not ink.ground:
            picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        try:
            draw_row(painter, row, ink, number * WIDTH, WIDTH, self._height)
        finally:
            painter.end()  # one that outlives its picture would end the program
        return picture


def _numbers(span: tuple[int, int]) -> range:
    return range(max(span[0], 0) // WIDTH, (span[1] - 1) // WIDTH + 1)


def _size(pictures: dict[int, QPixmap]) -> int:
    return sum(picture.width() * picture.height() * 4 for picture in pictures.values())
