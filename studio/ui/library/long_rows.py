"""A list of any length: it knows the number of every row, and reads the things of those that come on screen, by the block."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from studio.store import Store
from studio.ui.pieces.things import Thing
from studio.ui.widgets.cards import CardRow
from studio.ui.widgets.rows import ROW

from .order import Order

#: Rows that are read together. A frame that scrolls waits for one block at most: 50 rows took it 5 ms, 16 took 2, 4 take a half.
_BLOCK = 4
#: Blocks that are kept: a few screens up and down.
_KEPT = 240
_GONE = CardRow("", "circle-help", "This is not in the library any more")


class LongRows(QAbstractListModel):
    """`row_of` makes a row of a thing. What was read is read again after `show_order`."""

    def __init__(self, store: Store, row_of: Callable[[Thing], CardRow], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._row_of = row_of
        self._numbers: array[int] = array("q")
        self._blocks: OrderedDict[int, dict[int, tuple[Thing, CardRow]]] = OrderedDict()

    def show_order(self, order: Order) -> None:
        self.beginResetModel()
        self._numbers = order.numbers
        self._blocks.clear()
        self.endResetModel()

    def thing(self, at: int) -> Thing | None:
        found = self._at(at)
        return found[0] if found else None

    def row(self, at: int) -> CardRow:
        found = self._at(at)
        return found[1] if found else _GONE

    def number(self, at: int) -> int | None:
        return self._numbers[at] if 0 <= at < len(self._numbers) else None

    def row_with(self, number: int | None) -> int:
        """Where the row with this number stands, or -1."""
        if number is None:
            return -1
        at = bisect_left(self._numbers, -number, key=lambda known: -known)
        return at if at < len(self._numbers) and self._numbers[at] == number else -1

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return 0 if parent.isValid() else len(self._numbers)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = ROW) -> Any:
        if not index.isValid() or index.row() >= len(self._numbers):
            return None
        if role == ROW:
            return self.row(index.row())
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            return self.row(index.row()).spoken()
        return None

    def _at(self, at: int) -> tuple[Thing, CardRow] | None:
        block = at // _BLOCK
        if block not in self._blocks:
            self._blocks[block] = self._read(self._numbers[block * _BLOCK : (block + 1) * _BLOCK])
            while len(self._blocks) > _KEPT:
                self._blocks.popitem(last=False)
        self._blocks.move_to_end(block)
        return self._blocks[block].get(self._numbers[at])

    def _read(self, numbers: array[int]) -> dict[int, tuple[Thing, CardRow]]:
        things: dict[int, Thing] = {**self._store.library.finding.at(numbers), **self._store.own.at(numbers)}
        return {number: (thing, self._row_of(thing)) for number, thing in things.items()}
