"""K-weighting (ITU-R BS.1770-4, annex 1): the shelf of the head and the high pass, as they follow each other.

Filter figures: the recommendation's own at 48 000 Hz, kept for other rates by the bilinear transform (as in EBU Tech 3341's
reference programs). numpy has no recursive filter; so about 64 frames are one row of a matrix product: what a row answers to
itself, plus what the filter remembered at its beginning (four figures). The memories at the beginnings of 32 rows, a group, follow
in one more product from what each row leaves; those of groups from each other by doubling the step (Hillis and Steele's scan). Both
in float64.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .pcm import Floats

#: Rows of a group, and of a product: so few that OpenBLAS does not share one among threads, which costs more than it brings.
_GROUP = 32
#: Below twice the shelf's 1.7 kHz the filter would swell without end. Only damaged files say such rates.
_LEAST_HZ = 4_000


class _Matrices(NamedTuple):
    """`answer` (row, row + 4): a row's own answer, and what it leaves in the memory. `recall` (4, row): what a memory adds to the
    row behind it. `gather` (4 x group, 4 x group): from what rows leave to the memories behind them, in a group that began without
    any; `carry` (4, 4 x group): what a memory before the group adds to these; `fade` (4, 4): what is left of it behind."""

    answer: NDArray[np.float32]
    recall: NDArray[np.float32]
    gather: NDArray[np.float64]
    carry: NDArray[np.float64]
    fade: NDArray[np.float64]


class KWeighting:
    """Both filters for every channel, block by block; `row` frames are weighted together."""

    def __init__(self, rate_hz: int, channels: int, row: int = 64) -> None:
        self._row, self.step = row, row * _GROUP
        self._matrices = _matrices(max(rate_hz, _LEAST_HZ), row)
        self._memory = np.zeros((channels, 1, 4))

    def weigh(self, block: Floats) -> Floats:
        """`block` float32 (channels, frames), frames a multiple of `step`; the same, weighted, as (channels, rows, `row`)."""
        answer, recall, gather, carry, fade = self._matrices
        channels = len(block)
        both = block.reshape(channels, -1, _GROUP, self._row) @ answer
        inside = both[..., self._row :].astype(np.float64).reshape(channels, -1, 4 * _GROUP) @ gather
        groups = np.concatenate((self._memory, inside[:, :, -4:]), axis=1)
        step = 1
        while step < groups.shape[1]:
            groups[:, step:] += groups[:, :-step] @ fade
            fade = fade @ fade
            step *= 2
        inside += groups[:, :-1] @ carry
        memories = np.concatenate((self._memory, inside.reshape(channels, -1, 4)), axis=1, dtype=np.float32)
        self._memory = groups[:, -1:].copy()
        weighted: Floats = both[..., : self._row]
        weighted += memories[:, :-1].reshape(channels, -1, _GROUP, 4) @ recall
        return weighted.reshape(channels, -1, self._row)


@lru_cache(maxsize=4)
def _matrices(rate_hz: int, row: int) -> _Matrices:
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
    for _ in range(row):
        powers.append(fade @ powers[-1])
    impulse = np.array([gain, *(out @ power @ keep for power in powers[: row - 1])])
    late = _behind(row)
    own = np.where(late >= 0, impulse[late], 0)
    left = np.array([powers[row - 1 - at] @ keep for at in range(row)])
    recall = np.array([out @ power for power in powers[:row]]).T
    rows = [np.eye(4)]  # what rows leave of a memory, from here on as factors from the right
    for _ in range(_GROUP):
        rows.append(powers[row].T @ rows[-1])
    late = _behind(_GROUP)
    gather = np.where((late >= 0)[..., None, None], np.array(rows)[late], 0).swapaxes(1, 2)
    return _Matrices(
        np.hstack((own, left)).astype(np.float32),
        recall.astype(np.float32),
        gather.reshape(4 * _GROUP, 4 * _GROUP),
        np.hstack(rows[1:]),
        rows[_GROUP],
    )


def _behind(count: int) -> NDArray[np.int64]:
    """How many places each column is behind each row."""
    return np.subtract.outer(np.arange(count), np.arange(count)).T


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
