"""Rows that look like cards: a small picture of the thing, its name, its state in words, one button. Drawn, not built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from studio.ui import icons, tokens
from studio.ui.theme import Look, look

from .rows import ROW

_HEIGHT = 76
_GAP = 12
_PAD = 16
_TILE = 42
_BUTTON_HEIGHT = 32
#: Most verbs fit into it, so that figures stand below each other.
_BUTTON_WIDTH = 74
#: A card narrower than this has no room for its button and its figure; whoever shows details has both.
_NARROW = 330

#: Draws the small picture of a row into the tile; False where there is none yet.
DrawTile = Callable[[QPainter, QRect, str], bool]


@dataclass(frozen=True, slots=True)
class CardRow:
    """`tone` colours `said`; `verb` "" has no button; `progress` runs from 0 to 1; `worry` asks for the person."""

    key: str
    icon: str
    title: str
    aside: str = ""
    said: str = ""
    tone: str = "muted"
    figure: str = ""
    verb: str = ""
    progress: float | None = None
    worry: bool = False
    tile_px: int = _TILE

    def spoken(self) -> str:
        return ", ".join(part for part in (self.title, self.aside, self.said, self.figure) if part)


@dataclass(frozen=True, slots=True)
class CardShape:
    """Where the parts of a card lie."""

    card: QRect
    tile: QRect
    words: QRect
    button: QRect

    @classmethod
    def of(cls, row: CardRow, rect: QRect) -> CardShape:
        now = look()
        pad = now.px(_PAD)
        card = rect.adjusted(1, 1, -2, -now.px(_GAP))
        tile = QRect(card.left() + pad, 0, now.px(row.tile_px), now.px(_TILE))
        tile.moveTop(card.center().y() - tile.height() // 2)
        width = _button_width(row.verb) if card.width() >= now.px(_NARROW) else 0
        button = QRect(card.right() - pad - width, 0, width, now.px(_BUTTON_HEIGHT))
        button.moveTop(card.center().y() - button.height() // 2)
        right = button.left() - (now.px(14) if width else 0)
        left = tile.right() + now.px(14)
        return cls(card, tile, QRect(left, card.top(), max(right - left, 0), card.height()), button)


class CardDelegate(QStyledItemDelegate):
    """Draws `CardRow`s. `verb_pressed` and `tile_pressed` tell the key of the row whose button or small picture was clicked."""

    verb_pressed = Signal(str)
    tile_pressed = Signal(str)

    def __init__(self, view: QAbstractItemView, draw_tile: DrawTile = lambda painter, rect, key: False) -> None:
        super().__init__(view)
        self._view = view
        self._draw_tile = draw_tile

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(look().px(200), look().px(_HEIGHT + _GAP))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: CardRow = index.data(ROW)
        state: Any = option.state
        shape = CardShape.of(row, option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _draw_card(painter, shape.card, row, state)
        if not self._draw_tile(painter, shape.tile, row.key):
            draw_tile_icon(painter, shape.tile, row.icon)
        draw_words(painter, shape.words, row)
        if shape.button.width():
            _draw_button(painter, shape.button, row.verb)
        painter.restore()

    def editorEvent(
        self, event: QEvent, model: Any, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> bool:
        if not isinstance(event, QMouseEvent):
            return False
        row: CardRow = index.data(ROW)
        part = self._part(row, option.rect, event.position().toPoint())
        if event.type() == QEvent.Type.MouseMove:
            pointing = Qt.CursorShape.PointingHandCursor if part else Qt.CursorShape.ArrowCursor
            self._view.viewport().setCursor(pointing)
        if event.type() != QEvent.Type.MouseButtonRelease or event.button() != Qt.MouseButton.LeftButton or not part:
            return False
        part.emit(row.key)
        return True

    def _part(self, row: CardRow, rect: QRect, at: QPoint) -> Any:
        shape = CardShape.of(row, rect)
        if shape.button.contains(at):
            return self.verb_pressed
        return self.tile_pressed if shape.tile.contains(at) else None


def draw_tile_icon(painter: QPainter, rect: QRect, icon: str) -> None:
    """A raised square with a line icon in its middle."""
    painter.drawPixmap(rect.topLeft(), _tile(icon, rect.width(), rect.height(), look(), _ratio(painter)))


@lru_cache(maxsize=64)
def _tile(icon: str, width: int, height: int, now: Look, ratio: float) -> QPixmap:
    picture, painter = _empty(width, height, ratio)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(now.colour("raised"))
    place = QRect(0, 0, width, height)
    painter.drawRoundedRect(place, now.px(tokens.RADIUS), now.px(tokens.RADIUS))
    side = now.px(18)
    sign = icons.pixmap(icon, now.colours.text, side, ratio)
    painter.drawPixmap(place.center() - QPoint(side // 2 - 1, side // 2 - 1), sign)
    painter.end()
    return picture


def draw_words(painter: QPainter, rect: QRect, row: CardRow) -> None:
    """Title with its aside and figure, a line of progress where something moves, and the state in words."""
    now = look()
    title_height, said_height = now.line_height("card"), now.line_height("small")
    bar_height = now.px(16) if row.progress is not None else now.px(2)
    top = rect.center().y() - (title_height + bar_height + said_height) // 2
    figure = row.figure if rect.width() >= now.px(_NARROW) // 2 else ""
    figure_width = draw_line(painter, rect, top, title_height, figure, "figures", "muted", right=True)
    room = rect.adjusted(0, 0, -figure_width - (now.px(12) if figure_width else 0), 0)
    title_width = draw_line(painter, room, top, title_height, row.title, "card", "text")
    aside = room.adjusted(title_width + now.px(10), 0, 0, 0)
    if aside.width() > now.px(40):
        draw_line(painter, aside, top, title_height, row.aside, "small", "muted")
    if row.progress is not None:
        bar = QRect(rect.left(), top + title_height + now.px(6), rect.width(), now.px(5))
        draw_progress(painter, bar, row.progress)
    draw_line(painter, rect, top + title_height + bar_height, said_height, row.said, "small", row.tone)


def draw_progress(painter: QPainter, rect: QRect, progress: float) -> None:
    radius = rect.height() / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look().colour("raised"))
    painter.drawRoundedRect(rect, radius, radius)
    painter.setBrush(look().colour("accent"))
    painter.drawRoundedRect(QRect(rect.topLeft(), QSize(round(rect.width() * progress), rect.height())), radius, radius)


def _draw_card(painter: QPainter, rect: QRect, row: CardRow, state: Any) -> None:
    now = look()
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    focused = chosen and bool(state & QStyle.StateFlag.State_HasFocus)
    hovered = bool(state & QStyle.StateFlag.State_MouseOver)
    line = "accent" if chosen else "warn" if row.worry else "faint" if hovered else "line"
    frame = _Frame(rect.width(), rect.height(), now.px(tokens.CARD_RADIUS), now.px(2) if focused else 1)
    colours = getattr(now.colours, line), now.colours.surface
    painter.drawPixmap(rect.topLeft(), _framed(frame, *colours, _ratio(painter)))


class _Frame(NamedTuple):
    """The outline of a card, all in pixels."""

    width: int
    height: int
    radius: int
    line: int


@lru_cache(maxsize=16)
def _framed(frame: _Frame, line: str, fill: str, ratio: float) -> QPixmap:
    picture, painter = _empty(frame.width, frame.height, ratio)
    painter.setPen(QPen(QColor(line), frame.line))
    painter.setBrush(QColor(fill))
    half = frame.line / 2  # a line in the middle of its pixels is sharp
    edge = QRectF(0, 0, frame.width, frame.height).adjusted(half, half, -half, -half)
    painter.drawRoundedRect(edge, frame.radius, frame.radius)
    painter.end()
    return picture


def _draw_button(painter: QPainter, rect: QRect, verb: str) -> None:
    painter.drawPixmap(rect.topLeft(), _button(verb, rect.width(), rect.height(), look(), _ratio(painter)))


@lru_cache(maxsize=64)
def _button(verb: str, width: int, height: int, now: Look, ratio: float) -> QPixmap:
    picture, painter = _empty(width, height, ratio)
    painter.setPen(now.colour("line"))
    painter.setBrush(now.colour("raised"))
    edge = QRectF(0, 0, width, height).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(edge, now.px(tokens.RADIUS), now.px(tokens.RADIUS))
    painter.setFont(now.font("body"))
    painter.setPen(now.colour("text"))
    painter.drawText(QRect(0, 0, width, height), Qt.AlignmentFlag.AlignCenter, verb)
    painter.end()
    return picture


def _button_width(verb: str) -> int:
    return _width_of(verb, look()) if verb else 0


@lru_cache(maxsize=64)
def _width_of(verb: str, now: Look) -> int:
    return max(QFontMetrics(now.font("body")).horizontalAdvance(verb) + now.px(22), now.px(_BUTTON_WIDTH))


def _empty(width: int, height: int, ratio: float) -> tuple[QPixmap, QPainter]:
    """A part of a card as a picture of its own: to draw smooth corners anew for each row took half of a scrolled frame."""
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return picture, painter


def _ratio(painter: QPainter) -> float:
    return painter.device().devicePixelRatio()


def draw_line(
    painter: QPainter, rect: QRect, top: int, height: int, text: str, role: str, tone: str, *, right: bool = False
) -> int:
    """Draws one line, cut with … where it does not fit; returns its width."""
    if not text:
        return 0
    painter.setFont(look().font(role))
    painter.setPen(look().colour(tone))
    metrics, shown = painter.fontMetrics(), text.replace("\n", " ")
    width = metrics.horizontalAdvance(shown)
    if width > rect.width():
        shown = metrics.elidedText(shown, Qt.TextElideMode.ElideRight, rect.width())
        width = metrics.horizontalAdvance(shown)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    place = QRect(rect.left(), top, rect.width(), height)
    flags = int(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute) | int(Qt.TextFlag.TextSingleLine)
    painter.drawText(place, flags, shown)
    return width
