"""Which part of the canvas the view shows, and how large. Pure: points of the widget and of the canvas."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

Point = tuple[float, float]
Size = tuple[float, float]
LEAST, MOST = 0.02, 16.0
_MARGIN_PX = 28.0


@dataclass(frozen=True, slots=True)
class Camera:
    """`zoom` is widget pixels a canvas pixel; the canvas's upper left corner lies at `x`, `y` of the widget."""

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def to_canvas(self, x: float, y: float) -> Point:
        return (x - self.x) / self.zoom, (y - self.y) / self.zoom

    def to_widget(self, x: float, y: float) -> Point:
        return x * self.zoom + self.x, y * self.zoom + self.y

    def panned(self, dx: float, dy: float) -> Camera:
        return replace(self, x=self.x + dx, y=self.y + dy)

    def zoomed(self, times: float, x: float, y: float) -> Camera:
        """The place under `x`, `y` of the widget stays where it is."""
        zoom = min(max(self.zoom * times, LEAST), MOST)
        at = self.to_canvas(x, y)
        return Camera(zoom, x - at[0] * zoom, y - at[1] * zoom)


def fitting(canvas: Size, room: Size, margin_px: float = _MARGIN_PX) -> Camera:
    """The whole canvas in the middle; a small one is not blown up beyond twice its size."""
    width, height = max(room[0] - 2 * margin_px, 16.0), max(room[1] - 2 * margin_px, 16.0)
    zoom = min(max(min(width / canvas[0], height / canvas[1], 2.0), LEAST), MOST)
    return Camera(zoom, (room[0] - canvas[0] * zoom) / 2, (room[1] - canvas[1] * zoom) / 2)


def window(camera: Camera, canvas: Size, room: Size, ratio: float) -> tuple[float, tuple[int, int, int, int]]:
    """The zoom in pixels of the screen, and which of the zoomed canvas's pixels can be seen: left, top, right, bottom."""
    zoom = camera.zoom * ratio
    left, top = max(math.floor(-camera.x * ratio), 0), max(math.floor(-camera.y * ratio), 0)
    right = min(math.ceil((room[0] - camera.x) * ratio), max(round(canvas[0] * zoom), 1))
    bottom = min(math.ceil((room[1] - camera.y) * ratio), max(round(canvas[1] * zoom), 1))
    return zoom, (left, top, max(right, left), max(bottom, top))
