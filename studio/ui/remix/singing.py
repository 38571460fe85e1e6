"""Singing over the mix: the microphone is kept while the mix plays, and the take is laid where it was sung."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from studio.capture.reading import BoothState, Choice
from studio.domain.ids import ClipId, LaneId, SessionId, TakeId, new_id
from studio.domain.remix import RATE_HZ, Lane, Material, Remix
from studio.domain.take import Take
from studio.errors import DeviceTrouble
from studio.remix import timeline
from studio.remix.comping import without_takes
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.stage import Stage
from studio.ui.tasks import Task
from studio.ui.trips import pair, trip_s

from .editor import Editor
from .playing import Playing

if TYPE_CHECKING:
    from studio.capture.booth import Booth
    from studio.remix.transport import Pass, Transport

_FRAME_MS = 33
#: A microphone that needs longer than this to open will not.
_OPENS_WITHIN_S = 8.0
_KEPT_WITHIN_S = 10.0
_LOOK_S = 0.05
#: Where it begins at the start and the click is on, so many beats are heard before.
_COUNT_IN = 4
LANE_NAME = "My voice"


@dataclass(frozen=True, slots=True)
class Sung:
    """A take that is among the media, and what was heard of the mix while it was sung. `trip_s` is how late it came."""

    material: Material
    take: Take
    moment: float
    passes: tuple[Pass, ...]
    trip_s: float


class Singing(QObject):
    """`toggle` begins and ends it. Nothing is lost when it goes wrong: a take that cannot be laid is still among the takes. It has
    no parent, so that a take is laid also where the page went while it was being kept."""

    #: It began or ended.
    changed = Signal()
    #: A `Reading`, at every frame while it is on.
    heard = Signal(object)
    #: The clips that were sung just now, as a frozenset of ids, and their lane.
    laid = Signal(object, object)

    def __init__(self, store: Store, stage: Stage, booth: Booth, transport: Transport) -> None:
        super().__init__()
        self._store, self._stage, self._booth, self._transport = store, stage, booth, transport
        self._session = SessionId(new_id())
        #: A sound file that is played into the booth in place of a microphone.
        self.voice: Path | None = None
        self.is_on = self._was_told = False
        self._take_before: TakeId | None = None
        self._playing: Playing | None = None
        self._editor: Editor | None = None
        self._lane: LaneId | None = None
        self._then: Callable[[], None] | None = None
        self._until = 0.0
        self._clock = QTimer(self, interval=_FRAME_MS)
        self._clock.timeout.connect(self._on_frame)

    def toggle(self, playing: Playing, editor: Editor, lane: LaneId | None = None) -> None:
        """Begins on `lane` where that holds own sounds only, else on a new one; or ends."""
        if self.is_on:
            self.stop()
        elif self._then is None:
            playing.stop()
            self._playing, self._editor, self._lane = playing, editor, lane
            self.open_booth(editor.remix.title or LANE_NAME, self._begin)

    @Slot()
    def stop(self) -> None:
        """The take ends now; it is laid when it is kept."""
        self._then = None
        if not self.is_on or self._playing is None:
            return
        self.is_on = False
        self._clock.stop()
        passes, trip_s = self._transport.passes, self.trip_s()
        self._booth.stop()
        self._playing.stop()
        store, booth, before = self._store, self._booth, self._take_before
        self._stage.tasks.run(
            lambda task: _kept(store, booth, before, passes, trip_s, task),
            alive(self, self._lay),
            on_trouble=alive(self, self._stage.notices.trouble),
        )
        self.changed.emit()

    def open_booth(self, prompt: str, then: Callable[[], None]) -> None:
        """`then` is called when the microphone is open; what it is called after is `prompt`."""
        self._booth.open(Choice.of(self._stage.choices.now, self.voice))
        self._booth.set_line(self._session, None, "", prompt, self._stage.choices.now.place)
        self._then, self._until = then, time.monotonic() + _OPENS_WITHIN_S
        self._clock.start()

    def pair(self) -> str:
        """The name of this microphone and this loudspeaker together."""
        return pair(self._booth.reading(), self._transport.loudspeaker)

    def trip_s(self) -> float:
        """How late the loudspeaker comes back into the microphone: as it was measured, else as the system tells it."""
        transport, now = self._transport, self._booth.reading()
        return trip_s(self._stage.choices.now, now, transport.loudspeaker, transport.delay_s)

    @Slot()
    def _on_frame(self) -> None:
        now, then = self._booth.reading(), self._then
        state = now.state
        if self.is_on:
            self.heard.emit(now)
            lost = state in (BoothState.LOST, BoothState.CLOSED)
            if lost or (self._playing is not None and not self._playing.is_on):
                self.stop()
        elif then is None:
            self._clock.stop()
        elif state is BoothState.READY:
            self._then = None
            then()
        elif time.monotonic() > self._until:
            self._then = None
            advice = "Look at it on the Record page, then press R again."
            self._stage.notices.trouble(DeviceTrouble("The microphone does not answer", advice))

    def _begin(self) -> None:
        playing, editor = self._playing, self._editor
        if playing is None or editor is None:
            return
        remix = editor.remix
        count_in = round(_COUNT_IN * 60 / remix.bpm * RATE_HZ) if playing.click and not playing.place else 0
        if not self._was_told:
            self._was_told = True
            self._stage.notices.hint("Wear headphones, so that the mix stays out of your take")
        self._take_before = self._booth.reading().take_id
        self.is_on = True
        self._booth.start()
        if playing.loop is not None:
            remix = without_takes(remix, self._lane, playing.loop)
        self._transport.play(remix, playing.place - count_in, playing.loop, playing.click, endless=True)
        playing.follow()
        self._clock.start()
        self.changed.emit()

    def _lay(self, sung: Sung | None) -> None:
        if sung is None or self._editor is None:
            advice = "If it was kept, it is among your takes in the library."
            self._stage.notices.trouble(DeviceTrouble("No take came from the microphone", advice))
            return
        remix, lane, ids = _laid(self._editor.remix, self._lane, sung)
        self._editor.commit(remix)
        self.laid.emit(ids, lane)


def _kept(
    store: Store, booth: Booth, before: TakeId | None, passes: tuple[Pass, ...], trip_s: float, task: Task
) -> Sung | None:
    """Waits for the take to be whole. For a task's thread; raises DiskTrouble and Damaged."""
    from studio.remix.samples import measure

    until = time.monotonic() + _KEPT_WITHIN_S
    while time.monotonic() < until and not task.is_stopped:
        now = booth.reading()
        take = store.takes.find(now.take_id) if now.take_id is not None and now.take_id != before else None
        if take is not None and store.takes.file(take).is_file():
            sha256 = store.media.link_file(store.takes.file(take))
            material = Material(sha256, measure(store.media.path(sha256)), f"Take {take.number}")
            return Sung(material, take, now.take_moment, passes, trip_s)
        time.sleep(_LOOK_S)
    return None


def _laid(remix: Remix, lane: LaneId | None, sung: Sung) -> tuple[Remix, LaneId, frozenset[ClipId]]:
    """One clip; or, where it was sung round a loop, a stack of takes of which the newest is heard, on top of what the lane has
    there."""
    from studio.remix import comping, singing
    from studio.sound.stack import stacked, stacked_on

    told = singing.Sung(sung.moment, sung.take.frames, sung.take.rate_hz)
    places = singing.placed(told, sung.passes, sung.trip_s)
    if lane is None or not _is_own(remix, lane):
        new = Lane(LaneId(new_id()), LANE_NAME)
        remix, lane = timeline.add_lane(remix, new), new.id
    before = {clip.id for one in remix.lanes for clip in one.clips}
    if len(places) > 1:
        there = next(one for one in remix.lanes if one.id == lane)
        stack = stacked(places)
        group = comping.group_at(there, stack.start, stack.end)
        if group:
            stack = stacked_on(comping.find(there, group), places)
        remix = comping.lay(remix, lane, stack, sung.material, group or new_id(), lambda: ClipId(new_id()))
    else:
        for place in places:
            remix = singing.laid(remix, lane, ClipId(new_id()), sung.material, place)
    ids = {clip.id for one in remix.lanes for clip in one.clips if not clip.muted} - before
    return remix, lane, frozenset(ids)


def _is_own(remix: Remix, lane_id: LaneId) -> bool:
    """Nothing of others lies in that lane."""
    records = {one.sha256 for one in remix.materials if one.record_id is not None}
    lane = next((lane for lane in remix.lanes if lane.id == lane_id), None)
    return lane is not None and all(clip.sha256 not in records for clip in lane.clips)
