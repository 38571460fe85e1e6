"""The pages of a draft: small pictures in a row, put in order by hand, and words for who cannot see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.domain.record import Page
from studio.ui import tokens
from studio.ui.alive import alive
from studio.ui.glance import Glance, Look
from studio.ui.tasks import Tasks
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.cards import draw_line, draw_tile_icon
from studio.ui.widgets.painters import draw_focus
from studio.ui.widgets.rows import ROW, RowsModel, RowsView

from .tiles import draw_picture

_ASKED = "What does it show? For people who cannot see it."
#: What was typed is kept after so long, and when the field is left.
_KEEP_MS = 800
#: A small picture, in pixels at 100 %; with large text the picture above needs the room more.
_WIDE, _HIGH, _MOST = 96, 64, 1.25
_PAD = 6
#: Room for the bar that scrolls.
_BAR = 12


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """One page: who it is while it is moved, and where it stands."""

    key: int
    number: int
    page: Page
    image: QImage | None = None

    @property
    def name(self) -> str:
        return f"Page {self.number}"

    def spoken(self) -> str:
        return f"{self.name}, {self.page.alt or 'without words yet'}"


class Pages(QWidget):
    """`show_pages` says what the draft holds; `look_of` how a page is seen, on a task."""

    #: All pages as the person wants them now, as a tuple.
    put = Signal(object)
    #: The page that is looked at, counted from 0.
    chosen = Signal(int)
    taken_out = Signal(int)
    add_pressed = Signal()

    def __init__(self, tasks: Tasks, look_of: Callable[[Page], Look | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._look_of = look_of
        self._build()
        self._connect()

    @property
    def at(self) -> int:
        return max(self.strip.currentIndex().row(), 0)

    def _build(self) -> None:
        self.strip = Strip()
        self.alt = QLineEdit()
        self.alt.setPlaceholderText(_ASKED)
        self.alt.setAccessibleName(_ASKED)
        self.earlier = Button("", "icon", icon="arrow-left", name="Move this page to the left")
        self.later = Button("", "icon", icon="arrow-right", name="Move this page to the right")
        self.out = Button("", "icon", icon="x", name="Take this page out; it becomes a draft of its own")
        self.add = Button("Add a page…", icon="plus")
        words = row(self.alt, self.add)
        words.setStretch(0, 1)
        strip = row(self.strip, self.earlier, self.later, self.out, gap=4)
        strip.setStretch(0, 1)
        self.setLayout(column(words, strip, gap=8))
        self._keep = QTimer(self, singleShot=True, interval=_KEEP_MS)

    def _connect(self) -> None:
        self.strip.selectionModel().currentChanged.connect(self._on_current)
        self.strip.settled.connect(self._on_settled)
        self.strip.out_pressed.connect(self._on_out)
        self.earlier.clicked.connect(lambda: self.strip.move_by(-1))
        self.later.clicked.connect(lambda: self.strip.move_by(1))
        self.out.clicked.connect(self._on_out)
        self.add.clicked.connect(self.add_pressed)
        self.alt.textEdited.connect(lambda _: self._keep.start())
        self.alt.editingFinished.connect(self.keep_words)
        self._keep.timeout.connect(self.keep_words)

    def show_pages(self, pages: tuple[Page, ...], at: int = 0) -> None:
        """The page `at` is looked at. Pages that were here before keep their small pictures."""
        self._keep.stop()
        known = {tile.page.media.sha256: tile.image for tile in self.strip.tiles.rows}
        tiles = [Tile(number, number + 1, page, known.get(page.media.sha256)) for number, page in enumerate(pages)]
        self.strip.tiles.set_rows(tiles)
        self.strip.setCurrentIndex(self.strip.tiles.index(min(at, len(pages) - 1)))
        for tile in tiles if len(pages) > 1 else ():
            look_at = self._look_of(tile.page) if tile.image is None else None
            if look_at is not None:
                self._tasks.run(look_at, alive(self, partial(self._show, tile.page.media.sha256)), on_trouble=_nothing)
        self._tell()

    @Slot()
    def keep_words(self) -> None:
        """What was typed becomes the words of the page that is looked at."""
        self._keep.stop()
        tiles = self.strip.tiles.rows
        if tiles and self.alt.text() != tiles[self.at].page.alt:
            pages = [tile.page for tile in tiles]
            pages[self.at] = replace(pages[self.at], alt=self.alt.text())
            self.put.emit(tuple(pages))

    def _show(self, sha256: str, glance: Glance) -> None:
        for at, tile in enumerate(self.strip.tiles.rows):
            if tile.page.media.sha256 == sha256 and glance.image is not None:
                self.strip.tiles.change(at, replace(tile, image=glance.image))

    def _tell(self) -> None:
        tiles = self.strip.tiles.rows
        several = len(tiles) > 1
        for part in (self.strip, self.earlier, self.later, self.out):
            part.setVisible(several)
        self.earlier.setEnabled(self.at > 0)
        self.later.setEnabled(self.at < len(tiles) - 1)
        if tiles and not self.alt.hasFocus():
            self.alt.setText(tiles[self.at].page.alt)

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, before: QModelIndex) -> None:
        if current.isValid():
            self._tell()
            self.chosen.emit(current.row())

    @Slot()
    def _on_settled(self) -> None:
        self.put.emit(tuple(tile.page for tile in self.strip.tiles.rows))

    @Slot()
    def _on_out(self) -> None:
        if len(self.strip.tiles.rows) > 1:
            self.taken_out.emit(self.at)


class Strip(RowsView):
    """The pages side by side. A page is dragged to its place, or moved with Ctrl and the arrows; `settled` when it is let go."""

    settled = Signal()
    out_pressed = Signal()

    def __init__(self) -> None:
        super().__init__("The pages in their order")
        self.tiles: RowsModel[Tile] = RowsModel(lambda tile: tile.key, Tile.spoken, self)
        self.setModel(self.tiles)
        self.setItemDelegate(_TileDelegate(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setFixedHeight(_tile_size().height() + look().px(_BAR))
        self._held: int | None = None
        self._moved = False

    def move_by(self, steps: int) -> None:
        self._move(self.currentIndex().row(), steps)
        self.settled.emit()

    def _move(self, at: int, steps: int) -> None:
        to = min(max(at + steps, 0), len(self.tiles.rows) - 1)
        tiles = list(self.tiles.rows)
        tiles.insert(to, tiles.pop(at))
        self.tiles.set_rows([replace(tile, number=number) for number, tile in enumerate(tiles, 1)])
        self.setCurrentIndex(self.tiles.index(to))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if steps and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.move_by(steps)
        elif event.key() == Qt.Key.Key_Delete:
            self.out_pressed.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._held, self._moved = self.indexAt(event.position().toPoint()).row(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        to = self.indexAt(event.position().toPoint()).row()
        if self._held is None or self._held < 0 or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
        elif to >= 0 and to != self._held:
            self._move(self._held, to - self._held)
            self._held, self._moved = to, True

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        moved, self._held, self._moved = self._moved, None, False
        if moved:
            self.settled.emit()


class _TileDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return _tile_size()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tile: Tile = index.data(ROW)
        state: Any = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_page(painter, option.rect, tile)
        if state & QStyle.StateFlag.State_Selected:
            draw_focus(painter, option.rect, look().px(tokens.RADIUS))
        painter.restore()


def _tile_size() -> QSize:
    now = look()
    scale = min(now.scale, _MOST)
    high = round(_HIGH * scale) + now.line_height("tiny") + 3 * now.px(_PAD)
    return QSize(round(_WIDE * scale) + 2 * now.px(_PAD), high)


def draw_page(painter: QPainter, rect: QRect, tile: Tile) -> None:
    """The picture, and below it its name; a mark where it has words."""
    now = look()
    pad, line = now.px(_PAD), now.line_height("tiny")
    place = rect.adjusted(pad, pad, -pad, -2 * pad - line)
    if tile.image is not None:
        draw_picture(painter, place, tile.image)
    else:
        draw_tile_icon(painter, place, "image")
    name = f"{tile.name} · described" if tile.page.alt else tile.name
    draw_line(painter, place, place.bottom() + pad, line, name, "tiny", "text" if tile.page.alt else "muted")


def _nothing(error: object) -> None:
    """A page that cannot be seen small is seen by its number."""
