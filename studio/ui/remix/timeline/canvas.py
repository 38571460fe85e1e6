"""The lanes with their clips, to be scrolled and zoomed. What a pointer or a key does is said by signals."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from studio.ui.theme import look

from .drags import Point
from .keys import deed_of
from .picture import Picture
from .scale import STEP, Scale, fitting
from .scene import Scene
from .shape import Spot, lane_px, meet
from .sight import Sight

#: A notch of the wheel, in eighths of a degree.
_NOTCH = 120
#: How long lanes may be drawn in one frame while the view moves, and those that are not seen yet.
_WITHIN_S, _BESIDE_S = 0.0015, 0.001


class Canvas(QAbstractScrollArea):
    #: The view moved or zoomed: the ruler and the heads follow.
    moved = Signal()
    pressed = Signal(QMouseEvent)
    dragged = Signal(QMouseEvent)
    released = Signal(QMouseEvent)
    left = Signal()
    #: The name of a deed whose key was pressed.
    key_pressed = Signal(str)
    focus_changed = Signal()
    #: Where in the viewport; from the keyboard None.
    menu_wanted = Signal(object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = self._scene = scene
        self.picture = Picture(scene)
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._rest.timeout.connect(self._on_rest)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setMouseTracking(True)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.viewport().setAutoFillBackground(True)
        self.setAccessibleName("Time line")
        scene.changed.connect(self.lay_out)
        scene.selection.changed.connect(self.refresh)
        scene.wave_came.connect(self._on_wave)

    # where one looks

    @property
    def sight(self) -> Sight:
        view = self.viewport()
        left, top = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        return Sight(self._scene.scale, left, top, view.width(), view.height(), lane_px())

    def point(self, at: QPoint, *, free: bool = False) -> Point:
        sight = self.sight
        where = sight.to_piece(at)
        return Point(sight.scale.frame(where.x()), where.y() // sight.lane, where.y(), free)

    def meet(self, at: QPoint) -> Spot:
        sight = self.sight
        where = sight.to_piece(at)
        number = where.y() // sight.lane
        return meet(self._scene.row(number), number, where, sight.scale)

    def zoom(self, factor: float, x: int | None = None) -> None:
        """What is under the pixel `x` of the viewport stays there; without one the playhead or the middle does."""
        sight = self.sight
        if x is None:
            x = sight.x_of(self._scene.playhead) if self._scene.playhead is not None else -1
            x = x if 0 <= x < sight.width else sight.width // 2
        self._look_from(self._scene.scale.zoomed(factor), sight.frame_at(x), x)

    def fit(self, first: int, last: int) -> None:
        """Shows the frames from `first` to `last` as near as they fit."""
        width = self.viewport().width()
        margin = width // 20
        self._look_from(fitting(max(last - first, 1), width - 2 * margin), first, margin if first else 0)

    def _look_from(self, scale: Scale, frame: int, x: int) -> None:
        self._scene.scale = scale
        bar = self.horizontalScrollBar()
        blocked = bar.blockSignals(True)
        self._set_ranges()
        bar.setValue(scale.px(frame) - x)
        bar.blockSignals(blocked)
        self._follow()

    def look_from(self, scale: Scale, frame: int, lane: float) -> None:
        """Shows `frame` at the left and `lane` (0.5: the middle of the first one) at the top."""
        self._look_from(scale, frame, 0)
        self.verticalScrollBar().setValue(round(lane * lane_px()))

    def bring_in(self, rect: QRect) -> None:
        """Scrolls until `rect` (in pixels of the piece) is seen, or its beginning where it is too large."""
        sight, margin = self.sight, look().px(24)
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        fits = rect.width() + 2 * margin < sight.width
        if rect.left() < sight.left or (not fits and rect.left() > sight.left + sight.width - 2 * margin):
            across.setValue(rect.left() - margin)
        elif fits and rect.right() > sight.left + sight.width:
            across.setValue(rect.right() + margin - sight.width)
        if rect.top() < sight.top:
            down.setValue(rect.top() - look().px(10))
        elif rect.bottom() > sight.top + sight.height:
            down.setValue(rect.bottom() + look().px(10) - sight.height)

    # making ready

    @Slot()
    def lay_out(self) -> None:
        """Other lanes, clips or colours."""
        self._set_ranges()
        self.picture.start_again(self.sight, self.devicePixelRatioF())
        self.refresh()
        self.moved.emit()

    def _follow(self) -> None:
        """The view moved or zoomed: as much is drawn as there is time for, the rest in the next moments."""
        self.picture.start_again(self.sight, self.devicePixelRatioF())
        self.picture.make_ready(self.sight, _WITHIN_S)
        self._rest.start()
        self.viewport().update()
        self.moved.emit()

    @Slot()
    def _on_rest(self) -> None:
        sight = self.sight
        if not self.picture.make_ready(sight, _WITHIN_S):
            self.viewport().update()
        elif self.picture.make_more(sight, _BESIDE_S):
            self.viewport().update()
            return
        self._rest.start()

    @Slot()
    def refresh(self) -> None:
        self.picture.make_ready(self.sight)
        self.viewport().update()

    def hover(self, spot: Spot | None) -> None:
        """Shows the handles of the clip under the pointer."""
        id = spot.clip.id if spot and spot.clip else None
        if id != self.picture.hovered:
            self.picture.hovered = id
            self.picture.find_handles(self.sight)
            self.viewport().update()

    def move_playhead(self, before: int | None, now: int | None) -> None:
        """Paints again only where it was and where it is."""
        sight, width = self.sight, look().px(4)
        for frame in (before, now):
            if frame is not None:
                self.viewport().update(sight.x_of(frame) - width, 0, 2 * width, sight.height)

    def _set_ranges(self) -> None:
        sight, scene = self.sight, self._scene
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, max(sight.scale.px(scene.frames) - sight.width // 2, 0))
        across.setPageStep(sight.width)
        across.setSingleStep(look().px(40))
        down.setRange(0, max(len(scene.lanes) * sight.lane + look().px(48) - sight.height, 0))
        down.setPageStep(sight.height)
        down.setSingleStep(sight.lane // 3)

    @Slot(str)
    def _on_wave(self, sha256: str) -> None:
        self.picture.forget_sound(sha256)
        self.refresh()

    # Qt

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self.picture.paint(painter, self.sight, event.rect())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._scene.dress()
            self.picture.clear()
            self.lay_out()

    def sizeHint(self) -> QSize:
        return QSize(look().px(600), look().px(400))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl nearer and farther, with Shift along the time."""
        turned = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(STEP ** (turned.y() / _NOTCH), round(event.position().x()))
            event.accept()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not turned.x():
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - turned.y() * bar.singleStep() * 3 // _NOTCH)
            event.accept()
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.dragged.emit(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.released.emit(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        self.menu_wanted.emit(None if by_key else event.pos())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.left.emit()
        return super().viewportEvent(event)

    def event(self, event: QEvent) -> bool:
        """Our keys before those of the page; Tab goes from clip to clip."""
        kind = event.type()
        if kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) and isinstance(event, QKeyEvent):
            deed = deed_of(event)
            if deed and self._takes(deed):
                event.accept()
                if kind == QEvent.Type.KeyPress:
                    self.key_pressed.emit(deed)
                return True
        return super().event(event)

    def _takes(self, deed: str) -> bool:
        """Tab and Esc leave the lanes where there is no clip to go on to or to let go: so that nobody is caught here."""
        chosen = self._scene.selection
        if deed in ("next clip", "previous clip"):
            return chosen.current is not None and self._scene.beside(1 if deed == "next clip" else -1) is not None
        return deed != "let go" or bool(chosen.ids) or chosen.current is not None or self._scene.preview is not None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.key_pressed.emit("come in")
        self._on_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._on_focus()

    def _on_focus(self) -> None:
        self.picture.has_focus = self.hasFocus()
        self.refresh()
        self.focus_changed.emit()
