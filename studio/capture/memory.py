"""The last seconds of the booth, in memory only: pre-roll, and what "keep what I just said" would keep."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Memory:
    """Remembers the newest `capacity` frames, float32 (frames, channels)."""

    def __init__(self, capacity: int, channels: int) -> None:
        self._ring = np.zeros((max(1, capacity), channels), np.float32)
        self._at = 0
        self.frames = 0

    def write(self, block: NDArray[np.float32]) -> None:
        size = len(self._ring)
        block = block[-size:]
        first = min(len(block), size - self._at)
        self._ring[self._at : self._at + first] = block[:first]
        self._ring[: len(block) - first] = block[first:]
        self._at = (self._at + len(block)) % size
        self.frames = min(size, self.frames + len(block))

    def last(self, frames: int) -> NDArray[np.float32]:
        """A copy of the newest `frames`, fewer where fewer are remembered."""
        frames = min(frames, self.frames)
        return np.take(self._ring, np.arange(self._at - frames, self._at), axis=0, mode="wrap")

    def forget(self) -> None:
        self._ring[:] = 0
        self._at = self.frames = 0
