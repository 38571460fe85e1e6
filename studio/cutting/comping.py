"""The best parts of several takes of a line, as one edit over one of them.

The takes lie one above the other so that their voices begin at the same moment; those that were made along one guide, as they were
heard with it. What was chosen is heard as each take is heard, cut
and punched; its gain and fades stay behind, and those of the take that is edited hold for the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from studio.domain.edits import NOBODY, Comp, Edited, Piece, Trim, apply, edited, guide_at
from studio.domain.take import Take
from studio.sound.editing import Rendered
from studio.sound.outline import Sources, of_edited
from studio.sound.pcm import Floats
from studio.sound.peaks import Peaks
from studio.sound.snapping import quiet_place, zero_crossing
from studio.sound.stack import SILENCE, Place, Stack
from studio.store import Store

from .splitting import parts_of

#: A cut may move so far to be heard less: to where both takes are quietest over 4 ms, then to the next crossing of zero.
_WITHIN_S, _SMOOTH_S, _ZERO_S = 0.040, 0.004, 0.003
_PAUSE_S = 0.5


@dataclass(frozen=True, slots=True)
class Lined:
    """Takes of one line, what is heard of each, and how that looks."""

    takes: tuple[Take, ...]
    heard: tuple[Edited, ...]
    waves: tuple[Peaks, ...]
    stack: Stack


def line_up(store: Store, takes: Sequence[Take]) -> Lined:
    """The first take is the one that is edited, and is chosen all along. For a task's thread; raises Damaged."""
    sources = Sources(store.takes.path)
    heard = tuple(edited(take) for take in takes)
    waves = tuple(of_edited(now, take.rate_hz, sources) for now, take in zip(heard, takes, strict=True))
    onsets = _along_one_guide(takes) or [_onset(wave) for wave in waves]
    places = tuple(Place(max(onsets) - onset, 0, now.frames) for onset, now in zip(onsets, heard, strict=True))
    stack = Stack(places)
    begin, end = places[0].start, places[0].start + places[0].length
    choices = ((begin, 0), (end, SILENCE))[: 2 if end < stack.end else 1]
    return Lined(tuple(takes), heard, waves, replace(stack, choices=choices))


def comp_of(lined: Lined, stack: Stack) -> Comp:
    """The edit that makes the choice heard. Pure."""
    return Comp(tuple(_pieces(lined, stack)))


def snapped(store: Store, lined: Lined, stack: Stack) -> Stack:
    """Each cut between two takes where it is heard least. For a task's thread; raises Damaged."""
    choices = list(stack.choices)
    for number in range(1, len(choices)):
        at, take = choices[number]
        before = choices[number - 1][1]
        ends = (choices[number - 1][0], choices[number + 1][0] if number + 1 < len(choices) else stack.end)
        sounds = [_around(store, lined, stack, one, at) for one in (before, take) if one != SILENCE]
        if sounds:
            place = at + _least(sounds, lined.takes[0].rate_hz)
            choices[number] = (min(max(place, ends[0] + 1), ends[1] - 1), take)
    return replace(stack, choices=tuple(choices))


def _along_one_guide(takes: Sequence[Take]) -> list[int]:
    """Where the guide of all these takes begins in each; [] where they have not all the same one."""
    places = [at for take in takes if (at := guide_at(take)) is not None]
    is_one = len({take.guide_sha256 for take in takes}) == 1
    return places if is_one and len(places) == len(takes) else []


def _onset(wave: Peaks) -> int:
    """Where the voice begins."""
    parts = parts_of(wave, _PAUSE_S)
    return parts[0].start if parts else 0


def _pieces(lined: Lined, stack: Stack) -> Iterator[Piece]:
    ends = [*(at for at, _ in stack.choices[1:]), stack.end]
    for (at, take), end in zip(stack.choices, ends, strict=True):
        if take == SILENCE:
            if end < stack.end:  # nothing at the end is no silence to keep
                yield Piece(NOBODY, 0, end - at)
            continue
        begin = stack.places[take].start
        first, last = max(at - begin, 0), min(end - begin, stack.places[take].length)
        if first < last:
            yield from apply(lined.heard[take], Trim(first, last)).pieces


def _around(store: Store, lined: Lined, stack: Stack, take: int, at: int) -> Floats:
    """The sound of a take around a cut, mono; silence beyond its ends."""
    rate_hz = lined.takes[0].rate_hz
    reach = round((_WITHIN_S + _SMOOTH_S + _ZERO_S) * rate_hz)
    first = at - stack.places[take].start - reach
    rendered = Rendered(lined.takes[take], lined.heard[take], store.takes.path)
    out = np.zeros((2 * reach, 1), np.float32)
    begin, end = max(first, 0), min(first + 2 * reach, rendered.frames)
    if begin < end:
        out[begin - first : end - first] = rendered.read(begin, end).mean(axis=1, keepdims=True)
    return out


def _least(sounds: Sequence[Floats], rate_hz: int) -> int:
    """How far a cut in the middle of these sounds moves."""
    middle = len(sounds[0]) // 2
    both = np.concatenate(sounds, axis=1)
    place = quiet_place(both, middle, round(_WITHIN_S * rate_hz), round(_SMOOTH_S * rate_hz))
    return zero_crossing(sounds[-1], place, round(_ZERO_S * rate_hz)) - middle


def takes_beside(store: Store, take: Take, most: int) -> list[Take]:
    """The take, then the other ones of its line, the newest first; of the same rate, so that nothing is converted."""
    others = store.takes.list(session_id=take.session_id)
    same = [one for one in others if one.line_id == take.line_id and one.id != take.id and one.rate_hz == take.rate_hz]
    return [take, *same[: most - 1]]
