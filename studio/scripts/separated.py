"""CSV and its kin: rows of cells parted by a comma, a semicolon, a tab or a bar; a broken row takes no other row with it."""

from __future__ import annotations

import csv
import re

from .found import Row
from .limits import MOST_ROWS, too_long

_SIGNS = "\t;,|"
#: As many rows tell which sign parts the cells.
_TRIED = 60
#: A quoted cell may go on over so many rows of the file; a quote that stays open longer was forgotten.
_MOST_ROWS_A_CELL = 60
_ROW = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
#: Spreadsheets write their sign into the first row so.
_TOLD_SIGN = re.compile(r"sep=(.)\s*$", re.IGNORECASE)


def rows_of(text: str) -> tuple[list[Row], tuple[str, ...]]:
    """Rows that are whole, and what is to be said of the others. A row with more cells than any heading is broken, too: a sign in
    its words was not quoted."""
    file_rows = [row for row in _ROW.findall(text) if row]
    if len(file_rows) > MOST_ROWS:
        raise too_long("rows")
    told = _TOLD_SIGN.match(file_rows[0]) if file_rows else None
    sign = told[1] if told else _sign_of(file_rows)
    rows: list[Row] = []
    broken: dict[int, str] = {}
    at = 1 if told else 0
    while at < len(file_rows):
        cells, used = _cells(file_rows, at, sign)
        if cells is None:
            broken[at + 1] = file_rows[at]
        elif any(cell.strip() for cell in cells):
            rows.append(Row(at + 1, tuple(cells)))
        at += used
    width = _width(rows)
    broken |= {row.number: sign.join(row.cells) for row in rows if len(row.cells) > width}
    words = tuple(f"Row {at} is broken and was left out: {row.strip()[:60]}" for at, row in sorted(broken.items()))
    return [row for row in rows if row.number not in broken], words


def _cells(file_rows: list[str], at: int, sign: str) -> tuple[list[str] | None, int]:
    """The cells of the row that begins at `at`, and how many rows of the file it takes; None where its quotes are not closed."""
    quotes, last = 0, min(at + _MOST_ROWS_A_CELL, len(file_rows))
    for end in range(at + 1, last + 1):
        quotes += file_rows[end - 1].count('"')
        if end > at + 1 and quotes % 2:
            continue
        try:
            return next(csv.reader(["".join(file_rows[at:end])], delimiter=sign, strict=True), []), end - at
        except csv.Error as error:
            if "unexpected end" not in str(error) and "new-line" not in str(error):
                break
    return None, 1


def _sign_of(file_rows: list[str]) -> str:
    """The sign that parts most rows into as many cells as the first one. Where none does, a tab leaves commas in peace."""

    def agree(sign: str) -> tuple[int, int]:
        rows: list[list[str]] = []
        at = 0
        while at < min(len(file_rows), _TRIED):
            cells, used = _cells(file_rows, at, sign)
            rows += [cells] if cells else []
            at += used
        width = len(rows[0]) if rows else 1
        return (sum(len(row) == width for row in rows) if width > 1 else 0, width)

    best = max(_SIGNS, key=agree)
    return best if agree(best)[1] > 1 else "\t"


def _width(rows: list[Row]) -> int:
    """The cells of the first row that most others agree with: a title above a table may have fewer."""
    counts: dict[int, int] = {}
    for row in rows[:_TRIED]:
        counts[len(row.cells)] = counts.get(len(row.cells), 0) + 1
    usual = max(counts, key=lambda width: counts[width], default=0)
    return max(usual, len(rows[0].cells) if rows else 0)
