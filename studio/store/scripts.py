"""Scripts that a person brought, and the marks of lines."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable

from studio.domain.ids import SessionId
from studio.domain.script import Line, LineMark, Pickup, Script

from .database import Database
from .shape import Shape, many, one
from .table import Table

SCRIPT = Shape(Script, "scripts", lines=many(Line))
LINE_MARK = Shape(LineMark, "line_marks", pickup=one(Pickup))
#: Whatever else is kept of the line by now stays.
_NOTED = """INSERT INTO line_marks (session_id, line_id, note) VALUES (?, ?, ?)
    ON CONFLICT (session_id, line_id) DO UPDATE SET note = excluded.note"""
_DELIVERED = """INSERT INTO line_marks (session_id, line_id, note, delivered_at) VALUES (?, ?, '', ?)
    ON CONFLICT (session_id, line_id) DO UPDATE SET delivered_at = excluded.delivered_at"""


def mark_delivered(connection: sqlite3.Connection, lines: Iterable[tuple[SessionId, str]], at: str) -> None:
    """Inside of the caller's transaction."""
    connection.executemany(_DELIVERED, [(*line, at) for line in lines])


class Scripts(Table[Script]):
    def __init__(self, database: Database, told: Callable[[], None]) -> None:
        super().__init__(database, SCRIPT, told)

    def list(self) -> list[Script]:
        """The one that was opened last comes first."""
        return self._select("ORDER BY opened_at DESC, id DESC")

    def titles(self, limit: int = 12) -> tuple[tuple[SessionId, str], ...]:
        """The same order, without their lines."""
        rows = self._database.rows("SELECT id, title FROM scripts ORDER BY opened_at DESC, id DESC LIMIT ?", limit)
        return tuple((SessionId(str(id)), str(title)) for id, title in rows)

    def marks(self, session_id: SessionId) -> dict[str, LineMark]:
        """By the ids of lines; lines of which nothing is kept have none. Also for the lines of a challenge."""
        rows = self._database.rows(f"{LINE_MARK.select} WHERE session_id = ?", session_id)
        return {mark.line_id: mark for mark in map(LINE_MARK.of, rows)}  # type: ignore[arg-type]

    def note(self, session_id: SessionId, line_id: str, note: str) -> None:
        """The person's own note."""
        with self._database.write() as connection:
            connection.execute(_NOTED, (session_id, line_id, note))
        self._told()

    def deliver(self, session_id: SessionId, line_ids: Iterable[str], at: str) -> None:
        """These lines are delivered since then; those of a set that is sent, the parcels mark when it is sealed."""
        with self._database.write() as connection:
            mark_delivered(connection, [(session_id, id) for id in line_ids], at)
        self._told()

    def mark(self, *marks: LineMark) -> None:
        """Keeps marks whole, in the place of earlier ones of the same lines, in one transaction."""
        with self._database.write() as connection:
            for mark in marks:
                connection.execute(LINE_MARK.replace, LINE_MARK.values(mark))
        self._told()
