"""Finding records by words and filters, newest first, a page at a time. The index is kept by triggers (0002_finding.sql).

Nothing is ranked: to rank a common word means to look at every hit, while the newest are read from the index's end.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from studio.domain.record import Record

from .database import Database
from .shapes import RECORD
from .sought import Sought, query, spoken

PAGE = 50
#: An index in more pieces than this is put together, for each word is looked up in every piece: about so many pages at a time
#: (4 KiB each), so that nobody who writes waits for more than moments.
MOST_PIECES, PAGES_AT_ONCE = 3, 250
#: So many records come into the index in one step, which takes a tenth of a second and makes one piece (0020_pieces.sql).
CATCH_UP = 8_000
#: While page after page comes, words wait for the index at most so long (seconds). What is in it already is taken out and put in
#: anew where somebody cites it, so a first fetch in the order of the feed takes a quarter longer when the index follows closely.
LATE_S = 20.0
_LAST = "SELECT max(number) FROM (SELECT number FROM unfound ORDER BY number LIMIT ?)"
_COME_IN = """
    INSERT INTO found (rowid, words)
    SELECT finds.number, finds.words FROM unfound JOIN finds ON finds.number = unfound.number WHERE unfound.number <= ?
"""
#: Every record has a number that grows with the moment it was posted: so many of them in a millisecond.
IN_A_MS = 1 << 20
#: In the year 2109; what is said to be younger has that moment, for a database counts no further.
LAST_MS = (1 << 42) - 1
T = TypeVar("T")
_COLUMNS = ", ".join(f'records."{name}"' for name in RECORD.columns)
_JOINED = "FROM finds JOIN records ON records.platform_id = finds.platform_id AND records.id = finds.record_id"


@dataclass(frozen=True, slots=True)
class Found:
    """A page; `after` asks for the next one, and is None on the last."""

    records: tuple[Record, ...]
    after: int | None


class Finding:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._caught_up_at = time.monotonic()

    def page(self, sought: Sought, after: int | None = None, limit: int = PAGE) -> Found:
        return self._mended(lambda: self._page(sought, after, limit))

    def count(self, sought: Sought, most: int) -> int:
        """How many there are, counted up to `most`."""
        return len(self.numbers(sought, most))

    def numbers(self, sought: Sought, most: int) -> list[int]:
        """The numbers of the newest `most` hits, for `at`; the newest has the greatest."""
        return self._mended(lambda: self._numbers(sought, None, most))

    def at(self, numbers: Sequence[int]) -> dict[int, Record]:
        """The records that have these numbers; at most some hundred at a time."""
        marks = ", ".join("?" * len(numbers))
        sql = f"SELECT finds.number, {_COLUMNS} {_JOINED} WHERE finds.number IN ({marks})"
        return {int(str(row[0])): RECORD.of(row[1:]) for row in self._database.rows(sql, *numbers)}  # type: ignore[arg-type]

    def number_of(self, record: Record) -> int | None:
        """None where the record is not in the library."""
        sql = "SELECT number FROM finds WHERE platform_id = ? AND record_id = ?"
        return next((int(str(row[0])) for row in self._database.rows(sql, record.platform_id, record.id)), None)

    @contextmanager
    def later(self, connection: sqlite3.Connection, on: bool) -> Iterator[None]:
        """Words that are written inside, within one transaction, wait for `catch_up` where `on` says so."""
        if on:
            connection.execute("INSERT INTO later DEFAULT VALUES")
        yield
        if on:
            connection.execute("DELETE FROM later")

    def catch_up(self, *, if_late: bool = False) -> None:
        """What waits comes into the index, in steps, so that nobody who writes waits for long; `if_late`: only after `LATE_S`."""
        if if_late and time.monotonic() < self._caught_up_at + LATE_S:
            return
        if self._waits():
            self._come_in()
        self._caught_up_at = time.monotonic()

    @contextmanager
    def caught_up(self) -> Iterator[None]:
        """However what is inside ends, no words wait any more."""
        try:
            yield
        finally:
            self.catch_up()

    def _come_in(self) -> None:
        while True:
            with self._database.write() as connection:
                last = connection.execute(_LAST, (CATCH_UP,)).fetchone()[0]
                if last is None:
                    return
                connection.execute(_COME_IN, (last,))
                connection.execute("DELETE FROM unfound WHERE number <= ?", (last,))

    def _waits(self) -> bool:
        return bool(self._database.rows("SELECT 1 FROM unfound LIMIT 1"))

    def put_together(self) -> None:
        """What still waited comes in, and what many small writes have left in pieces becomes one. For a thread beside the window;
        in short transactions (https://sqlite.org/fts5.html, section 6.8: an optimize in steps)."""
        self._mended(self._put_together)

    def _put_together(self) -> None:
        self.catch_up()
        pages, worked = -PAGES_AT_ONCE, self._pieces() > MOST_PIECES
        while worked:
            with self._database.write() as connection:
                before = connection.total_changes
                connection.execute("INSERT INTO found (found, rank) VALUES ('merge', ?)", (pages,))
                worked = connection.total_changes - before >= 2
            pages = PAGES_AT_ONCE

    def _pieces(self) -> int:
        return int(str(self._database.rows("SELECT count(DISTINCT segid) FROM found_idx")[0][0]))

    def _page(self, sought: Sought, after: int | None, limit: int) -> Found:
        numbers = self._numbers(sought, after, limit)
        records = self.at(numbers)
        return Found(tuple(records[number] for number in numbers), numbers[-1] if len(numbers) == limit else None)

    def _numbers(self, sought: Sought, after: int | None, limit: int) -> list[int]:
        said = query(sought)
        if sought.words.strip() and not spoken(sought.words):
            return []
        table, key = ("found", "rowid") if said else ("finds", "number")
        # Without words the table itself is read from its end; with words the index is.
        where = [*(["found MATCH ?"] if said else []), *([f"{key} < ?"] if after is not None else [])]
        values = [*([said] if said else []), *([after] if after is not None else [])]
        sql = f"SELECT {key} FROM {table} WHERE {' AND '.join(where) or '1'} ORDER BY {key} DESC LIMIT ?"
        return [int(str(row[0])) for row in self._database.rows(sql, *values, limit)]

    def _mended(self, read: Callable[[], T]) -> T:
        """A damaged index is made anew from the words it was made of, once."""
        try:
            return read()
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            mend(self._database)
            return read()


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """The index contradicts itself, while the library's own tables can be read."""
    return getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_CORRUPT_VTAB


def mend(database: Database) -> None:
    with database.write() as connection:
        connection.execute("INSERT INTO found (found) VALUES ('rebuild')")
        connection.execute("DELETE FROM unfound")
