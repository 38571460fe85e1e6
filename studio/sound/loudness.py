"""How loud a sound is to people, block by block.

Integrated loudness (ITU-R BS.1770-4): K-weighted power in blocks of 400 ms, gated at -70 LUFS and at 10 LU below what is left.
Momentary and short-term loudness (EBU Tech 3341): the same power over 400 ms and over 3 s, ungated. Loudness range (EBU Tech
3342): the distance between the 10th and the 95th percentile of short-term loudness, gated at -70 LUFS and at 20 LU below what is
left. These windows move by 100 ms: by whole rows of the filter, which at odd rates are up to half a per cent longer or shorter.
The loudest moment and the loudest three seconds are found to the row, because EBU Tech 3341 lets them begin anywhere.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .pcm import Floats
from .weighting import KWeighting

#: Hops of 100 ms.
MOMENTARY, SHORT_TERM = 4, 30
#: Steps of the filter at once, and the most frames of a row.
_STEPS, _LONGEST_ROW = 16, 64
#: Rows in which the loudest windows are looked for together.
_AT_ONCE = 4_096
_ABSOLUTE, _RELATIVE_LU, _RANGE_LU = -70.0, -10.0, -20.0
#: Weights of the surround channels, by the number of channels (left, right, centre, bass effects, then those behind).
_BEHIND = 1.41
_WEIGHTS = {4: (1, 1, _BEHIND, _BEHIND), 5: (1, 1, 1, _BEHIND, _BEHIND), 6: (1, 1, 1, 0, _BEHIND, _BEHIND)}


class Loudness:
    """To be written to; then asked, as often as one likes."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        row = _row(rate_hz)
        self._rows = max(1, round(rate_hz / 10 / row))
        self._rate_hz = rate_hz
        self._row, self._weighting = row, KWeighting(rate_hz, channels, row)
        self._step = _STEPS * self._weighting.step
        self._weights = np.array(_WEIGHTS.get(channels, (1,) * channels), np.float64)
        self._waiting = [np.zeros((channels, 0), np.float32)]
        self._frames = 0
        self._powers: list[NDArray[np.float64]] = []
        self._rest = np.zeros(0)
        self._hops: NDArray[np.float64] | None = None
        self._loudest = {hops: _Loudest(hops * self._rows) for hops in (MOMENTARY, SHORT_TERM)}

    def write(self, block: Floats) -> None:
        """`block` float32 (channels, frames); not after the first question."""
        self._waiting.append(block)
        self._frames += block.shape[1]
        if self._frames >= self._step:
            whole = np.concatenate(self._waiting, axis=1)
            at = self._frames // self._step * self._step
            self._weigh(whole[:, :at], at)
            self._waiting = [whole[:, at:]]
            self._frames -= at

    def lufs(self) -> float:
        """The integrated loudness of all that was written; -inf where nothing is as loud as the gate."""
        powers = self._over(MOMENTARY)
        loud = powers[powers > _power(_ABSOLUTE)]
        if not len(loud):
            return -math.inf
        gate = _power(_lufs(float(loud.mean())) + _RELATIVE_LU)
        return _lufs(float(loud[loud > gate].mean()))

    def highest(self, hops: int) -> tuple[float, float]:
        """The loudest window of `MOMENTARY` or `SHORT_TERM`: its LUFS, and where it begins in seconds; -inf where the sound is
        shorter than one."""
        self._finish()
        loudest = self._loudest[hops]
        return _lufs(loudest.power / (hops * self._rows * self._row)), loudest.at * self._row / self._rate_hz

    def range_lu(self) -> float | None:
        """None where the sound is shorter than 3 s, or nowhere as loud as the gate."""
        powers = self._over(SHORT_TERM)
        loud = powers[powers >= _power(_ABSOLUTE)]
        if not len(loud):
            return None
        gate = _power(_lufs(float(loud.mean())) + _RANGE_LU)
        low, high = np.percentile(loud[loud >= gate], (10, 95), method="nearest")
        return _lufs(float(high)) - _lufs(float(low))

    def _over(self, hops: int) -> NDArray[np.float64]:
        """The power in each window of so many hops."""
        powers = self._finish()
        if len(powers) < hops:
            return np.zeros(0)
        windows: NDArray[np.float64] = np.lib.stride_tricks.sliding_window_view(powers, hops).mean(axis=1)
        return windows

    def _finish(self) -> NDArray[np.float64]:
        """The power of every 100 ms."""
        if self._hops is not None:
            return self._hops
        if self._frames:
            block = np.concatenate(self._waiting, axis=1)
            self._weigh(np.pad(block, ((0, 0), (0, -self._frames % self._weighting.step))), self._frames)
            self._waiting, self._frames = [], 0
        for loudest in self._loudest.values():
            loudest.close()
        self._hops = np.concatenate([np.zeros(0), *self._powers])
        return self._hops

    def _weigh(self, block: Floats, frames: int) -> None:
        """Whole steps of the filter, of which `frames` count; the power of each whole 100 ms is kept."""
        weighted = self._weighting.weigh(np.ascontiguousarray(block))
        powers = self._weights @ np.einsum("ijk,ijk->ij", weighted, weighted).astype(np.float64)
        powers = powers[: frames // self._row]
        for loudest in self._loudest.values():
            loudest.write(powers)
        powers = np.concatenate((self._rest, powers))
        whole = len(powers) // self._rows * self._rows
        self._powers.append(powers[:whole].reshape(-1, self._rows).sum(axis=1) / (self._rows * self._row))
        self._rest = powers[whole:]


class _Loudest:
    """The loudest window of so many `rows`: its `power`, summed, and the row `at` which it begins. -1 where there is none."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._kept: list[NDArray[np.float64]] = []
        self._waiting = self._begin = 0
        self.power, self.at = -1.0, 0

    def write(self, powers: NDArray[np.float64]) -> None:
        self._kept.append(powers)
        self._waiting += len(powers)
        if self._waiting >= _AT_ONCE:
            self.close()

    def close(self) -> None:
        """What waits is looked at, too."""
        sums = np.concatenate(([0.0], *self._kept)).cumsum()
        windows = sums[self._rows :] - sums[: -self._rows]
        if len(windows) and windows.max() > self.power:
            at = int(windows.argmax())
            self.power, self.at = float(windows[at]), self._begin + at
        self._kept = [np.concatenate(self._kept)[len(windows) :]] if self._kept else []
        self._begin += len(windows)
        self._waiting = 0


def _row(rate_hz: int) -> int:
    """Frames of the filter's rows, so that 100 ms are a whole number of them, or nearly."""
    hop = rate_hz / 10
    return min(range(_LONGEST_ROW, _LONGEST_ROW // 2, -1), key=lambda row: abs(hop - max(1, round(hop / row)) * row))


def _power(lufs: float) -> float:
    return math.pow(10, (lufs + 0.691) / 10)


def _lufs(power: float) -> float:
    return -0.691 + 10 * math.log10(power) if power > 0 else -math.inf
