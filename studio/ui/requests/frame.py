"""A picture in which a part is marked: drawn with the mouse, or moved and sized by the arrows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from studio.domain.place import Region
from studio.ui import tokens
from studio.ui.theme import look
from studio.ui.widgets.box import Box
from studio.ui.widgets.painters import draw_focus

_HEIGHT, _MOST_PX = 180, 260
_STEP, _LEAST = 5.0, 1.0
_MOVES = {
    Qt.Key.Key_Left: (-_STEP, 0.0),
    Qt.Key.Key_Right: (_STEP, 0.0),
    Qt.Key.Key_Up: (0.0, -_STEP),
    Qt.Key.Key_Down: (0.0, _STEP),
}


class Frame(Box):
    #: The person marked another part, or none.
    marked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("quote", parent)
        self.region: Region | None = None
        self._image = QImage()
        self._fitted = QPixmap()
        self._from: QPointF | None = None
        self.setFixedHeight(min(look().px(_HEIGHT), _MOST_PX))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("The picture: mark the part that is from you")
        self.setAccessibleDescription("The arrows move the mark, with Shift they size it, Delete takes it away")

    def show_image(self, image: QImage) -> None:
        self._image = image
        self._fit()

    def show_region(self, region: Region | None) -> None:
        if region != self.region:
            self.region = region
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(240), self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self._image.isNull():
            self._from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self._mark(self._between(self._from, event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press without a drag takes the mark away."""
        if self._from is not None:
            self._mark(self._between(self._from, event.position()))
            self._from = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, sizing = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _MOVES and not self._image.isNull():
            self._mark(_moved(self.region or Region(35, 35, 30, 30), *_MOVES[key], sizing))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._mark(None)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, now = QPainter(self), look()
        room = self._room()
        painter.drawPixmap(room.topLeft(), self._fitted)
        if self.region is not None:
            painter.setPen(QPen(now.colour("bg"), now.px(4)))  # the mark is seen on any picture
            painter.drawRect(self._rect(self.region))
            painter.setPen(QPen(now.colour("accent"), now.px(2)))
            painter.drawRect(self._rect(self.region))
        if self.hasFocus():
            draw_focus(painter, self.rect(), look().px(tokens.CARD_RADIUS))
        painter.end()

    def _mark(self, region: Region | None) -> None:
        if region != self.region:
            self.show_region(region)
            self.marked.emit()

    def _fit(self) -> None:
        ratio = self.devicePixelRatioF()
        if not self._image.isNull():
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self._fitted = QPixmap.fromImage(self._image.scaled(self.size() * ratio, keep, smooth))
            self._fitted.setDevicePixelRatio(ratio)
        self.update()

    def _room(self) -> QRectF:
        """Where the picture lies."""
        size = self._fitted.deviceIndependentSize()
        return QRectF(QPointF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2), size)

    def _rect(self, region: Region) -> QRectF:
        room = self._room()
        across, down = room.width() / 100, room.height() / 100
        left, top = room.left() + region.left * across, room.top() + region.top * down
        return QRectF(left, top, region.width * across, region.height * down)

    def _between(self, one: QPointF, other: QPointF) -> Region | None:
        """The part between two points; None where it is too small to be meant."""
        room = self._room()
        found = QRectF(one, other).normalized().intersected(room)
        across, down = room.width() / 100 or 1, room.height() / 100 or 1
        region = Region(
            round((found.left() - room.left()) / across, 1),
            round((found.top() - room.top()) / down, 1),
            round(found.width() / across, 1),
            round(found.height() / down, 1),
        )
        return region if region.width >= _LEAST and region.height >= _LEAST else None


def _moved(region: Region, across: float, down: float, sizing: bool) -> Region:
    """Moved or sized by so many percent, within the picture."""
    if sizing:
        width = min(max(region.width + across, _STEP), 100 - region.left)
        return Region(region.left, region.top, width, min(max(region.height + down, _STEP), 100 - region.top))
    left = min(max(region.left + across, 0.0), 100 - region.width)
    return Region(left, min(max(region.top + down, 0.0), 100 - region.height), region.width, region.height)
