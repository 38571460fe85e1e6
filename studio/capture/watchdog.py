"""Is all the sound here? Frames that arrived are held against the clock: the only sign that every system gives.

Pure: the caller brings frames and moments (`time.monotonic` seconds), so that every story can be told in a test.
A device's clock differs from the computer's by up to 0.05 %; only what is behind the best of the last ten seconds counts.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from enum import Enum

BEHIND_S = 0.25
LOST_S = 2.0
#: Some microphones need a while to wake up (Bluetooth).
_FIRST_SOUND_S = 5.0
#: After a halt, sound is held back until it has come at its normal pace for so long; only then is it known what is missing.
SETTLE_S = 0.15
#: A system that catches up slower than this is taken at its word.
_PATIENCE_S = 1.5
_WINDOW_S = 10
_WORTH_TELLING_S = 0.001


class Verdict(Enum):
    FINE = "fine"
    WAIT = "wait"
    LOST = "lost"


class Watchdog:
    """`look` each tick. `missing` are the frames lost in the halt that has just been settled, else 0."""

    def __init__(self, rate_hz: int, now: float) -> None:
        self._rate_hz = rate_hz
        self._began = now
        self._came = now + _FIRST_SOUND_S - LOST_S
        self._arrived = self._filled = self._overflows = 0
        self._best: deque[tuple[int, float]] = deque()
        self._pace: deque[tuple[float, float]] = deque()
        self.halted = self._overflowed = False
        self.missing = 0
        self.behind_s = 0.0

    def look(self, arrived: int, overflows: int, now: float) -> Verdict:
        """`arrived` frames and `overflows` so far, both since the device was opened."""
        self.missing = 0
        if arrived > self._arrived:
            self._arrived, self._came = arrived, now
        lag_s = now - self._began - (self._arrived + self._filled) / self._rate_hz
        self.behind_s = lag_s - self._best_lag_s(lag_s)
        if overflows > self._overflows:
            self._overflows, self._overflowed = overflows, bool(self._best)
        if now - self._came > LOST_S:
            return Verdict.LOST
        if not self.halted and (self.behind_s > BEHIND_S or self._overflowed):
            self.halted = True
            self._pace.clear()
        if self.halted:
            return self._settle(lag_s, now)
        self._remember(lag_s, now)
        return Verdict.FINE

    def _settle(self, lag_s: float, now: float) -> Verdict:
        """Sound that was only late comes in a burst and the lag falls; of sound that is lost the lag stays."""
        if self._came == now:
            self._pace.append((now, lag_s))
        if not self._pace or now - self._pace[0][0] < SETTLE_S:
            return Verdict.WAIT
        recent = [lag for moment, lag in self._pace if now - moment <= SETTLE_S]
        uneven = bool(recent) and max(recent) - min(recent) > SETTLE_S / 3
        if uneven and now - self._pace[0][0] < _PATIENCE_S:
            return Verdict.WAIT
        lost_s = min(recent, default=lag_s) - self._best_lag_s(lag_s)
        if lost_s > BEHIND_S or (self._overflowed and lost_s > _WORTH_TELLING_S):
            self.missing = round(lost_s * self._rate_hz)
            self._filled += self.missing
        self.halted = self._overflowed = False
        return Verdict.FINE

    def frames_at(self, moment: float) -> int:
        """How many frames (at the device's rate) had been spoken at `moment`."""
        lag_s = self._best_lag_s(0.0)
        return max(0, round((moment - self._began - lag_s) * self._rate_hz))

    def moment_of(self, frames: int) -> float:
        """The moment at which so many frames (at the device's rate) had arrived, had none of them been late."""
        return self._began + self._best_lag_s(0.0) + frames / self._rate_hz

    def _best_lag_s(self, otherwise: float) -> float:
        return min((lag for _, lag in self._best), default=otherwise)

    def _remember(self, lag_s: float, now: float) -> None:
        if not self._arrived:
            return
        second = int(now)
        if self._best and self._best[-1][0] == second:
            self._best[-1] = (second, min(lag_s, self._best[-1][1]))
        else:
            self._best.append((second, lag_s))
        while self._best[0][0] < second - _WINDOW_S:
            self._best.popleft()


def asleep_s() -> float:
    """Seconds that this machine slept since it was started: a clock that goes on in sleep against one that does not.

    Linux has CLOCK_BOOTTIME for it, and CLOCK_MONOTONIC goes on in sleep on macOS, where `time.monotonic` stands still.
    (The wall clock would tell the same, and a lie whenever somebody sets it.) On Windows `time.monotonic` itself goes on:
    there a sleep shows as a microphone that fell silent, and this is 0.
    """
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME) - time.monotonic()
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC) - time.monotonic()
    return 0.0
