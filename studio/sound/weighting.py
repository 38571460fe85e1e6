"""K-weighting (ITU-R BS.1770-4, annex 1): the shelf of the head and the high pass, as they follow each other.

Filter figures: the recommendation's own at 48 000 Hz, kept for other rates by the bilinear transform (as in EBU Tech 3341's
reference programs). numpy has no recursive filter; so 64 frames at a time are one row of a matrix product: what a row answers to
itself, plus what the filter remembered at its beginning (four figures). The memories of all rows follow from each other by
doubling the step (Hillis and Steele's scan), in float64.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .pcm import Floats

ROW = 64
#: Rows a product: so few that OpenBLAS does not share one among threads, which costs more than it brings.
_GROUP = 32
STEP = ROW * _GROUP


class _Matrices(NamedTuple):
    """`answer` (ROW, ROW + 4): a row's own answer, and what it leaves in the memory. `recall` (4, ROW): what a memory adds to the
    row behind it. `fade` (4, 4): what a row's length leaves of a memory."""

    answer: NDArray[np.float32]
    recall: NDArray[np.float32]
    fade: NDArray[np.float64]


class KWeighting:
    """Both filters for every channel, block by block."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._matrices = _matrices(rate_hz)
        self._memory = np.zeros((channels, 4))

    def weigh(self, block: Floats) -> Floats:
        """`block` float32 (channels, frames), frames a multiple of `STEP`; the same, weighted."""
        answer, recall, fade = self._matrices
        both = (block.reshape(len(block), -1, _GROUP, ROW) @ answer).reshape(len(block), -1, ROW + 4)
        memories = np.concatenate((self._memory[:, None], both[:, :, ROW:]), axis=1, dtype=np.float64)
        step = 1
        while step < memories.shape[1]:
            memories[:, step:] += memories[:, :-step] @ fade.T
            fade = fade @ fade
            step *= 2
        self._memory = memories[:, -1].copy()
        weighted: Floats = both[:, :, :ROW]
        recalled = memories[:, :-1].astype(np.float32).reshape(len(block), -1, _GROUP, 4) @ recall
        weighted += recalled.reshape(weighted.shape)
        return weighted.reshape(len(block), -1)


@lru_cache(maxsize=4)
def _matrices(rate_hz: int) -> _Matrices:
    (b, a), (d, c) = _shelf(rate_hz), _high_pass(rate_hz)
    # Transposed direct form II of both, one behind the other; the memory is (shelf 1, shelf 2, high pass 1, high pass 2).
    shelf_out = np.array([1.0, 0, 0, 0])
    out = d[0] * shelf_out + [0, 0, 1, 0]
    fade = np.array(
        [
            [-a[1], 1, 0, 0],
            [-a[2], 0, 0, 0],
            d[1] * shelf_out - c[1] * out + [0, 0, 0, 1],
            d[2] * shelf_out - c[2] * out,
        ]
    )
    gain = d[0] * b[0]
    keep = np.array([b[1] - a[1] * b[0], b[2] - a[2] * b[0], d[1] * b[0] - c[1] * gain, d[2] * b[0] - c[2] * gain])
    powers = [np.eye(4)]
    for _ in range(ROW):
        powers.append(fade @ powers[-1])
    impulse = np.array([gain, *(out @ power @ keep for power in powers[: ROW - 1])])
    late = np.subtract.outer(np.arange(ROW), np.arange(ROW)).T  # how many frames the column is behind the row
    own = np.where(late >= 0, impulse[late], 0)
    left = np.array([powers[ROW - 1 - at] @ keep for at in range(ROW)])
    recall = np.array([out @ power for power in powers[:ROW]]).T
    return _Matrices(np.hstack((own, left)).astype(np.float32), recall.astype(np.float32), powers[ROW])


def _shelf(rate_hz: int) -> tuple[list[float], list[float]]:
    """+4 dB above 1.7 kHz; numerator and denominator in powers of 1/z."""
    k, q = math.tan(math.pi * 1681.974450955533 / rate_hz), 0.7071752369554196
    high = math.pow(10, 3.999843853973347 / 20)
    middle = math.pow(high, 0.4996667741545416)
    below = 1 + k / q + k * k
    over = [high + middle * k / q + k * k, 2 * (k * k - high), high - middle * k / q + k * k]
    return [value / below for value in over], [1, 2 * (k * k - 1) / below, (1 - k / q + k * k) / below]


def _high_pass(rate_hz: int) -> tuple[list[float], list[float]]:
    k, q = math.tan(math.pi * 38.13547087602444 / rate_hz), 0.5003270373238773
    below = 1 + k / q + k * k
    return [1, -2, 1], [1, 2 * (k * k - 1) / below, (1 - k / q + k * k) / below]
