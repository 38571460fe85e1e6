"""What a screen reader says of a clip and of what happened to it."""

from __future__ import annotations

from studio.domain.remix import RATE_HZ, Clip, Lane

from .painters import marks
from .scale import clock


def length_words(frames: int) -> str:
    seconds = frames / RATE_HZ
    return clock(frames, 1) if seconds >= 60 else f"{seconds:.1f} seconds"


def clip_words(clip: Clip, title: str, lane: Lane, *, chosen: bool) -> str:
    """The clip, its lane, where it starts, how long it is, and what was done to it."""
    parts = [
        title,
        f"lane {lane.name}" if lane.name else "",
        f"starts at {clock(clip.start, 2)}",
        f"{length_words(clip.length)} long",
        "chosen" if chosen else "",
        "in a group" if clip.group else "",
        marks(clip, "", "").replace(" · ", ", "),
        f"fades in over {clock(clip.fade_in.frames, 2)}" if clip.fade_in.frames else "",
        f"fades out over {clock(clip.fade_out.frames, 2)}" if clip.fade_out.frames else "",
    ]
    return ", ".join(part for part in parts if part)


def many(count: int) -> str:
    return "1 clip" if count == 1 else f"{count} clips"
