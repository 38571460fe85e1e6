"""One open ear with its watchdog: a stream of sound and gaps in their true order."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from .microphone import Ear
from .watchdog import Verdict, Watchdog, asleep_s

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: The arrival count and the clock are one measurement only when they are read this close together.
_TOGETHER_S = 0.005
#: A shorter sleep does not exist; two clocks read one after the other differ by less.
_SLEEP_S = 0.5
#: How often arrival is held against what the system tells; a word that is further off is not believed.
_LOOKS, _FAR_S = 50, 1.0


class Missing(NamedTuple):
    """`frames` (at the ear's `rate_hz`) that were lost here; `why` is "lost" or "sleep"."""

    frames: int
    why: str = "lost"


class Listening:
    """`hear` each tick. `lost` says that the device is gone; `behind_s` how late it is now."""

    def __init__(
        self, ear: Ear, clock: Callable[[], float] = time.monotonic, asleep: Callable[[], float] = asleep_s
    ) -> None:
        self.ear = ear
        self.lost = False
        self._clock, self._asleep_s = clock, asleep
        self._slept_s = asleep()
        self._watchdog = Watchdog(ear.device_rate_hz, clock())
        self._held: list[NDArray[np.float32]] = []
        self._overflows = self._napped = self._looks = 0
        self.delay_s = 0.0

    @property
    def behind_s(self) -> float:
        return self._watchdog.behind_s

    def hear(self) -> list[NDArray[np.float32] | Missing]:
        """What came since the last call, oldest first. Sound after a halt is held back until it is known what is missing."""
        out: list[NDArray[np.float32] | Missing] = []
        if nap := self._nap():
            out.append(nap)
        before = self._clock()
        arrived = self.ear.arrived()
        now = self._clock()  # after the count: it may seem late, but never early
        together = now - before < _TOGETHER_S
        block = self.ear.read()
        overflows = self.ear.overflows()
        if overflows > self._overflows and not self._held:
            out.append(block)  # it stood in the ring before the loss
            block = block[:0]
        self._overflows = overflows
        if len(block):
            self._held.append(block)
        if not together:  # another thread held the interpreter in between: no verdict from such figures
            return out if self._watchdog.halted else out + self._release()
        verdict = self._watchdog.look(arrived, overflows, now)
        if arrived and self._looks < _LOOKS:
            self._compare()
        self.lost = verdict is Verdict.LOST or not self.ear.alive()
        if self._watchdog.missing:
            out.append(Missing(self._at_take_rate(self._watchdog.missing)))
        if verdict is not Verdict.WAIT or self.lost:
            out += self._release()
        return out

    def frames_at(self, moment: float) -> int:
        """How many frames (at the ear's `rate_hz`, gaps and sleep included) had been spoken at `moment` of the clock."""
        return self._napped + self._at_take_rate(self._watchdog.frames_at(moment))

    def moment_of(self, frame: int) -> float:
        """When a frame (at the ear's `rate_hz`, gaps and sleep included) arrived, in seconds of `time.monotonic`; it was spoken
        `delay_s` before that."""
        arrived = round((frame - self._napped) * self.ear.device_rate_hz / self.ear.rate_hz)
        return self._watchdog.moment_of(arrived)

    def _compare(self) -> None:
        """Sound arrives some time after it was spoken; the system's own word for the first frame says how long."""
        self._looks += 1
        told = self.ear.told_at()
        if told is not None and abs(self._watchdog.moment_of(0) - told) < _FAR_S:
            self.delay_s = self._watchdog.moment_of(0) - told

    def _nap(self) -> Missing | None:
        slept_s = self._asleep_s()
        nap_s, self._slept_s = slept_s - self._slept_s, slept_s
        if nap_s <= _SLEEP_S:
            return None
        frames = round(nap_s * self.ear.rate_hz)
        self._napped += frames
        return Missing(frames, "sleep")

    def _release(self) -> list[NDArray[np.float32] | Missing]:
        out, self._held = self._held, []
        return list(out)

    def _at_take_rate(self, frames: int) -> int:
        return round(frames * self.ear.rate_hz / self.ear.device_rate_hz)
