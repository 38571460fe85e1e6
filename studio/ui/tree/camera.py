"""Where one stands before a large drawing: pure numbers. `scale` is screen pixels a pixel of the drawing, (x, y) the place of
the drawing that is in the middle of the screen."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QTransform

LEAST, MOST = 1e-4, 3.0


@dataclass(frozen=True, slots=True)
class Camera:
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    @classmethod
    def on_all(cls, bounds: QRectF, room: QSizeF, margin: float, most: float = 1.0) -> Camera:
        """Sees all of `bounds` with a margin around it, and nothing larger than `most`."""
        wide, high = max(room.width() - 2 * margin, 1.0), max(room.height() - 2 * margin, 1.0)
        scale = min(wide / max(bounds.width(), 1.0), high / max(bounds.height(), 1.0), most)
        return cls(max(scale, LEAST), bounds.center().x(), bounds.center().y())

    def to_screen(self, room: QSizeF) -> QTransform:
        left = room.width() / 2 - self.x * self.scale
        top = room.height() / 2 - self.y * self.scale
        return QTransform(self.scale, 0, 0, self.scale, left, top)

    def to_drawing(self, point: QPointF, room: QSizeF) -> QPointF:
        across, down = point.x() - room.width() / 2, point.y() - room.height() / 2
        return QPointF(self.x + across / self.scale, self.y + down / self.scale)

    def seen(self, room: QSizeF) -> QRectF:
        size = room / self.scale
        return QRectF(self.x - size.width() / 2, self.y - size.height() / 2, size.width(), size.height())

    def moved(self, across: float, down: float) -> Camera:
        """By so many screen pixels, as a hand that drags the drawing."""
        return replace(self, x=self.x - across / self.scale, y=self.y - down / self.scale)

    def zoomed(self, times: float, at: QPointF, room: QSizeF, least: float = LEAST, most: float = MOST) -> Camera:
        """What lies under the screen's `at` stays there."""
        scale = min(max(self.scale * times, least), most)
        spot = self.to_drawing(at, room)
        across, down = at.x() - room.width() / 2, at.y() - room.height() / 2
        return Camera(scale, spot.x() - across / scale, spot.y() - down / scale)

    def showing(self, rect: QRectF, room: QSizeF, margin: float) -> Camera:
        """Moved no farther than shows `rect` whole; a larger one is seen from its upper left corner."""
        seen = self.seen(room)
        gap = margin / self.scale
        x = _nudge(rect.left() - gap, rect.right() + gap, seen.left(), seen.right())
        y = _nudge(rect.top() - gap, rect.bottom() + gap, seen.top(), seen.bottom())
        return replace(self, x=self.x + x, y=self.y + y)

    def held(self, bounds: QRectF) -> Camera:
        """Never so far away that the drawing is lost: the middle of the screen stays within `bounds`."""
        x = min(max(self.x, bounds.left()), bounds.right())
        y = min(max(self.y, bounds.top()), bounds.bottom())
        return replace(self, x=x, y=y)


def _nudge(first: float, last: float, start: float, end: float) -> float:
    if first < start or last - first > end - start:
        return first - start
    return max(last - end, 0.0)
