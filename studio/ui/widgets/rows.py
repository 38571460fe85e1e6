"""One list model for every list: it compares what it shows with what it is given and tells the view only the difference."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QWidget

from studio.ui import tokens
from studio.ui.theme import look

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex

#: The row itself, for delegates.
ROW = int(Qt.ItemDataRole.UserRole)
#: More insertions or moves than this are told as one reset.
_MOST_STEPS = 200


class RowsModel(QAbstractListModel, Generic[T]):
    """Rows are frozen values; `key` tells who a row is, `==` whether it changed, `spoken` what a screen reader says."""

    def __init__(self, key: Callable[[T], Hashable], spoken: Callable[[T], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self._spoken = spoken
        self._rows: list[T] = []

    @property
    def rows(self) -> Sequence[T]:
        return self._rows

    def row_of(self, key: Hashable) -> int:
        """Where the row with `key` stands, or -1."""
        return next((at for at, row in enumerate(self._rows) if self._key(row) == key), -1)

    def set_rows(self, rows: Sequence[T]) -> None:
        """Shows `rows`. Keys must differ. What stayed keeps its selection and its place on screen."""
        self._drop({self._key(row) for row in rows})
        known = {self._key(row) for row in self._rows}
        if len(rows) - len(known) > _MOST_STEPS:
            self._reset(rows)
            return
        moves = 0
        for at, row in enumerate(rows):
            key = self._key(row)
            if key not in known:
                self._insert(at, row)
            elif self._key(self._rows[at]) != key:
                moves += 1
                if moves > _MOST_STEPS:
                    self._reset(rows)
                    return
                self._move(next(i for i in range(at + 1, len(self._rows)) if self._key(self._rows[i]) == key), at)
            self._replace(at, row)

    def change(self, at: int, row: T) -> None:
        """Shows `row` in the place of the one at `at`, which has the same key."""
        self._replace(at, row)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = ROW) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            return self._spoken(row)
        return None

    def _drop(self, staying: set[Hashable]) -> None:
        at = len(self._rows) - 1
        while at >= 0:
            last = at
            while at >= 0 and self._key(self._rows[at]) not in staying:
                at -= 1
            if at < last:
                self.beginRemoveRows(QModelIndex(), at + 1, last)
                del self._rows[at + 1 : last + 1]
                self.endRemoveRows()
            at -= 1

    def _insert(self, at: int, row: T) -> None:
        self.beginInsertRows(QModelIndex(), at, at)
        self._rows.insert(at, row)
        self.endInsertRows()

    def _move(self, old: int, new: int) -> None:
        self.beginMoveRows(QModelIndex(), old, old, QModelIndex(), new)
        self._rows.insert(new, self._rows.pop(old))
        self.endMoveRows()

    def _replace(self, at: int, row: T) -> None:
        if self._rows[at] != row:
            self._rows[at] = row
            index = self.index(at)
            self.dataChanged.emit(index, index)

    def _reset(self, rows: Sequence[T]) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()


class RowsView(QListView):
    """A list that keeps the arrows, Home and End to itself and leaves letters to the page's keys.

    The row that the keys are at is always the chosen one, so that one sees it.
    """

    _OWN = frozenset(
        {
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
            Qt.Key.Key_Left,
            Qt.Key.Key_Right,
            Qt.Key.Key_Home,
            Qt.Key.Key_End,
            Qt.Key.Key_Tab,
        }
    )

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)

    def event(self, event: Any) -> bool:
        if event.type() == event.Type.ShortcutOverride and event.key() in self._OWN:
            event.accept()
            return True
        return super().event(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Qt goes to the first row of a list that gets the focus, and chooses nothing."""
        super().currentChanged(current, previous)
        if current.isValid() and not self.selectionModel().isSelected(current):
            self.selectionModel().select(current, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def selectionCommand(self, index: Index, event: QEvent | None = None) -> QItemSelectionModel.SelectionFlag:
        """Ctrl and a click would take the choice away."""
        flags = QItemSelectionModel.SelectionFlag
        command = super().selectionCommand(index, event)
        return flags.NoUpdate if command & flags.Deselect else command

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in self._OWN:
            super().keyPressEvent(event)
        else:
            event.ignore()


class OpeningView(RowsView):
    """A list in which Enter or a double click opens the row that is on."""

    row_opened = Signal()
    _OPENING = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.doubleClicked.connect(self.row_opened)

    def event(self, event: Any) -> bool:
        if event.type() == event.Type.ShortcutOverride and event.key() in self._OPENING:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in self._OPENING and self.currentIndex().isValid():
            self.row_opened.emit()
        else:
            super().keyPressEvent(event)


def draw_ground(painter: QPainter, rect: QRect, state: QStyle.StateFlag, *, marked: bool = False) -> None:
    """What lies under a row that is chosen or `marked`; a line around it where it has the focus."""
    now = look()
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    if chosen or marked:
        focused = chosen and bool(state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(QPen(now.colour("accent"), now.px(2)) if focused else Qt.PenStyle.NoPen)
        painter.setBrush(now.colour("raised"))
        painter.drawRoundedRect(rect, now.px(tokens.RADIUS), now.px(tokens.RADIUS))
