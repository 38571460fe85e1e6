"""The library as flat rows, for taking everything away and for bringing it in elsewhere.

A row is what its table holds, column by column; so what a newer studio adds to a table travels too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from studio.domain.ids import TakeId
from studio.errors import Damaged

from . import sidecars
from .database import Database
from .shape import Shape
from .shapes import SHAPES, TAKE
from .versions import Versions

Row = dict[str, Any]
Rows = Mapping[str, list[Row]]

#: Not taken away: where a file lay on this computer, what its clock was beside others', and what it and one's other computers have
#: told each other.
_OF_THIS_COMPUTER = {"studies", "clocks", "twins", "twin_things"}
#: In an order in which what is pointed at comes first.
MOVED: tuple[Shape[Any], ...] = tuple(shape for shape in SHAPES if shape.table not in _OF_THIS_COMPUTER)

_OWN = "SELECT platform_id, id FROM records WHERE json_extract(author, '$.id') IN (SELECT person_id FROM platforms)"
_KEPT = "SELECT platform_id, record_id FROM finds WHERE sha256 IN (SELECT sha256 FROM here)"
_CITED = (
    "SELECT platform_id, id FROM records WHERE id IN (SELECT json_extract(source.value, '$.record_id')"
    " FROM drafts, json_each(drafts.sources) AS source)"
)
#: Own records and those that are kept here, all that they build on, and all that builds on one's own.
_NEAR = f"""
    WITH RECURSIVE
    down (platform_id, id) AS (
        {_OWN} UNION
        SELECT c.platform_id, c.record_id FROM down JOIN citations c ON c.platform_id = down.platform_id AND c.cited_id = down.id
    ),
    up (platform_id, id) AS (
        SELECT * FROM down UNION {_KEPT} UNION {_CITED} UNION
        SELECT c.platform_id, c.cited_id FROM up JOIN citations c ON c.platform_id = up.platform_id AND c.record_id = up.id
    )
    SELECT records.* FROM records JOIN up ON records.platform_id = up.platform_id AND records.id = up.id
    ORDER BY records.posted_at, records.id
"""


class Moving:
    def __init__(self, database: Database, takes: Path, versions: Versions, told: Callable[[str], None]) -> None:
        self._database = database
        self._versions = versions
        self._takes = takes
        self._told = told

    def everything(self) -> dict[str, list[Row]]:
        """The rows of each table at one moment: everything that is one's own, and of others' records those near it."""
        connection = self._database.connection()
        connection.execute("BEGIN")
        try:
            found = {}
            for shape in MOVED:
                sql = _NEAR if shape.table == "records" else f"SELECT * FROM {shape.table} ORDER BY rowid"
                rows = connection.execute(sql)
                names = [column[0] for column in rows.description]
                found[shape.table] = [dict(zip(names, row, strict=True)) for row in rows]
        finally:
            connection.execute("COMMIT")
        near = {row["id"] for row in found["records"]}
        for told in ("requests", "line_replies"):
            found[told] = [row for row in found[told] if row["record_id"] in near]
        return found

    def bring(self, rows: Rows) -> dict[str, list[str]]:
        """Adds what is not here yet, in one transaction; what is here stays as it is. Returns the ids of what came, by table.

        Raises Damaged where a row points at one that is not there, and DiskTrouble; nothing has come then.
        """
        try:
            with self._database.write() as connection:
                came = {shape.table: list(_add(connection, shape, rows.get(shape.table, ()))) for shape in MOVED}
                for id in came["parcels"]:  # behind what waits already
                    sql = "UPDATE parcels SET place = (SELECT max(place) FROM parcels) + 1 WHERE id = ?"
                    connection.execute(sql, (id,))
        except sqlite3.IntegrityError as error:
            advice = "Nothing was changed. Use another copy of it."
            raise Damaged("This archive is damaged, or is none", advice, str(error)) from error
        self._write_sidecars(map(TakeId, came["takes"]))
        versions = set(came["versions"])
        self._versions.write_sidecars({row["draft_id"] for row in rows.get("versions", ()) if row["id"] in versions})
        for topic in ("takes", "drafts", "parcels", "library", "platforms"):
            self._told(topic)
        return came

    def _write_sidecars(self, ids: Iterable[TakeId]) -> None:
        for id in ids:
            rows = self._database.rows(f"{TAKE.select} WHERE id = ?", id)
            sidecars.write(self._takes, TAKE.of(rows[0]))  # type: ignore[arg-type]


def _add(connection: sqlite3.Connection, shape: Shape[Any], rows: Iterable[Row]) -> Iterator[str]:
    there = {str(row[1]) for row in connection.execute(f"PRAGMA table_info({shape.table})")}
    for row in rows:
        columns = [name for name in row if name in there]
        names = ", ".join(f'"{name}"' for name in columns)
        sql = f"INSERT OR IGNORE INTO {shape.table} ({names}) VALUES ({', '.join('?' * len(columns))})"
        if connection.execute(sql, [row[name] for name in columns]).rowcount:
            yield row[shape.columns[0]]
