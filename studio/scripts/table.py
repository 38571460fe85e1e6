"""A table whose columns are known becomes lines."""

from __future__ import annotations

import re

from studio.domain.script import Line

from .found import Field, Row, Table

MOST_TAKES = 99
_COUNT = re.compile(r"\d{1,4}")


def lines_of(table: Table) -> tuple[list[Line], tuple[str, ...]]:
    """A row without words is no line; it is told where anything else stands in it."""
    places = {field: [at for at, one in enumerate(table.columns) if one is field] for field in Field}
    lines: list[Line] = []
    told: list[str] = []
    for row in table.body:
        cells = {field: _cell(row, places[field]) for field in Field}
        if cells[Field.TEXT]:
            lines.append(_line(cells))
        elif any(cells.values()):
            told.append(f"Row {row.number} has no words and was left out: {_begin(row)}")
    return lines, tuple(told)


def _line(cells: dict[Field, str]) -> Line:
    count = _COUNT.search(cells[Field.TAKES_WANTED])
    return Line(
        cells[Field.ID],
        cells[Field.TEXT],
        cells[Field.CHARACTER],
        cells[Field.NOTE],
        cells[Field.ALTERNATE],
        cells[Field.EFFECT],
        cells[Field.FILE_NAME],
        min(max(int(count[0]), 1), MOST_TAKES) if count else 1,
    )


def _cell(row: Row, places: list[int]) -> str:
    cells = (row.cells[at].strip() for at in places if at < len(row.cells))
    return " · ".join(cell for cell in cells if cell)


def _begin(row: Row) -> str:
    return " · ".join(cell.strip() for cell in row.cells if cell.strip())[:60]
