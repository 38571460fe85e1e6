"""Mouth clicks and plosives in a voice: how many, and where.

There is no standard for either; these are plain rules that say what they look at. A mouth click is a moment of 1 ms, all alone
for 20 ms on both sides, that stands out in the second difference of the wave (which lifts the treble, where clicks live). A
plosive is a gust of wind on the microphone: for 50 ms most of the power lies below 60 Hz, where no voice is, and shortly before
there was little. A kick drum is one, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .levels import PLACES_KEPT
from .pcm import Floats

#: A click in the second difference of a wave of full scale 1.0: least height, and how far above the mean and the highest around it.
_LEAST_CLICK, _OVER_MEAN, _OVER_HIGHEST = 0.004, 8.0, 4.0
#: Grains that are looked at together.
_AT_ONCE = 2_048
#: Grains of 1 ms that belong to the click itself, and how far its surroundings reach.
_OWN, _AROUND = 3, 20
#: A plosive in grains of 5 ms: its window, and what lies before it.
_GUST, _CALM = 10, 30
#: Least power (-32 dBFS), its share of all power there, and how far above the low power before.
_LEAST_GUST, _SHARE, _RISE = 10**-3.2, 0.5, 10.0


class Places:
    """How many, and the first `PLACES_KEPT` of them in seconds. What is nearer to the last one than `apart_s` is the same one."""

    def __init__(self, apart_s: float = 0.0) -> None:
        self.count = 0
        self.at_s: list[float] = []
        self._apart_s, self._last_s = apart_s, -np.inf

    def add(self, places_s: Iterable[float]) -> None:
        for at_s in places_s:
            if at_s - self._last_s >= self._apart_s:
                self.count += 1
                if self.count <= PLACES_KEPT:
                    self.at_s.append(float(at_s))
            self._last_s = at_s


class Clicks:
    """Mouth clicks, block by block."""

    def __init__(self, rate_hz: int) -> None:
        self._frames = max(1, round(rate_hz / 1_000))
        self._grain_s = self._frames / rate_hz
        self._wave = np.zeros(0, np.float32)
        self._heights = [np.zeros(_AROUND, np.float32)]
        self._waiting = 0
        self._first = -_AROUND  # the grain that `_heights` begins with
        self.places = Places(0.01)

    def write(self, wave: Floats) -> None:
        """`wave` float32 (frames,), one channel."""
        wave = np.concatenate((self._wave, wave))
        grains = max(0, (len(wave) - 2) // self._frames)
        slope = np.diff(wave[: grains * self._frames + 2] if grains else wave[:0])
        self._wave = wave[grains * self._frames :]
        bend = np.diff(slope).reshape(-1, self._frames)
        self._heights.append(np.abs(np.ascontiguousarray(bend.T)).max(axis=0))  # numpy is slow at many short rows
        self._waiting += grains
        if self._waiting >= _AT_ONCE:
            self.close()

    def close(self) -> None:
        """Every grain whose surroundings are there on both sides."""
        heights, width = np.concatenate(self._heights), 2 * _AROUND + 1
        self._heights, self._waiting = [heights], 0
        if len(heights) < width:
            return
        sums = np.cumsum(np.concatenate(([0.0], heights)))
        middle = heights[_AROUND:-_AROUND]
        around = sums[width:] - sums[:-width]
        own = (
            sums[_AROUND + _OWN + 1 : len(sums) - _AROUND + _OWN]
            - sums[_AROUND - _OWN : len(sums) - 1 - _AROUND - _OWN]
        )
        mean = (around - own) / (width - 2 * _OWN - 1)
        for at in np.flatnonzero((middle > _LEAST_CLICK) & (middle > _OVER_MEAN * mean)):
            window = heights[at : at + width].copy()
            window[_AROUND - _OWN : _AROUND + _OWN + 1] = 0
            if middle[at] > _OVER_HIGHEST * window.max():
                self.places.add([(self._first + int(at) + _AROUND) * self._grain_s])
        self._first += len(middle)
        self._heights = [heights[len(middle) :]]


class Plosives:
    """Plosives, block by block."""

    def __init__(self, rate_hz: int) -> None:
        self._frames = max(1, round(rate_hz / 200))
        self._grain_s = self._frames / rate_hz
        self._wave = np.zeros(0, np.float32)
        self._means: list[NDArray[Any]] = [np.zeros(0)]
        self._powers: list[NDArray[Any]] = [np.zeros(0)]
        self._waiting = 0
        self._first = 0  # the grain that `_means` begins with
        self.places = Places(0.1)

    def write(self, wave: Floats) -> None:
        """`wave` float32 (frames,), one channel."""
        wave = np.concatenate((self._wave, wave))
        grains = len(wave) // self._frames
        cut = wave[: grains * self._frames].reshape(-1, self._frames)
        self._wave = wave[grains * self._frames :]
        self._means.append(cut @ np.full(self._frames, 1 / self._frames, np.float32))
        self._powers.append(np.einsum("ij,ij->i", cut, cut) / self._frames)
        self._waiting += grains
        if self._waiting >= _AT_ONCE:
            self.close()

    def close(self) -> None:
        """Two means in a row are a mean over 10 ms: 4 dB down at 50 Hz, nothing left of 100 Hz. The rest of a calm before is taken
        off, so that an offset is no gust."""
        means, powers = np.concatenate(self._means), np.concatenate(self._powers)
        self._means, self._powers, self._waiting = [means], [powers], 0
        windows = len(means) - 1 - _CALM - _GUST + 1
        if windows <= 0:
            return
        low = (means[1:] + means[:-1]) / 2
        still = _means(low, _CALM)[:windows]
        calm = _means(low**2, _CALM)[:windows] - still**2
        gust, gusts = low[_CALM:], slice(windows)
        power = _means(gust**2, _GUST)[gusts] - 2 * still * _means(gust, _GUST)[gusts] + still**2
        whole = _means(powers[_CALM + 1 :], _GUST)[gusts]
        found = (power > _LEAST_GUST) & (power > _SHARE * (whole - still**2)) & (power > _RISE * calm)
        self.places.add((self._first + _CALM + np.flatnonzero(found)) * self._grain_s)
        self._first += windows
        self._means, self._powers = [means[windows:]], [powers[windows:]]


def _means(values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Of every `count` in a row."""
    sums = np.cumsum(np.concatenate(([0.0], values)))
    means: NDArray[np.float64] = (sums[count:] - sums[:-count]) / count
    return means
