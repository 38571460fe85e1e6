"""Singing over the mix: where a take belongs on the time line, and how late what is played comes back. Pure.

What the loudspeaker takes at one moment comes back into the takes one round trip later: through both devices and the air between
them. A voice that sang to what it heard is late by just that, and is laid so much earlier.

The round trip is measured once for each pair of microphone and loudspeaker; without a measurement it is what the system tells of
its own latencies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studio.domain.ids import ClipId, LaneId
from studio.domain.remix import MAX_FRAMES, RATE_HZ, Clip, Material, Remix
from studio.sound.stack import Place

from . import timeline
from .transport import Pass


@dataclass(frozen=True, slots=True)
class Sung:
    """A take that was captured while the mix played: when its first frame arrived, and its length at its own rate."""

    moment: float
    frames: int
    rate_hz: int


def placed(sung: Sung, passes: Sequence[Pass], round_trip_s: float) -> tuple[Place, ...]:
    """Where the take belongs: one place for each pass of a loop that it was sung over, in their order.

    What was spoken before the first pass, or before the start of the time line, is left out, and can be trimmed out again.
    """
    whole = round(sung.frames * RATE_HZ / sung.rate_hz)
    edges = [round((one.moment + round_trip_s - sung.moment) * RATE_HZ) for one in passes]
    return tuple(_places(passes, [*edges, whole], whole))


def _places(passes: Sequence[Pass], edges: list[int], whole: int) -> Iterator[Place]:
    for one, first, last in zip(passes, edges[:-1], edges[1:], strict=True):
        offset = max(first, 0, first - one.frame)
        start = one.frame + offset - first
        length = min(last, whole, offset + MAX_FRAMES - start) - offset
        if length > 0:
            yield Place(start, offset, length)


@dataclass(frozen=True, slots=True)
class Along:
    """A take was made along a guide, a sound by its content, whose first frame was heard at frame `at` of the take."""

    guide_sha256: str
    at: int


def beside(remix: Remix, along: Along, frames: int) -> Place | None:
    """Where a take of so many frames belongs when its guide lies on the time line as it was heard; None where it does not. What
    was said before the start of the time line is left out, and can be trimmed out again."""
    for clip in sorted((clip for lane in remix.lanes for clip in lane.clips), key=lambda clip: clip.start):
        if clip.sha256 == along.guide_sha256 and not (clip.loop or clip.reverse or clip.stretched):
            start = clip.start - clip.offset - along.at
            place = Place(max(start, 0), max(-start, 0), frames - max(-start, 0))
            if place.length > 0 and place.start + place.length <= MAX_FRAMES:
                return place
    return None


def laid(remix: Remix, lane_id: LaneId, clip_id: ClipId, material: Material, place: Place) -> Remix:
    """The remix with that stretch of the take on a lane."""
    length = min(place.length, material.frames - place.offset)
    clip = Clip(clip_id, material.sha256, place.start, length, place.offset)
    return timeline.add(remix, lane_id, clip, material) if length > 0 else remix
