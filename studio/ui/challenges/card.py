"""One challenge as a card of the grid, drawn by a delegate."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.domain.ids import ChallengeId
from studio.ui import icons, tokens
from studio.ui.theme import look
from studio.ui.widgets.rows import ROW

_HEIGHT = 186
_GAP = 14
_PAD = 16
_TILE = 34
#: A column of cards is at least this wide.
_LEAST_WIDTH = 270


@dataclass(frozen=True, slots=True)
class ChallengeRow:
    id: ChallengeId
    icon: str
    title: str
    by: str
    summary: str
    effort: str
    money: str
    is_paid: bool
    spoken: str


class ChallengeDelegate(QStyledItemDelegate):
    """As many columns as fit the width it was told."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width = look().px(_LEAST_WIDTH)

    def fit(self, width_px: int) -> None:
        columns = max(1, width_px // look().px(_LEAST_WIDTH + _GAP))
        self._width = width_px // columns

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._width, look().px(_HEIGHT + _GAP))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: ChallengeRow = index.data(ROW)
        gap = look().px(_GAP)
        card = option.rect.adjusted(1, 1, -gap, -gap)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = chosen and bool(option.state & QStyle.StateFlag.State_HasFocus)
        near = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        _draw_frame(painter, card, chosen=chosen, focused=focused, near=near)
        _draw_head(painter, card, row)
        _draw_summary(painter, card, row)
        _draw_foot(painter, card, row)
        painter.restore()


def _inside(card: QRect) -> QRect:
    pad = look().px(_PAD)
    return card.adjusted(pad, pad, -pad, -pad)


def _draw_frame(painter: QPainter, card: QRect, *, chosen: bool, focused: bool, near: bool) -> None:
    now = look()
    radius = now.px(tokens.CARD_RADIUS)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = "accent" if chosen else "faint" if near else "line"
    painter.setPen(QPen(now.colour(edge), max(2, now.px(2)) if focused else 1))
    painter.setBrush(now.colour("surface"))
    painter.drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def _draw_head(painter: QPainter, card: QRect, row: ChallengeRow) -> None:
    now = look()
    inside = _inside(card)
    tile = QRect(inside.topLeft(), QSize(now.px(_TILE), now.px(_TILE)))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(now.colour("raised"))
    painter.drawRoundedRect(tile, now.px(tokens.RADIUS), now.px(tokens.RADIUS))
    side = now.px(18)
    ratio = painter.device().devicePixelRatioF()
    spot = QPoint(tile.center().x() - side // 2 + 1, tile.center().y() - side // 2 + 1)
    painter.drawPixmap(spot, icons.pixmap(row.icon, now.colours.text, side, ratio))
    left = tile.right() + now.px(11)
    words = QRect(left, inside.top() - now.px(1), inside.right() - left, now.line_height("card"))
    _draw_line(painter, words, row.title, "card", "text")
    words.moveTop(words.bottom() - now.px(1))
    words.setHeight(now.line_height("small"))
    _draw_line(painter, words, f"by {row.by}", "small", "muted")


def _draw_line(painter: QPainter, rect: QRect, text: str, role: str, colour: str, *, right: bool = False) -> None:
    painter.setFont(look().font(role))
    painter.setPen(look().colour(colour))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)


def _draw_summary(painter: QPainter, card: QRect, row: ChallengeRow) -> None:
    """Up to three lines; the last one is cut short where there is more."""
    now = look()
    inside = _inside(card)
    top = inside.top() + now.px(_TILE + 16)
    painter.setPen(now.colour("muted"))
    painter.setFont(now.font("body"))
    for at, words in enumerate(lines_of(row.summary, painter.font(), inside.width(), 3)):
        spot = QRect(inside.left(), top + at * now.line_height("body"), inside.width(), now.line_height("body"))
        shown = painter.fontMetrics().elidedText(words.strip(), Qt.TextElideMode.ElideRight, inside.width() + 1)
        painter.drawText(spot, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine, shown)


def lines_of(text: str, font: QFont, width: int, most: int) -> list[str]:
    """At most so many lines of that width; the last one holds the rest. Qt counts in UTF-16, where an emoji is two."""
    units = text.encode("utf-16-le")
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    starts: list[int] = []
    while len(starts) < most and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        starts.append(2 * line.textStart())
    layout.endLayout()
    return [units[start:end].decode("utf-16-le") for start, end in zip(starts, [*starts[1:], len(units)], strict=True)]


def _draw_foot(painter: QPainter, card: QRect, row: ChallengeRow) -> None:
    now = look()
    inside = _inside(card)
    foot = QRect(inside.left(), inside.bottom() - now.px(17), inside.width(), now.px(18))
    side = now.px(13)
    ratio = painter.device().devicePixelRatioF()
    clock = icons.pixmap("clock", now.colours.muted, side, ratio)
    painter.drawPixmap(QPoint(foot.left(), foot.center().y() - side // 2), clock)
    painter.setFont(now.font("small"))
    money = painter.fontMetrics().horizontalAdvance(row.money) + now.px(8)
    _draw_line(painter, foot, row.money, "small", "ok" if row.is_paid else "muted", right=True)
    left = foot.adjusted(side + now.px(6), 0, -money, 0)
    _draw_line(painter, left, row.effort, "small", "muted")
