"""The family tree as a list, generation by generation: for screen readers, and for whoever reads rather than looks."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.domain.ids import RecordId
from studio.ui import icons
from studio.ui.theme import look
from studio.ui.widgets.rows import ROW, OpeningView, RowsModel, draw_ground

from .drawing import Drawing
from .words import Node, steps_words

_ROW, _PAD, _ICON, _GAP = 52, 14, 16, 12


class TreeList(OpeningView):
    """The oldest ancestors first. Arrows walk, Enter or a double click opens, Home leads to the first row."""

    current_changed = Signal(str)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Family tree as a list", parent)
        self._model: RowsModel[Node] = RowsModel(lambda node: node.id, Node.spoken, self)
        self.setModel(self._model)
        self.setItemDelegate(_NodeDelegate(self))
        self.selectionModel().currentChanged.connect(self._on_current)
        self.row_opened.connect(lambda: self.opened.emit(self.currentIndex().data(ROW).id))

    def show_drawing(self, drawing: Drawing) -> None:
        cards = sorted(drawing.cards.values(), key=lambda card: (card.node.steps, card.y, card.x))
        self._model.set_rows([card.node for card in cards])

    def go(self, id: RecordId) -> None:
        at = self._model.row_of(id)
        if at >= 0 and self.currentIndex().row() != at:
            self.setCurrentIndex(self._model.index(at))

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
        rect = option.rect.adjusted(now.px(4), 1, -now.px(4), -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_ground(painter, rect, option.state, marked=node.is_root)
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
