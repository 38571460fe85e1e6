"""Edits of several clips at once, each in one walk over the remix: a selection may hold ten thousand. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from itertools import accumulate

from studio.domain.ids import ClipId
from studio.domain.remix import MAX_FRAMES, MAX_GAIN_DB, MIN_GAIN_DB, Clip, Lane, Remix


def grouped(remix: Remix, ids: Collection[ClipId]) -> frozenset[ClipId]:
    """`ids`, and every clip that is in a group with one of them."""
    wanted = frozenset(ids)
    names = {clip.group for clip in _clips(remix) if clip.group and clip.id in wanted}
    return wanted | {clip.id for clip in _clips(remix) if clip.group in names} if names else wanted


def shift(remix: Remix, ids: Collection[ClipId], by: int, down: int = 0) -> Remix:
    """Clips with their groups by `by` frames, and (they alone) by `down` lanes; as far as all of them stay on the time line."""
    wanted = frozenset(ids)
    every = grouped(remix, wanted)
    moved = [clip for clip in _clips(remix) if clip.id in every]
    if not moved:
        return remix
    by = min(max(by, -min(clip.start for clip in moved)), MAX_FRAMES - max(clip.end for clip in moved))
    above, below = room(remix, wanted)
    down = min(max(down, above), below)
    shifted = _each(remix, every, lambda clip: replace(clip, start=clip.start + by)) if by else remix
    return _rehung(shifted, wanted, down) if down else shifted


def room(remix: Remix, ids: Collection[ClipId]) -> tuple[int, int]:
    """How many lanes the clips can go up (0 or less) and down."""
    rows = [at for at, lane in enumerate(remix.lanes) if any(clip.id in ids for clip in lane.clips)]
    return (-rows[0], len(remix.lanes) - 1 - rows[-1]) if rows else (0, 0)


def clear(remix: Remix, ids: Collection[ClipId], *, ripple: bool = False) -> Remix:
    """Without the clips and their groups. With `ripple` what began behind one of them in its lane moves up by its length."""
    gone = grouped(remix, ids)

    def cleared(lane: Lane) -> Lane:
        left = tuple(clip for clip in lane.clips if clip.id not in gone)
        if len(left) == len(lane.clips):
            return lane
        if ripple:
            ends = sorted((clip.end, clip.length) for clip in lane.clips if clip.id in gone)
            places, lengths = [end for end, _ in ends], [0, *accumulate(length for _, length in ends)]
            left = tuple(_earlier(clip, lengths[bisect_right(places, clip.start)]) for clip in left)
        return replace(lane, clips=left)

    return replace(remix, lanes=tuple(cleared(lane) for lane in remix.lanes))


def repeat(remix: Remix, ids: Collection[ClipId], new_id: Callable[[], ClipId], *, ripple: bool = False) -> Remix:
    """All of them again behind the last one, in no group. With `ripple` what began there makes room in their lanes."""
    wanted = frozenset(ids)
    chosen = [clip for clip in _clips(remix) if clip.id in wanted]
    if not chosen:
        return remix
    end = max(clip.end for clip in chosen)
    by = min(end - min(clip.start for clip in chosen), MAX_FRAMES - end)

    def repeated(lane: Lane) -> Lane:
        own = [clip for clip in lane.clips if clip.id in wanted]
        if not own:
            return lane
        again = tuple(replace(clip, id=new_id(), start=clip.start + by, group="") for clip in own)
        kept = tuple(_later(clip, by) if ripple and clip.start >= end else clip for clip in lane.clips)
        return replace(lane, clips=(*kept, *again))

    return replace(remix, lanes=tuple(repeated(lane) for lane in remix.lanes))


def louder(remix: Remix, ids: Collection[ClipId], by_db: float) -> Remix:
    """Each by so much, within the gains that there are."""

    def changed(clip: Clip) -> Clip:
        return replace(clip, gain_db=min(max(round(clip.gain_db + by_db, 2), MIN_GAIN_DB), MAX_GAIN_DB))

    return _each(remix, frozenset(ids), changed)


def aside(remix: Remix, ids: Collection[ClipId], by: float) -> Remix:
    """Each further to the right, or with a negative `by` to the left; -1 and 1 are the ends."""
    return _each(remix, frozenset(ids), lambda clip: replace(clip, pan=min(max(round(clip.pan + by, 3), -1.0), 1.0)))


def _clips(remix: Remix) -> Iterator[Clip]:
    return (clip for lane in remix.lanes for clip in lane.clips)


def _each(remix: Remix, ids: frozenset[ClipId], change: Callable[[Clip], Clip]) -> Remix:
    def changed(lane: Lane) -> Lane:
        if not any(clip.id in ids for clip in lane.clips):
            return lane
        return replace(lane, clips=tuple(change(clip) if clip.id in ids else clip for clip in lane.clips))

    return replace(remix, lanes=tuple(changed(lane) for lane in remix.lanes))


def _rehung(remix: Remix, ids: frozenset[ClipId], down: int) -> Remix:
    taken = [tuple(clip for clip in lane.clips if clip.id in ids) for lane in remix.lanes]
    lanes = list(remix.lanes)
    for at, lane in enumerate(remix.lanes):
        come = taken[at - down] if 0 <= at - down < len(taken) else ()
        if taken[at] or come:
            lanes[at] = replace(lane, clips=(*(clip for clip in lane.clips if clip.id not in ids), *come))
    return replace(remix, lanes=tuple(lanes))


def _earlier(clip: Clip, by: int) -> Clip:
    return replace(clip, start=max(0, clip.start - by)) if by else clip


def _later(clip: Clip, by: int) -> Clip:
    return replace(clip, start=min(clip.start + by, MAX_FRAMES - clip.length))
