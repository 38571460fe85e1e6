"""Painting the canvas: what was made on a task, or, while a layer is in the hand, that layer between all the others.

Qt's composition modes are those of the same W3C specification, so the layer in the hand looks as it will when it is let go.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPixmap, QTransform

from studio.domain.canvas import Blend, Canvas, Layer
from studio.remix.canvas.render import scales
from studio.remix.canvas.shape import Shape
from studio.ui.theme import look

from .camera import Camera
from .shown import Frame

_MODES = {
    Blend.NORMAL: QPainter.CompositionMode.CompositionMode_SourceOver,
    Blend.MULTIPLY: QPainter.CompositionMode.CompositionMode_Multiply,
    Blend.SCREEN: QPainter.CompositionMode.CompositionMode_Screen,
    Blend.OVERLAY: QPainter.CompositionMode.CompositionMode_Overlay,
}
_CHECK = 8


def draw_canvas(painter: QPainter, canvas: Canvas, camera: Camera) -> None:
    """The empty canvas: its colour, or squares where it is see-through."""
    rect = canvas_rect(canvas, camera)
    if canvas.background:
        painter.fillRect(rect, QColor(canvas.background))
    else:
        painter.fillRect(rect, look().colour("raised"))
        painter.setBrushOrigin(rect.topLeft())
        painter.fillRect(rect, QBrush(_squares()))


def draw_edge(painter: QPainter, canvas: Canvas, camera: Camera) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look().colour("line"), 1))
    painter.drawRect(QRectF(canvas_rect(canvas, camera)).adjusted(-0.5, -0.5, 0.5, 0.5))


def draw_frame(painter: QPainter, frame: Frame, camera: Camera, ratio: float) -> None:
    """The frame where it belongs now, if need be larger or smaller until the next one comes."""
    _lay(painter, frame, frame.whole, camera, ratio)


def draw_in_hand(painter: QPainter, frame: Frame, mix: QImage, layer: Layer, camera: Camera, ratio: float) -> None:
    """The frame with `layer` as it lies now; `mix` is room of the frame's size to put it together in."""
    assert frame.below is not None and frame.own is not None
    mix.setDevicePixelRatio(1)
    inside = QPainter(mix)
    inside.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    inside.drawImage(0, 0, frame.below)
    inside.save()
    inside.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    inside.setRenderHint(QPainter.RenderHint.Antialiasing)
    inside.setCompositionMode(_MODES[layer.blend])
    inside.setOpacity(layer.opacity)
    shape, (left, top) = Shape.of(layer), frame.wish.window[:2]
    (a, b, c, d, e, f), (across, down) = shape.onto, scales(frame.wish.canvas, frame.wish.zoom)
    inside.setTransform(QTransform(a * across, d * down, b * across, e * down, c * across - left, f * down - top))
    x1, y1, x2, y2 = shape.box
    own = frame.own
    wide, high = own.width() / shape.size[0], own.height() / shape.size[1]
    part = QRectF(x1 * wide, y1 * high, (x2 - x1) * wide, (y2 - y1) * high)
    inside.drawImage(QRectF(x1, y1, x2 - x1, y2 - y1), own, part)
    inside.restore()
    for picture, blend in frame.above:
        inside.setCompositionMode(_MODES[blend])
        inside.drawImage(0, 0, picture)
    inside.end()
    _lay(painter, frame, mix, camera, ratio)


def canvas_rect(canvas: Canvas, camera: Camera) -> QRect:
    """As many pixels as its picture has when it is made."""
    width, height = round(canvas.width_px * camera.zoom), round(canvas.height_px * camera.zoom)
    return QRect(round(camera.x), round(camera.y), max(width, 1), max(height, 1))


def _lay(painter: QPainter, frame: Frame, image: QImage, camera: Camera, ratio: float) -> None:
    """Where the frame's window lies in the widget; pixel upon pixel where it is shown as it was made."""
    left, top, right, bottom = (side / frame.wish.zoom for side in frame.wish.window)
    x, y = camera.to_widget(left, top)
    if abs(frame.wish.zoom - camera.zoom * ratio) < 1e-9:
        image.setDevicePixelRatio(ratio)
        painter.drawImage(QPointF(round(x * ratio) / ratio, round(y * ratio) / ratio), image)
    else:
        painter.drawImage(QRectF(x, y, (right - left) * camera.zoom, (bottom - top) * camera.zoom), image)


def _squares() -> QPixmap:
    now = look()
    side = now.px(_CHECK)
    picture = QPixmap(2 * side, 2 * side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    for x, y in ((0, 0), (side, side)):
        painter.fillRect(x, y, side, side, now.colour("line"))
    painter.end()
    return picture
