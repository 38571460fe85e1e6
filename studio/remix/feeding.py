"""The thread "transport-feeder": it renders ahead into the loudspeaker's ring, and keeps the loudspeaker open for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from studio.domain.remix import RATE_HZ
from studio.errors import DeviceTrouble, StudioError
from studio.sound.loudspeaker import CAREFUL_S, Loudspeaker
from studio.sound.pace import uneven
from studio.sound.portaudio import refresh

from .head import Head, Way
from .render import Mix

_TICK_S = 0.01
#: The loudspeaker is let go so long after the last sound.
_WARM_S = 60.0
_JOIN_S = 5.0
#: A device that ran dry so often is given more time from then on.
_TOO_OFTEN = 3


@dataclass(frozen=True, slots=True)
class Pass:
    """At `moment` (seconds of `time.monotonic`) the loudspeaker took the time line's `frame`, and went on from there."""

    frame: int
    moment: float


class Feeder:
    """Renders ahead and keeps the loudspeaker; lives on its own thread until `close`."""

    def __init__(
        self, on_change: Callable[[], None], on_trouble: Callable[[StudioError], None], latency_s: float
    ) -> None:
        self._on_change, self._on_trouble, self._latency_s = on_change, on_trouble, latency_s
        self.position: int | None = None
        self.passes: tuple[Pass, ...] = ()
        self.name = ""
        self.delay_s = 0.0
        self._wake = threading.Event()
        self._lock = threading.Lock()
        self._next: tuple[Mix, Way | None, int] | None = None
        #: The number of the playing that began last, or failed to.
        self.begun = 0
        self._stop = self._over = self._warm = self._rest = self._was_broken = False
        self._dry = 0
        self._used_at = time.monotonic()
        self._speaker: Loudspeaker | None = None
        self._head: Head | None = None
        self._thread = threading.Thread(target=self._run, name="transport-feeder", daemon=True)
        self._thread.start()

    @property
    def underruns(self) -> int:
        speaker = self._speaker
        return self._dry + (speaker.underruns if speaker is not None else 0)

    def warm(self) -> None:
        """The loudspeaker will be needed: it is opened while the remix is looked through."""
        self._warm = True
        self._wake.set()

    def rest(self) -> None:
        self._rest = True
        self._wake.set()

    def take(self, mix: Mix, way: Way | None, number: int) -> None:
        """The newest mix; with `way` it is to be played anew. A wish to play stays when an edit follows it."""
        with self._lock:
            before = self._next
            kept = before is not None and way is None
            self._next = (mix, before[1], before[2]) if before is not None and kept else (mix, way, number)
        self._wake.set()

    def stop(self) -> None:
        with self._lock:
            self._stop = True
            if self._next is not None:
                self._next = (self._next[0], None, 0)
        self._wake.set()

    def close(self) -> None:
        self._over = True
        self._wake.set()
        self._thread.join(_JOIN_S)

    def _run(self) -> None:
        number = 0
        while not self._over:
            try:
                self._turn()
            except StudioError as error:
                self._end(broken=True)
                self._on_trouble(error)
            number += 1
            idle = None if self._speaker is None else 1.0
            self._wake.wait(_TICK_S * uneven(number) if self._head is not None else idle)
            self._wake.clear()
        self._end(broken=True)

    def _turn(self) -> None:
        with self._lock:
            (mix, way, number), self._next = self._next or (None, None, 0), None
            stop, self._stop = self._stop, False
            self.begun = number if way is not None else self.begun
        if stop and self._head is not None:
            self._end()
        if way is not None:
            self._open()
        elif self._warm:
            self._open_early()
        if mix is not None and way is not None:
            self._begin(mix, way)
        elif mix is not None and self._head is not None:
            self._head.change(mix)
        if self._head is not None and self._speaker is not None:
            self._feed(self._head, self._speaker)
        elif self._speaker is not None and (self._rest or time.monotonic() - self._used_at > _WARM_S):
            self._let_go()
        self._rest = False

    def _open(self) -> None:
        self._warm, self._used_at = False, time.monotonic()
        if self._speaker is not None and self._speaker.asked_s != self._latency_s and self._head is None:
            self._let_go()
        if self._speaker is None:
            if self._was_broken:
                refresh()
            self._was_broken = False
            self._speaker = Loudspeaker(self._latency_s)
            self.name = f"{self._speaker.name} · {self._latency_s * 1_000:.0f} ms"

    def _open_early(self) -> None:
        """Nothing is to be heard yet: that there is no loudspeaker is told when something is."""
        try:
            self._open()
        except DeviceTrouble:
            self._was_broken = True

    def _begin(self, mix: Mix, way: Way) -> None:
        assert self._speaker is not None
        self._speaker.begin()
        self._head, self.passes = Head(mix, way), ()
        self._feed(self._head, self._speaker)
        self._on_change()

    def _feed(self, head: Head, speaker: Loudspeaker) -> None:
        """Fills the ring, and tells where the sound is."""
        ended = False
        while not ended and (room := speaker.room):
            piece = head.next(room)
            ended = not len(piece)
            if not ended:
                speaker.write(piece)
        if ended:
            speaker.finish()
        speaker.look()
        self.position = head.frame_at(max(0, speaker.done - round(speaker.delay_s * RATE_HZ)))
        self.delay_s, began = speaker.delay_s, speaker.began()
        if began is not None:
            self.passes = tuple(Pass(seam.frame, began + seam.given / RATE_HZ) for seam in head.seams)
        if ended and speaker.over and time.monotonic() >= (began or 0.0) + self.delay_s + head.given / RATE_HZ:
            self._end()

    def _end(self, broken: bool = False) -> None:
        was, self._head, self.position = self._head, None, None
        self._used_at = time.monotonic()
        self._was_broken = self._was_broken or broken
        if self._speaker is not None and broken:
            self._let_go()
        elif self._speaker is not None:
            self._speaker.begin()
            self._latency_s = CAREFUL_S if self._speaker.missed >= _TOO_OFTEN else self._latency_s
        if was is not None:
            self._on_change()

    def _let_go(self) -> None:
        if self._speaker is not None:
            self._dry += self._speaker.underruns
            self._speaker.close()
            self._speaker = None
