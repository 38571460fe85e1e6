"""What grains of 10 ms tell: noise floor, silence at both ends, DC offset, how alike two channels are.

A grain keeps its power, the mean over all channels: 4 bytes for 10 ms, so that a day of sound needs 35 MB.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .pcm import Floats

GRAINS_PER_S = 100
_FLOOR_GRAINS = 50
_AT_ONCE = 1 << 20
#: Sound begins where three grains are 12 dB above the noise floor, but never later than where they are within 20 dB of the
#: loudest grain (a tight line has no pause to tell the room from), nor earlier than where they are above -60 dBFS.
_IN_A_ROW, _ABOVE_FLOOR, _BELOW_LOUDEST, _LEAST = 3, 10**1.2, 1e-2, 1e-6
#: Below -50 dBFS two channels are only noise to each other.
_HEARD = 1e-5


@dataclass(frozen=True, slots=True)
class Ends:
    """Seconds of silence before the first and behind the last sound. Of a file without any sound the head is all of it."""

    head_s: float
    tail_s: float


class Grains:
    """Block by block."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._frames = max(1, round(rate_hz / GRAINS_PER_S))
        self._grain_s = self._frames / rate_hz
        self._rate_hz = rate_hz
        self._rest = np.zeros((channels, 0), np.float32)
        self._powers: list[Floats] = []
        self._sum = np.zeros(channels)
        self._products = np.zeros(3)
        self._count = 0
        self._lowest: tuple[float, float] | None = None

    def write(self, block: Floats) -> None:
        """`block` float32 (channels, frames)."""
        self._sum += block @ np.ones(block.shape[1], np.float32)
        if len(block) == 2:
            self._compare(block)
        self._count += block.shape[1]
        sound = np.concatenate((self._rest, block), axis=1)
        whole = sound.shape[1] // self._frames * self._frames
        grains = sound[:, :whole].reshape(len(sound), -1, self._frames)
        self._powers.append(np.einsum("ijk,ijk->j", grains, grains) / np.float32(self._frames * len(sound)))
        self._rest = sound[:, whole:].copy()

    def _compare(self, block: Floats) -> None:
        left, right = block
        pairs = ((left, right), (left, left), (right, right))
        products = np.array([np.dot(*pair) for pair in pairs], np.float64)
        self._products += products
        if min(products[1:]) > _HEARD * len(left) and len(left) * 4 >= self._rate_hz:
            alike = _alike(products)
            if self._lowest is None or alike < self._lowest[0]:
                self._lowest = alike, self._count / self._rate_hz

    def noise_floor(self) -> tuple[float, float] | None:
        """The quietest 500 ms without digital silence: its mean power (full scale 1.0) and where it begins in seconds. None where
        there is no such window."""
        powers, best, place = self._all(), math.inf, 0
        for start in range(0, len(powers) - _FLOOR_GRAINS + 1, _AT_ONCE):
            part = powers[start : start + _AT_ONCE + _FLOOR_GRAINS - 1].astype(np.float64)
            part[part == 0] = math.inf
            windows = np.lib.stride_tricks.sliding_window_view(part, _FLOOR_GRAINS).mean(axis=1)
            at = int(windows.argmin())
            if windows[at] < best:
                best, place = float(windows[at]), start + at
        return None if math.isinf(best) else (best, place * self._grain_s)

    def ends(self) -> Ends:
        powers = self._all()
        floor = self.noise_floor()
        loudest = float(powers.max(initial=0.0))
        threshold = max(min((floor[0] if floor else 0.0) * _ABOVE_FLOOR, loudest * _BELOW_LOUDEST), _LEAST)
        loud = powers > threshold
        if len(loud) > _IN_A_ROW:
            loud = loud[2:] & loud[1:-1] & loud[:-2]
        length_s = self._count / self._rate_hz
        if not loud.any():
            return Ends(length_s, 0.0)
        last = min(len(loud) - 1 - int(loud[::-1].argmax()) + _IN_A_ROW, len(powers))
        return Ends(int(loud.argmax()) * self._grain_s, max(0.0, length_s - last * self._grain_s))

    def dc_offsets(self) -> tuple[float, ...]:
        """The mean of each channel, full scale 1.0."""
        return tuple((self._sum / max(1, self._count)).tolist())

    def correlation(self) -> float | None:
        """Of left and right: 1 is mono, 0 unlike, -1 turned round. None for one channel, or where one is silent."""
        return _alike(self._products) if self._products[1:].all() else None

    def lowest_correlation(self) -> tuple[float, float] | None:
        """The block in which two channels were least alike, and where it begins in seconds."""
        return self._lowest

    def _all(self) -> NDArray[np.float32]:
        if len(self._powers) != 1:
            self._powers = [np.concatenate([np.zeros(0, np.float32), *self._powers])]
        return self._powers[0]


def _alike(products: NDArray[np.float64]) -> float:
    return float(products[0] / math.sqrt(products[1] * products[2]))
