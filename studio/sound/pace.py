"""At which moment a frame passed: the frames that a device has counted, held against the computer's clock. Pure.

A count is seen late, never early. So the earliest of many looks is the true one, whatever the computer was busy with; looks of the
last ten seconds are kept, because two clocks drift apart by up to 0.05 %.
"""

from __future__ import annotations

_SECONDS = 10


class Pace:
    """`look` often and at uneven moments; `moment` when it is asked for."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._best: dict[int, float] = {}

    def look(self, frames: int, now: float) -> None:
        """`frames` had passed at `now` (seconds of `time.monotonic`)."""
        if frames <= 0:
            return
        second = int(now)
        begun = now - frames / self._rate_hz
        self._best[second] = min(begun, self._best.get(second, begun))
        self._best = {one: begun for one, begun in self._best.items() if one > second - _SECONDS}

    def moment(self, frame: int) -> float | None:
        """When `frame` passed, or will pass; None before the first look."""
        return min(self._best.values()) + frame / self._rate_hz if self._best else None


def uneven(number: int) -> float:
    """0.5 … 1.5, another one for each number (multiples of the golden ratio): to look at uneven moments."""
    return 0.5 + number * 0.618_033_988_75 % 1
