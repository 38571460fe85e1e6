"""The picture that is made ready, with the frame of what stays: dragged by its edges, corners or middle, or moved by keys."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.domain.adjusting import NONE, WHOLE, Adjustments, Cut, curve, cut_to, frame, moved, placed
from studio.ui import tokens
from studio.ui.theme import look
from studio.ui.widgets.painters import draw_focus

#: Handles are felt this far around, and drawn this large.
_REACH, _RADIUS = 14.0, 6.0
_DIMMED = 0.62
#: One press of an arrow, as a part of a side; with Alt a fine one.
_STEP, _FINE = 0.02, 0.002
_MARGIN = 12
#: Large enough to judge by, and small enough to be lit anew at every move.
_SEEN_PX = 1_400
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Grip(Enum):
    """Which edges of the frame are held: (left, top, right, bottom). The middle holds all four."""

    LEFT, TOP, RIGHT, BOTTOM = (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)
    TOP_LEFT, TOP_RIGHT, BOTTOM_RIGHT, BOTTOM_LEFT = (1, 1, 0, 0), (0, 1, 1, 0), (0, 0, 1, 1), (1, 0, 0, 1)
    MIDDLE = (1, 1, 1, 1)


_CURSORS = {
    Grip.LEFT: Qt.CursorShape.SizeHorCursor,
    Grip.RIGHT: Qt.CursorShape.SizeHorCursor,
    Grip.TOP: Qt.CursorShape.SizeVerCursor,
    Grip.BOTTOM: Qt.CursorShape.SizeVerCursor,
    Grip.TOP_LEFT: Qt.CursorShape.SizeFDiagCursor,
    Grip.BOTTOM_RIGHT: Qt.CursorShape.SizeFDiagCursor,
    Grip.TOP_RIGHT: Qt.CursorShape.SizeBDiagCursor,
    Grip.BOTTOM_LEFT: Qt.CursorShape.SizeBDiagCursor,
    Grip.MIDDLE: Qt.CursorShape.SizeAllCursor,
}


def pulled(cut: Cut, grip: Grip, dx: float, dy: float) -> Cut:
    """The frame when what is held goes `dx`, `dy` (parts of the sides) from where it was. An edge stops at the one across."""
    if grip is Grip.MIDDLE:
        return moved(cut, dx, dy)
    left, top, right, bottom = grip.value
    new = Cut(cut.left + left * dx, cut.top + top * dy, cut.right + right * dx, cut.bottom + bottom * dy)
    if left:
        new = replace(new, left=min(new.left, cut.right - 0.02))
    if top:
        new = replace(new, top=min(new.top, cut.bottom - 0.02))
    return cut_to(NONE, new).cut


class Cropping(QWidget):
    """`show_adjusted` paints `picture` (upright) as the adjustments make it; all of it is seen, and what is cut away is dimmed."""

    #: A `Cut` while it is dragged, and the one that stays.
    moving = Signal(object)
    settled = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture, self._turned, self._lit = QImage(), QImage(), QImage()
        self._adjustments = NONE
        self._held: tuple[Grip, Cut, QPointF] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("What stays of the picture")

    def show_picture(self, picture: QImage) -> None:
        if max(picture.width(), picture.height()) > _SEEN_PX:
            smooth = Qt.TransformationMode.SmoothTransformation
            picture = picture.scaled(_SEEN_PX, _SEEN_PX, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        self._picture = picture.convertToFormat(QImage.Format.Format_RGBA8888)
        self._turned = self._lit = QImage()
        self.show_adjusted(self._adjustments)

    def show_adjusted(self, adjustments: Adjustments) -> None:
        before, self._adjustments = self._adjustments, adjustments
        if not self._picture.isNull():
            if self._turned.isNull() or before.quarters != adjustments.quarters:
                self._turned = self._picture.transformed(QTransform().rotate(90 * adjustments.quarters))
                self._lit = QImage()
            if self._lit.isNull() or (before.light, before.contrast) != (adjustments.light, adjustments.contrast):
                self._lit = lit(self._turned, adjustments)
        cut = adjustments.cut
        sides = (("left", cut.left), ("top", cut.top), ("right", 1 - cut.right), ("bottom", 1 - cut.bottom))
        gone = ", ".join(f"{name} {part * 100:.0f} percent" for name, part in sides if part > 0.004)
        self.setAccessibleDescription(
            f"Cut away: {gone or 'nothing'}. Arrows move what stays; with Shift or Control its edges."
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(480), look().px(320))

    def frame_rect(self) -> QRectF:
        """Where the straightened picture is painted."""
        width, height = self._picture.width() or 1, self._picture.height() or 1
        wide, high = frame(width, height, self._adjustments)
        margin = look().px(_MARGIN)
        scale = min((self.width() - 2 * margin) / wide, (self.height() - 2 * margin) / high)
        size = max(wide * scale, 1.0), max(high * scale, 1.0)
        return QRectF((self.width() - size[0]) / 2, (self.height() - size[1]) / 2, *size)

    def cut_rect(self) -> QRectF:
        whole, cut = self.frame_rect(), self._adjustments.cut
        at = QPointF(whole.left() + cut.left * whole.width(), whole.top() + cut.top * whole.height())
        return QRectF(at, QPointF(whole.left() + cut.right * whole.width(), whole.top() + cut.bottom * whole.height()))

    def grip_at(self, at: QPointF) -> Grip | None:
        rect, reach = self.cut_rect(), look().px(_REACH)
        if not rect.adjusted(-reach, -reach, reach, reach).contains(at):
            return None
        near = (
            abs(at.x() - rect.left()) <= reach,
            abs(at.y() - rect.top()) <= reach,
            abs(at.x() - rect.right()) <= reach,
            abs(at.y() - rect.bottom()) <= reach,
        )
        sides = tuple(int(side) for side in near)
        return next((grip for grip in Grip if grip.value == sides), Grip.MIDDLE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        grip = self.grip_at(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        self._held = (grip, self._adjustments.cut, event.position()) if grip else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held:
            self.moving.emit(self._cut_at(event.position()))
            return
        grip = self.grip_at(event.position())
        self.setCursor(_CURSORS[grip] if grip else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held:
            cut = self._cut_at(event.position())
            self._held = None
            self.settled.emit(cut)

    def _cut_at(self, at: QPointF) -> Cut:
        assert self._held is not None
        grip, begun, start = self._held
        whole = self.frame_rect()
        return pulled(begun, grip, (at.x() - start.x()) / whole.width(), (at.y() - start.y()) / whole.height())

    def event(self, event: QEvent) -> bool:
        """The arrows are this widget's own while it has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _ARROWS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the frame; with Shift its right or lower edge, with Control its left or upper one; with Alt a little."""
        step = _ARROWS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        keys = event.modifiers()
        far = _FINE if keys & Qt.KeyboardModifier.AltModifier else _STEP
        grip = Grip.MIDDLE
        if keys & Qt.KeyboardModifier.ShiftModifier:
            grip = Grip.BOTTOM_RIGHT
        elif keys & Qt.KeyboardModifier.ControlModifier:
            grip = Grip.TOP_LEFT
        self.settled.emit(pulled(self._adjustments.cut, grip, step[0] * far, step[1] * far))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._lit.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        whole, rect = self.frame_rect(), self.cut_rect()
        self._draw_picture(painter, whole)
        self._draw_dimmed(painter, whole, rect)
        _draw_frame(painter, rect)
        if self.hasFocus():
            draw_focus(painter, self.rect().adjusted(0, 0, -1, -1), look().px(tokens.RADIUS))
        painter.end()

    def _draw_picture(self, painter: QPainter, whole: QRectF) -> None:
        width, height = self._picture.width(), self._picture.height()
        a, b, c, d, e, f = placed(width, height, replace(self._adjustments, cut=WHOLE))
        scale = whole.width() / frame(width, height, self._adjustments)[0]
        shown, _ = QTransform(a, d, b, e, c, f).inverted()
        painter.save()
        painter.setClipRect(whole)
        painter.translate(whole.topLeft())
        painter.scale(scale, scale)
        painter.setTransform(shown, True)
        painter.drawImage(QPointF(0, 0), self._lit)
        painter.restore()

    def _draw_dimmed(self, painter: QPainter, whole: QRectF, rect: QRectF) -> None:
        colour = look().colour("bg", _DIMMED)
        for around in (
            QRectF(whole.left(), whole.top(), whole.width(), rect.top() - whole.top()),
            QRectF(whole.left(), rect.bottom(), whole.width(), whole.bottom() - rect.bottom()),
            QRectF(whole.left(), rect.top(), rect.left() - whole.left(), rect.height()),
            QRectF(rect.right(), rect.top(), whole.right() - rect.right(), rect.height()),
        ):
            painter.fillRect(around, colour)


def lit(picture: QImage, adjustments: Adjustments) -> QImage:
    """The picture with other shades; what is see-through stays so."""
    if not (adjustments.light or adjustments.contrast):
        return picture
    out = picture.copy()
    pixels = np.frombuffer(out.bits(), np.uint8).reshape(out.height(), out.bytesPerLine())[:, : out.width() * 4]
    shades = np.array(curve(adjustments), np.uint8)
    colours = pixels.reshape(out.height(), out.width(), 4)[:, :, :3]
    colours[...] = shades[colours]
    return out


def _draw_frame(painter: QPainter, rect: QRectF) -> None:
    """An outline that is seen on every picture, thirds to compose by, and a handle at each corner and edge."""
    now = look()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, alpha, width in (("bg", 0.6, 4.0), ("accent", 1.0, 2.0)):
        painter.setPen(QPen(now.colour(colour, alpha), width * max(now.scale, 1.0)))
        painter.drawRect(rect)
    painter.setPen(QPen(now.colour("text", 0.35), 1.0))
    for part in (1 / 3, 2 / 3):
        x, y = rect.left() + part * rect.width(), rect.top() + part * rect.height()
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
    painter.setPen(QPen(now.colour("accent"), 1.5 * max(now.scale, 1.0)))
    painter.setBrush(now.colour("surface"))
    middle = rect.center()
    for x in (rect.left(), middle.x(), rect.right()):
        for y in (rect.top(), middle.y(), rect.bottom()):
            if (x, y) != (middle.x(), middle.y()):
                painter.drawEllipse(QPointF(x, y), now.px(_RADIUS), now.px(_RADIUS))
