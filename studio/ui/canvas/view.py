"""The canvas on the screen: seen whole or closely, its layers chosen and moved by hand or by the keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.domain.canvas import Canvas, Layer
from studio.domain.ids import LayerId
from studio.remix.canvas import edits
from studio.remix.canvas.shape import Shape
from studio.ui.theme import look

from . import handles, painting
from .camera import Camera, fitting, window
from .editor import CanvasEditor
from .gesture import Gesture, Grip
from .shown import Shown, Wish

STEP = 1.25
_NOTCH = 120
#: A press that moves less than this is a click.
_CLICK_PX = 3.0
_SNAP_PX = 7.0
#: While the view is moved, a sharper picture is asked for only when it rests this long.
_RESTS_MS = 60
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_FAR_PX = 10
#: Also with large text: what is said of the layers needs the room more.
LEAST_PX = 160


class CanvasView(QWidget):
    """The editor's canvas. `chosen` is the layer with handles; a drag commits once, when it is let go."""

    chosen_changed = Signal()
    zoomed = Signal(float)
    #: A layer in the hand moved: what it is for now.
    handled = Signal(object)

    def __init__(self, editor: CanvasEditor, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._shown = shown
        self._camera = Camera()
        self._fits = True
        self._gesture: Gesture | None = None
        self._held: Layer | None = None
        #: Let go, and not yet in what was made on a task: it is painted as if it were still in the hand.
        self._settling: Layer | None = None
        self._pan_from: QPointF | None = None
        self._mix = QImage()
        self.chosen: LayerId | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Canvas")
        self._rest = QTimer(self, singleShot=True, interval=_RESTS_MS)
        self._rest.timeout.connect(self._want)
        editor.changed.connect(self._on_changed)
        shown.ready.connect(self._on_ready)
        self._tell()

    @property
    def canvas(self) -> Canvas:
        """As it is shown: with the layer in the hand."""
        canvas: Canvas = self._editor.canvas
        return edits.put(canvas, self._held) if self._held is not None else canvas

    @property
    def layer(self) -> Layer | None:
        return edits.find(self.canvas, self.chosen)

    @property
    def camera(self) -> Camera:
        return self._camera

    @property
    def standing(self) -> tuple[Camera | None, LayerId | None]:
        """The camera, None where it shows the whole, and what is chosen: for a view in another look."""
        return None if self._fits else self._camera, self.chosen

    def stand(self, camera: Camera | None, chosen: LayerId | None) -> None:
        self.choose(chosen)
        if camera is not None:
            self._fits = False
            self._see(camera)

    def choose(self, id: LayerId | None) -> None:
        if id != self.chosen:
            self.chosen = id
            self._tell()
            self.chosen_changed.emit()
            self._want()
            self.update()

    def hold(self, layer: Layer | None) -> None:
        """Shows a layer as it would be, without committing; None lets go."""
        self._held = layer
        self.update()

    def fit(self) -> None:
        self._fits = True
        canvas = self._editor.canvas
        self._see(fitting((canvas.width_px, canvas.height_px), (self.width(), self.height()), look().px(28)))

    def own_size(self) -> None:
        """A pixel of the canvas is a pixel of the screen."""
        self.zoom_by(1 / self.devicePixelRatioF() / self._camera.zoom)

    def zoom_by(self, times: float, at: QPointF | None = None) -> None:
        self._fits = False
        at = at if at is not None else QPointF(self.width() / 2, self.height() / 2)
        self._see(self._camera.zoomed(times, at.x(), at.y()))

    def sizeHint(self) -> QSize:
        return QSize(look().px(640), look().px(480))

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_PX, LEAST_PX)

    # what is seen

    def _see(self, camera: Camera) -> None:
        changed = camera.zoom != self._camera.zoom
        self._camera = camera
        self._rest.start()
        self.update()
        if changed:
            self.zoomed.emit(camera.zoom)

    def _want(self) -> None:
        if self._gesture is not None:
            return
        canvas, ratio = self._editor.canvas, self.devicePixelRatioF()
        size, room = (canvas.width_px, canvas.height_px), (self.width(), self.height())
        zoom, part = window(self._camera, size, room, ratio)
        self._shown.want(Wish(canvas, zoom, part, self.chosen))

    def _on_ready(self) -> None:
        frame = self._shown.frame
        if frame is not None and frame.wish.canvas.layers == self._editor.canvas.layers:
            self._settling = None
        self.update()

    def _on_changed(self) -> None:
        self._held = None
        if self._settling is not None and edits.find(self._editor.canvas, self._settling.id) != self._settling:
            self._settling = None
        if edits.find(self._editor.canvas, self.chosen) is None and self.chosen is not None:
            self.chosen = None
            self.chosen_changed.emit()
        if self._fits:
            self.fit()
        self._tell()
        self._want()
        self.update()

    def _tell(self) -> None:
        """In words, for whoever cannot see it."""
        canvas, layer = self._editor.canvas, self.layer
        words = f"{canvas.width_px} by {canvas.height_px} pixels, {len(canvas.layers)} layers"
        if layer is not None:
            words += f". {layer.name} is chosen, at {layer.x:.0f}, {layer.y:.0f}"
        self.setAccessibleDescription(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        canvas, frame, ratio = self._editor.canvas, self._shown.frame, self.devicePixelRatioF()
        painting.draw_canvas(painter, canvas, self._camera)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if frame is not None:
            painter.setClipRect(painting.canvas_rect(canvas, self._camera))
            around = self._shown.around
            if around is not None and around is not frame:
                painting.draw_frame(painter, around, self._camera, ratio)
            held = self._held or self._settling
            if held is not None and frame.wish.chosen == held.id and frame.below is not None and frame.own is not None:
                if (self._mix.size(), self._mix.format()) != (frame.below.size(), frame.below.format()):
                    self._mix = QImage(frame.below.size(), frame.below.format())
                painting.draw_in_hand(painter, frame, self._mix, held, self._camera, ratio)
            else:
                painting.draw_frame(painter, frame, self._camera, ratio)
            painter.setClipping(False)
        painting.draw_edge(painter, canvas, self._camera)
        layer = self.layer
        if layer is not None:
            handles.draw(painter, layer, self._camera, focused=self.hasFocus())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits:
            self.fit()
        else:
            self._rest.start()

    # the hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if event.button() == Qt.MouseButton.MiddleButton or (
            event.button() == Qt.MouseButton.LeftButton and event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            self._pan_from = at
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = self._camera.to_canvas(at.x(), at.y())
        layer = self.layer
        grip = handles.grip_at(layer, self._camera, at.x(), at.y()) if layer is not None else None
        under = self._under(*place)
        if grip is None and under is not None:
            layer, grip = under, Grip.MIDDLE
            self.choose(layer.id)
        if grip is None or layer is None:
            self.choose(None)
            self._pan_from = at
            return
        near = look().px(_SNAP_PX) / self._camera.zoom
        self._gesture = Gesture(layer, grip, place, self._editor.canvas, near)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at, keys = event.position(), event.modifiers()
        if self._pan_from is not None:
            moved = at - self._pan_from
            self._pan_from, self._fits = at, False
            self._see(self._camera.panned(moved.x(), moved.y()))
        elif self._gesture is not None:
            begun = QPointF(*self._camera.to_widget(*self._gesture.at))
            if self._held is None and (at - begun).manhattanLength() < _CLICK_PX:
                return
            steady = bool(keys & Qt.KeyboardModifier.ShiftModifier)
            free = bool(keys & Qt.KeyboardModifier.ControlModifier)
            place = self._camera.to_canvas(at.x(), at.y())
            self._held = self._gesture.layer_at(*place, steady=steady, free=free)
            self.handled.emit(self._held)
            self.update()
        else:
            layer = self.layer
            grip = handles.grip_at(layer, self._camera, at.x(), at.y()) if layer is not None else None
            self.setCursor(handles.cursor(grip, layer))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pan_from is not None:
            self._pan_from = None
            self.setCursor(Qt.CursorShape.ArrowCursor)
            return
        gesture, held = self._gesture, self._held
        self._gesture = None
        if gesture is not None and held is not None:
            self._commit(held)
        elif gesture is not None:
            under = self._under(*gesture.at)
            if gesture.grip is Grip.MIDDLE and under is not None:  # a click, not a drag, chooses what is on top
                self.choose(under.id)
            self._want()

    def _commit(self, layer: Layer) -> None:
        """What is in the hand stays on screen until the canvas is made anew."""
        canvas = edits.put(self._editor.canvas, layer)
        if canvas == self._editor.canvas:
            self.hold(None)
            return
        self._settling = layer
        self._editor.commit(canvas)

    def _under(self, x: float, y: float) -> Layer | None:
        """The highest layer that is shown there."""
        shown = reversed(self._editor.canvas.shown)
        return next((layer for layer in shown if Shape.of(layer).holds(x, y)), None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Control and the wheel go closer; the wheel alone, or two fingers, move along."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or event.pixelDelta().isNull():
            self.zoom_by(STEP ** (event.angleDelta().y() / _NOTCH), event.position())
        else:
            self._fits = False
            moved = event.pixelDelta()
            self._see(self._camera.panned(moved.x(), moved.y()))
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_by(1 + event.value(), event.position())
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _ARROWS:
            event.accept()
            return True
        return super().event(event)

    # the keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the chosen layer (Shift: by ten), or the view where none is chosen; Escape lets go."""
        way = _ARROWS.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and (self._gesture or self.chosen):
            self._gesture = None
            self.hold(None)
            self.choose(None)
        elif way is None:
            super().keyPressEvent(event)
        elif self.layer is None:
            self._fits = False
            self._see(self._camera.panned(-way[0] * look().px(40), -way[1] * look().px(40)))
        else:
            far = _FAR_PX if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self._commit(edits.moved(self.layer, way[0] * far, way[1] * far))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
