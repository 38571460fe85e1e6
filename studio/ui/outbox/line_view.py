"""The list of the outbox, whose waiting rows are put in order by hand: with the mouse, or with Alt and the arrows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QWidget

from studio.ui.widgets.cards import CardRow
from studio.ui.widgets.rows import ROW, Index, RowsModel, RowsView

_MIME = "application/x-redbutton-parcel"
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class LineModel(RowsModel[CardRow]):
    """The first `in_line` rows wait, in the order in which they go out; the others stay where they are."""

    #: A row was dropped: its key, and the key of the row that it shall stand before ("" for the end of the line).
    dropped = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(lambda row: row.key, CardRow.spoken, parent)
        self.in_line = 0

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        moves = Qt.ItemFlag.ItemIsDragEnabled if index.row() < self.in_line else Qt.ItemFlag.NoItemFlags
        return super().flags(index) | moves

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(_MIME, indexes[0].data(ROW).key.encode())
        return data

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        if not data.hasFormat(_MIME):
            return False
        key = bytes(data.data(_MIME).data()).decode()
        before = row if 0 <= row < self.in_line else self.in_line
        self.dropped.emit(key, self.rows[before].key if before < self.in_line else "")
        return False  # the store puts it in its place, and the list shows that

    def beyond(self, key: str, step: int) -> str | None:
        """The key before which a row stands after `step` (-1 or 1), "" for the end of the line; None where it cannot go on."""
        at = self.row_of(key)
        if not 0 <= at < self.in_line or not 0 <= at + step < self.in_line:
            return None
        before = at - 1 if step < 0 else at + 2
        return self.rows[before].key if before < self.in_line else ""


class LineView(RowsView):
    #: The row that has the focus shall go out earlier (-1) or later (1).
    nudged = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setAccessibleDescription("Alt and the arrows change the order")
        self.setDragDropMode(QListView.DragDropMode.InternalMove)
        self.setDropIndicatorShown(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.nudged.emit(step)
        else:
            super().keyPressEvent(event)
