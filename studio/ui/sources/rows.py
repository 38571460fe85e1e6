"""The lines of the list: drawn, as high as what they hold, opened by Enter or a click."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.ui import icons, tokens
from studio.ui.theme import look
from studio.ui.widgets.rows import ROW, RowsModel, RowsView

from .told import Told

_ROW, _TILE, _ICON, _MARK = 48, 34, 16, 14
_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class SourceRows(RowsView):
    #: The key of the line to be opened.
    opened = Signal(str)
    #: The key of the line that Delete was pressed on.
    unwanted = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._model: RowsModel[Told] = RowsModel(lambda one: one.key, Told.spoken)
        self.setModel(self._model)
        self.setItemDelegate(_Lines(self))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda index: self.opened.emit(index.data(ROW).key))

    def show_told(self, told: Sequence[Told]) -> None:
        self._model.set_rows(told)
        self.setVisible(bool(told))
        self.updateGeometry()

    @property
    def told(self) -> tuple[Told, ...]:
        return tuple(self._model.rows)

    def sizeHint(self) -> QSize:
        return QSize(look().px(200), self._model.rowCount() * look().px(_ROW))

    def minimumSizeHint(self) -> QSize:
        """At least two lines, then it is scrolled."""
        return QSize(look().px(120), min(self._model.rowCount(), 2) * look().px(_ROW))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _OPENS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen: Told | None = self.currentIndex().data(ROW)
        if chosen is not None and event.key() in _OPENS:
            self.opened.emit(chosen.key)
        elif chosen is not None and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.unwanted.emit(chosen.key)
        else:
            super().keyPressEvent(event)


class _Lines(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(look().px(120), look().px(_ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        told: Told = index.data(ROW)
        now, rect = look(), option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(now.colour("accent"), now.px(2)))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), now.px(tokens.RADIUS), now.px(tokens.RADIUS))
        inner = rect.adjusted(now.px(2), 0, -now.px(2), 0)
        _draw_tile(painter, inner, told)
        mark = now.px(_MARK)
        spot = QPoint(inner.right() - mark, inner.center().y() - mark // 2)
        name, colour = ("check", now.colours.ok) if told.by_itself else ("pencil", now.colours.muted)
        if not told.removed:
            painter.drawPixmap(spot, icons.pixmap(name, colour, mark, painter.device().devicePixelRatioF()))
        left = inner.left() + now.px(_TILE + 10)
        _draw_words(painter, QRect(left, inner.top(), spot.x() - now.px(6) - left, inner.height()), told)
        painter.restore()


def _draw_tile(painter: QPainter, rect: QRect, told: Told) -> None:
    now = look()
    side, icon = now.px(_TILE), now.px(_ICON)
    tile = QRect(rect.left(), rect.center().y() - side // 2, side, side)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(now.colour("raised"))
    painter.drawRoundedRect(tile, now.px(tokens.RADIUS), now.px(tokens.RADIUS))
    colour = now.colours.muted if told.removed else now.colours.text
    corner = tile.topLeft() + QPoint((side - icon) // 2, (side - icon) // 2)
    painter.drawPixmap(corner, icons.pixmap(told.icon, colour, icon, painter.device().devicePixelRatioF()))


def _draw_words(painter: QPainter, rect: QRect, told: Told) -> None:
    now = look()
    line, small = now.line_height("body"), now.line_height("tiny")
    top = rect.center().y() - (line + small) // 2
    painter.setFont(now.font("body"))
    person = f" · {told.person}" if told.person else ""
    measure = painter.fontMetrics()
    room = max(rect.width() - min(measure.horizontalAdvance(person), rect.width() // 2), 0)
    title = measure.elidedText(told.title, Qt.TextElideMode.ElideRight, room)
    used = min(measure.horizontalAdvance(title), rect.width())
    first = QRect(rect.left(), top, rect.width(), line)
    _draw(painter, first, title, "muted" if told.removed else "text")
    _draw(painter, first.adjusted(used, 0, 0, 0), person, "muted")
    painter.setFont(now.font("tiny"))
    _draw(painter, QRect(rect.left(), top + line, rect.width(), small), told.said, "muted")


def _draw(painter: QPainter, rect: QRect, words: str, colour: str) -> None:
    painter.setPen(look().colour(colour))
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
