"""The quietest stretch of a sound, found in its outline: the sound of the room, and the profile of its noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .peaks import BASE, Peaks

#: Higher than any column can be.
_NEVER = 1 << 16


@dataclass(frozen=True, slots=True)
class Stretch:
    """`height` is the distance from the lowest to the highest sample of its loudest column, in steps of 16 bits."""

    start: int
    frames: int
    height: int


def quietest(peaks: Peaks, seconds: float = 0.5) -> Stretch | None:
    """The stretch whose loudest moment is the quietest; digital silence is no room, and does not count. None
    where there is no such stretch."""
    wide = int(seconds * peaks.rate_hz) // BASE
    whole = peaks.frames // BASE
    if not 0 < wide <= whole:
        return None
    pairs = peaks.levels[0][:whole].astype(np.int32)
    height = pairs[:, 1] - pairs[:, 0]
    height[(pairs == 0).all(axis=1)] = _NEVER
    loudest = highest(height, wide)
    at = int(loudest.argmin())
    return Stretch(at * BASE, wide * BASE, int(loudest[at])) if loudest[at] < _NEVER else None


def highest(values: NDArray[np.int32], width: int) -> NDArray[np.int32]:
    """The highest of each `width` values in a row, in windows that double; shorter by `width` - 1."""
    now = 1
    while 2 * now <= width:
        values = np.maximum(values[:-now], values[now:])
        now *= 2
    rest = width - now
    return np.maximum(values[: len(values) - rest], values[rest:])
