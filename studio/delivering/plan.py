"""What a delivery will be called, told before it is made. Pure, but for one look into the folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio import durable
from studio.domain.naming import Subject, collision_words, free_name, name_of, same_file
from studio.domain.words import apart, safe_file_name
from studio.errors import Refused

from .choosing import Chosen, Part
from .wish import Way, Wish, look


@dataclass(frozen=True, slots=True)
class Plan:
    """`names` are those of `parts`, in their order; `files` what will stand in the folder. `exists` are files that stand there
    already under one of these names."""

    parts: tuple[Part, ...]
    names: tuple[str, ...]
    files: tuple[str, ...]
    exists: tuple[str, ...] = ()

    def words(self) -> str:
        """What stands in the way in the folder; empty where nothing does."""
        if not self.exists:
            return ""
        one, others = apart(self.exists[0]), len(self.exists) - 1
        return f"“{one}” exists already." if not others else f"“{one}” and {others} more exist already."


def plan(chosen: Chosen, wish: Wish, project: str, taken: frozenset[str] = frozenset()) -> Plan:
    """`taken` are the names in the folder, as by `names_in`. Raises Refused for a wish, a pattern or names that cannot be, and
    where there is nothing to deliver."""
    look(wish)
    if not chosen.parts:
        raise Refused("There is nothing to deliver yet", "Star the take of each line that is good.", code="empty")
    figures = len(str(chosen.lines))
    ending = wish.form.ending
    names = [name_of(wish.pattern, _subject(part, project), ending, figures=figures) for part in chosen.parts]
    told = collision_words(names)
    if told and wish.way is not Way.JOINED:
        raise Refused("Several files would have the same name", told, code="collision")
    if wish.way is Way.FOLDER:
        return _in_folder(chosen.parts, names, wish, taken)
    whole = safe_file_name(project, ending if wish.way is Way.JOINED else ".zip", "takes")
    there = same_file(whole) in taken
    if there and wish.keep_both:
        return Plan(chosen.parts, tuple(names), (free_name(whole, taken),))
    return Plan(chosen.parts, tuple(names), (whole,), (whole,) if there else ())


def names_in(folder: Path) -> frozenset[str]:
    """What stands in a folder, as `same_file` tells names apart. Raises DiskTrouble."""
    try:
        return frozenset(same_file(path.name) for path in folder.iterdir())
    except OSError as error:
        raise durable.not_exported(error) from error


def _in_folder(parts: tuple[Part, ...], names: list[str], wish: Wish, taken: frozenset[str]) -> Plan:
    there = tuple(name for name in names if same_file(name) in taken)
    if there and wish.keep_both:
        used = set(taken)
        for at, name in enumerate(names):
            names[at] = free_name(name, used)
            used.add(same_file(names[at]))
        there = ()
    return Plan(parts, tuple(names), tuple(names), there)


def _subject(part: Part, project: str) -> Subject:
    line, take = part.line, part.take
    return Subject(
        project, line.character, part.number, take.number, line.text, line.id, line.file_name, take.started_at[:10]
    )
