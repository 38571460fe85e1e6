"""The platform's database: reads side by side, writes one after another, never on the event loop.

SQLite stands by default, in WAL with `synchronous=FULL`: an answer that was given survives a power cut. One writer thread means
that transactions never fight inside this process; another process (a second invite) is waited for up to five seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event

T = TypeVar("T")
Work = Callable[[Connection], T]

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA fullfsync=ON",
    "PRAGMA checkpoint_fullfsync=ON",
)


class Database:
    """`read` and `write` run one piece of work in one transaction, in a thread, and bring its answer back to the event loop."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._readers = ThreadPoolExecutor(2, "db-read")
        self._writer = ThreadPoolExecutor(1, "db-write")

    async def read(self, work: Work[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._run, "DEFERRED", work)

    async def write(self, work: Work[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._run, "IMMEDIATE", work)

    def write_now(self, work: Work[T]) -> T:
        """The same on this thread; for the start, before there is a loop."""
        return self._run("IMMEDIATE", work)

    def close(self) -> None:
        self._readers.shutdown()
        self._writer.shutdown()
        self.engine.dispose()

    def _run(self, kind: str, work: Work[T]) -> T:
        """SQLite is told here that a transaction begins: an event of the engine for it makes each statement a sixth slower."""
        with self.engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.connection.cursor().execute(f"BEGIN {kind}")
            return work(connection)


def _engine(url: str) -> Engine:
    engine = create_engine(url, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
    return engine


def _open_sqlite(connection: Any, _record: Any) -> None:
    """The driver's own idea of when a transaction begins is switched off; `Database` says it."""
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(pragma).close()
