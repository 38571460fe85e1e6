"""The tape machine: it remembers the last seconds, writes the running take, and knows what to do when the disk refuses."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from studio.domain.ids import SessionId, TakeId, new_id
from studio.domain.take import Take
from studio.errors import DiskTrouble, StudioError
from studio.sound import peaks

from . import reserve
from .awake import Awake
from .listening import Missing
from .memory import Memory
from .orders import ALONE, Beside, LineNow
from .reading import BITS, Choice
from .tape import Source, Tape

if TYPE_CHECKING:
    from studio.store import Store

#: A longer pause is not filled with silence: the take ends, and a linked part begins.
LONGEST_FILLED_S = 60
_LOOK_EVERY_S = 2.0


class Reel:
    """Used on the take-writer thread only. `heard` counts the frames of this source, gaps included;
    `began_at` is the one with which the last take began."""

    def __init__(
        self, store: Store, on_change: Callable[[], None], on_trouble: Callable[[StudioError], None], reserve_bytes: int
    ) -> None:
        self._store, self._on_change, self._on_trouble = store, on_change, on_trouble
        self._reserve = reserve.Reserve(store.folder.root, reserve_bytes)
        self._source = Source("", 48_000, 1, "")
        self._memory = Memory(1, 1)
        self._awake: Awake | None = None
        self._waits_for_room = False
        self._ended_at = 0
        self._looked_at = 0.0
        self.line = LineNow(SessionId(new_id()))
        self.tape: Tape | None = None
        self.goes_on: TakeId | None = None
        self.heard = 0
        self.began_at = 0
        self.minutes_left = 0.0

    @property
    def remembered_frames(self) -> int:
        return self._memory.frames

    def remembered(self, frames: int) -> NDArray[np.float32]:
        """The newest `frames` that are remembered, or fewer."""
        return self._memory.last(frames)

    @property
    def channels(self) -> int:
        return self._source.channels

    def thread(self, source: Source, choice: Choice) -> None:
        """Another source: what was remembered of the last one is forgotten."""
        self._source = source
        self._memory = Memory(max(choice.preroll_s, choice.keep_last_s) * source.rate_hz, source.channels)
        self.heard = self._ended_at = 0

    def unthread(self) -> None:
        """The source is gone: nothing goes on before there is another one."""
        self._memory.forget()
        self.heard = self._ended_at = 0

    def write(self, block: NDArray[np.float32]) -> None:
        self.heard += len(block)
        self._memory.write(block)
        if self.tape is not None:
            self._guarded(lambda tape: tape.write(block))

    def gap(self, missing: Missing) -> None:
        """Marks lost sound and fills it; after a long sleep a linked part begins instead."""
        self.heard += missing.frames
        if missing.frames > LONGEST_FILLED_S * self._source.rate_hz:
            self._memory.forget()
            self.interrupt()
            return
        self._memory.write(np.zeros((missing.frames, self._source.channels), np.float32))
        if self.tape is not None:
            self._guarded(lambda tape: tape.gap(missing.frames, missing.why))

    def start(self, back: int, preroll: int, part_of: TakeId | None = None, beside: Beside = ALONE) -> None:
        """Begins a take with the newest `back` remembered frames, of which `preroll` lie before the press."""
        begin = self._memory.last(max(0, back))
        self.began_at = self.heard - len(begin)
        try:
            self.tape = Tape(self._store, self.line, self._source, min(len(begin), max(0, preroll)), part_of, beside)
        except StudioError as error:
            self.goes_on = None
            self._on_trouble(error)
            return
        self._awake = self._awake or Awake()
        self._guarded(lambda tape: tape.write(begin))
        self._on_change()

    def lay(self, frame: int) -> None:
        """Where the punch, or the guide's first frame, lies in the running take."""
        if self.tape is not None:
            self._guarded(lambda tape: tape.lay(frame))

    def stop(self, end: int | None = None) -> Take | None:
        """Ends the running take, before frame `end` of this source, and any wish to go on; returns it when it is in the library."""
        if end is not None and self.tape is not None:
            self._guarded(lambda tape: tape.cut(end - self.began_at))
        self.goes_on, self._waits_for_room = None, False
        return self._end()

    def interrupt(self) -> None:
        """Ends the running take, to be gone on with as a linked part."""
        if self.tape is not None:
            self.goes_on = self.tape.take.part_of or self.tape.take.id
            self._end()

    def keep(self, seconds: float) -> None:
        """What is remembered becomes a take of its own, and is forgotten."""
        if self.tape is None and self._memory.frames:
            frames = min(self._memory.frames, round(seconds * self._source.rate_hz))
            self.start(frames, 0)
            if self.stop() is not None:
                self._memory.forget()

    def tick(self) -> None:
        """Makes the file good in time, watches the room on the disk, goes on with what was interrupted."""
        moment = time.monotonic()
        if self.tape is not None:
            self._guarded(lambda tape: tape.tick(moment))
        if moment - self._looked_at > _LOOK_EVERY_S:
            self._looked_at = moment
            bytes_per_s = self._source.rate_hz * self._source.channels * BITS // 8
            self.minutes_left = reserve.minutes_left(self._store.takes.folder, bytes_per_s)
            if self.tape is None and self._reserve.hold():
                self._waits_for_room = False
        if self.goes_on and self.tape is None and self.heard and not self._waits_for_room:
            root, self.goes_on = self.goes_on, None
            self.start(self.heard - self._ended_at, 0, root)

    def _guarded(self, step: Callable[[Tape], None]) -> None:
        """One step of the running take. Where the disk refuses, the reserve ends it saved; it goes on when the disk has
        room for the reserve again."""
        assert self.tape is not None
        try:
            step(self.tape)
        except DiskTrouble as error:
            self._waits_for_room = True
            self._reserve.release()
            self.interrupt()
            self._on_trouble(error)

    def _end(self) -> Take | None:
        tape, self.tape = self.tape, None
        if tape is None:
            return None
        self._ended_at = self.heard
        if self._awake is not None:
            self._awake.release()
            self._awake = None
        try:
            take = self._finish(tape)
        except StudioError as error:
            tape.give_up()
            self._on_trouble(error)
            return None
        finally:
            self._on_change()
        with contextlib.suppress(StudioError, OSError):
            peaks.keep(self._store.takes.file(take))
        return take

    def _finish(self, tape: Tape) -> Take:
        try:
            return tape.finish()
        except DiskTrouble:
            if not self._reserve.release():
                raise
            return tape.finish()
