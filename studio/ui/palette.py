"""The command palette (Ctrl K), and whatever else is chosen by typing: a line to type in, and what it finds; Enter goes there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QDialog, QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from . import icons, tokens
from .search import Match
from .theme import look
from .widgets.box import Box, column
from .widgets.label import Label
from .widgets.rows import ROW, RowsModel, RowsView

_WIDTH = 560
_ROWS_SHOWN = 8
_ROW = 40


class Palette(QDialog):
    def __init__(
        self,
        parent: QWidget,
        find: Callable[[str], list[Match]],
        title: str = "Search",
        asks: str = "Search places, challenges and records",
    ) -> None:
        super().__init__(parent)
        self._find = find
        self.setWindowTitle(title)
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self._build(parent.width(), title, asks)
        self.words.textChanged.connect(self.refresh)
        self.list.clicked.connect(self._go)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        found = self._find(self.words.text())
        self._model.set_rows(found)
        self.nothing.setVisible(not found)
        self.list.setVisible(bool(found))
        if found:
            self.list.setCurrentIndex(self._model.index(0))

    @property
    def found(self) -> list[Match]:
        return list(self._model.rows)

    def _build(self, window_px: int, title: str, asks: str) -> None:
        now = look()
        self.words = QLineEdit()
        self.words.setFont(now.font("title"))
        # The style sheet's least height fits the body's letters; these are larger.
        self.words.setStyleSheet(f"min-height: {now.line_height('title')}px;")
        self.words.setPlaceholderText(asks)
        self.words.setAccessibleName(title)
        self.list = RowsView("Found")
        self.list.setItemDelegate(_FoundDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._model: RowsModel[Match] = RowsModel(lambda one: one.key, lambda one: f"{one.title}, {one.said}")
        self.list.setModel(self._model)
        self.nothing = Label("Nothing here has that name. Fewer letters find more.", tone="muted", wrap=True)
        lines = column(self.words, self.nothing, self.list, gap=10, margins=(14, 14, 14, 14))
        lines.setStretch(2, 1)
        edge = Box("edge")
        edge.setLayout(lines)
        self.setLayout(column(edge, gap=0))
        self.resize(min(now.px(_WIDTH), window_px * 9 // 10), now.px(_ROW * (_ROWS_SHOWN + 2)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows choose while the letters go on to the line."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step:
            at = min(max(self.list.currentIndex().row() + step, 0), self._model.rowCount() - 1)
            self.list.setCurrentIndex(self._model.index(at))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _go(self) -> None:
        found: Match | None = self.list.currentIndex().data(ROW)
        if found:
            self.accept()
            found.go()


class _FoundDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(look().px(200), look().px(_ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        now, found = look(), index.data(ROW)
        rect = option.rect.adjusted(0, 1, -1, -1)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(now.colour("raised"))
            painter.drawRoundedRect(rect, now.px(tokens.RADIUS), now.px(tokens.RADIUS))
        side = now.px(18)
        spot = QPoint(rect.left() + now.px(12), rect.center().y() - side // 2)
        painter.drawPixmap(
            spot, icons.pixmap(found.icon, now.colours.muted, side, painter.device().devicePixelRatioF())
        )
        _draw_words(painter, rect.adjusted(now.px(42), 0, -now.px(12), 0), found)
        painter.restore()


def _draw_words(painter: QPainter, rect: QRect, found: Match) -> None:
    now, middle = look(), Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
    painter.setFont(now.font("small"))
    painter.setPen(now.colour("muted"))
    said = painter.fontMetrics().elidedText(found.said, Qt.TextElideMode.ElideRight, rect.width() // 2)
    painter.drawText(rect, Qt.AlignmentFlag.AlignRight | middle, said)
    room = rect.width() - painter.fontMetrics().horizontalAdvance(said) - now.px(12)
    painter.setFont(now.font("body"))
    painter.setPen(now.colour("text"))
    title = painter.fontMetrics().elidedText(found.title, Qt.TextElideMode.ElideRight, room)
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | middle, title)
