"""A list view whose rows are all of one height: where a row lies is a product, so that a hundred thousand cost what ten do.

Qt's own list walks through every row again whenever one changes (0.11 s for 100 000).
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QRegion
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

Index = QModelIndex | QPersistentModelIndex


class LongView(QAbstractItemView):
    """Keeps the arrows, Home, End and the page keys to itself and leaves letters to the page's keys."""

    _OWN = frozenset(
        {
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
            Qt.Key.Key_PageUp,
            Qt.Key.Key_PageDown,
            Qt.Key.Key_Home,
            Qt.Key.Key_End,
            Qt.Key.Key_Tab,
        }
    )

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = (
            QWidget()
        )  # one of our own: to learn what Qt's is, PySide would build a type for every kind of widget
        self.setViewport(self._sheet)
        self._hovered = -1
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setFrameShape(QAbstractItemView.Shape.NoFrame)
        self._sheet.setBackgroundRole(QPalette.ColorRole.Window)
        self._sheet.setAutoFillBackground(True)  # opaque, so that scrolling moves what is painted

    def visible_rows(self) -> range:
        """The rows that are on screen, also in part."""
        return self._rows_in(self._sheet.rect())

    # where rows lie

    @property
    def row_px(self) -> int:
        return max(self.itemDelegate().sizeHint(QStyleOptionViewItem(), QModelIndex()).height(), 1)

    def _count(self) -> int:
        model = self.model()
        return model.rowCount() if model else 0

    def _rows_in(self, rect: QRect) -> range:
        height, offset = self.row_px, self.verticalOffset()
        return range(
            max((rect.top() + offset) // height, 0), min((rect.bottom() + offset) // height + 1, self._count())
        )

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid():
            return QRect()
        height = self.row_px
        return QRect(0, index.row() * height - self.verticalOffset(), self._sheet.width(), height)

    def indexAt(self, point: QPoint) -> QModelIndex:
        at = (point.y() + self.verticalOffset()) // self.row_px
        return self.model().index(at, 0) if 0 <= at < self._count() else QModelIndex()

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        rect, bar = self.visualRect(index), self.verticalScrollBar()
        if rect.top() < 0:
            bar.setValue(bar.value() + rect.top())
        elif rect.bottom() > self._sheet.height():
            bar.setValue(bar.value() + rect.bottom() - self._sheet.height() + 1)

    def updateGeometries(self) -> None:
        height, room, bar = self.row_px, self._sheet.height(), self.verticalScrollBar()
        bar.setRange(0, max(self._count() * height - room, 0))
        bar.setPageStep(room)
        bar.setSingleStep(height // 3)
        super().updateGeometries()

    def reset(self) -> None:
        """Other rows: the place on screen stays, as far as there are rows."""
        super().reset()
        self.updateGeometries()
        self._sheet.update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._sheet.scroll(0, dy)

    # choosing

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        move = QAbstractItemView.CursorAction
        page = max(self._sheet.height() // self.row_px, 1)
        steps = {
            move.MoveUp: -1,
            move.MovePrevious: -1,
            move.MoveDown: 1,
            move.MoveNext: 1,
            move.MovePageUp: -page,
            move.MovePageDown: page,
            move.MoveHome: -self._count(),
            move.MoveEnd: self._count(),
        }
        if not self._count():
            return QModelIndex()
        at = max(self.currentIndex().row(), 0) + steps.get(action, 0)
        return self.model().index(min(max(at, 0), self._count() - 1), 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        self.selectionModel().select(self.indexAt(rect.topLeft()), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += QRegion(self.visualRect(index))
        return region

    def event(self, event: Any) -> bool:
        if event.type() == event.Type.ShortcutOverride and event.key() in self._OWN:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in self._OWN:
            super().keyPressEvent(event)
        else:
            event.ignore()

    # painting

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def _hover(self, at: int) -> None:
        if at != self._hovered:
            before, self._hovered = self._hovered, at
            for row in (before, at):
                self._sheet.update(self.visualRect(self.model().index(row, 0)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self._sheet)
        option: Any = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain, chosen, delegate = option.state, self.currentIndex().row(), self.itemDelegate()
        for at in self._rows_in(event.rect()):
            index = self.model().index(at, 0)
            option.rect = self.visualRect(index)
            if not event.region().intersects(option.rect):
                continue  # it lies between one that comes in at the bottom and the one under the pointer
            option.state = plain & ~QStyle.StateFlag.State_HasFocus
            if at == chosen:
                option.state |= QStyle.StateFlag.State_Selected
                if self.hasFocus():
                    option.state |= QStyle.StateFlag.State_HasFocus
            if at == self._hovered:
                option.state |= QStyle.StateFlag.State_MouseOver
            delegate.paint(painter, option, index)
        painter.end()
