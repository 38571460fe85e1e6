"""Lines as readers found them become lines of a script: clean words, ids that differ, nothing longer than a screen can hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from studio.domain.script import Line
from studio.domain.words import tidy_text, tidy_title

from .limits import LONGEST_CELL, LONGEST_LINE, MOST_LINES, MOST_TOLD, too_long

_LONGEST_ID = 80


def settled(lines: Iterable[Line], told: Iterable[str]) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """A line without an id is called by its number. Where two have the same, the second one gets a suffix, and it is told."""
    words = list(told)
    done: list[Line] = []
    taken: set[str] = set()
    for line in _fitting(lines, words):
        if len(done) >= MOST_LINES:
            raise too_long("lines")
        wanted = tidy_title(line.id, _LONGEST_ID) or str(len(done) + 1)
        id = _free(wanted, taken)
        if id != wanted:
            words.append(f"A second line has the id {wanted}; here it is called {id}.")
        taken.add(id)
        done.append(replace(line, id=id))
    return tuple(done), _few(words)


def _fitting(lines: Iterable[Line], told: list[str]) -> Iterator[Line]:
    for number, line in enumerate(lines, 1):
        parts = list(_parts(tidy_text(line.text)))
        if len(parts) > 1:
            told.append(f"Line {number} was too long for one and is {len(parts)} lines now.")
        if max(map(len, (line.character, line.note, line.alternate, line.effect, line.file_name))) > LONGEST_CELL:
            told.append(f"What stands beside line {number} is very long; only its beginning is shown.")
        for part in parts:
            yield replace(
                line,
                text=part,
                character=_beside(line.character),
                note=_beside(line.note),
                alternate=_beside(line.alternate),
                effect=_beside(line.effect),
                file_name=_beside(line.file_name),
            )


@lru_cache(maxsize=512)  # names and notes come again and again
def _beside(cell: str) -> str:
    return tidy_title(cell, LONGEST_CELL) if cell else ""


def _parts(text: str) -> Iterator[str]:
    """Broken at the last space that leaves a part short enough."""
    while len(text) > LONGEST_LINE:
        at = text.rfind(" ", 0, LONGEST_LINE)
        at = at if at > 0 else LONGEST_LINE
        yield text[:at].strip()
        text = text[at:].strip()
    if text:
        yield text


def _free(wanted: str, taken: set[str]) -> str:
    if wanted not in taken:
        return wanted
    return next(name for number in range(2, len(taken) + 3) if (name := f"{wanted}-{number}") not in taken)


def _few(told: list[str]) -> tuple[str, ...]:
    more = len(told) - MOST_TOLD
    return (*told[:MOST_TOLD], f"And {more} more like these.") if more > 0 else tuple(told)
