"""The layers, the highest first: what each is, whether it is seen, and in which order they lie; by hand or by the keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.domain.ids import LayerId
from studio.ui import icons, tokens
from studio.ui.theme import look
from studio.ui.widgets.rows import ROW, RowsModel, RowsView

_HEIGHT, _TILE, _PAD, _EYE = 52, 36, 8, 32
_DRAG_PX = 6


@dataclass(frozen=True, slots=True)
class LayerRow:
    """`said` tells how it is used; `worry` that its picture is not here."""

    id: LayerId
    icon: str
    name: str
    said: str = ""
    hidden: bool = False
    worry: bool = False

    def spoken(self) -> str:
        return ", ".join(part for part in (self.name, self.said, "hidden" if self.hidden else "") if part)


class LayerList(RowsView):
    """Signals speak of layers and of places from the lowest, 0, up."""

    chosen = Signal(object)
    moved = Signal(object, int)
    hidden = Signal(object, bool)

    def __init__(self, picture: Callable[[LayerId], QImage | None], parent: QWidget | None = None) -> None:
        super().__init__("Layers", parent)
        self.model_now: RowsModel[LayerRow] = RowsModel(lambda row: row.id, LayerRow.spoken, self)
        self.setModel(self.model_now)
        self.setItemDelegate(_LayerDelegate(self, picture))
        self._pressed: tuple[QPoint, int] | None = None
        self._drop_at: int | None = None
        self._telling = True
        self.setMinimumHeight(look().px(2 * _HEIGHT))
        self.setAccessibleDescription("Alt and the arrows change the order, Space hides and shows")
        self.selectionModel().currentChanged.connect(self._on_current)

    def show_rows(self, rows: list[LayerRow], chosen: LayerId | None) -> None:
        """`rows` from the highest layer down."""
        self._telling = False
        self.model_now.set_rows(rows)
        at = self.model_now.row_of(chosen)
        if at >= 0:
            self.setCurrentIndex(self.model_now.index(at))
        else:
            self.selectionModel().clear()
        self._telling = True
        self.viewport().update()

    def _on_current(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if self._telling and row is not None:
            self.chosen.emit(row.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row: LayerRow | None = self.currentIndex().data(ROW)
        if row is None:
            super().keyPressEvent(event)
            return
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            at = self.currentIndex().row() + step
            if 0 <= at < len(self.model_now.rows):
                self.moved.emit(row.id, self._place(at))
        elif event.key() == Qt.Key.Key_Space:
            self.hidden.emit(row.id, not row.hidden)
        else:
            super().keyPressEvent(event)

    def event(self, event: Any) -> bool:
        if event.type() == event.Type.ShortcutOverride and event.key() == Qt.Key.Key_Space:
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        if index.isValid() and _eye(self.visualRect(index)).contains(at):
            row: LayerRow = index.data(ROW)
            self.hidden.emit(row.id, not row.hidden)
            return
        super().mousePressEvent(event)
        self._pressed = (at, index.row()) if index.isValid() else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        if self._drop_at is not None or (at - self._pressed[0]).manhattanLength() > look().px(_DRAG_PX):
            height = max(self.sizeHintForRow(0), 1)
            gap = round((at.y() + self.verticalScrollBar().value()) / height)
            self._drop_at = min(max(gap, 0), len(self.model_now.rows))
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, gap = self._pressed, self._drop_at
        self._pressed = self._drop_at = None
        self.viewport().update()
        if pressed is None or gap is None:
            super().mouseReleaseEvent(event)
            return
        start = pressed[1]
        at = gap - 1 if gap > start else gap
        if at != start and start < len(self.model_now.rows):
            self.moved.emit(self.model_now.rows[start].id, self._place(at))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._drop_at is not None:
            painter = QPainter(self.viewport())
            y = self._drop_at * self.sizeHintForRow(0) - self.verticalScrollBar().value()
            painter.fillRect(0, max(y - 1, 0), self.viewport().width(), 2, look().colour("accent"))
            painter.end()

    def _place(self, row: int) -> int:
        return len(self.model_now.rows) - 1 - row


class _LayerDelegate(QStyledItemDelegate):
    def __init__(self, view: LayerList, picture: Callable[[LayerId], QImage | None]) -> None:
        super().__init__(view)
        self._picture = picture

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(look().px(120), look().px(_HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: LayerRow = index.data(ROW)
        now, rect, pad = look(), QRect(option.rect), look().px(_PAD)
        state: Any = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            focused = bool(state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(QPen(now.colour("accent"), now.px(2)) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(now.colour("raised"))
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), now.px(tokens.RADIUS), now.px(tokens.RADIUS))
        tile = QRect(rect.left() + pad, 0, now.px(_TILE), now.px(_TILE))
        tile.moveTop(rect.center().y() - tile.height() // 2)
        painter.setOpacity(0.4 if row.hidden else 1.0)
        self._draw_tile(painter, tile, row)
        eye = _eye(rect)
        words = QRect(tile.right() + now.px(10), rect.top(), eye.left() - tile.right() - now.px(12), rect.height())
        _draw_words(painter, words, row)
        painter.setOpacity(1.0)
        side = now.px(16)
        colour = now.colours.muted
        picture = icons.pixmap("eye-off" if row.hidden else "eye", colour, side, painter.device().devicePixelRatio())
        painter.drawPixmap(eye.center() - QPoint(side // 2, side // 2), picture)
        painter.restore()

    def _draw_tile(self, painter: QPainter, tile: QRect, row: LayerRow) -> None:
        now = look()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.colour("line"))
        painter.drawRoundedRect(tile, now.px(6), now.px(6))
        image = self._picture(row.id)
        if image is not None and not image.isNull():
            size = image.size().scaled(tile.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(QPoint(0, 0), size)
            place.moveCenter(tile.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, image)
            return
        side = now.px(18)
        picture = icons.pixmap(row.icon, now.colours.text, side, painter.device().devicePixelRatio())
        painter.drawPixmap(tile.center() - QPoint(side // 2 - 1, side // 2 - 1), picture)


def _eye(rect: QRect) -> QRect:
    width = look().px(_EYE)
    return QRect(rect.right() - width, rect.top(), width, rect.height())


def _draw_words(painter: QPainter, rect: QRect, row: LayerRow) -> None:
    now = look()
    lines = [(row.name, "body", "text"), (row.said, "tiny", "warn" if row.worry else "muted")]
    lines = [line for line in lines if line[0]]
    top = rect.center().y() - sum(now.line_height(role) for _, role, _ in lines) // 2
    for text, role, tone in lines:
        painter.setFont(now.font(role))
        painter.setPen(now.colour(tone))
        shown = painter.fontMetrics().elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, rect.width())
        place = QRect(rect.left(), top, rect.width(), now.line_height(role))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine), shown)
        top += now.line_height(role)
