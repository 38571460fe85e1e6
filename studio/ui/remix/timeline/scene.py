"""What the time line shows: the remix that is (or that a drag would make), how near one looks, what is chosen."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance, Slot

from studio.domain.ids import ClipId, LaneId
from studio.domain.remix import RATE_HZ, Clip, Lane, Material, Remix
from studio.remix import several
from studio.ui.theme import look

from .drags import Preview
from .outline import Crossings, Outline
from .painters import Ink, own_tint, source_tint
from .row import Row
from .scale import Scale, Ticks, ticks
from .selection import Selection
from .snaps import Snap, Snapper


class Edited(Protocol):
    """What the time line needs of an editor."""

    changed: SignalInstance

    @property
    def remix(self) -> Remix: ...

    def commit(self, remix: Remix) -> None: ...


class Heard(Protocol):
    """What the time line needs to know of sounds."""

    ready: SignalInstance

    def __call__(self, material: Material) -> Outline | None: ...

    def crossings(self, material: Material) -> Crossings | None: ...

    def is_missing(self, sha256: str) -> bool: ...


class Scene(QObject):
    #: Other lanes, clips or colours, or another zoom: draw again.
    changed = Signal()
    #: What stands under the names of the lanes.
    lines_changed = Signal()
    #: The outline of this sound came, or is known to be missing.
    wave_came = Signal(str)
    #: Words for those who cannot see what happened.
    said = Signal(str)

    def __init__(self, editor: Edited, waves: Heard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.editor, self.waves = editor, waves
        self.selection = Selection(self)
        self.snap, self.ripple = Snap.GRID, False
        self.scale = Scale()
        self.playhead: int | None = None
        self.loop: tuple[int, int] | None = None
        self._line_of: Callable[[Lane], str] = self._plain_line
        self._lines: dict[LaneId, str] = {}
        self._asking = QTimer(self, singleShot=True, interval=0)
        self._asking.timeout.connect(self._ask_again)
        self._preview: Preview | None = None
        self._rows: dict[LaneId, Row] = {}
        self._take_in()
        editor.changed.connect(self._on_changed)
        waves.ready.connect(self.wave_came)

    # what is there

    @property
    def remix(self) -> Remix:
        return self.editor.remix

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """As they are shown: with what a drag would make of them."""
        return self._lanes

    @property
    def preview(self) -> Preview | None:
        return self._preview

    def row(self, number: int) -> Row | None:
        """The lane with that number, made ready; None beyond the last one."""
        if not 0 <= number < len(self._lanes):
            return None
        lane = self._lanes[number]
        known = self._rows.get(lane.id)
        if known is None or known.lane is not lane:
            known = self._rows[lane.id] = Row(lane)
        return known

    def rows(self) -> set[Row]:
        """Those that were made ready and are still shown."""
        shown = {lane.id: lane for lane in self._lanes}
        return {row for id, row in self._rows.items() if shown.get(id) is row.lane}

    def find(self, id: ClipId | None) -> tuple[int, Clip] | None:
        """The number of the clip's lane, and the clip."""
        for number in range(len(self._lanes)) if id is not None else ():
            row = self.row(number)
            if row is not None and id in row.at:
                return number, row.clips[row.at[id]]
        return None

    def clips(self, ids: frozenset[ClipId]) -> list[Clip]:
        """Those of `ids` that are there, lane by lane."""
        rows = [row for number in range(len(self._lanes)) if ids and (row := self.row(number)) is not None]
        return [row.clips[row.at[id]] for row in rows for id in row.at.keys() & ids]

    def line(self, lane: Lane) -> str:
        """What stands under the lane's name; during a drag what stood there before."""
        if lane.id not in self._lines:
            self._lines[lane.id] = self._line_of(lane)
        return self._lines[lane.id]

    def set_line_of(self, line_of: Callable[[Lane], str]) -> None:
        self._line_of = line_of
        self._ask_again()

    @Slot()
    def _ask_again(self) -> None:
        self._lines.clear()
        self.lines_changed.emit()

    def together(self, ids: frozenset[ClipId]) -> frozenset[ClipId]:
        """`ids`, and every clip that is in a group with one of them; the whole piece is asked only where there is a group."""
        return several.grouped(self.remix, ids) if any(clip.group for clip in self.clips(ids)) else ids

    def chosen_lane(self) -> int | None:
        return next((at for at, lane in enumerate(self._lanes) if lane.id == self.selection.lane), None)

    def material(self, sha256: str) -> Material | None:
        return self._materials.get(sha256)

    def title(self, clip: Clip) -> str:
        return self._names.get(clip.sha256, "") or "untitled"

    def ink(self, row: Row, *, ground: bool = True) -> Ink:
        outlines = {sha256: self.waves(self._materials[sha256]) for sha256 in row.sounds if sha256 in self._materials}
        missing = [sha256 for sha256 in row.sounds if self.waves.is_missing(sha256)]
        return Ink(self.scale, self._tints, self._names, outlines, missing, self.is_heard(row.lane), ground)

    def is_heard(self, lane: Lane) -> bool:
        return not lane.muted and (lane.solo or not self._alone)

    def beside(self, step: int) -> tuple[int, Clip] | None:
        """The clip behind (1) or before (-1) the current one as one reads, lane by lane; without one the first or last."""
        found = self.find(self.selection.current)
        number = found[0] if found else (-1 if step > 0 else len(self._lanes))
        row = self.row(number)
        if found and row:
            place = row.at[found[1].id] + step
            if 0 <= place < len(row.clips):
                return number, row.clips[place]
        number += step
        while (row := self.row(number)) is not None:
            if row.clips:
                return number, row.clips[0 if step > 0 else -1]
            number += step
        return None

    def ticks(self) -> Ticks:
        return ticks(self.scale, look().px(64))

    def snapper(self, without: Collection[ClipId] = ()) -> Snapper:
        within = self.scale.frame(look().px(8))
        grid = self.ticks().grid
        return Snapper(self.snap, self.remix, grid, within, without, self.playhead, self.waves.crossings)

    @property
    def frames(self) -> int:
        """Of the whole piece, and a little room to build on."""
        return self._frames

    # what happens

    def show(self, preview: Preview | None) -> None:
        """What a drag would make; None shows what is."""
        self._preview = preview
        self._take_in_lanes()
        self.changed.emit()

    def commit(self, remix: Remix | None, words: str = "") -> bool:
        """One step; False where nothing changed."""
        self._preview = None
        if remix is None or remix == self.editor.remix:
            self._take_in_lanes()
            self.changed.emit()
            return False
        self.editor.commit(remix)
        if words:
            self.said.emit(words)
        return True

    @Slot()
    def _on_changed(self) -> None:
        self._preview = None
        self._asking.start()  # when whoever knows the words has heard of the edit too
        self._take_in()
        chosen = self.selection
        left = frozenset(clip.id for clip in self.clips(chosen.ids))
        current = chosen.current if self.find(chosen.current) else None
        if left != chosen.ids or current != chosen.current:
            chosen.choose(left, current)
        self.changed.emit()

    def _take_in(self) -> None:
        remix = self.editor.remix
        records = list(dict.fromkeys(one.record_id for one in remix.materials if one.record_id))
        place = {record: number for number, record in enumerate(records)}
        self._materials = {one.sha256: one for one in remix.materials}
        self._names = {one.sha256: one.title for one in remix.materials}
        self._places = {one.sha256: place[one.record_id] if one.record_id else None for one in remix.materials}
        self._frames = remix.frames + 60 * RATE_HZ
        self._alone = any(lane.solo for lane in remix.lanes)
        self.dress()
        self._take_in_lanes()
        ids = {lane.id for lane in remix.lanes}
        self._rows = {id: row for id, row in self._rows.items() if id in ids}

    def dress(self) -> None:
        """The colours of the present look."""
        own = own_tint()
        self._tints = {sha256: own if place is None else source_tint(place) for sha256, place in self._places.items()}

    def _take_in_lanes(self) -> None:
        changed = self._preview.lanes if self._preview else {}
        self._lanes = tuple(changed.get(lane.id, lane) for lane in self.editor.remix.lanes)

    def _plain_line(self, lane: Lane) -> str:
        kinds = {bool(self._places.get(clip.sha256) is not None) for clip in lane.clips}
        return {frozenset(): "empty", frozenset((True,)): "source", frozenset((False,)): "your own"}.get(
            frozenset(kinds), "source and your own"
        )
