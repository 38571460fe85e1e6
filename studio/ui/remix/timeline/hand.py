"""The pointer over the lanes: what it meets, and the one drag that it may be in."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QMouseEvent

from studio.domain.ids import ClipId, LaneId
from studio.ui.theme import look

from .canvas import Canvas
from .drags import Drag, FadeDrag, FillDrag, LevelDrag, MarqueeDrag, MoveDrag, Point, TrimDrag
from .scene import Scene
from .selection import Selection
from .shape import Part, Spot

#: How often and how far the view follows a drag over its edge.
_FOLLOW_MS, _FOLLOW_PX = 30, 24
_CURSORS = {
    Part.LEFT: Qt.CursorShape.SplitHCursor,
    Part.RIGHT: Qt.CursorShape.SplitHCursor,
    Part.FADE_IN: Qt.CursorShape.SizeHorCursor,
    Part.FADE_OUT: Qt.CursorShape.SizeHorCursor,
    Part.GAIN: Qt.CursorShape.SizeVerCursor,
    Part.PAN: Qt.CursorShape.SizeHorCursor,
}
_ADDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_Chosen = tuple[frozenset[ClipId], ClipId | None, LaneId | None]


class Hand(QObject):
    """Ctrl or Shift adds to what is chosen; while dragging Shift lets nothing snap, and Alt loops a clip that is drawn longer."""

    def __init__(self, scene: Scene, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._scene, self._canvas = scene, canvas
        self._spot: Spot | None = None
        self._pressed_at = self._last_at = QPoint()
        self._pressed = Point(0, 0)
        self._drag: Drag | None = None
        self._marquee: MarqueeDrag | None = None
        self._before: _Chosen = (frozenset(), None, None)
        self._free = self._alt = self._narrows = False
        self._follow = QTimer(self, interval=_FOLLOW_MS)
        self._follow.timeout.connect(self._on_follow)
        canvas.pressed.connect(self._on_press)
        canvas.dragged.connect(self._on_move)
        canvas.released.connect(self._on_release)
        canvas.left.connect(lambda: canvas.hover(None))
        scene.editor.changed.connect(self._on_edited)

    @property
    def is_dragging(self) -> bool:
        return self._drag is not None or self._marquee is not None

    @Slot()
    def cancel(self) -> bool:
        """Everything is as it was before the press; False where nothing was dragged."""
        was = self.is_dragging
        self._end()
        if was:
            self._scene.show(None)
            self._scene.selection.choose(*self._before)
        return was

    @Slot(QMouseEvent)
    def _on_press(self, event: QMouseEvent) -> None:
        self.cancel()
        at = event.position().toPoint()
        spot = self._canvas.meet(at)
        if event.button() is not Qt.MouseButton.LeftButton:
            if event.button() is Qt.MouseButton.RightButton and spot.clip and spot.clip.id not in self._chosen.ids:
                self._choose(spot, adds=False)
            return
        self._before = (self._chosen.ids, self._chosen.current, self._chosen.lane)
        self._spot, self._pressed_at, self._last_at = spot, at, at
        self._pressed = self._canvas.point(at)
        self._alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        adds = bool(event.modifiers() & _ADDS)
        self._narrows = bool(spot.clip and not adds and spot.clip.id in self._chosen.ids)
        self._choose(spot, adds=adds)

    def _choose(self, spot: Spot, *, adds: bool) -> None:
        lanes = self._scene.lanes
        lane = lanes[spot.row].id if 0 <= spot.row < len(lanes) else self._chosen.lane
        if spot.clip is None:
            self._chosen.choose(self._chosen.ids if adds else (), None, lane)
            return
        id = spot.clip.id
        ids = self._scene.together(frozenset({id}))
        if adds and lane is not None:
            self._chosen.toggle(ids, id, lane)
        else:
            self._chosen.choose(self._chosen.ids if id in self._chosen.ids else ids, id, lane)

    @Slot(QMouseEvent)
    def _on_move(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if not event.buttons() & Qt.MouseButton.LeftButton:
            spot = self._canvas.meet(at)
            self._canvas.hover(spot)
            shape = _CURSORS.get(spot.part) if spot.clip else None
            self._canvas.viewport().setCursor(shape or Qt.CursorShape.ArrowCursor)
            return
        if self._spot is None:
            return
        self._last_at = at
        self._free = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not self.is_dragging and (at - self._pressed_at).manhattanLength() >= look().px(4):
            self._begin(self._spot)
        self._show()
        inside = self._canvas.viewport().rect().contains(at)
        if self.is_dragging and not inside and not self._follow.isActive():
            self._follow.start()

    def _begin(self, spot: Spot) -> None:
        scene, clip, pressed = self._scene, spot.clip, self._pressed
        if clip is None:
            self._marquee = MarqueeDrag(scene.row, self._chosen.ids, pressed)
            return
        ids = self._chosen.ids | {clip.id}
        if spot.part is Part.BODY:
            every = scene.together(ids)
            self._drag = MoveDrag(scene.remix, ids, every, clip, pressed, scene.snapper(every))
        elif spot.part in (Part.GAIN, Part.PAN):
            is_pan, near = spot.part is Part.PAN, scene.scale.frames_per_px
            self._drag = LevelDrag(scene.remix, ids, clip, pressed, pan=is_pan, frames_per_px=near)
        else:
            snapper = scene.snapper({clip.id})
            at_start = spot.part in (Part.LEFT, Part.FADE_IN)
            if spot.part in (Part.FADE_IN, Part.FADE_OUT):
                self._drag = FadeDrag(scene.remix, clip, pressed, snapper, at_start=at_start)
            elif self._alt and not at_start:
                self._drag = FillDrag(scene.remix, clip, pressed, snapper)
            else:
                self._drag = TrimDrag(scene.remix, clip, pressed, snapper, at_start=at_start, ripple=scene.ripple)

    def _show(self) -> None:
        picture, point = self._canvas.picture, self._canvas.point(self._last_at, free=self._free)
        picture.bubble_at = self._last_at
        if self._drag is not None:
            self._scene.show(self._drag.drag(point))
        elif self._marquee is not None:
            sight = self._canvas.sight
            first = QPoint(sight.scale.px(self._pressed.frame), self._pressed.y)
            picture.marquee = QRect(first, sight.to_piece(self._last_at)).normalized()
            self._chosen.choose(self._marquee.chosen(point), None)
            self._canvas.viewport().update()

    @Slot(QMouseEvent)
    def _on_release(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or self._spot is None:
            return
        spot, drag, chose = self._spot, self._drag, self._marquee is not None
        words = self._scene.preview.words if self._scene.preview else ""
        self._end()
        if drag is not None:
            self._scene.commit(drag.commit(), words)
        elif not chose and self._narrows and spot.clip:
            self._chosen.choose((), None)
            self._choose(spot, adds=False)

    def _end(self) -> None:
        self._follow.stop()
        self._spot = self._drag = self._marquee = None
        if self._canvas.picture.marquee is not None:
            self._canvas.picture.marquee = None
            self._canvas.viewport().update()

    @Slot()
    def _on_follow(self) -> None:
        """The view goes on as long as the pointer is held beyond its edge."""
        area, at = self._canvas.viewport().rect(), self._last_at
        if not self.is_dragging or area.contains(at):
            self._follow.stop()
            return
        for bar, low, high, now in (
            (self._canvas.horizontalScrollBar(), area.left(), area.right(), at.x()),
            (self._canvas.verticalScrollBar(), area.top(), area.bottom(), at.y()),
        ):
            bar.setValue(bar.value() + ((now > high) - (now < low)) * look().px(_FOLLOW_PX))
        self._show()

    @Slot()
    def _on_edited(self) -> None:
        """The piece changed under a drag: what it would have made does not hold any more."""
        self._end()

    @property
    def _chosen(self) -> Selection:
        return self._scene.selection
