"""One process at a time works on a folder. SQLite's own file lock is used: the system releases it when a process is killed."""

from __future__ import annotations

import sqlite3
from pathlib import Path


class Claim:
    """Held until `release` or the end of the process."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def take(cls, folder: Path) -> Claim | None:
        """None where another process works on this folder."""
        connection = sqlite3.connect(folder / "running.lock", isolation_level=None, timeout=0.0)
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            connection.close()
            return None
        return cls(connection)

    def release(self) -> None:
        self._connection.close()
