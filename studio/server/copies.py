"""Copies of the platform's database, made by SQLite itself (`VACUUM INTO`): one a day, one before each migration, seven kept.

A database that was named by its address is its host's to copy; then nothing is done here. Used on any thread.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from .config import FILE, Config

KEPT = 7
#: How long the check at the start may take, in seconds; a larger database is then taken as sound.
CHECK_S = 1.0


def daily(config: Config) -> None:
    """Makes today's copy, unless it is there."""
    make(config, time.strftime("%Y-%m-%d", time.gmtime()))


def make(config: Config, name: str) -> None:
    """A copy appears under its name when it is whole."""
    place = config.folder / "copies" / f"{name}.db"
    if config.database_url or place.exists():
        return
    place.parent.mkdir(mode=0o700, exist_ok=True)
    part = place.with_suffix(".part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(config.folder / FILE, timeout=5)) as database:
        database.execute("VACUUM INTO ?", (str(part),))
    part.replace(place)
    for old in sorted(place.parent.glob("*.db"), key=_age)[:-KEPT]:
        old.unlink()


def newest(folder: Path) -> Path | None:
    """The copy to fall back on."""
    return max((folder / "copies").glob("*.db"), key=_age, default=None)


def _age(path: Path) -> tuple[bool, float]:
    """The oldest first. One of a clock that was ahead of today's is older than any other."""
    made = path.stat().st_mtime
    return made <= time.time(), made


def is_sound(path: Path) -> bool:
    """Whether SQLite finds no damage in the file within the time it has. A file that is not there yet is sound."""
    if not path.exists():
        return True
    until = time.monotonic() + CHECK_S
    with closing(sqlite3.connect(path, timeout=5)) as database:
        database.set_progress_handler(lambda: time.monotonic() > until, 10_000)
        try:
            return bool(database.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
        except sqlite3.OperationalError as error:
            return "interrupted" in str(error)
        except sqlite3.DatabaseError:
            return False
