"""What the window shows of the sound: level, peak hold, and the live waveform."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.sound.levels import dbfs

from .strip import Strip

LEVEL_S = 0.1
HOLD_S = 1.5


class Display:
    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._peaks: list[tuple[int, float]] = []
        self._frames = 0
        self.strip = Strip(rate_hz)

    def write(self, block: NDArray[np.float32]) -> None:
        if not len(block):
            return
        self._frames += len(block)
        self._peaks.append((self._frames, float(max(block.max(), -block.min()))))
        self._peaks = [pair for pair in self._peaks if pair[0] > self._frames - HOLD_S * self._rate_hz]
        self.strip.write(block)

    def gap(self, frames: int) -> None:
        self.strip.gap(frames)

    def level_dbfs(self, within_s: float) -> float:
        """The highest peak of the last `within_s` seconds."""
        since = self._frames - within_s * self._rate_hz
        return dbfs(max((peak for frame, peak in self._peaks if frame > since), default=0.0))
