"""A layer in the hand: what it becomes while it is dragged by its middle or by one of its handles. Pure, in canvas pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum

from studio.domain.canvas import MAX_SCALE, MIN_SCALE, Canvas, Crop, Layer
from studio.remix.canvas import edits
from studio.remix.canvas.shape import Point, Shape

#: With Shift a layer is turned in steps.
_STEP_DEGREES = 15.0
#: This near to upright, a turn ends upright.
_UPRIGHT_DEGREES = 2.0


class Grip(Enum):
    """Where a layer is held. Corners scale it, the middles of its sides crop it; named as the layer itself lies, not the screen."""

    MIDDLE = "move"
    TURN = "turn"
    CORNER_1, CORNER_2, CORNER_3, CORNER_4 = "corner 1", "corner 2", "corner 3", "corner 4"
    TOP, RIGHT, BOTTOM, LEFT = "top", "right", "bottom", "left"


CORNERS = (Grip.CORNER_1, Grip.CORNER_2, Grip.CORNER_3, Grip.CORNER_4)
SIDES = (Grip.TOP, Grip.RIGHT, Grip.BOTTOM, Grip.LEFT)


@dataclass(frozen=True, slots=True)
class Gesture:
    """`begun` is the layer when it was taken, `at` where. `canvas` and `near` are what a moved layer snaps to, and how near."""

    begun: Layer
    grip: Grip
    at: Point
    canvas: Canvas
    near: float

    def layer_at(self, x: float, y: float, *, steady: bool = False, free: bool = False) -> Layer:
        """`steady` (Shift): straight moves, turns in steps. `free` (Control): no snapping, and a scale around the middle."""
        if self.grip is Grip.MIDDLE:
            return self._moved(x - self.at[0], y - self.at[1], steady, free)
        if self.grip is Grip.TURN:
            return self._turned(x, y, steady, free)
        if self.grip in CORNERS:
            return self._scaled(x, y, around_middle=free)
        return self._cropped(x, y)

    def _moved(self, dx: float, dy: float, steady: bool, free: bool) -> Layer:
        if steady:
            dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
        moved = edits.moved(self.begun, dx, dy)
        if free:
            return moved
        left, top, right, bottom = Shape.of(moved).bounds
        snap_x = _snap((left, (left + right) / 2, right), self.canvas.width_px, self.near)
        snap_y = _snap((top, (top + bottom) / 2, bottom), self.canvas.height_px, self.near)
        return edits.moved(moved, 0.0 if steady and not dx else snap_x, 0.0 if steady and not dy else snap_y)

    def _turned(self, x: float, y: float, steady: bool, free: bool) -> Layer:
        layer = self.begun
        now = math.atan2(y - layer.y, x - layer.x)
        before = math.atan2(self.at[1] - layer.y, self.at[0] - layer.x)
        rotation = layer.rotation + math.degrees(now - before)
        if steady:
            rotation = round(rotation / _STEP_DEGREES) * _STEP_DEGREES
        elif not free and abs(rotation - round(rotation / 90) * 90) < _UPRIGHT_DEGREES:
            rotation = round(rotation / 90) * 90.0
        return edits.turned(layer, rotation)

    def _scaled(self, x: float, y: float, around_middle: bool) -> Layer:
        """As far as the pointer went along the diagonal; the corner across, or the middle, stays."""
        layer, corners = self.begun, Shape.of(self.begun).corners
        held = CORNERS.index(self.grip)
        anchor = (layer.x, layer.y) if around_middle else corners[(held + 2) % 4]
        along = (corners[held][0] - anchor[0], corners[held][1] - anchor[1])
        length = along[0] ** 2 + along[1] ** 2
        pulled = (corners[held][0] + x - self.at[0] - anchor[0], corners[held][1] + y - self.at[1] - anchor[1])
        times = (pulled[0] * along[0] + pulled[1] * along[1]) / max(length, 1e-9)
        times = min(max(times, MIN_SCALE / layer.scale, 1e-3), MAX_SCALE / layer.scale)
        place = (anchor[0] + (layer.x - anchor[0]) * times, anchor[1] + (layer.y - anchor[1]) * times)
        moved = edits.moved(layer, place[0] - layer.x, place[1] - layer.y)
        return edits.scaled(moved, layer.scale * times)

    def _cropped(self, x: float, y: float) -> Layer:
        shape, crop = Shape.of(self.begun), self.begun.crop
        (width, height) = shape.size
        now, before = shape.to_layer(x, y), shape.to_layer(*self.at)
        by_x, by_y = (now[0] - before[0]) / width, (now[1] - before[1]) / height
        side = self.grip.value
        value = getattr(crop, side) + (by_x if self.grip in (Grip.LEFT, Grip.RIGHT) else by_y)
        return edits.cropped(self.begun, _within(replace(crop, **{side: value}), self.grip))


def _within(crop: Crop, grip: Grip) -> Crop:
    """The side that is held stops at the one across."""
    least = 0.01
    if grip is Grip.LEFT:
        return replace(crop, left=min(crop.left, crop.right - least))
    if grip is Grip.RIGHT:
        return replace(crop, right=max(crop.right, crop.left + least))
    if grip is Grip.TOP:
        return replace(crop, top=min(crop.top, crop.bottom - least))
    return replace(crop, bottom=max(crop.bottom, crop.top + least))


def _snap(edges: tuple[float, float, float], size: float, near: float) -> float:
    """How far to go so that an edge or the middle lies on the canvas's own, 0 where none is near."""
    wanted = (0.0, size / 2, size)
    ways = [to - edge for edge, to in zip(edges, wanted, strict=True)]
    ways += [wanted[0] - edges[2], wanted[2] - edges[0]]
    nearest = min(ways, key=abs)
    return nearest if abs(nearest) <= near else 0.0
