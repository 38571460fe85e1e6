"""One platform at a time on one folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone_on(folder: Path) -> Iterator[bool]:
    """Whether no other platform runs on this folder. SQLite's file lock does this on every system and ends with the process."""
    lock = sqlite3.connect(folder / "running.lock", timeout=0, isolation_level=None)
    try:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            yield False
        else:
            yield True
    finally:
        lock.close()
