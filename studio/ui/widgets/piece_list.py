"""A list of a person's own pieces as cards: Enter, a double click or its button opens one, F2 renames it, Delete removes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from .cards import CardDelegate, CardRow, DrawTile
from .rows import ROW, RowsModel, RowsView


class PieceList(RowsView):
    """Signals tell the key of the piece. One that worries (it cannot be read) can only be removed."""

    opened = Signal(str)
    rename_wanted = Signal(str)
    remove_wanted = Signal(str)
    chosen_changed = Signal()

    def __init__(
        self, name: str, draw_tile: DrawTile = lambda painter, rect, key: False, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, parent)
        self.cards: RowsModel[CardRow] = RowsModel(lambda one: one.key, CardRow.spoken, self)
        self.setModel(self.cards)
        self._delegate = CardDelegate(self, draw_tile)
        self.setItemDelegate(self._delegate)
        self._delegate.verb_pressed.connect(self.opened)
        self.doubleClicked.connect(self.open_chosen)
        self.selectionModel().currentChanged.connect(self.chosen_changed)

    @property
    def chosen(self) -> CardRow | None:
        found: CardRow | None = self.currentIndex().data(ROW)
        return found

    def show_cards(self, cards: Sequence[CardRow]) -> None:
        self.cards.set_rows(cards)
        if cards and not self.currentIndex().isValid():
            self.setCurrentIndex(self.cards.index(0))
        self.chosen_changed.emit()

    @Slot()
    def open_chosen(self) -> None:
        self._tell(self.opened)

    @Slot()
    def rename_chosen(self) -> None:
        self._tell(self.rename_wanted)

    @Slot()
    def remove_chosen(self) -> None:
        self._tell(self.remove_wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        does = {
            Qt.Key.Key_Return: self.open_chosen,
            Qt.Key.Key_Enter: self.open_chosen,
            Qt.Key.Key_F2: self.rename_chosen,
            Qt.Key.Key_Delete: self.remove_chosen,
            Qt.Key.Key_Backspace: self.remove_chosen,
        }.get(Qt.Key(event.key()))
        if does:
            does()
        else:
            super().keyPressEvent(event)

    def _tell(self, signal: SignalInstance) -> None:
        found = self.chosen
        if found is not None and (not found.worry or signal == self.remove_wanted):
            signal.emit(found.key)
