"""Which takes are delivered of the lines that were asked for, and what is missing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from studio.domain.amounts import numbers_words
from studio.domain.script import Line, LineMark, LineState, state_of
from studio.domain.take import Take

#: So many lines are named one by one.
_TOLD = 3
_OVER = (LineState.DELIVERED, LineState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Part:
    """A take that is delivered for a line; `number` is the place of the line in its script, from 1, `note` what was noted of it."""

    number: int
    line: Line
    take: Take
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lack:
    """A line of which nothing, or not enough, can be delivered, and why."""

    number: int
    line: Line
    why: str
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """Parts in the order of the script, of one line the newest take first; `spare` are older starred ones beyond what their line
    wants. `asked` is how many lines are to be delivered, `lines` how many the script has."""

    parts: tuple[Part, ...]
    lacking: tuple[Lack, ...]
    asked: int
    lines: int
    spare: tuple[Part, ...] = ()

    def words(self) -> str:
        """ "2 of 65 are missing: 12 (not recorded) and 14 (no take is starred)"."""
        gone = [lack for lack in self.lacking if not lack.partly]
        few = [lack for lack in self.lacking if lack.partly]
        told = []
        if gone:
            told.append(f"{len(gone)} of {self.asked} {'is' if len(gone) == 1 else 'are'} missing: {_listed(gone)}.")
        elif self.asked > 1:
            told.append(f"All {self.asked} lines are here.")
        if few:
            told.append(f"Fewer takes than asked: {_listed(few)}.")
        return " ".join(told)

    def spare_words(self) -> str:
        """ "More takes are starred than asked. Line 3: take 4 goes, takes 1 and 2 stay here. …" """
        numbers = list(dict.fromkeys(part.number for part in self.spare))
        if not numbers:
            return ""
        told = [f"Line {at}: {_takes(self.parts, at, 'go')}, {_takes(self.spare, at, 'stay')} here." for at in numbers]
        more = len(told) - _TOLD
        rest = [] if more <= 0 else [f"Of {more} more {'line' if more == 1 else 'lines'} the newest go, too."]
        how = "To send an older one, take the star off a newer one."
        return " ".join(["More takes are starred than asked.", *told[:_TOLD], *rest, how])


def choose(
    lines: Sequence[Line], takes: Iterable[Take], marks: Mapping[str, LineMark], *, only_new: bool = False
) -> Chosen:
    """The starred takes of each line, as many as it wants, the newest first; after a pickup was asked for only newer ones count.
    Of two lines with the same id the takes belong to the first. `only_new` leaves out what is delivered or accepted already."""
    by_line: dict[str, list[Take]] = {}
    for take in sorted(takes, key=lambda take: (take.started_at, take.id), reverse=True):
        by_line.setdefault(take.line_id, []).append(take)
    parts: list[Part] = []
    spare: list[Part] = []
    lacking: list[Lack] = []
    seen: dict[str, int] = {}
    left_out = 0
    for number, line in enumerate(lines, 1):
        if line.id in seen:
            lacking.append(Lack(number, line, f"it has the same id as line {seen[line.id]}"))
            continue
        seen[line.id] = number
        if only_new and state_of(by_line.get(line.id, []), marks.get(line.id)) in _OVER:
            left_out += 1
            continue
        there = _counting(by_line.get(line.id, []), marks.get(line.id))
        wanted = max(line.takes_wanted, 1)
        every = [take for take in there if take.starred]
        starred = every[:wanted]
        note = marks[line.id].note if line.id in marks else ""
        parts += [Part(number, line, take, note) for take in starred]
        spare += [Part(number, line, take, note) for take in every[wanted:]]
        if not starred:
            lacking.append(Lack(number, line, _why(there, marks.get(line.id))))
        elif len(starred) < wanted:
            lacking.append(Lack(number, line, f"{len(starred)} of {wanted}", partly=True))
    return Chosen(tuple(parts), tuple(lacking), len(lines) - left_out, len(lines), tuple(spare))


def _takes(parts: Sequence[Part], number: int, verb: str) -> str:
    takes = sorted(part.take.number for part in parts if part.number == number)
    return (
        f"take {takes[0]} {verb}{'es' if verb == 'go' else 's'}"
        if len(takes) == 1
        else f"takes {numbers_words(takes)} {verb}"
    )


def _counting(takes: list[Take], mark: LineMark | None) -> list[Take]:
    pickup = mark.pickup if mark else None
    return takes if pickup is None else [take for take in takes if take.started_at > pickup.asked_at]


def _why(takes: list[Take], mark: LineMark | None) -> str:
    if takes:
        return "no take is starred"
    return "its pickup is not recorded" if mark and mark.pickup else "not recorded"


def _listed(lacking: list[Lack]) -> str:
    """By their reasons, in the order in which those come."""
    reasons = dict.fromkeys(lack.why for lack in lacking)
    return "; ".join(f"{numbers_words(one.number for one in lacking if one.why == why)} ({why})" for why in reasons)
