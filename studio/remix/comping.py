"""The best of several takes: each turn of a loop is a take, and for each span of it one is chosen. Pure.

In the remix a stack of takes is a group of clips on one lane: every take whole and muted, and over them the chosen parts, which are
heard. So it is kept, moved and undone like all clips, and can be chosen from anew at any time. Where the choice changes, two takes
give way to each other with a short crossfade.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from studio.domain.ids import ClipId, LaneId
from studio.domain.remix import Clip, Fade, Lane, Material, Remix
from studio.sound.stack import HALF, SILENCE, Place, Stack, joined

from . import timeline

#: 10 ms; half of it fades a take in and out where nothing is chosen beside it.
CROSSFADE = 2 * HALF


def lay(
    remix: Remix, lane_id: LaneId, stack: Stack, material: Material, group: str, new_id: Callable[[], ClipId]
) -> Remix:
    """The remix with this stack as that group on that lane, in place of what the group held before there. What of the stack says no
    other sound is of `material`."""
    sounds = {one.sha256: one for one in (*remix.materials, material)}
    stack = replace(stack, places=tuple(replace(one, sound=one.sound or material.sha256) for one in stack.places))
    lane = next(lane for lane in remix.lanes if lane.id == lane_id)
    others = tuple(clip for clip in lane.clips if clip.group != group)
    takes = [
        Clip(new_id(), place.sound, place.start, place.length, place.offset, muted=True, group=group)
        for place in stack.places
    ]
    heard = [replace(clip, id=new_id(), group=group) for clip in _heard(stack)]
    remix = replace(remix, lanes=tuple(replace(one, clips=others) if one.id == lane_id else one for one in remix.lanes))
    for clip in (*takes, *heard):
        remix = timeline.add(remix, lane_id, clip, sounds[clip.sha256])
    return remix


def find(lane: Lane, group: str) -> Stack:
    """The stack that a group on a lane is."""
    inside = [clip for clip in lane.clips if clip.group == group]
    muted = sorted((clip for clip in inside if clip.muted), key=lambda clip: clip.id)
    order = list(dict.fromkeys(clip.sha256 for clip in muted))  # ids grow: what was sung first was laid first
    takes = sorted(muted, key=lambda clip: (order.index(clip.sha256), clip.offset))
    places = tuple(Place(clip.start, clip.offset, clip.length, clip.sha256) for clip in takes)
    numbers = {(clip.sha256, clip.offset - clip.start): number for number, clip in enumerate(takes)}
    choices: list[tuple[int, int]] = []
    end: int | None = None
    for clip in sorted((clip for clip in inside if not clip.muted), key=lambda clip: clip.start):
        if end is not None and end < clip.start:
            choices.append((end, SILENCE))
        overlaps = end is not None and end > clip.start
        at = (end + clip.start) // 2 if overlaps and end is not None else clip.start
        choices.append((at, numbers.get((clip.sha256, clip.offset - clip.start), SILENCE)))
        end = clip.end
    stack = Stack(places)
    if end is not None and end < stack.end:
        choices.append((end, SILENCE))
    return replace(stack, choices=joined(choices))


def group_at(lane: Lane, first: int, last: int) -> str:
    """The group of takes on that lane that reach into this span; "" where there are none."""
    for group in dict.fromkeys(clip.group for clip in lane.clips if clip.group):
        stack = find(lane, group)
        if len(stack.places) > 1 and stack.start < last and first < stack.end:
            return group
    return ""


def without_takes(remix: Remix, lane_id: LaneId | None, loop: tuple[int, int]) -> Remix:
    """To sing anew over a loop: what was sung there before on that lane is silent."""
    lane = next((lane for lane in remix.lanes if lane.id == lane_id), None)
    group = group_at(lane, *loop) if lane is not None else ""
    if lane is None or not group:
        return remix
    clips = tuple(replace(clip, muted=clip.muted or clip.group == group) for clip in lane.clips)
    lanes = tuple(replace(one, clips=clips) if one is lane else one for one in remix.lanes)
    return replace(remix, lanes=lanes)


def _heard(stack: Stack) -> list[Clip]:
    """The chosen parts. Where two meet, each reaches into the other by half a crossfade, as far as both were sung."""
    found = []
    ends = [*(at for at, _ in stack.choices[1:]), stack.end]
    takes = [SILENCE, *(take for _, take in stack.choices), SILENCE]
    for number, ((at, take), end) in enumerate(zip(stack.choices, ends, strict=True), 1):
        if take == SILENCE:
            continue
        place = stack.places[take]
        before = _shared(stack, takes[number - 1], take, at)
        behind = _shared(stack, take, takes[number + 1], end)
        first, last = at - before, end + behind
        rise, fall = (Fade(min(2 * side or HALF, last - first)) for side in (before, behind))
        offset = place.offset + first - place.start
        found.append(Clip(ClipId(""), place.sound, first, last - first, offset, fade_in=rise, fade_out=fall))
    return found


def _shared(stack: Stack, before: int, behind: int, at: int) -> int:
    """How far on both sides of `at` both takes were sung, at most half a crossfade."""
    if SILENCE in (before, behind):
        return 0
    first, last = stack.places[before], stack.places[behind]
    return max(0, min(HALF, at - last.start, first.start + first.length - at))
