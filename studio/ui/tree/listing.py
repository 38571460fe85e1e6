"""The family tree as a list, generation by generation: for screen readers, and for whoever reads rather than looks."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.domain.ids import RecordId
from studio.ui import icons, tokens
from studio.ui.theme import look
from studio.ui.widgets.rows import ROW, RowsModel, RowsView

from .drawing import Drawing
from .words import Node, steps_words

_ROW, _PAD, _ICON, _GAP = 52, 14, 16, 12
_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TreeList(RowsView):
    """The oldest ancestors first. Arrows walk, Enter or a double click opens, Home leads to the first row."""

    current_changed = Signal(str)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Family tree as a list", parent)
        self._model: RowsModel[Node] = RowsModel(lambda node: node.id, Node.spoken, self)
        self.setModel(self._model)
        self.setItemDelegate(_NodeDelegate(self))
        self.selectionModel().currentChanged.connect(self._on_current)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(ROW).id))

    def show_drawing(self, drawing: Drawing) -> None:
        cards = sorted(drawing.cards.values(), key=lambda card: (card.node.steps, card.y, card.x))
        self._model.set_rows([card.node for card in cards])

    def go(self, id: RecordId) -> None:
        at = self._model.row_of(id)
        if at >= 0 and self.currentIndex().row() != at:
            self.setCurrentIndex(self._model.index(at))

    def event(self, event: Any) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in _OPENING:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENING and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().data(ROW).id)
        else:
            super().keyPressEvent(event)

    def _on_current(self, current: QModelIndex) -> None:
        if current.isValid():
            self.current_changed.emit(current.data(ROW).id)


class _NodeDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(look().px(200), look().px(_ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        now, node = look(), index.data(ROW)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        rect = option.rect.adjusted(now.px(4), 1, -now.px(4), -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or node.is_root:
            focused = chosen and bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(QPen(now.colour("accent"), now.px(2)) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(now.colour("raised"))
            painter.drawRoundedRect(rect, now.px(tokens.RADIUS), now.px(tokens.RADIUS))
        side = now.px(_ICON)
        left = rect.left() + now.px(_PAD)
        sign = icons.pixmap(node.icon, now.colours.muted, side, painter.device().devicePixelRatio())
        painter.drawPixmap(left, rect.center().y() - side // 2, sign)
        _draw_words(painter, rect.adjusted(now.px(_PAD + _GAP) + side, 0, -now.px(_PAD), 0), node)
        painter.restore()


def _draw_words(painter: QPainter, rect: QRect, node: Node) -> None:
    """The title over who and how; at the right, how far away it is."""
    now = look()
    title, small = now.line_height("strong"), now.line_height("small")
    top = rect.center().y() - (title + small) // 2
    far = _draw_line(
        painter, QRect(rect.left(), top, rect.width(), title), steps_words(node.steps), "small", right=True
    )
    room = rect.width() - far - now.px(_GAP)
    _draw_line(painter, QRect(rect.left(), top, room, title), node.title, "muted-strong" if node.gone else "strong")
    _draw_line(painter, QRect(rect.left(), top + title, rect.width(), small), node.said, "small")


def _draw_line(painter: QPainter, rect: QRect, text: str, role: str, *, right: bool = False) -> int:
    now = look()
    painter.setFont(now.font(role.removeprefix("muted-")))
    painter.setPen(now.colour("text" if role == "strong" else "muted"))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    flags = int(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute) | int(Qt.TextFlag.TextSingleLine)
    painter.drawText(rect, flags, shown)
    return painter.fontMetrics().horizontalAdvance(shown)
