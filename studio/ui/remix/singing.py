"""Singing over the mix: the microphone is kept while the mix plays, and the take is laid where it was sung."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from studio.capture.reading import BoothState, Choice
from studio.domain.ids import ClipId, LaneId, SessionId, TakeId, new_id
from studio.domain.remix import Lane, Material, Remix
from studio.domain.take import Take
from studio.errors import DeviceTrouble, StudioError
from studio.remix import timeline
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.stage import Stage

from .editor import Editor
from .playing import Playing

if TYPE_CHECKING:
    from studio.capture.booth import Booth
    from studio.remix.transport import Pass

_FRAME_MS = 33
#: A microphone that needs longer than this to open, or a take to be kept, will not.
_MOST_WAITS = 300
LANE_NAME = "My voice"


@dataclass(frozen=True, slots=True)
class Kept:
    """A take that is among the media: its sound, and its facts."""

    material: Material
    take: Take


class Singing(QObject):
    """`toggle` begins and ends it. Nothing is lost when it goes wrong: a take that cannot be laid is still among the takes."""

    #: It began or ended.
    changed = Signal()
    #: The clips that were sung just now, as a frozenset of ids, and their lane.
    laid = Signal(object, object)

    def __init__(self, booth: Booth, store: Store, stage: Stage, playing: Playing, editor: Editor) -> None:
        super().__init__(playing)
        self._booth, self._store, self._stage, self._playing, self._editor = booth, store, stage, playing, editor
        self._session = SessionId(new_id())
        #: A sound file that is played into the booth in place of a microphone.
        self.voice: Path | None = None
        self.is_on = False
        self._lane: LaneId | None = None
        self._step: Callable[[], bool] | None = None
        self._waits = 0
        self._take_before: TakeId | None = None
        self._passes: tuple[Pass, ...] = ()
        self._clock = QTimer(self, interval=_FRAME_MS)
        self._clock.timeout.connect(self._on_frame)

    def toggle(self, lane: LaneId | None = None) -> None:
        """Begins on `lane` where that holds own sounds only, else on a new one; or ends."""
        if self.is_on:
            self.stop()
        elif self._step is None:
            self._begin(lane)

    @Slot()
    def stop(self) -> None:
        """The take ends now; it is laid when it is kept."""
        if self.is_on:
            self.is_on = False
            self._passes = self._playing.passes
            self._booth.stop()
            self._playing.stop()
            self._wait_for(self._is_kept)
            self.changed.emit()

    def _begin(self, lane: LaneId | None) -> None:
        self._lane = lane if lane is not None and _is_own(self._editor.remix, lane) else None
        self._take_before = self._booth.reading().take_id
        self._booth.open(Choice.of(self._stage.choices.now, self.voice))
        self._booth.set_line(self._session, None, self._editor.remix.id, self._editor.remix.title or LANE_NAME)
        self._wait_for(self._is_ready)

    def _wait_for(self, step: Callable[[], bool]) -> None:
        self._step, self._waits = step, 0
        self._clock.start()

    @Slot()
    def _on_frame(self) -> None:
        step = self._step
        if step is None:
            self._clock.stop()
            return
        self._waits += 1
        if step() and self._step is step:
            self._step = None
        elif self._waits > _MOST_WAITS and self._step is step and not self.is_on:
            self._step = None
            advice = "Look at it on the Record page, then press R again."
            self._stage.notices.trouble(DeviceTrouble("The microphone does not answer", advice))

    def _is_ready(self) -> bool:
        """The microphone is open: the take begins, and the mix with it."""
        state = self._booth.reading().state
        if state is not BoothState.READY:
            return False
        self.is_on = True
        self._booth.start()
        self._playing.play_endless()
        self._wait_for(self._is_lost)
        self.changed.emit()
        return True

    def _is_lost(self) -> bool:
        """The microphone went away, or somebody stopped the mix: then the singing ends too."""
        lost = self._booth.reading().state in (BoothState.LOST, BoothState.CLOSED)
        if lost or not self._playing.is_on:
            self.stop()
        return False

    def _is_kept(self) -> bool:
        now = self._booth.reading()
        if now.state is BoothState.RECORDING or now.take_id is None or now.take_id == self._take_before:
            return False
        take = self._store.takes.find(now.take_id)
        if take is None:
            return False
        moment, store = now.take_moment, self._store
        self._stage.tasks.run(
            lambda _: _kept(store, take),
            alive(self, lambda kept: self._lay(kept, moment)),
            on_trouble=alive(self, self._on_trouble),
        )
        return True

    def _lay(self, kept: Kept, moment: float) -> None:
        from studio.remix.singing import Sung, laid, placed

        sung = Sung(moment, kept.take.frames, kept.take.rate_hz)
        trip_s = self._stage.choices.now.round_trip_s(kept.take.device, self._playing.loudspeaker)
        places = placed(sung, self._passes, trip_s)
        remix, lane, ids = self._editor.remix, self._lane, []
        for number, place in enumerate(places):
            if lane is None or number:
                new = Lane(LaneId(new_id()), LANE_NAME if not number else f"{LANE_NAME} {number + 1}")
                remix, lane = timeline.add_lane(remix, new), new.id
            id = ClipId(new_id())
            remix = laid(remix, lane, id, kept.material, place)
            ids.append(id)
        for id in ids[:-1]:
            remix = timeline.mute(remix, {id}, True)
        self._editor.commit(remix)
        self.laid.emit(frozenset(ids[-1:]), lane)

    def _on_trouble(self, error: StudioError) -> None:
        self._stage.notices.trouble(error)


def _is_own(remix: Remix, lane_id: LaneId) -> bool:
    """Nothing of others lies in that lane."""
    records = {one.sha256 for one in remix.materials if one.record_id is not None}
    lane = next((lane for lane in remix.lanes if lane.id == lane_id), None)
    return lane is not None and all(clip.sha256 not in records for clip in lane.clips)


def _kept(store: Store, take: Take) -> Kept:
    from studio.remix.samples import measure

    sha256 = store.media.link_file(store.takes.file(take))
    return Kept(Material(sha256, measure(store.media.path(sha256)), f"Take {take.number}"), take)
