"""The time line: ruler, heads and lanes put together, and what the page around it may ask and hear."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from studio.domain.ids import ClipId, LaneId
from studio.domain.remix import RATE_HZ, Curve, Lane
from studio.ui import tokens
from studio.ui.theme import look

from . import dropping
from .access import Speaker
from .canvas import Canvas
from .deeds import Deeds
from .hand import Hand
from .heads import Heads
from .menu import clip_menu, lane_menu
from .ruler import LAST, Ruler
from .scale import STEP
from .scene import Edited, Heard, Scene
from .shape import clip_rect
from .sight import TimeStanding
from .snaps import Snap


class TimelineView(QWidget):
    """Every edit is one `editor.commit`; a drag commits on release and Esc takes it back. `do` names what keys and buttons do
    (`keys.KEYS`, and "rename lane", "remove lane"). `line_of` says what stands under a lane's name."""

    #: The frame at which the ruler was pressed, or to which the keys moved.
    seek_wanted = Signal(int)
    #: (first, last) frame, or None: nothing loops any more.
    loop_wanted = Signal(object)
    selection_changed = Signal()
    #: list[Path] or list[RecordId], the LaneId or None for a new lane, the frame.
    dropped = Signal(object, object, int)

    def __init__(self, editor: Edited, waves: Heard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = Scene(editor, waves, self)
        self._canvas = Canvas(self._scene, self)
        self._heads = Heads(self._scene, self._canvas, self)
        self._ruler = Ruler(self._scene, self._canvas, self)
        self._hand = Hand(self._scene, self._canvas)
        self._deeds = Deeds(self._scene)
        self._speaker = Speaker(self._scene, self._canvas)
        self._table = self._deeds.table | self._own_deeds()
        self.setAcceptDrops(True)
        self.setFocusProxy(self._canvas)
        self._connect()

    def _connect(self) -> None:
        self._scene.selection.changed.connect(self.selection_changed)
        self._canvas.key_pressed.connect(self.do)
        self._canvas.menu_wanted.connect(self._on_menu)
        self._heads.menu_wanted.connect(self._on_lane_menu)
        self._ruler.seek_wanted.connect(self.seek_wanted)
        self._ruler.loop_wanted.connect(self.loop_wanted)

    # what the page may ask

    @property
    def selection(self) -> frozenset[ClipId]:
        return self._scene.selection.ids

    @property
    def chosen_lane(self) -> LaneId | None:
        return self._scene.selection.lane

    def choose(self, ids: frozenset[ClipId], lane: LaneId | None = None) -> None:
        """Chooses these clips, and shows the first of them."""
        self._scene.selection.choose(ids, next(iter(sorted(ids)), None), lane)
        self._bring_in_current()

    @property
    def snap(self) -> Snap:
        return self._scene.snap

    @snap.setter
    def snap(self, snap: Snap) -> None:
        self._scene.snap = snap

    @property
    def ripple(self) -> bool:
        return self._scene.ripple

    @ripple.setter
    def ripple(self, on: bool) -> None:
        self._scene.ripple = on

    @property
    def standing(self) -> TimeStanding:
        """What outlives this view when the window is built in another look."""
        scene, sight = self._scene, self._canvas.sight
        chosen = scene.selection
        place = scene.scale, sight.frame_at(0), sight.top / sight.lane
        return TimeStanding(*place, chosen.ids, chosen.current, chosen.lane, scene.snap, scene.ripple)

    def stand(self, at: TimeStanding) -> None:
        self._scene.snap, self._scene.ripple = at.snap, at.ripple
        self._scene.selection.choose(at.ids, at.current, at.chosen_lane)
        self._canvas.look_from(at.scale, at.left, at.top)

    def set_line_of(self, line_of: Callable[[Lane], str]) -> None:
        """What stands under a lane's name, as "source · ines"."""
        self._scene.set_line_of(line_of)

    def invite_to_sing(self, key: str) -> None:
        """Says below the lanes with which key one sings over the mix; "" where one cannot."""
        drop = "Drop a record or a file here to add a track."
        self._canvas.picture.invitation = (f"{drop} Press", key, "to sing over the mix.") if key else (drop,)
        self._canvas.viewport().update()

    def show_playhead(self, frame: int | None) -> None:
        """The view turns its page where the playhead runs out of it, unless it was out of sight before."""
        before, self._scene.playhead = self._scene.playhead, frame
        if frame == before:
            return
        sight = self._canvas.sight
        if frame is not None and before is not None and 0 <= sight.x_of(before) < sight.width <= sight.x_of(frame):
            self._canvas.horizontalScrollBar().setValue(sight.scale.px(frame) - sight.width // 20)
        else:
            self._canvas.move_playhead(before, frame)

    def show_loop(self, span: tuple[int, int] | None) -> None:
        if span != self._scene.loop:
            self._scene.loop = span
            self._canvas.viewport().update()
            self._ruler.update()

    @Slot(str)
    def do(self, deed: str) -> None:
        """Raises KeyError where there is no such deed."""
        if self._hand.is_dragging and deed != "let go":
            return
        self._table[deed]()

    # deeds that only look or choose

    def _own_deeds(self) -> dict[str, Callable[[], None]]:
        return {
            "next clip": partial(self._go, 1),
            "previous clip": partial(self._go, -1),
            "come in": self._come_in,
            "choose": self._choose_current,
            "choose all": self._choose_all,
            "let go": self._let_go,
            "left": partial(self._sideways, -1),
            "right": partial(self._sideways, 1),
            "fine left": partial(self._sideways, -1, fine=True),
            "fine right": partial(self._sideways, 1, fine=True),
            "up": partial(self._upright, -1),
            "down": partial(self._upright, 1),
            "zoom in": partial(self._canvas.zoom, STEP),
            "zoom out": partial(self._canvas.zoom, 1 / STEP),
            "fit": lambda: self._canvas.fit(0, self._scene.remix.frames or 60 * RATE_HZ),
            "fit chosen": self._fit_chosen,
            "loop chosen": self._loop_chosen,
            "to start": partial(self._seek, 0),
            "to end": lambda: self._seek(self._scene.remix.frames),
            "rename lane": self._rename_lane,
            "rename marker": self._rename_marker,
        }

    def _go(self, step: int) -> None:
        found = self._scene.beside(step)
        if found is not None:
            number, clip = found
            self._scene.selection.choose((clip.id,), clip.id, self._scene.lanes[number].id)
            self._bring_in_current()

    def _come_in(self) -> None:
        """The keys stand on the first clip in sight when they come to the lanes; nothing is chosen by that."""
        scene, sight = self._scene, self._canvas.sight
        if scene.selection.current is None:
            rows = [row for number in sight.rows(len(scene.lanes)) if (row := scene.row(number)) is not None]
            seen = [row.clips[place].id for row in rows for place in row.between(*sight.frames())[:1].tolist()]
            scene.selection.choose(scene.selection.ids, next(iter(seen), None))

    def _choose_current(self) -> None:
        """Adds the clip that the keys stand on, or takes it out; without one they go to the chosen lane's first."""
        chosen, found = self._scene.selection, self._scene.find(self._scene.selection.current)
        if found is not None:
            chosen.toggle((found[1].id,), found[1].id, self._scene.lanes[found[0]].id)
            return
        row = self._scene.row(self._scene.chosen_lane() or 0)
        if row is not None and row.clips:
            chosen.choose((row.clips[0].id,), row.clips[0].id, row.lane.id)
            self._bring_in_current()

    def _choose_all(self) -> None:
        ids = [clip.id for lane in self._scene.lanes for clip in lane.clips]
        self._scene.selection.choose(ids, self._scene.selection.current)

    def _let_go(self) -> None:
        """A drag first, then what is chosen."""
        if not (self._hand.cancel() or self._ruler.cancel()):
            self._scene.selection.choose((), None)

    def _sideways(self, sign: int, *, fine: bool = False) -> None:
        """Moves the clips; without one the playhead."""
        if self._deeds.ids:
            self._deeds.nudge(sign, fine=fine)
            self._bring_in_current()
            return
        at = self._scene.playhead or 0
        self._seek(at + self._deeds.step_from(at, sign, fine=fine))

    def _upright(self, down: int) -> None:
        """Hangs the clips into another lane; without one chooses another lane."""
        if self._deeds.ids:
            self._deeds.hang(down)
            self._bring_in_current()
            return
        lanes, number = self._scene.lanes, self._scene.chosen_lane()
        if lanes:
            number = min(
                max((-1 if down > 0 else len(lanes)) + down if number is None else number + down, 0), len(lanes) - 1
            )
            self._scene.selection.choose((), None, lanes[number].id)
            self._scene.said.emit(f"lane {lanes[number].name}, {self._scene.line(lanes[number])}")
            tall = self._canvas.sight.lane
            self._canvas.bring_in(QRect(self._canvas.sight.left, number * tall, 1, tall))

    def _fit_chosen(self) -> None:
        clips = self._deeds.clips()
        if clips:
            self._canvas.fit(min(clip.start for clip in clips), max(clip.end for clip in clips))

    def _loop_chosen(self) -> None:
        clips = self._deeds.clips()
        span = (min(clip.start for clip in clips), max(clip.end for clip in clips)) if clips else None
        self.loop_wanted.emit(None if span == self._scene.loop else span)

    def _seek(self, frame: int) -> None:
        frame = min(max(frame, 0), LAST)
        self.seek_wanted.emit(frame)
        x = self._scene.scale.px(frame)
        self._canvas.bring_in(QRect(x, self._canvas.sight.top, 1, 1))

    def _rename_lane(self) -> None:
        if self.chosen_lane is not None:
            self._heads.rename(self.chosen_lane)

    def _rename_marker(self) -> None:
        marker = self._deeds.nearest_marker()
        if marker is not None:
            x = self._scene.scale.px(marker.frame)
            self._canvas.bring_in(QRect(x, self._canvas.sight.top, 1, 1))
            self._ruler.rename(marker)

    def _bring_in_current(self) -> None:
        found = self._scene.find(self._scene.selection.current)
        if found is not None:
            self._canvas.bring_in(clip_rect(found[1], found[0], self._scene.scale))

    # menus

    @Slot(object)
    def _on_menu(self, at: QPoint | None) -> None:
        lead = self._deeds.lead()
        spot = self._canvas.meet(at) if at is not None else None
        if spot is not None and spot.clip is None and 0 <= spot.row < len(self._scene.lanes):
            self._scene.selection.choose((), None, self._scene.lanes[spot.row].id)
            self._on_lane_menu("", self._canvas.viewport().mapToGlobal(at or QPoint()))
            return
        if lead is None:
            return
        found = self._scene.find(lead.id)
        if at is None and found is not None:
            sight = self._canvas.sight
            at = clip_rect(lead, found[0], sight.scale).center() - QPoint(sight.left, sight.top)
        curve: Curve = lead.fade_in.curve
        menu = clip_menu(self, self.do, curve, self._deeds.set_curve)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._canvas.viewport().mapToGlobal(at or QPoint()))

    @Slot(str, QPoint)
    def _on_lane_menu(self, _: str, at: QPoint) -> None:
        """Of the chosen lane."""
        menu = lane_menu(self, self.do)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    # things that are dropped

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropping.is_welcome(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        lane, frame = self._target(event.position().toPoint())
        sight = self._canvas.sight
        number = next((at for at, one in enumerate(self._scene.lanes) if one.id == lane), len(self._scene.lanes))
        inset = look().px(tokens.LANE_INSET)
        top = number * sight.lane - sight.top + inset
        place = QRect(sight.x_of(frame), top, look().px(160), sight.lane - 2 * inset)
        self._show_drop(place)
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_drop(None)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_drop(None)
        what = dropping.read(event.mimeData())
        if what:
            event.acceptProposedAction()
            self.dropped.emit(what, *self._target(event.position().toPoint()))

    def _target(self, at: QPoint) -> tuple[LaneId | None, int]:
        """The lane under a place of this widget, and the frame, snapped; on the heads it is the start."""
        sight = self._canvas.sight
        point = self._canvas.viewport().mapFrom(self, at)
        number = sight.to_piece(point).y() // sight.lane
        lanes = self._scene.lanes
        frame = max(self._scene.snapper().place(sight.frame_at(max(point.x(), 0))), 0)
        return (lanes[number].id if 0 <= number < len(lanes) else None), min(frame, LAST)

    def _show_drop(self, place: QRect | None) -> None:
        self._canvas.picture.drop = place
        self._canvas.viewport().update()

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._place()

    def _place(self) -> None:
        """The heads give way where the window is narrow and the text large."""
        head = min(look().px(tokens.LANE_HEAD), self.width() // 3)
        top = self._ruler.sizeHint().height()
        self._ruler.setGeometry(head, 0, self.width() - head, top)
        self._heads.setGeometry(0, top, head, self.height() - top)
        self._canvas.setGeometry(head, top, self.width() - head, self.height() - top)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look().colour("bg"))
        painter.end()
