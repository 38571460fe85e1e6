"""Copies of the library: one a day and one before each migration, the newest seven kept.

Made by `VACUUM INTO`, which gives a whole file in one go; a hot file is never copied, and a stepwise backup may never end.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from studio.durable import sync_folder

from .database import Database

KEPT = 7
_NAME = "library-%Y%m%dT%H%M%S%fZ.db"


def make(database: Database, folder: Path, moment: datetime | None = None) -> Path:
    path = folder / (moment or datetime.now(UTC)).strftime(_NAME)
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    database.connection().execute("VACUUM INTO ?", (str(part),))
    part.replace(path)
    sync_folder(folder)
    for old in newest_first(folder)[KEPT:]:
        old.unlink()
    return path


def make_daily(database: Database, folder: Path, moment: datetime | None = None) -> Path | None:
    """A backup where the newest is older than a day; returns its path, or None where none was due."""
    moment = moment or datetime.now(UTC)
    a_day_ago = (moment - timedelta(days=1)).strftime(_NAME)
    if any(a_day_ago < path.name <= moment.strftime(_NAME) for path in newest_first(folder)):
        return None
    return make(database, folder, moment)


def newest_first(folder: Path) -> list[Path]:
    """Those of a clock that was ahead of today's come last."""
    now = datetime.now(UTC).strftime(_NAME)
    return sorted(folder.glob("library-*Z.db"), key=lambda path: (path.name <= now, path.name), reverse=True)


def readable(folder: Path) -> Path | None:
    """The newest backup that SQLite finds whole."""
    for path in newest_first(folder):
        try:
            connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
            try:
                if connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok":
                    return path
            finally:
                connection.close()
        except sqlite3.DatabaseError:
            continue
    return None
