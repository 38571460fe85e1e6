"""A script file, whatever it is: looked at by its content first, and by its name where text could be several things."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from studio.domain.script import Line
from studio.domain.words import tidy_title
from studio.errors import DiskTrouble, Refused

from . import fountain, headings, markdown, prose, separated, subtitles, table, workbook
from .found import Found, Row, Table, characters
from .letters import text_of
from .limits import MOST_BYTES
from .settling import settled

#: Names by which a script is known where a sound could come, too.
SUFFIXES = frozenset(
    {
        ".txt",
        ".text",
        ".md",
        ".markdown",
        ".csv",
        ".tsv",
        ".tab",
        ".xlsx",
        ".xlsm",
        ".fountain",
        ".spmd",
        ".srt",
        ".vtt",
    }
)
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read(path: Path) -> Found:
    """Raises a StudioError with words where it cannot be read; the file is never written."""
    data = _bytes(path)
    if data.startswith(_ZIP):
        sheets = workbook.sheets_of(path)
        return _of_sheets(_title("", path), sheets)
    if data.startswith(_OLD_OFFICE):
        raise Refused(
            "This is an old or a locked Office file",
            "Your file is untouched. Save it as XLSX without a password, or as CSV.",
        )
    text, told = text_of(data)
    return _of_text(text, told, path)


def with_columns(found: Found, asked: Table) -> Found:
    """The same script, its columns as a person said."""
    lines, told = table.lines_of(asked)
    return _found(found.title, lines, (*found.told, *told))


def of_character(found: Found, character: str) -> Found:
    """What one of them says; "" for all."""
    lines = tuple(line for line in found.lines if character in ("", line.character))
    title = f"{found.title} – {character}" if character else found.title
    return replace(found, title=tidy_title(title), lines=lines, asks_character=False)


def _bytes(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise OSError("It is a folder, or a pipe that would be waited for")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise DiskTrouble(
            "This file cannot be read", "Look whether it is still there and may be opened.", str(error)
        ) from error
    if len(data) > MOST_BYTES:
        raise Refused(
            "This file is too large for a script", "Your file is untouched. Up to 16 MB are read; open it in parts."
        )
    if not data.strip():
        raise _no_lines()
    return data


def _of_text(text: str, told: tuple[str, ...], path: Path) -> Found:
    kind = path.suffix.lower()
    if subtitles.is_subtitles(text):
        cues, more = subtitles.lines_of(text)
        return _found(_title("", path), cues, (*told, *more))
    if kind in (".csv", ".tsv", ".tab"):
        rows, more = separated.rows_of(text)
        return _of_rows(_title("", path), rows, (*told, *more))
    if kind in (".fountain", ".spmd"):
        found = _found(_title(fountain.title_of(text), path), fountain.lines_of(text), told)
        return replace(found, asks_character=len(characters(found.lines)) > 1)
    if kind in (".md", ".markdown"):
        title = _title(markdown.title_of(text), path)
        in_table = markdown.table_of(text)
        if in_table and headings.table_of(in_table)[1]:
            return _of_rows(title, in_table, (*told, "The file has a table; only its rows were read."))
        return _found(title, markdown.lines_of(text), told)
    return _found(_title("", path), prose.lines_of(text), told)


def _of_sheets(title: str, sheets: list[list[Row]]) -> Found:
    """The first sheet whose columns are sure; without one, the first sheet is asked about."""
    if not sheets:
        raise _no_lines()
    named = [
        rows for rows in sheets for found, is_sure in [headings.table_of(rows)] if is_sure and found.head_at is not None
    ]
    sure = named[0] if named else sheets[0]
    others = len(sheets) - 1
    told = (
        f"The workbook has {others} more {'sheet' if others == 1 else 'sheets'}; only one was read." if others else ""
    )
    return _of_rows(title, sure, (told,) if told else ())


def _of_rows(title: str, rows: list[Row], told: tuple[str, ...]) -> Found:
    if not rows:
        raise _no_lines()
    found, is_sure = headings.table_of(rows)
    lines, more = table.lines_of(found)
    if is_sure:
        return _found(title, lines, (*told, *more))
    return replace(_found(title, lines, told), table=found)


def _found(title: str, lines: Iterable[Line], told: tuple[str, ...]) -> Found:
    done, words = settled(lines, told)
    if not done:
        raise _no_lines()
    return Found(title, done, words)


def _title(told: str, path: Path) -> str:
    return tidy_title(told) or tidy_title(path.stem.replace("_", " ")) or "Script"


def _no_lines() -> Refused:
    return Refused("There are no lines in this file", "Your file is untouched. A script has at least one line to say.")
