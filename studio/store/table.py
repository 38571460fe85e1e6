"""What every table of things with an id can do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Generic, TypeVar

from studio.errors import Refused

from .database import Database
from .shape import Shape

T = TypeVar("T")


class Table(Generic[T]):
    """`add` of the same id twice keeps the first; `get` raises, `find` may return None. `told` is called after each commit."""

    def __init__(self, database: Database, shape: Shape[T], told: Callable[[], None]) -> None:
        self._database = database
        self._shape = shape
        self._told = told

    def add(self, item: T) -> None:
        with self._database.write() as connection:
            connection.execute(self._shape.insert, self._shape.values(item))
        self._told()

    def change(self, item: T) -> None:
        """Writes every field of an item that is there already."""
        with self._database.write() as connection:
            self._write(connection, item)
        self._told()

    def alter(self, id: str, how: Callable[[T], T]) -> T:
        """Changes an item as it is by now, in one transaction: nothing that another thread changes meanwhile is lost."""
        with self._database.write() as connection:
            item = how(self.get(id))
            self._write(connection, item)
        self._told()
        return item

    def get(self, id: str) -> T:
        found = self.find(id)
        if found is None:
            raise Refused(
                "This is not in your library any more", "Nothing else was changed.", f"{self._shape.table} {id}"
            )
        return found

    def find(self, id: str) -> T | None:
        return next(iter(self._select("WHERE id = ?", id)), None)

    def _write(self, connection: sqlite3.Connection, item: T) -> None:
        connection.execute(self._shape.update, [*self._shape.values(item), item.id])  # type: ignore[attr-defined]

    def _select(self, where: str, *values: object) -> list[T]:
        return [self._shape.of(row) for row in self._database.rows(f"{self._shape.select} {where}", *values)]  # type: ignore[arg-type]
