"""My picture remixes: the last one worked on first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import QStackedWidget, QWidget

from studio.domain.amounts import ago_words
from studio.remix.canvas.folder import Kept
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.cards import CardDelegate, CardRow
from studio.ui.widgets.empty import Empty
from studio.ui.widgets.label import Label
from studio.ui.widgets.rows import ROW, RowsModel, RowsView

from .leaving import UNTITLED

_TILE_PX = 64
_WORDS = (
    "Lay pictures of others and your own over each other, move them by hand, add words, and send what comes of it. "
    "Everybody whose picture can be seen is credited by itself."
)


class Shelf(QWidget):
    new_pressed = Signal()
    open_pressed = Signal(str)
    remove_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.new = Button("New picture remix", "primary")
        self.remove = Button("Remove")
        self.empty = Empty("layers", "Make a picture out of pictures", _WORDS, "Start a picture remix")
        self.view = RowsView("My picture remixes")
        self.model: RowsModel[CardRow] = RowsModel(lambda one: one.key, CardRow.spoken)
        self.view.setModel(self.model)
        self._small: dict[str, QImage] = {}
        self._delegate = CardDelegate(self.view, self._draw_tile)
        self.view.setItemDelegate(self._delegate)
        head = row(Label("My picture remixes", "heading"), None, self.remove, self.new, gap=10)
        full = QWidget()
        lines = column(head, self.view, gap=14, margins=(24, 20, 24, 16))
        lines.setStretch(1, 1)
        full.setLayout(lines)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(full)
        self.setLayout(column(self._stack, gap=0))
        self._connect()

    def show_kept(self, kept: Sequence[tuple[Kept, QImage]]) -> None:
        """Each with its small picture, which may be empty."""
        moment = datetime.now(UTC)
        self._small = {one.id: image for one, image in kept if not image.isNull()}
        self.model.set_rows([row_of(one, moment) for one, _ in kept])
        self.view.viewport().update()
        self._stack.setCurrentIndex(1 if kept else 0)
        if kept and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0))
        self._show_buttons()

    def _connect(self) -> None:
        self.empty.pressed.connect(self.new_pressed)
        self.new.clicked.connect(self.new_pressed)
        self.remove.clicked.connect(lambda: self._tell(self.remove_pressed))
        self._delegate.verb_pressed.connect(self.open_pressed)
        self.view.doubleClicked.connect(self._on_double_click)
        self.view.selectionModel().currentChanged.connect(self._show_buttons)

    def _draw_tile(self, painter: QPainter, rect: QRect, key: str) -> bool:
        image = self._small.get(key)
        if image is None:
            return False
        size = image.size().scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(rect.topLeft(), size)
        place.moveCenter(rect.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, image)
        return True

    @Slot()
    def _show_buttons(self) -> None:
        self.remove.setEnabled(self._current() is not None)

    @Slot(QModelIndex)
    def _on_double_click(self, index: QModelIndex) -> None:
        self._tell(self.open_pressed)

    def _current(self) -> CardRow | None:
        found: CardRow | None = self.view.currentIndex().data(ROW)
        return found

    def _tell(self, signal: SignalInstance) -> None:
        found = self._current()
        if found is not None and (not found.worry or signal == self.remove_pressed):
            signal.emit(found.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """In the list: Enter opens, Delete removes."""
        if not self.view.hasFocus():
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tell(self.open_pressed)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._tell(self.remove_pressed)
        else:
            super().keyPressEvent(event)


def row_of(one: Kept, now: datetime) -> CardRow:
    when = ago_words(one.changed_at, now)
    if one.trouble:
        return CardRow(one.id, "triangle-alert", f"{one.id}.canvas", when, one.trouble, "warn", worry=True)
    said = "1 layer" if one.layers == 1 else f"{one.layers} layers" if one.layers else "Empty so far"
    return CardRow(one.id, "layers", one.title or UNTITLED, when, said, verb="Open", tile_px=_TILE_PX)
