"""How much of a script is read. More is refused in words, before it is in memory."""

from __future__ import annotations

from studio.errors import Refused

MOST_BYTES = 16 << 20
MOST_LINES = 20_000
#: Of a table; rows that stand empty count.
MOST_ROWS, MOST_COLUMNS = 100_000, 100
#: Characters. A longer line is taken apart where a word ends; other cells are cut.
LONGEST_LINE, LONGEST_CELL = 5_000, 1_000
#: What a workbook may unpack to, all parts together; and the list of its parts.
MOST_UNPACKED_BYTES, MOST_PARTS = 48 << 20, 1_000
#: As many things are told one by one.
MOST_TOLD = 40


def too_long(what: str) -> Refused:
    """`what` is "lines", "rows" …"""
    return Refused(
        f"This script has too many {what}",
        f"Your file is untouched. Up to {MOST_LINES} lines are read; open it in parts.",
    )
