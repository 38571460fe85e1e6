"""My picture remixes: the last one worked on first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from studio.domain.amounts import ago_words
from studio.remix.canvas.folder import Kept
from studio.ui.widgets.box import column
from studio.ui.widgets.button import Button
from studio.ui.widgets.cards import CardRow
from studio.ui.widgets.empty import Empty
from studio.ui.widgets.head import Head
from studio.ui.widgets.label import Label
from studio.ui.widgets.piece_list import PieceList
from studio.ui.widgets.stack import Stack

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
        self._small: dict[str, QImage] = {}
        self.view = PieceList("My picture remixes", self._draw_tile)
        self.model = self.view.cards
        head = Head(Label("My picture remixes", "heading"), self.remove, self.new)
        full = QWidget()
        lines = column(head, self.view, gap=14, margins=(24, 20, 24, 16))
        lines.setStretch(1, 1)
        full.setLayout(lines)
        self._stack = Stack()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(full)
        self.setLayout(column(self._stack, gap=0))
        self._connect()

    def show_kept(self, kept: Sequence[tuple[Kept, QImage]]) -> None:
        """Each with its small picture, which may be empty."""
        moment = datetime.now(UTC)
        self._small = {one.id: image for one, image in kept if not image.isNull()}
        self.view.show_cards([row_of(one, moment) for one, _ in kept])
        self.view.viewport().update()
        self._stack.setCurrentIndex(1 if kept else 0)

    def _connect(self) -> None:
        self.empty.pressed.connect(self.new_pressed)
        self.new.clicked.connect(self.new_pressed)
        self.remove.clicked.connect(self.view.remove_chosen)
        self.view.opened.connect(self.open_pressed)
        self.view.remove_wanted.connect(self.remove_pressed)
        self.view.chosen_changed.connect(lambda: self.remove.setEnabled(self.view.chosen is not None))

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


def row_of(one: Kept, now: datetime) -> CardRow:
    when = ago_words(one.changed_at, now)
    if one.trouble:
        return CardRow(one.id, "triangle-alert", f"{one.id}.canvas", when, one.trouble, "warn", worry=True)
    said = "1 layer" if one.layers == 1 else f"{one.layers} layers" if one.layers else "Empty so far"
    return CardRow(one.id, "layers", one.title or UNTITLED, when, said, verb="Open", tile_px=_TILE_PX)
