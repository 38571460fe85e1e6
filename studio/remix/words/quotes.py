"""What of a text stands in another one: the longest common runs of words.

A run counts from five words on: fewer are everybody's ("at the end of"), five in the same order are hardly a chance. Three letters
of a script without spaces weigh as much as a word; a source shorter than five words counts when the whole of it is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from studio.domain.ids import RecordId

from .folding import stands_apart, words_of

LEAST_WORDS = 5
#: Shorter sources are too small to be recognised at all.
_LEAST_WHOLE = 3
_LETTERS_A_WORD = 3
#: A phrase that comes more often in a source is looked at in so many places, so that a song of "la la la" is no trap.
_MOST_PLACES = 32


@dataclass(frozen=True, slots=True)
class Quote:
    """Characters `start` to `end` of the text are characters `source_start` to `source_end` of the source."""

    source: RecordId
    start: int
    end: int
    source_start: int
    source_end: int


class Text:
    """A source made ready to be recognised: where each run of five words begins. Built once, beside the window."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = words_of(text)
        self._size = min(LEAST_WORDS, len(self.words.said))
        #: The first place of each run of words, and from each place the next one (-1 for none).
        self._first: dict[int, int] = {}
        keys = list(_keys(self.words.said, self._size)) if self._size >= _LEAST_WHOLE else []
        self._next = [-1] * len(keys)
        for at in range(len(keys) - 1, -1, -1):
            self._next[at] = self._first.get(keys[at], -1)
            self._first[keys[at]] = at

    def runs(self, said: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """(first word of `said`, first word of the source, how many), in order; none lies inside another."""
        size, floor, at = self._size, 0, 0
        if not self._first:
            return
        keys = list(_keys(said, size))
        while at < len(keys):
            found = self._longest(said, at, keys[at])
            if found is None:
                at += 1
                continue
            place, count = found
            start = at
            while start > floor and place > 0 and said[start - 1] == self.words.said[place - 1]:
                start, place, count = start - 1, place - 1, count + 1
            if self._is_enough(said[start : start + count]):
                yield start, place, count
            # Whatever goes on behind this run begins at most so many words before its end.
            floor, at = start + 1, start + count - size + 1

    def _longest(self, said: Sequence[str], at: int, key: int) -> tuple[int, int] | None:
        """The place in the source where what follows `at` goes on longest."""
        best: tuple[int, int] | None = None
        place = self._first.get(key, -1)
        for _ in range(_MOST_PLACES):
            if place < 0:
                break
            count = _common(said, at, self.words.said, place)
            if count >= self._size and (best is None or count > best[1]):
                best = place, count
            place = self._next[place]
        return best

    def _is_enough(self, run: Sequence[str]) -> bool:
        if len(run) == len(self.words.said):
            return True
        letters = sum(stands_apart(word) for word in run)
        return len(run) - letters + letters / _LETTERS_A_WORD >= LEAST_WORDS


def quotes(text: str, sources: Mapping[RecordId, Text]) -> tuple[Quote, ...]:
    """In the order of the text. What several sources hold alike is quoted from the one that holds more of it, or the first."""
    words = words_of(text)
    found = [
        (start, -count, order, place, id)
        for order, (id, source) in enumerate(sources.items())
        for start, place, count in source.runs(words.said)
    ]
    told, end = list[Quote](), 0
    for start, negative, _, place, id in sorted(found):
        if start - negative > end:
            end = start - negative
            there = sources[id].words
            last = place - negative - 1
            told.append(Quote(id, words.starts[start], words.ends[end - 1], there.starts[place], there.ends[last]))
    return tuple(told)


def _keys(said: Sequence[str], size: int) -> Iterator[int]:
    """A number for each run of `size` words."""
    return map(hash, zip(*(said[at:] for at in range(size)), strict=False))


def _common(one: Sequence[str], at: int, other: Sequence[str], place: int) -> int:
    """How many words are the same from here on."""
    most, count = min(len(one) - at, len(other) - place), 0
    while count < most and one[at + count] == other[place + count]:
        count += 1
    return count
