"""The credit roll: everybody whose work is in a piece, each work once, to text (`CREDITS.txt`), HTML and SRT.

By role a work stands under how it was used first; by depth under how many steps it lies back. What nobody knows is not left out:
it is listed as a question.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from studio.domain.ids import RecordId
from studio.domain.record import Record, RecordState, SourceType, Work
from studio.domain.words import tidy_title
from studio.errors import DiskTrouble

from .lines import Credit
from .tree import Family

FILE_NAME = "CREDITS.txt"

_ROLES = {
    SourceType.SAMPLED: "Sampled from",
    SourceType.TRACED: "Traced from",
    SourceType.VOICED: "Words voiced from",
    SourceType.TRANSLATED: "Translated from",
    SourceType.EDITED: "Edited from",
    SourceType.INSPIRED_BY: "Inspired by",
}
_ELSEWHERE = "From elsewhere"
QUESTIONS = "Still to be asked"
_NO_MARKUP = str.maketrans("<>{}", "‹›()")
_LINES_A_CUE = 5
_UNNAMED = "Somebody"
#: Heading → person → how they are called and their works.
_Found = dict[str, dict[str, tuple[str, list[str]]]]


class Order(StrEnum):
    ROLE = "role"
    DEPTH = "depth"


@dataclass(frozen=True, slots=True)
class Entry:
    """One person in one section, with their works there."""

    who: str
    works: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Roll:
    """`by` is "" where whoever made it has no name that others know."""

    title: str
    by: str
    sections: tuple[Section, ...]
    questions: tuple[str, ...]


def roll(family: Family, root: RecordId, order: Order = Order.ROLE, others: Iterable[Credit] = ()) -> Roll:
    """The roll of `root` with all its ancestors, and with `others`: works that neither the library nor the family knows."""
    headings = _by_role(family, root) if order is Order.ROLE else _by_depth(family, root)
    found: _Found = {}
    questions = []
    told = set()
    for id, heading in headings.items():
        record, work = family.records.get(id), family.works.get(id)
        if work is not None:
            credit = _credit(work)
            told.add((credit.title, credit.author))
            questions += _add_elsewhere(found, heading, credit)
            continue
        if (question := _question(id, record)) is not None:
            questions.append(question)
        if record is not None:
            _add(found, heading, _key(record), _who(record), _work(record))
    for credit in dict.fromkeys(others):
        if (credit.title, credit.author) not in told:
            questions += _add_elsewhere(found, _ELSEWHERE, credit)
    own = family.records.get(root)
    if own is not None and _is_nameless(own):
        questions.insert(0, f"Who made “{tidy_title(own.title)}”?")
    title = tidy_title(family.title(root))
    return Roll(title, _who(own) if own is not None else _UNNAMED, _sections(found), tuple(questions))


def as_text(roll: Roll) -> str:
    lines = [roll.title, *([f"by {roll.by}"] if roll.by else [])]
    for section in roll.sections:
        lines += ["", section.heading, *(f"  {entry.who}: {', '.join(entry.works)}" for entry in section.entries)]
    if roll.questions:
        lines += ["", QUESTIONS, *(f"  {question}" for question in roll.questions)]
    return "\n".join(lines) + "\n"


def save(roll: Roll, folder: Path) -> Path:
    """Writes `CREDITS.txt` beside the files of an export, whole or not at all. Raises DiskTrouble."""
    path, part = folder / FILE_NAME, folder / f"{FILE_NAME}.part"
    try:
        part.write_text(as_text(roll), "utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        raise DiskTrouble(
            "The credits cannot be written", "Make room on the disk, then try again.", str(error)
        ) from error
    return path


def as_html(roll: Roll) -> str:
    """A page of its own without any script, style sheet or address; everybody's words are text."""
    rows = [f"<h1>{_text(roll.title)}</h1>", f"<p>by {_text(roll.by)}</p>"]
    for section in roll.sections:
        rows += [f"<h2>{_text(section.heading)}</h2>", "<dl>"]
        for entry in section.entries:
            rows += [f"<dt>{_text(entry.who)}</dt>", *(f"<dd>{_text(work)}</dd>" for work in entry.works)]
        rows.append("</dl>")
    if roll.questions:
        rows += [f"<h2>{QUESTIONS}</h2>", "<ul>", *(f"<li>{_text(one)}</li>" for one in roll.questions), "</ul>"]
    head = (
        f'<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"><title>{html.escape(roll.title)}</title></head>\n<body>'
    )
    return "\n".join([head, *rows, "</body>", "</html>"]) + "\n"


def as_srt(roll: Roll, seconds: float = 3.0) -> str:
    """Subtitles, each shown for `seconds`: the title, then five lines at most at a time. Markup in names is made harmless."""
    cues = [[roll.title, f"by {roll.by}"]]
    for section in roll.sections:
        lines = [f"{entry.who}: {', '.join(entry.works)}" for entry in section.entries]
        cues += [[section.heading, *lines[at : at + _LINES_A_CUE]] for at in range(0, len(lines), _LINES_A_CUE)]
    blocks = [
        f"{at + 1}\n{_clock(at * seconds)} --> {_clock((at + 1) * seconds)}\n"
        + "\n".join(line.translate(_NO_MARKUP) for line in cue)
        for at, cue in enumerate(cues)
    ]
    return "\n\n".join(blocks) + "\n"


def _by_role(family: Family, root: RecordId) -> dict[RecordId, str]:
    """For every ancestor, nearest first, how it was used first."""
    uses: dict[RecordId, list[tuple[int, str]]] = {}
    depth = {root: 0, **family.ancestors(root)}
    for edge in family.edges:
        if edge.child in depth:
            uses.setdefault(edge.parent, []).append((depth[edge.child], _ROLES[edge.source.type]))
    return {id: min(uses[id], key=lambda use: use[0])[1] for id in depth if id != root}


def _by_depth(family: Family, root: RecordId) -> dict[RecordId, str]:
    words = {1: "Built on", 2: "Which builds on"}
    return {id: words.get(depth, f"{depth} steps back") for id, depth in family.ancestors(root).items()}


def _add(found: _Found, heading: str, key: str, who: str, work: str) -> None:
    found.setdefault(heading, {}).setdefault(key, (who, []))[1].append(work)


def _add_elsewhere(found: _Found, heading: str, credit: Credit) -> list[str]:
    """Returns what is to be asked about it."""
    who = tidy_title(credit.author)
    _add(found, heading, who or _UNNAMED, who or _UNNAMED, _work_elsewhere(credit))
    return [] if who else [f"Who made “{tidy_title(credit.title)}”?"]


def _credit(work: Work) -> Credit:
    return Credit(work.title, work.author, rights=work.licence, address=work.address)


def _sections(found: _Found) -> tuple[Section, ...]:
    """Roles in their own order; depths as they came, nearest first; what is from elsewhere last."""
    order = {heading: at for at, heading in enumerate((*_ROLES.values(), _ELSEWHERE))}
    ordered = sorted(found.items(), key=lambda item: order.get(item[0], 0))
    return tuple(
        Section(heading, tuple(Entry(who, tuple(works)) for who, works in people.values()))
        for heading, people in ordered
    )


def _key(record: Record) -> str:
    """One person is one entry, however they are called; those without a name share one."""
    is_named = record.state is not RecordState.WITHDRAWN and not _is_nameless(record)
    return record.author.id if is_named else _who(record)


def _question(id: RecordId, record: Record | None) -> str | None:
    if record is None:
        return f"What is the record {id}, and who made it? It is not in this library."
    if _is_nameless(record):
        return f"Who made “{tidy_title(record.title)}”?"
    return None


def _is_nameless(record: Record) -> bool:
    """A withdrawn record names nobody, because its author asked for it."""
    return record.state is not RecordState.WITHDRAWN and not tidy_title(record.author.handle)


def _who(record: Record) -> str:
    if record.state is RecordState.WITHDRAWN:
        return "Withdrawn by its author"
    return tidy_title(record.author.handle) or _UNNAMED


def _work(record: Record) -> str:
    return f"“{tidy_title(record.title)}” ({record.rights})"


def _work_elsewhere(credit: Credit) -> str:
    facts = ", ".join(tidy_title(fact) for fact in (credit.rights, credit.address) if fact)
    return f"“{tidy_title(credit.title)}”" + (f" ({facts})" if facts else "")


def _text(words: str) -> str:
    """Escaped, and kept from turning the direction of the words around it."""
    return f"<bdi>{html.escape(words)}</bdi>"


def _clock(seconds: float) -> str:
    whole_ms = round(seconds * 1000)
    return (
        f"{whole_ms // 3_600_000:02d}:{whole_ms // 60_000 % 60:02d}:{whole_ms // 1000 % 60:02d},{whole_ms % 1000:03d}"
    )
