"""Names of delivered files: a pattern such as `{project}_{character}_{line}_{take:02}`, and what comes of it. Pure.

A name is safe on Windows, macOS and Linux, whatever a script says, and is never a path. Two names that one of these systems takes
for the same file are a collision: those that differ in nothing but case or in how an accent is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath
from string import Formatter

from studio.errors import Refused

from .words import apart, cut, safe_file_name, tidy_title

DEFAULT = "{project}_{character}_{line}_{take:02}"
#: Where a script says what its files are called.
AS_WRITTEN = "{file_name}"
MAX_PATTERN = 200
_MAX_TEXT = 40
#: How wide a number is: `2` and `02` both mean two figures, filled up with noughts.
_WIDTH = re.compile(r"0?[1-9]")
_NUMBERS = frozenset({"line", "take"})
_JOINTS = re.compile(r"([_ \-])[_ \-]+")
_EDGES = "_- ."


@dataclass(frozen=True, slots=True)
class Subject:
    """What one file is of. `line` is its place in the script, from 1; `date` is that of the take, as 2026-11-29."""

    project: str = ""
    character: str = ""
    line: int = 1
    take: int = 1
    text: str = ""
    id: str = ""
    file_name: str = ""
    date: str = ""


#: What can stand in a pattern, in the order in which it is offered, and what is put there.
FIELDS: dict[str, Callable[[Subject], str | int]] = {
    "project": lambda one: one.project,
    "character": lambda one: one.character,
    "line": lambda one: one.line,
    "take": lambda one: one.take,
    "id": lambda one: one.id,
    "text": lambda one: cut(one.text, _MAX_TEXT, mark=""),
    "file_name": lambda one: PurePath(one.file_name.replace("\\", "/")).stem or one.id,
    "date": lambda one: one.date,
}


def check(pattern: str) -> None:
    """Raises Refused, with what is wrong with it, for a pattern that cannot be used."""
    if len(pattern) > MAX_PATTERN:
        raise _refused("It is longer than 200 characters.")
    if not any(field for _, field in _parts(pattern)):
        raise _refused("It has no field: every file would be called the same.")


def name_of(pattern: str, subject: Subject, ending: str = "", *, figures: int = 1) -> str:
    """The file name, with `ending` (".wav"). Fields that are empty leave no gap; the line's number has at least `figures` figures.
    Raises Refused as `check` does."""
    check(pattern)
    told = "".join(text + _filled(field, subject, figures) for text, field in _parts(pattern))
    joined = _JOINTS.sub(r"\1", told).strip(_EDGES)
    return safe_file_name(joined or subject.id, ending)


def collisions(names: Sequence[str]) -> list[tuple[int, ...]]:
    """The places in `names` of those that are one file to some system, group by group."""
    groups: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        groups.setdefault(same_file(name), []).append(at)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def collision_words(names: Sequence[str]) -> str:
    """What is wrong, and what would help; empty where every name is one of its own."""
    found = collisions(names)
    if not found:
        return ""
    name = apart(names[found[0][0]])
    others = f", and {len(found) - 1} more names are shared" if len(found) > 1 else ""
    return f"{len(found[0])} files would be called “{name}”{others}. Put {{id}}, {{line}} or {{take}} into the pattern."


def free_name(name: str, taken: Collection[str]) -> str:
    """`name`, or the first of "name (2)", "name (3)" … that is not among `taken`, which are told as by `same_file`."""
    path = PurePath(name)
    tries, free = 1, name
    while same_file(free) in taken:
        tries += 1
        free = safe_file_name(path.stem, f" ({tries}){path.suffix}")
    return free


def same_file(name: str) -> str:
    """Alike for all names that Windows or macOS take for one (Unicode 3.13, D145: canonical caseless matching)."""
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())


def _filled(field: tuple[str, int] | None, subject: Subject, figures: int) -> str:
    if field is None:
        return ""
    name, width = field
    value = FIELDS[name](subject)
    return f"{value:0{width or (figures if name == 'line' else 1)}}" if isinstance(value, int) else value


@lru_cache(maxsize=8)
def _parts(pattern: str) -> tuple[tuple[str, tuple[str, int] | None], ...]:
    """Text, then the name and width of the field behind it."""
    found: list[tuple[str, tuple[str, int] | None]] = []
    try:
        parsed = list(Formatter().parse(pattern))
    except ValueError as error:
        raise _refused("A { or } stands alone. Fields look like {line}.") from error
    for text, name, form, conversion in parsed:
        if name is None:
            found.append((text, None))
            continue
        asked = f"{name}!{conversion}" if conversion else name
        if asked not in FIELDS:
            raise _refused(f"“{{{apart(tidy_title(asked, 40))}}}” is no field. There are {', '.join(FIELDS)}.")
        if form and not (name in _NUMBERS and _WIDTH.fullmatch(form)):
            raise _refused("Behind the colon stands how many figures a number has, as in {take:02}.")
        found.append((text, (name, int(form or 0))))
    return tuple(found)


def _refused(advice: str) -> Refused:
    return Refused("This pattern of names cannot be used", advice, code="pattern")
