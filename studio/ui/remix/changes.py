"""What the inspector's controls change in the chosen clips, and how their values are said. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from studio.domain.ids import ClipId, new_id
from studio.domain.remix import RATE_HZ, Clip, Curve, Fade, Lane, Remix
from studio.remix import comping, timeline
from studio.sound.stack import Stack, choose

Edit = Callable[[Remix], Remix]
#: An edit of these clips with a value that a slider tells.
Change = Callable[[Remix, Sequence[Clip], float], Remix]


def ids_of(clips: Sequence[Clip]) -> frozenset[ClipId]:
    return frozenset(clip.id for clip in clips)


def level(remix: Remix, clips: Sequence[Clip], gain_db: float) -> Remix:
    return timeline.gain(remix, ids_of(clips), gain_db)


def pan(remix: Remix, clips: Sequence[Clip], value: float) -> Remix:
    return timeline.pan(remix, ids_of(clips), value)


def fade_in(remix: Remix, clips: Sequence[Clip], seconds: float) -> Remix:
    for clip in clips:
        remix = timeline.fade(remix, clip.id, fade_in=_fade(clip.fade_in, clip, seconds))
    return remix


def fade_out(remix: Remix, clips: Sequence[Clip], seconds: float) -> Remix:
    for clip in clips:
        remix = timeline.fade(remix, clip.id, fade_out=_fade(clip.fade_out, clip, seconds))
    return remix


def shape(remix: Remix, clips: Sequence[Clip], curve: Curve) -> Remix:
    for clip in clips:
        into, out = (replace(fade, curve=curve) for fade in (clip.fade_in, clip.fade_out))
        remix = timeline.fade(remix, clip.id, fade_in=into, fade_out=out)
    return remix


def tempo(remix: Remix, clips: Sequence[Clip], power: float) -> Remix:
    """`power` is the logarithm to base 2 of how many times faster, so that twice and half as fast lie equally far."""
    for clip in clips:
        remix = timeline.stretch(remix, clip.id, round(2**power, 3), clip.pitch_st)
    return remix


def pitch(remix: Remix, clips: Sequence[Clip], semitones: float) -> Remix:
    for clip in clips:
        remix = timeline.stretch(remix, clip.id, clip.tempo, semitones)
    return remix


def stack_of(remix: Remix, clips: Sequence[Clip]) -> tuple[Lane, Stack] | None:
    """The takes of one loop that these clips belong to; None where they are no such takes."""
    group = clips[0].group if clips else ""
    ids = ids_of(clips[:1])
    lane = next((lane for lane in remix.lanes if any(clip.id in ids for clip in lane.clips)), None)
    if not group or lane is None:
        return None
    stack = comping.find(lane, group)
    return (lane, stack) if len(stack.places) > 1 else None


def choose_take(remix: Remix, clips: Sequence[Clip], number: int, span: tuple[int, int] | None) -> Remix:
    """That take is heard in `span` of the time line (None: as far as it was sung), the others are silent there."""
    found = stack_of(remix, clips)
    if found is None:
        return remix
    lane, stack = found
    first, last = span or (stack.start, stack.end)
    material = timeline.find_material(remix, clips[0].sha256)
    chosen = choose(stack, number, first, last)
    return comping.lay(remix, lane.id, chosen, material, clips[0].group, lambda: ClipId(new_id()))


def _fade(fade: Fade, clip: Clip, seconds: float) -> Fade:
    """No longer than its clip."""
    return Fade(min(round(seconds * RATE_HZ), clip.length), fade.curve)


def decibel_words(value: float) -> str:
    return f"{value:+.1f} dB" if value else "0 dB"


def pan_words(value: float) -> str:
    side = "left" if value < 0 else "right"
    return f"{abs(value) * 100:.0f} % {side}" if round(value, 2) else "middle"


def second_words(value: float) -> str:
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"


def tempo_words(power: float) -> str:
    return f"{2**power * 100:.0f} %"


def semitone_words(value: float) -> str:
    return f"{value:+.0f} st" if value else "as it is"
