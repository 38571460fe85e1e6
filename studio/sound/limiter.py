"""A limiter for true peaks: the level goes down before a peak comes, and back after it, so slowly that nothing is distorted.

For every frame the gain that its true peak allows is found (4 times oversampled, as `true_peak`). The lowest of them within 10 ms
on both sides is held and then smoothed over 10 ms on both sides by two running means, so that at the peak itself it is never more
than allowed. Nothing depends on what was more than 20 ms before: a frame has the same value wherever listening began.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from . import true_peak
from .pcm import Floats

_LOOK_S = 0.010
#: The level moves between the points that were looked at; this covers what comes of it.
_SAFE_DB = 0.05


class Limiter:
    def __init__(self, rate_hz: int, ceiling_dbtp: float) -> None:
        self._rate_hz = rate_hz
        self._look = max(round(_LOOK_S * rate_hz), 1)
        self._ceiling = math.pow(10, (ceiling_dbtp - _SAFE_DB) / 20)

    @property
    def beside(self) -> int:
        """So many frames must be known on both sides of those that are limited."""
        return 2 * self._look + true_peak.BESIDE

    def limited(self, sound: Floats) -> Floats:
        """`sound` float32 (frames, channels) without `beside` frames at both ends."""
        beside = self.beside
        inner = sound[beside : len(sound) - beside]
        if np.abs(sound).max(initial=0.0) * true_peak.bound(self._rate_hz) <= self._ceiling:
            return inner
        heights = true_peak.heights(sound, self._rate_hz)
        allowed = np.minimum(1.0, self._ceiling / np.maximum(heights, self._ceiling))
        if allowed.min() >= 1.0:
            return inner
        gain = _smooth(_lowest(allowed, self._look), self._look)
        limited: Floats = inner * gain.astype(np.float32)[:, None]
        return limited


def _lowest(values: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """The lowest of each value and `reach` on both sides, in windows that double; shorter by `reach` on both sides."""
    width, wanted = 1, 2 * reach + 1
    while 2 * width <= wanted:
        values = np.minimum(values[:-width], values[width:])
        width *= 2
    rest = wanted - width
    return np.minimum(values[: len(values) - rest], values[rest:])


def _smooth(values: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """A running mean of `reach` + 1 values, twice; shorter by `reach` on both sides."""
    for _ in range(2):
        total = np.concatenate(([0.0], np.cumsum(values)))
        values = (total[reach + 1 :] - total[: -reach - 1]) / (reach + 1)
    return values
