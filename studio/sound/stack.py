"""The best of several takes: they lie one above the other, and for each span of time one is chosen. Pure.

Where the choice changes, two takes give way to each other with a short cross-fade; so a take can be chosen only where there is
enough of it left for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

#: Half a cross-fade of 10 ms, in frames at 48 000 Hz.
HALF = 240
#: No take.
SILENCE = -1


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a take on the time line, all in frames. `offset` lies in the take; `sound` is the SHA-256 of its file, "" where
    all takes are in one."""

    start: int
    offset: int
    length: int
    sound: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Stack:
    """Takes in the order in which they were sung. `choices` are (first frame on the time line, number of the take or `SILENCE`),
    sorted; each holds up to the next, and before the first nothing is heard."""

    places: tuple[Place, ...]
    choices: tuple[tuple[int, int], ...] = ()

    @property
    def start(self) -> int:
        return min((place.start for place in self.places), default=0)

    @property
    def end(self) -> int:
        return max((place.start + place.length for place in self.places), default=0)


def stacked(places: Sequence[Place]) -> Stack:
    """A new stack, in which the newest take is heard that is about as long as the longest."""
    longest = max((place.length for place in places), default=0)
    whole = [number for number, place in enumerate(places) if place.length >= 0.9 * longest]
    stack = Stack(tuple(places))
    return choose(stack, whole[-1], stack.start, stack.end) if whole else stack


def stacked_on(stack: Stack, places: Sequence[Place]) -> Stack:
    """More takes on a stack; what is heard of them goes before what was chosen there."""
    more, before = stacked(places), len(stack.places)
    both = replace(stack, places=(*stack.places, *places))
    for _, take in more.choices:
        if take != SILENCE:
            both = choose(both, before + take, more.start, more.end)
    return both


def choose(stack: Stack, take: int, first: int, last: int) -> Stack:
    """`take` (or `SILENCE`) sounds from frame `first` to `last` of the time line, as far as it was sung; elsewhere all stays."""
    first, last = max(first, stack.start), min(last, stack.end)
    if take != SILENCE:
        begin, end = _choosable(stack, stack.places[take])
        first, last = max(first, begin), min(last, end)
    if first >= last:
        return stack
    before = [one for one in stack.choices if one[0] < first]
    behind = [one for one in stack.choices if one[0] > last]
    then = [(last, chosen(stack, last))] if last < stack.end else []
    return replace(stack, choices=joined([*before, (first, take), *then, *behind]))


def chosen(stack: Stack, frame: int) -> int:
    """The number of the take that is heard at a frame, or `SILENCE`."""
    return next((take for at, take in reversed(stack.choices) if at <= frame), SILENCE)


def _choosable(stack: Stack, place: Place) -> tuple[int, int]:
    """Where a take can be chosen: where it begins late or broke off, there must be enough of it left for a crossfade."""
    end = place.start + place.length
    return place.start + HALF * (place.start > stack.start), end - HALF * (end < stack.end)


def joined(choices: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Without steps that change nothing."""
    found: list[tuple[int, int]] = []
    for at, take in choices:
        if take != (found[-1][1] if found else SILENCE):
            found.append((at, take))
    return tuple(found)
