"""How loud a sound is along its time, from fine to coarse, and where it crosses zero: made on a task, read by painters."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.domain.remix import RATE_HZ, Material
from studio.sound import peaks
from studio.sound.convert import converted, open_sound
from studio.sound.snapping import nearest
from studio.ui.glance import MOST_LIFT

Levels = NDArray[np.float32]
#: Frames in which one crossing is kept.
_BUCKET = 64
_NONE = 255


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """`levels[k]` holds the loudest sample, 0 to 1, of `width * peaks.STEP ** k` frames at 48 000 Hz each. A quiet sound is
    drawn `lift` times as high, so that its shape can be seen."""

    width: float
    levels: tuple[Levels, ...]
    lift: float = 1.0

    def loudest(self, first: NDArray[np.float64], last: NDArray[np.float64], wanted: float) -> Levels:
        """The loudest sample from each frame `first` to `last`, which are about `wanted` frames apart."""
        level = max((k for k in range(len(self.levels)) if self.width * peaks.STEP**k <= wanted), default=0)
        found, width = self.levels[level], self.width * peaks.STEP**level
        begin = np.clip(first / width, 0, len(found) - 1).astype(np.int64)
        behind = np.maximum(np.minimum(np.ceil(last / width).astype(np.int64), len(found)), begin + 1)
        out: Levels = found[begin]
        for step in range(1, int((behind - begin).max(initial=1))):
            np.maximum(out, found[np.minimum(begin + step, behind - 1)], out=out)
        return out


def outline_of(path: Path) -> Outline | None:
    """None of a sound without a frame. Raises Damaged and Refused where the file is no sound. Reads: for a task."""
    found = peaks.of_file(path)
    if not found.frames or not found.levels:
        return None
    levels = tuple(_loudest(level) for level in found.levels)
    peak = float(levels[-1].max())
    lift = min(max(0.9 / peak, 1.0), MOST_LIFT) if peak > 0 else 1.0
    return Outline(peaks.BASE * RATE_HZ / found.rate_hz, levels, lift)


def _loudest(pairs: peaks.Pairs) -> Levels:
    level = np.maximum(-pairs[:, 0].astype(np.float32), pairs[:, 1])
    return (level * np.float32(1 / 32_768)).astype(np.float32)


class Crossings:
    """Where a sound crosses zero: the first frame of each 64 at which it does."""

    def __init__(self, offsets: NDArray[np.uint8]) -> None:
        self._offsets = offsets

    def near(self, frame: int, within: int) -> int:
        """The crossing nearest to `frame` of the sound, or `frame` where none is as near as `within` frames."""
        first, last = max(0, (frame - within) // _BUCKET), (frame + within) // _BUCKET + 1
        found = self._offsets[first:last]
        kept = np.flatnonzero(found != _NONE)
        return nearest(frame, ((first + kept) * _BUCKET + found[kept]).tolist(), within)


def crossings_of(material: Material, path: Path) -> Crossings:
    """Reads the whole sound once, in blocks: for a task. Raises Damaged and Refused."""
    offsets = np.full(material.frames // _BUCKET + 1, _NONE, np.uint8)
    start, below = 0, False
    for block in converted(open_sound(path), RATE_HZ, 1):
        negative = block[: material.frames - start, 0] < 0
        if len(negative):
            crossed = np.flatnonzero(np.diff(negative, prepend=below if start else negative[0])) + start
            backwards = crossed[::-1]  # so that the first of each bucket is written last
            offsets[backwards // _BUCKET] = backwards % _BUCKET
            start, below = start + len(negative), bool(negative[-1])
    return Crossings(offsets)
