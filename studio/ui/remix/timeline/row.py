"""A lane made ready for looking: its clips by their start, and as numbers in one table. Made once for each lane that is."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from studio.domain.ids import ClipId
from studio.domain.remix import Clip, Curve, Fade, Lane

Table = NDArray[np.float64]
Places = NDArray[np.int64]
_CURVES = {curve: number for number, curve in enumerate(Curve)}
#: The columns of the table.
START, END, OFFSET, SPAN, PHASE, REVERSE, TEMPO, AMPLITUDE, RISE, FALL = 0, 1, 2, 3, 4, 5, 6, 7, 8, 11
#: A rise and a fall are frames, cut and the number of their curve.
_COLUMNS = 14


class Row:
    """`clips` are in the order of their start; one that begins later lies above."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self._chosen: tuple[Collection[ClipId], Places] = ((), np.zeros(0, np.int64))
        self.clips = sorted(lane.clips, key=lambda clip: clip.start)
        self.starts = np.array([clip.start for clip in self.clips], np.int64)
        self.ends = np.array([clip.end for clip in self.clips], np.int64)

    @cached_property
    def table(self) -> Table:
        return np.array([_line(clip) for clip in self.clips], np.float64).reshape(-1, _COLUMNS)

    @cached_property
    def at(self) -> dict[ClipId, int]:
        """The place of each clip in `clips`."""
        return {clip.id: place for place, clip in enumerate(self.clips)}

    @cached_property
    def sounds(self) -> list[str]:
        """The SHA-256 of every sound in the lane."""
        return list(dict.fromkeys(clip.sha256 for clip in self.clips))

    @cached_property
    def sound(self) -> Places:
        """For each clip the place of its sound in `sounds`."""
        number = {sha256: at for at, sha256 in enumerate(self.sounds)}
        return np.array([number[clip.sha256] for clip in self.clips], np.int64)

    def chosen(self, ids: Collection[ClipId]) -> Places:
        """The places of those that are among `ids`; the last answer is kept."""
        if self._chosen[0] is not ids:
            found = np.fromiter((clip.id in ids for clip in self.clips), bool, len(self.clips))
            self._chosen = (ids, np.flatnonzero(found))
        return self._chosen[1]

    def between(self, first: int, last: int) -> Places:
        """The places of the clips that lie within the frames from `first` to before `last`, also in part."""
        behind = int(np.searchsorted(self.starts, last))
        return np.flatnonzero(self.ends[:behind] > first)

    def under(self, frame: int) -> Clip | None:
        """The clip that is seen at a frame: of those that lie there the one that began last."""
        found = self.between(frame, frame + 1)
        return self.clips[found[-1]] if len(found) else None


def _line(clip: Clip) -> tuple[float, ...]:
    level = 10 ** (clip.gain_db / 20)
    span = clip.loop or clip.length
    sound = (clip.start, clip.end, clip.offset, span, clip.phase, clip.reverse, clip.tempo, level)
    return (*sound, *_fade(clip.fade_in), *_fade(clip.fade_out))


def _fade(fade: Fade) -> tuple[int, int, int]:
    return fade.frames, fade.cut, _CURVES[fade.curve]
