"""Where a dragged edge would rather be: on the grid, a beat, another edge or marker, or where the sound crosses zero. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np

from studio.domain.ids import ClipId
from studio.domain.remix import RATE_HZ, Remix
from studio.sound.pcm import Floats


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


def nearest(at: int, places: Iterable[int], within: int) -> int:
    """The place nearest to `at`, or `at` itself where none is as near as `within` frames."""
    best = min(places, key=lambda place: abs(place - at), default=at)
    return best if abs(best - at) <= within else at


def zero_crossing(sound: Floats, at: int, within: int) -> int:
    """The frame of `sound` (frames, channels) nearest to `at` at which it crosses zero upwards or downwards, else `at`."""
    first, last = max(1, at - within), min(len(sound), at + within + 1)
    if first >= last:
        return at
    mono = sound[first - 1 : last].sum(axis=1)
    crossed = np.flatnonzero((mono[:-1] < 0) != (mono[1:] < 0)) + first
    return nearest(at, (int(frame) for frame in crossed), within)
