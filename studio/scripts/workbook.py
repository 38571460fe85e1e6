"""Excel workbooks, read row by row. Sizes are read from the list of the parts, before any part is unpacked."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterable
from datetime import datetime, time
from pathlib import Path
from typing import Any

from studio.errors import Damaged, Refused

from . import beside_cells
from .found import Row
from .limits import MOST_COLUMNS, MOST_LINES, MOST_PARTS, MOST_ROWS, MOST_UNPACKED_BYTES, too_long

_BOOK = "xl/workbook.xml"


def sheets_of(path: Path) -> list[list[Row]]:
    """The rows of every sheet that has any."""
    _check(path)
    from openpyxl import load_workbook

    try:
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which are not read here
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            try:
                sheets = [_rows(sheet) for sheet in book.worksheets]
            finally:
                book.close()
    except (Refused, Damaged):
        raise
    except Exception as error:  # openpyxl promises no family: a mutated part ends in any of a dozen
        raise _damaged(type(error).__name__) from error
    return [rows for rows in sheets if rows]


def _rows(sheet: Any) -> list[Row]:
    sheet.reset_dimensions()  # what a sheet says about its size is not believed
    rows: list[Row] = []
    xml = beside_cells.xml_of(sheet)
    written = beside_cells.formulas(xml)
    for number, values in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
        if number > MOST_ROWS or len(rows) > MOST_LINES:
            raise too_long("rows")
        cells = _cells(beside_cells.with_formulas(values, number, written))
        if cells:
            rows.append(Row(number, cells))
    return beside_cells.filled(rows, xml)


def _cells(values: Iterable[Any]) -> tuple[str, ...]:
    """Without the empty ones at the end."""
    cells = [_words(value) for value in values]
    while cells and not cells[-1].strip():
        cells.pop()
    return tuple(cells)


def _words(value: Any) -> str:
    """As the sheet shows it, about: whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | time):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return str(value)


def _check(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
        raise _damaged(str(error)) from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise Refused(
            "This workbook is too large", "Your file is untouched. Save only the sheet with the lines, and open that."
        )
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("This workbook has a password", "Your file is untouched. Save it without one and open it again.")
    if _BOOK not in names:
        raise Refused(
            "This file is no Excel workbook",
            "Your file is untouched. Save the script as XLSX, CSV or plain text, and open that.",
        )


def _damaged(detail: str) -> Damaged:
    return Damaged(
        "This workbook is damaged",
        "Your file is untouched. Open it in your spreadsheet and save it again, or as CSV.",
        detail,
    )
