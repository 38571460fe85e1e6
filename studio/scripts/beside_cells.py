"""What a sheet says beside its cells' values, and openpyxl does not tell while it reads row by row: cells that are merged, and
formulas that no program has worked out yet."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import unescape

from .found import Row
from .limits import MOST_COLUMNS, MOST_LINES

_PLACE = rb'"([A-Z]{1,3})(\d{1,7})'
_FORMULA = re.compile(rb"<c [^>]*?r=" + _PLACE + rb'"[^>]*><f[^>]*>([^<]*)</f>(?:<v ?/>|<v></v>)?</c>')
_MERGED = re.compile(rb"<mergeCell [^>]*?ref=" + _PLACE + rb':[A-Z]{1,3}(\d{1,7})"')


def xml_of(sheet: Any) -> bytes:
    """The whole part, which is no larger than a workbook may be."""
    data: bytes = sheet.parent._archive.read(sheet._worksheet_path)
    return data


def formulas(xml: bytes) -> dict[tuple[int, int], str]:
    """By row and column, both from 1: as they are written, so that a line which hides in one is seen."""
    found = (one.groups() for one in _FORMULA.finditer(xml))
    return {
        (int(row), _column(letters)): f"={unescape(text.decode('utf-8', 'replace'))}" for letters, row, text in found
    }


def filled(rows: list[Row], xml: bytes) -> list[Row]:
    """A merged cell stands beside each of its rows that says anything."""
    numbers = [row.number for row in rows]
    told = [list(row.cells) for row in rows]
    for at, column, value in _below(numbers, told, xml):
        told[at] += [""] * (column + 1 - len(told[at]))
        told[at][column] = told[at][column] or value
    return [Row(number, tuple(cells)) for number, cells in zip(numbers, told, strict=True)]


def _below(numbers: list[int], told: list[list[str]], xml: bytes) -> Iterator[tuple[int, int, str]]:
    left = MOST_LINES * MOST_COLUMNS  # merged cells that lie over each other are nobody's sheet
    for letters, first, last in (one.groups() for one in _MERGED.finditer(xml)):
        top, column = bisect_right(numbers, int(first)) - 1, _column(letters) - 1
        if top < 0 or numbers[top] != int(first) or column >= min(len(told[top]), MOST_COLUMNS):
            continue
        below = range(top + 1, bisect_right(numbers, int(last)))
        left -= len(below)
        if left < 0:
            return
        yield from ((at, column, told[top][column]) for at in below)


def _column(letters: bytes) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def with_formulas(values: Iterable[Any], row: int, written: dict[tuple[int, int], str]) -> Iterable[Any]:
    if not written:
        return values
    return (written.get((row, at)) if value is None else value for at, value in enumerate(values, 1))
