"""Where a dragged edge would rather be: on the grid, a beat, another edge or marker. Pure."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from studio.domain.ids import ClipId
from studio.domain.remix import RATE_HZ, Remix


def grid(at: int, step: int) -> int:
    """The multiple of `step` frames nearest to `at`."""
    return (at + step // 2) // step * step


def beat(at: int, bpm: float) -> int:
    """The beat nearest to `at`; beats are counted from the start, so that none drifts by rounding."""
    frames = 60 * RATE_HZ / bpm
    return round(round(at / frames) * frames)


def edges(remix: Remix, without: Collection[ClipId] = ()) -> list[int]:
    """The start, both ends of every clip but those that are dragged (`without`), and the markers; sorted."""
    clips = [clip for lane in remix.lanes for clip in lane.clips if clip.id not in without]
    starts = np.fromiter((clip.start for clip in clips), np.int64, len(clips))
    lengths = np.fromiter((clip.length for clip in clips), np.int64, len(clips))
    others = np.array([0, *(marker.frame for marker in remix.markers)], np.int64)
    places: list[int] = np.unique(np.concatenate((others, starts, starts + lengths))).tolist()
    return places
