"""Where a cut is heard least: where the sound crosses zero, and best in silence. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from .pcm import Floats


def nearest(at: int, places: Iterable[int], within: int) -> int:
    """The place nearest to `at`, or `at` itself where none is as near as `within` frames."""
    best = min(places, key=lambda place: abs(place - at), default=at)
    return best if abs(best - at) <= within else at


def zero_crossing(sound: Floats, at: int, within: int) -> int:
    """The frame of `sound` (frames, channels) nearest to `at` at which it crosses zero upwards or downwards, else `at`."""
    first, last = max(1, at - within), min(len(sound), at + within + 1)
    if first >= last:
        return at
    mono = sound[first - 1 : last].sum(axis=1)
    crossed = np.flatnonzero((mono[:-1] < 0) != (mono[1:] < 0)) + first
    return nearest(at, (int(frame) for frame in crossed), within)


def quiet_place(sound: Floats, at: int, within: int, smooth: int) -> int:
    """The frame of `sound` (frames, channels) within reach of `at` around which `smooth` frames are the quietest; the nearer one
    where two are alike."""
    half = smooth // 2
    first, last = max(at - within, half), min(at + within, len(sound) - half)
    if first >= last:
        return at
    power = np.square(sound[first - half : last + half], dtype=np.float64).sum(axis=1)
    total = np.concatenate(([0.0], np.cumsum(power)))
    around = total[2 * half :][: last - first] - total[: last - first]
    quiet = np.flatnonzero(around <= around.min() * 1.26)  # 1 dB is no difference
    return int(first + quiet[np.abs(first + quiet - at).argmin()])
