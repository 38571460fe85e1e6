"""The live waveform: the lowest and highest sample of each 1/100 s, for the window to draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .reading import COLUMNS_PER_S, STRIP_S


class Strip:
    """`columns` is float32 (n, 2), newest last; `start` is the number of its first column since the booth was opened."""

    def __init__(self, rate_hz: int) -> None:
        self._width = rate_hz // COLUMNS_PER_S
        self._rest: NDArray[np.float32] | None = None
        self._gaps: list[tuple[int, int]] = []
        self.columns = np.zeros((0, 2), np.float32)
        self.start = 0

    @property
    def end(self) -> int:
        return self.start + len(self.columns)

    @property
    def gaps(self) -> tuple[tuple[int, int], ...]:
        """Columns (first, behind the last) that stand for lost sound."""
        return tuple(gap for gap in self._gaps if gap[1] > self.start)

    def write(self, block: NDArray[np.float32]) -> None:
        block = block if self._rest is None else np.concatenate((self._rest, block))
        count = len(block) // self._width
        self._rest = block[count * self._width :]
        if count:
            wide = block[: count * self._width].reshape(count, -1)
            self._add(np.stack((wide.min(axis=1), wide.max(axis=1)), axis=1))

    def gap(self, frames: int) -> None:
        count = max(1, round(frames / self._width))
        self._gaps = [*self.gaps, (self.end, self.end + count)]
        self._add(np.zeros((min(count, STRIP_S * COLUMNS_PER_S), 2), np.float32), count)

    def _add(self, columns: NDArray[np.float32], count: int = 0) -> None:
        """`count` where more columns passed than are worth keeping."""
        end = self.end + max(count, len(columns))
        self.columns = np.concatenate((self.columns, columns))[-STRIP_S * COLUMNS_PER_S :]
        self.columns.setflags(write=False)
        self.start = end - len(self.columns)
