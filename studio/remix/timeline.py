"""Edits of a remix: each takes one and returns the next. Pure; ids of new things are handed in.

A grouped clip takes its group along when it is moved or removed. `ripple` closes the gap, or makes the room, in the lane: clips
that begin at or behind the place move along.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from studio.domain.ids import ClipId, LaneId
from studio.domain.remix import (
    MAX_FRAMES,
    MAX_PITCH_ST,
    MAX_TEMPO,
    MIN_TEMPO,
    Clip,
    Fade,
    Lane,
    Marker,
    Material,
    Remix,
)


def find_clip(remix: Remix, id: ClipId) -> tuple[Lane, Clip]:
    """Raises KeyError."""
    for lane in remix.lanes:
        for clip in lane.clips:
            if clip.id == id:
                return lane, clip
    raise KeyError(id)


def find_material(remix: Remix, sha256: str) -> Material:
    """Raises KeyError."""
    found = next((material for material in remix.materials if material.sha256 == sha256), None)
    if found is None:
        raise KeyError(sha256)
    return found


def add_lane(remix: Remix, lane: Lane) -> Remix:
    return replace(remix, lanes=(*remix.lanes, lane))


def remove_lane(remix: Remix, id: LaneId) -> Remix:
    return replace(remix, lanes=tuple(lane for lane in remix.lanes if lane.id != id))


def change_lane(
    remix: Remix,
    id: LaneId,
    *,
    name: str | None = None,
    gain_db: float | None = None,
    pan: float | None = None,
    muted: bool | None = None,
    solo: bool | None = None,
) -> Remix:
    """What is None stays as it is."""

    def changed(lane: Lane) -> Lane:
        return replace(
            lane,
            name=lane.name if name is None else name,
            gain_db=lane.gain_db if gain_db is None else gain_db,
            pan=lane.pan if pan is None else pan,
            muted=lane.muted if muted is None else muted,
            solo=lane.solo if solo is None else solo,
        )

    return _lanes(remix, lambda lane: changed(lane) if lane.id == id else lane)


def add(remix: Remix, lane_id: LaneId, clip: Clip, material: Material, *, ripple: bool = False) -> Remix:
    """A new clip, and its material where the remix does not name it yet."""
    known = any(one.sha256 == material.sha256 for one in remix.materials)
    remix = remix if known else replace(remix, materials=(*remix.materials, material))

    def with_clip(lane: Lane) -> Lane:
        clips = _shifted(lane.clips, clip.start, clip.length) if ripple else lane.clips
        return replace(lane, clips=(*clips, clip))

    return _lanes(remix, lambda lane: with_clip(lane) if lane.id == lane_id else lane)


def move(remix: Remix, id: ClipId, start: int, lane_id: LaneId | None = None) -> Remix:
    """To another moment, with its group, and (itself alone) to another lane. Nothing moves out of the time line."""
    own, clip = find_clip(remix, id)
    together = _together(remix, clip)
    by = max(start - clip.start, -min(one.start for one in together))
    by = min(by, MAX_FRAMES - max(one.end for one in together))
    ids = {one.id for one in together}
    remix = _clips(remix, ids, lambda one: replace(one, start=one.start + by))
    if lane_id is None or lane_id == own.id:
        return remix
    _, moved = find_clip(remix, id)

    def rehung(lane: Lane) -> Lane:
        clips = tuple(one for one in lane.clips if one.id != id)
        return replace(lane, clips=(*clips, moved) if lane.id == lane_id else clips)

    return _lanes(remix, rehung) if any(lane.id == lane_id for lane in remix.lanes) else remix


def trim(remix: Remix, id: ClipId, start: int, end: int, *, ripple: bool = False) -> Remix:
    """New edges, as far as the sound goes; at least one frame stays. With `ripple` the clip keeps its start."""
    lane, clip = find_clip(remix, id)
    first, last = start - clip.start, end - clip.start
    if not clip.loop:
        frames = clip.frames_of(find_material(remix, clip.sha256))
        before, behind = clip.offset, frames - clip.reach
        if clip.reverse:
            before, behind = behind, before
        first, last = max(first, -before), min(last, clip.length + behind)
    first = min(max(first, -clip.start), clip.length - 1)
    room = MAX_FRAMES - clip.start + (min(first, 0) if ripple else 0)
    last = max(min(last, room), first + 1)
    trimmed = _window(clip, first, last)
    if not ripple:
        return _clips(remix, {id}, lambda one: trimmed)
    others = _shifted(lane.clips, clip.end, trimmed.length - clip.length)
    clips = tuple(replace(trimmed, start=clip.start) if one.id == id else one for one in others)
    return _lanes(remix, lambda one: replace(one, clips=clips) if one.id == lane.id else one)


def split(remix: Remix, id: ClipId, at: int, new_id: ClipId) -> Remix:
    """Two clips that together sound as the one did; `at` outside the clip changes nothing."""
    lane, clip = find_clip(remix, id)
    inside = at - clip.start
    if not 0 < inside < clip.length:
        return remix
    left = replace(_window(clip, 0, inside), fade_out=_beyond(clip.fade_out, clip.length - inside))
    right = replace(_window(clip, inside, clip.length), id=new_id, fade_in=_beyond(clip.fade_in, inside))
    clips = tuple(piece for one in lane.clips for piece in ((left, right) if one.id == id else (one,)))
    return _lanes(remix, lambda one: replace(one, clips=clips) if one.id == lane.id else one)


def duplicate(remix: Remix, id: ClipId, new_id: ClipId, *, ripple: bool = False) -> Remix:
    """The same again right behind it, in no group."""
    lane, clip = find_clip(remix, id)
    again = replace(clip, id=new_id, start=min(clip.end, MAX_FRAMES - clip.length), group="")
    return add(remix, lane.id, again, find_material(remix, clip.sha256), ripple=ripple)


def gain(remix: Remix, ids: Collection[ClipId], gain_db: float) -> Remix:
    return _clips(remix, ids, lambda clip: replace(clip, gain_db=gain_db))


def pan(remix: Remix, ids: Collection[ClipId], pan: float) -> Remix:
    return _clips(remix, ids, lambda clip: replace(clip, pan=pan))


def mute(remix: Remix, ids: Collection[ClipId], on: bool) -> Remix:
    return _clips(remix, ids, lambda clip: replace(clip, muted=on))


def fade(remix: Remix, id: ClipId, *, fade_in: Fade | None = None, fade_out: Fade | None = None) -> Remix:
    """None leaves that fade as it is."""
    return _clips(
        remix, {id}, lambda clip: replace(clip, fade_in=fade_in or clip.fade_in, fade_out=fade_out or clip.fade_out)
    )


def reverse(remix: Remix, ids: Collection[ClipId]) -> Remix:
    """Backwards, or forwards again."""
    return _clips(remix, ids, lambda clip: replace(clip, reverse=not clip.reverse))


def fill(remix: Remix, id: ClipId, length: int) -> Remix:
    """Loops what the clip plays until it is `length` frames long."""

    def looped(clip: Clip) -> Clip:
        wanted = max(1, min(length, MAX_FRAMES - clip.start))
        return replace(clip, length=wanted, loop=clip.loop or clip.length)

    return _clips(remix, {id}, looped)


def stretch(remix: Remix, id: ClipId, tempo: float, pitch_st: float, *, ripple: bool = False) -> Remix:
    """The same part of the sound `tempo` times as fast as it was made, moved by `pitch_st` semitones; the start stays."""
    lane, clip = find_clip(remix, id)
    tempo, pitch_st = min(max(tempo, MIN_TEMPO), MAX_TEMPO), min(max(pitch_st, -MAX_PITCH_ST), MAX_PITCH_ST)
    changed, by = replace(clip, tempo=tempo, pitch_st=pitch_st), clip.tempo / tempo
    frames = changed.frames_of(find_material(remix, clip.sha256))
    offset = min(round(clip.offset * by), frames - 1)
    loop = clip.loop and min(max(1, round(clip.loop * by)), frames - offset)
    length = min(max(1, round(clip.length * by)), MAX_FRAMES - clip.start, MAX_FRAMES if loop else frames - offset)
    phase = min(round(clip.phase * by), max(0, loop - 1))
    changed = replace(changed, offset=offset, loop=loop, phase=phase, length=length)
    others = _shifted(lane.clips, clip.end, length - clip.length) if ripple else lane.clips
    clips = tuple(changed if one.id == id else one for one in others)
    return _lanes(remix, lambda one: replace(one, clips=clips) if one.id == lane.id else one)


def remove(remix: Remix, id: ClipId, *, ripple: bool = False) -> Remix:
    """The clip and its group. Its material stays named, so that an undo or a later clip finds it."""
    _, clip = find_clip(remix, id)
    for gone in sorted(_together(remix, clip), key=lambda one: one.start, reverse=True):

        def without(lane: Lane, gone: Clip = gone) -> Lane:
            clips = tuple(one for one in lane.clips if one.id != gone.id)
            if ripple and len(clips) < len(lane.clips):
                clips = _shifted(clips, gone.end, -gone.length)
            return replace(lane, clips=clips)

        remix = _lanes(remix, without)
    return remix


def group(remix: Remix, ids: Collection[ClipId], name: str) -> Remix:
    """Clips that move and go together; an empty `name` lets them go each its own way."""
    return _clips(remix, ids, lambda clip: replace(clip, group=name))


def mark(remix: Remix, marker: Marker) -> Remix:
    return replace(remix, markers=tuple(sorted((*remix.markers, marker), key=lambda one: one.frame)))


def unmark(remix: Remix, marker: Marker) -> Remix:
    return replace(remix, markers=tuple(one for one in remix.markers if one != marker))


def _window(clip: Clip, first: int, last: int) -> Clip:
    """The frames from `first` to `last` of a clip, counted from its start; fades stay at the edges."""
    offset, phase = clip.offset, clip.phase
    if clip.loop:
        phase = (phase + first) % clip.loop
    elif clip.reverse:
        offset += clip.length - last
    else:
        offset += first
    return replace(clip, start=clip.start + first, length=last - first, offset=offset, phase=phase)


def _beyond(fade: Fade, frames: int) -> Fade:
    """What is left of a fade when `frames` of the clip at its side are cut away."""
    cut = fade.cut + frames
    return replace(fade, cut=cut) if cut < fade.frames else Fade(0, fade.curve)


def _together(remix: Remix, clip: Clip) -> list[Clip]:
    if not clip.group:
        return [clip]
    return [one for lane in remix.lanes for one in lane.clips if one.group == clip.group]


def _shifted(clips: Iterable[Clip], at: int, by: int) -> tuple[Clip, ...]:
    return tuple(
        replace(one, start=max(0, min(one.start + by, MAX_FRAMES - one.length))) if one.start >= at else one
        for one in clips
    )


def _lanes(remix: Remix, change: Callable[[Lane], Lane]) -> Remix:
    return replace(remix, lanes=tuple(change(lane) for lane in remix.lanes))


def _clips(remix: Remix, ids: Collection[ClipId], change: Callable[[Clip], Clip]) -> Remix:
    def changed(lane: Lane) -> Lane:
        if not any(clip.id in ids for clip in lane.clips):
            return lane
        return replace(lane, clips=tuple(change(clip) if clip.id in ids else clip for clip in lane.clips))

    return _lanes(remix, changed)
