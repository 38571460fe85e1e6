"""A picture that can be looked at closely: whole, at its own size, or as large as one likes; moved by the hand or the arrows."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QWidget

from studio.ui.theme import look

STEP = 1.25
#: A picture is never drawn smaller or larger than this many times its own size.
LEAST, MOST = 0.02, 16.0
_NOTCH = 120


class Zoom(QGraphicsView):
    """`scale` is screen pixels a picture pixel. Keys: + and −, 1 its own size, 0 whole."""

    #: The scale changed.
    zoomed = Signal(float)
    #: Another part of the picture is seen, or at another scale.
    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = QGraphicsScene(self)
        self._fits = True
        self.setScene(self._scene)
        self.setBackgroundBrush(look().colour("bg"))
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(lambda _: self.moved.emit())
        for part in (self, self.viewport()):  # Qt gives the focus to the second in the name of the first
            part.setAccessibleName("The picture")

    def show_image(self, image: QImage) -> None:
        self._scene.clear()
        item = self._scene.addPixmap(QPixmap.fromImage(image))
        item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._scene.setSceneRect(item.boundingRect())
        self.fit()

    def follow(self, other: Zoom) -> None:
        """Shows the same part of this picture as `other` shows of its own, whatever their sizes are."""
        mine, theirs = self._scene.sceneRect().size(), other._scene.sceneRect().size()
        if mine.isEmpty() or theirs.isEmpty():
            return
        self._fit_always(other._fits)
        if other._fits:
            self.fit()
            return
        self._set(other.scale_now * theirs.width() / mine.width())
        seen = other.mapToScene(other.viewport().rect().center())
        self.centerOn(seen.x() / theirs.width() * mine.width(), seen.y() / theirs.height() * mine.height())

    @property
    def scale_now(self) -> float:
        return self.transform().m11() * self.devicePixelRatioF()

    @Slot()
    def fit(self) -> None:
        """The whole picture; a small one is not blown up."""
        self._fit_always(True)
        size, room = self._scene.sceneRect().size(), self.viewport().size() * self.devicePixelRatioF()
        if size.isEmpty():
            return
        self._set(min(room.width() / size.width(), room.height() / size.height(), 1.0))

    @Slot()
    def own_size(self) -> None:
        self._fit_always(False)
        self._set(1.0)

    @Slot()
    def closer(self) -> None:
        self.zoom_by(STEP)

    @Slot()
    def farther(self) -> None:
        self.zoom_by(1 / STEP)

    def zoom_by(self, times: float) -> None:
        self._fit_always(False)
        self._set(self.scale_now * times)

    def _fit_always(self, on: bool) -> None:
        """A picture that fits needs no bars; one that came and went would change the room without end."""
        self._fits = on
        bars = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if on else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setHorizontalScrollBarPolicy(bars)
        self.setVerticalScrollBarPolicy(bars)

    def _set(self, scale: float, at: QPoint | None = None) -> None:
        """The spot `at` (the middle, where nothing is said) stays where it is."""
        at = self.viewport().rect().center() if at is None else at
        before = self.mapToScene(at)
        times = min(max(scale, LEAST), MOST) / self.scale_now
        self.scale(times, times)
        moved = self.mapFromScene(before) - at
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() + moved.x())
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + moved.y())
        self.zoomed.emit(self.scale_now)
        self.moved.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The spot under the pointer stays where it is."""
        self._fit_always(False)
        self._set(self.scale_now * STEP ** (event.angleDelta().y() / _NOTCH), event.position().toPoint())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        does = {
            Qt.Key.Key_Plus: self.closer,
            Qt.Key.Key_Equal: self.closer,
            Qt.Key.Key_Minus: self.farther,
            Qt.Key.Key_0: self.fit,
            Qt.Key.Key_1: self.own_size,
        }.get(Qt.Key(event.key()))
        if does:
            does()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits:
            self.fit()
