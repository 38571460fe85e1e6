"""What was found in a script file: lines, what is to be said about them, and what a person must decide. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from studio.domain.script import Line


class Field(StrEnum):
    """What a column of a table can be."""

    ID = "id"
    CHARACTER = "character"
    TEXT = "text"
    ALTERNATE = "alternate"
    NOTE = "note"
    EFFECT = "effect"
    FILE_NAME = "file_name"
    TAKES_WANTED = "takes_wanted"


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is the one that other programs show: of the row in a sheet, of its first line in a file."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` as they stand in the file, headings too; `head_at` is where those are, None for nowhere. `columns` says what each
    column is taken for; the same may be said of several, whose cells are then joined."""

    rows: tuple[Row, ...]
    head_at: int | None
    columns: tuple[Field | None, ...]

    @property
    def head(self) -> tuple[str, ...]:
        cells = self.rows[self.head_at].cells if self.head_at is not None else ()
        return (*cells, *[""] * (len(self.columns) - len(cells)))

    @property
    def body(self) -> tuple[Row, ...]:
        return self.rows if self.head_at is None else self.rows[self.head_at + 1 :]


@dataclass(frozen=True, slots=True)
class Found:
    """`told` is what a person should know, in sentences. `table` is there where its columns must be asked for: `lines` are then a
    guess. Where `asks_character`, a screenplay has several of them and one is to be chosen."""

    title: str
    lines: tuple[Line, ...]
    told: tuple[str, ...] = ()
    table: Table | None = None
    asks_character: bool = False


def characters(lines: tuple[Line, ...]) -> dict[str, int]:
    """Who speaks, and how many lines; the one with most comes first."""
    counts: dict[str, int] = {}
    for line in lines:
        if line.character:
            counts[line.character] = counts.get(line.character, 0) + 1
    return dict(sorted(counts.items(), key=lambda one: -one[1]))
