"""The handles of the chosen layer: where they are, which one is under the pointer, and how they are drawn."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from studio.domain.canvas import Layer
from studio.remix.canvas.shape import Shape
from studio.ui.theme import look

from .camera import Camera, Point
from .gesture import CORNERS, SIDES, Grip

_RADIUS, _SIDE_LENGTH, _SIDE_WIDTH = 5.0, 16.0, 5.0
#: The knob that turns a layer stands so far above its upper edge.
_ABOVE = 26.0
#: Handles are felt this far around.
_REACH = 12.0
#: A side shorter than this on the screen has no handle in its middle.
_SHORT = 44.0


def places(layer: Layer, camera: Camera) -> dict[Grip, Point]:
    """In the widget. Words are not cropped; small layers keep their corners only."""
    corners = [camera.to_widget(*corner) for corner in Shape.of(layer).corners]
    found = dict(zip(CORNERS, corners, strict=True))
    ends = [(corners[at], corners[(at + 1) % 4]) for at in range(4)]
    if layer.picture is not None:
        for grip, (one, other) in zip(SIDES, ends, strict=True):
            if math.dist(one, other) >= look().px(_SHORT):
                found[grip] = _between(one, other)
    top, middle = _between(*ends[0]), _between(corners[0], corners[2])
    away = math.dist(top, middle) or 1.0
    reach = (away + look().px(_ABOVE)) / away
    found[Grip.TURN] = (middle[0] + (top[0] - middle[0]) * reach, middle[1] + (top[1] - middle[1]) * reach)
    return found


def grip_at(layer: Layer, camera: Camera, x: float, y: float) -> Grip | None:
    """What of the chosen layer lies under the pointer; None beside it."""
    reach = look().px(_REACH)
    near = [(math.dist(at, (x, y)), grip) for grip, at in places(layer, camera).items()]
    distance, grip = min(near, key=lambda one: one[0])
    if distance <= reach:
        return grip
    return Grip.MIDDLE if Shape.of(layer).holds(*camera.to_canvas(x, y)) else None


def cursor(grip: Grip | None, layer: Layer | None) -> Qt.CursorShape:
    if grip is None or layer is None:
        return Qt.CursorShape.ArrowCursor
    if grip is Grip.MIDDLE:
        return Qt.CursorShape.SizeAllCursor
    if grip is Grip.TURN:
        return Qt.CursorShape.CrossCursor
    corners = Shape.of(layer).corners
    if grip in CORNERS:
        at = corners[CORNERS.index(grip)]
        return _along(at[0] - layer.x, at[1] - layer.y)
    one = SIDES.index(grip)
    at = _between(corners[one], corners[(one + 1) % 4])
    return _along(at[0] - layer.x, at[1] - layer.y)


def draw(painter: QPainter, layer: Layer, camera: Camera, *, focused: bool) -> None:
    now = look()
    corners = [QPointF(*camera.to_widget(*corner)) for corner in Shape.of(layer).corners]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in (("bg", 4.0), ("accent", 2.0 if focused else 1.5)):  # to be seen on every picture
        painter.setPen(QPen(now.colour(colour, 0.6 if colour == "bg" else 1.0), width * max(now.scale, 1.0)))
        for number in range(4):  # lines: the outline of a large polygon takes Qt ten times as long
            painter.drawLine(corners[number], corners[(number + 1) % 4])
    at = places(layer, camera)
    painter.setPen(QPen(now.colour("accent"), 1.5 * max(now.scale, 1.0)))
    painter.drawLine(_between_points(corners[0], corners[1]), QPointF(*at[Grip.TURN]))
    painter.setBrush(now.colour("surface"))
    radius = now.px(_RADIUS)
    for grip in (*CORNERS, Grip.TURN):
        painter.drawEllipse(QPointF(*at[grip]), radius, radius)
    for number, grip in enumerate(SIDES):
        if grip in at:
            _draw_side(painter, QPointF(*at[grip]), corners[number], corners[(number + 1) % 4])


def _draw_side(painter: QPainter, at: QPointF, one: QPointF, other: QPointF) -> None:
    """A short bar along the side."""
    now = look()
    painter.save()
    painter.translate(at)
    painter.rotate(math.degrees(math.atan2(other.y() - one.y(), other.x() - one.x())))
    length, width = now.px(_SIDE_LENGTH), now.px(_SIDE_WIDTH)
    painter.drawRoundedRect(-length // 2, -width // 2, length, width, width / 2, width / 2)
    painter.restore()


def _along(dx: float, dy: float) -> Qt.CursorShape:
    """The arrow nearest to this direction."""
    arrows = (
        Qt.CursorShape.SizeHorCursor,
        Qt.CursorShape.SizeFDiagCursor,
        Qt.CursorShape.SizeVerCursor,
        Qt.CursorShape.SizeBDiagCursor,
    )
    return arrows[round(math.degrees(math.atan2(dy, dx)) / 45) % 4]


def _between(one: Point, other: Point) -> Point:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def _between_points(one: QPointF, other: QPointF) -> QPointF:
    return (one + other) / 2
