"""A damaged library: set aside, then built anew from what can still be read of it, the newest backup, and the sidecars.

Rows of the damaged file come first (they are the newest), then the backup fills what is missing, then the sidecars of takes and
of drafts that have versions.
Sending again what was sent already is safe: every delivery may be repeated.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studio.errors import Damaged
from studio.paths import DataFolder

from . import backup, sidecars
from .database import Database
from .shape import Shape
from .shapes import CLEANED, DRAFT, SHAPES, STUDY, TAKE, VERSION

log = logging.getLogger(__name__)
#: How many row numbers after an unreadable one are tried before the rest of a table is given up.
_PATIENCE_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was found, to be told to the person. `set_aside` is the damaged file, which is never deleted."""

    set_aside: Path
    takes: int
    drafts: int
    waiting: int


def set_aside(path: Path) -> Path:
    """Moves the database and its journals out of the way under a name that was never used."""
    moved = path.with_name(f"{path.stem}.damaged-{datetime.now(UTC).strftime('%Y%m%dT%H%M%S%fZ')}{path.suffix}")
    for ending in ("", "-wal", "-shm"):
        source = path.with_name(path.name + ending)
        if source.exists():
            source.replace(moved.with_name(moved.name + ending))
    return moved


def fill(database: Database, folder: DataFolder, damaged: Path) -> Rebuilt:
    """Fills the new, empty `database` from everything that is left."""
    with database.write() as connection:
        connection.execute("PRAGMA defer_foreign_keys=ON")
        for source in (damaged, backup.readable(folder.backups)):
            if source is not None:
                _copy_rows(connection, source)
        _add_sidecars(connection, folder.takes)
        _add_versions(connection, folder.studies)
        connection.execute("UPDATE drafts SET take_id = NULL WHERE take_id NOT IN (SELECT id FROM takes)")
        for table, column in (("parcels", "draft_id"), ("studies", "id"), ("versions", "draft_id")):
            connection.execute(f"DELETE FROM {table} WHERE {column} NOT IN (SELECT id FROM drafts)")
        connection.execute(
            "UPDATE parcels SET place = rowid"
        )  # the line as it was filled; what was changed by hand is not known
        counts = [
            int(connection.execute(sql).fetchone()[0])
            for sql in (
                "SELECT count(*) FROM takes",
                "SELECT count(*) FROM drafts WHERE sealed = 0",
                "SELECT count(*) FROM parcels WHERE state != 'live'",
            )
        ]
    return Rebuilt(damaged, *counts)


def _copy_rows(connection: sqlite3.Connection, source: Path) -> None:
    try:
        old = sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)
    except sqlite3.DatabaseError:
        return
    try:
        for shape in SHAPES:
            for row in _salvaged(old, shape):
                connection.execute(shape.insert, row)
    finally:
        old.close()


def _salvaged(old: sqlite3.Connection, shape: Shape[Any]) -> Iterator[tuple[Any, ...]]:
    """Every row that can be read and understood, by row number, stepping over broken pages."""
    after, skipped = 0, 0
    try:
        there = {str(row[1]) for row in old.execute(f"PRAGMA table_info({shape.table})")}
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return
    if not there:  # an older studio had no such table
        return
    columns = shape.columns_of(there)
    while skipped < _PATIENCE_ROWS:
        sql = f"SELECT rowid, {columns} FROM {shape.table} WHERE rowid > ? ORDER BY rowid LIMIT 1"
        try:
            row = old.execute(sql, (after,)).fetchone()
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            row = (after,)
        if row is None:
            return
        if row[0] <= after:  # unreadable, or a broken page that leads back
            after, skipped = after + 1, skipped + 1
            continue
        after, skipped = row[0], 0
        try:
            shape.of(row[1:])
        except (ValueError, TypeError, KeyError, AttributeError):
            log.info("a row of %s could not be understood and was left in the damaged file", shape.table)
            continue
        yield row[1:]


def _add_sidecars(connection: sqlite3.Connection, takes: Path) -> None:
    for path in sorted(takes.glob("*.json")):
        try:
            take = sidecars.read(path)
        except Damaged:
            continue
        if take.frames and (takes / take.file_name).exists():
            connection.execute(TAKE.insert, TAKE.values(take))


def _add_versions(connection: sqlite3.Connection, studies: Path) -> None:
    for path in sorted(studies.glob("*.json")):
        try:
            kept = sidecars.read_versions(path)
        except Damaged:
            continue
        connection.execute(DRAFT.insert, DRAFT.values(kept.draft))
        if kept.study is not None:
            connection.execute(STUDY.insert, STUDY.values(kept.study))
        for version in kept.versions:
            connection.execute(VERSION.insert, VERSION.values(version))
        for cleaned in kept.cleaned:
            connection.execute(CLEANED.insert, CLEANED.values(cleaned))
