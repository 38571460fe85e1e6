"""Many pictures as tiles: each small, with its name and what became of it. Drawn, not built."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPainterPath
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from studio.domain.ids import DraftId
from studio.errors import StudioError
from studio.ui import tokens
from studio.ui.theme import look
from studio.ui.widgets.cards import draw_line, draw_tile_icon
from studio.ui.widgets.painters import draw_focus
from studio.ui.widgets.rows import ROW, RowsModel, RowsView

#: The picture of a tile, in pixels at 100 %; its longer side is what is asked for.
WIDE, HIGH = 148, 112
_PAD, _GAP = 8, 4


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """One file on its way: seen or not yet, then a draft or trouble."""

    number: int
    name: str
    image: QImage | None = None
    draft_id: DraftId | None = None
    trouble: StudioError | None = None

    @property
    def said(self) -> str:
        if self.trouble is not None:
            return self.trouble.title
        return "Kept as a draft" if self.draft_id else "Waiting"

    def spoken(self) -> str:
        advice = f" {self.trouble.advice}" if self.trouble else ""
        return f"{self.name}, {self.said}.{advice}"


class Tiles(RowsView):
    def __init__(self) -> None:
        super().__init__("The pictures")
        self.arrivals: RowsModel[Arrival] = RowsModel(lambda one: one.number, Arrival.spoken, self)
        self.setModel(self.arrivals)
        self.setItemDelegate(_TileDelegate(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSpacing(look().px(_GAP))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class _TileDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        now = look()
        lines = now.line_height("small") + now.line_height("tiny")
        return QSize(now.px(WIDE + 2 * _PAD), now.px(HIGH + 3 * _PAD) + lines)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        arrival: Arrival = index.data(ROW)
        state: Any = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_tile(painter, option.rect, arrival)
        if state & QStyle.StateFlag.State_Selected and state & QStyle.StateFlag.State_HasFocus:
            draw_focus(painter, option.rect, look().px(tokens.RADIUS))
        painter.restore()


def draw_tile(painter: QPainter, rect: QRect, arrival: Arrival) -> None:
    """The picture in the middle of its place, its name and what became of it below."""
    now = look()
    pad = now.px(_PAD)
    place = QRect(rect.left() + pad, rect.top() + pad, rect.width() - 2 * pad, now.px(HIGH))
    if arrival.image is not None:
        draw_picture(painter, place, arrival.image)
    else:
        draw_tile_icon(painter, place, "circle-alert" if arrival.trouble else "image")
    top = place.bottom() + pad
    draw_line(painter, place, top, now.line_height("small"), arrival.name, "small", "text")
    tone = "warn" if arrival.trouble else "ok" if arrival.draft_id else "muted"
    draw_line(painter, place, top + now.line_height("small"), now.line_height("tiny"), arrival.said, "tiny", tone)


def draw_picture(painter: QPainter, place: QRect, image: QImage) -> None:
    """In the middle of its place, never larger than it is."""
    size = QSize(image.size()).scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    size = size if size.width() <= image.width() else image.size()
    rect = QRectF(QRect(place.center() - QRect(0, 0, size.width(), size.height()).center(), size))
    path = QPainterPath()
    path.addRoundedRect(rect, look().px(tokens.STEP), look().px(tokens.STEP))
    painter.save()
    painter.setClipPath(path)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(rect, image)
    painter.restore()
