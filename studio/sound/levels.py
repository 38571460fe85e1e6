"""How loud a take is: peak, mean, clipped runs.

Clipped means three or more samples in a row, in one channel, at full scale (|x| ≥ 32 767/32 768, the highest code that a
16-bit converter has on both sides). A single such sample is an honest peak; a converter that ran out of room repeats it.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.domain.take import Levels

FULL_SCALE = 32_767 / 32_768
CLIPPED_RUN = 3
PLACES_KEPT = 1_000
_BLOCK = 1 << 18


def dbfs(value: float) -> float:
    """`value` of full scale 1.0 in dBFS; -inf for digital silence."""
    return 20 * math.log10(value) if value > 0 else -math.inf


class Meter:
    """Block by block. `clips` may grow by one only once for a run, also when it lies across blocks."""

    def __init__(self, channels: int) -> None:
        self._runs = np.zeros(channels, np.int64)
        self._sum = 0.0
        self._peak = 0.0
        self.frames = 0
        #: Where clipped runs begin, the first `PLACES_KEPT` that were found.
        self.places: list[int] = []
        self.clips = 0

    def write(self, block: NDArray[np.float32]) -> float:
        """`block` float32 (frames, channels); returns its peak (full scale 1.0)."""
        if not len(block):
            return 0.0
        peak = float(max(block.max(), -block.min()))
        self._peak = max(self._peak, peak)
        flat = block.reshape(-1)
        self._sum += float(np.dot(flat, flat)) if len(flat) < _BLOCK else float(np.square(flat, dtype=np.float64).sum())
        if peak >= FULL_SCALE:
            for channel in range(block.shape[1]):
                self._count(channel, np.abs(block[:, channel]) >= FULL_SCALE)
        else:
            self._runs[:] = 0
        self.frames += len(block)
        return peak

    def silence(self, frames: int) -> None:
        self._runs[:] = 0
        self.frames += frames

    def _count(self, channel: int, full: NDArray[np.bool_]) -> None:
        edges = np.flatnonzero(np.diff(full, prepend=False, append=False)).reshape(-1, 2)
        for start, end in edges:
            before = int(self._runs[channel]) if start == 0 else 0
            if before < CLIPPED_RUN <= before + end - start:
                self.clips += 1
                if len(self.places) < PLACES_KEPT:
                    self.places.append(self.frames + int(start) - before)
        tail = len(full) - int(edges[-1][0]) if full[-1] else 0
        self._runs[channel] = tail + (self._runs[channel] if tail == len(full) else 0)

    def levels(self) -> Levels:
        mean = math.sqrt(self._sum / max(1, self.frames * len(self._runs)))
        return Levels(dbfs(self._peak), dbfs(mean), self.clips, min(self.places, default=None))


def of_file(path: Path) -> Levels:
    """The levels of a whole WAV file."""
    from .wav import WavReader

    with WavReader(path) as reader:
        meter = Meter(reader.format.channels)
        for start in range(0, reader.format.frames, _BLOCK):
            meter.write(reader.read(start, _BLOCK))
    return meter.levels()
