"""Painters of a family tree: cards, lines and small boxes, in as much detail as one can see from where one stands."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from studio.domain.ids import RecordId
from studio.ui import icons, tokens
from studio.ui.theme import Look, look

from .camera import Camera
from .curves import add_line
from .drawing import CARD_WIDTH, Card, Drawing, Line

_PAD, _GAP, _ICON, _LARGE_ICON = 14.0, 6.0, 14.0, 22.0
#: Steps of the type scale for a title, the words below it, and a title alone that is seen from further away.
_TITLE, _SAID, _NAME = "card", "small", "heading"
#: Below these scales a card shows its title alone, and is a plain box: smaller words could not be read.
WORDS_FROM, NAMES_FROM = 0.74, 0.4
#: Lines are curves as long as so few are seen.
_MOST_CURVES = 160
#: A line that goes further across than this is straight to the eye, and a long curve is slow to stroke.
_LONG = 2_000.0
#: Of more lines than this one sees a web whatever is drawn; so many of them are.
_MOST_LINES = 4_000


class Detail(IntEnum):
    BOX = 0
    NAME = 1
    WORDS = 2


class Painting:
    """Paints one drawing again and again; what words fit on a card is found once. `detail` is kept whatever the scale is."""

    def __init__(self, drawing: Drawing, detail: Detail | None = None) -> None:
        self._drawing = drawing
        self._detail = detail
        self._look: Look | None = None
        self._fits: dict[tuple[RecordId, Detail], tuple[str, str]] = {}
        self._curves: dict[int, QPainterPath] = {}

    def paint(
        self, painter: QPainter, part: QRect, room: QSizeF, camera: Camera, current: RecordId, *, focus: bool
    ) -> None:
        """What `camera` sees in this part of the screen; `current` is marked, and ringed where the keyboard is."""
        if look() is not self._look:
            self._look = look()
            self._fits.clear()
        edge = 4 / camera.scale
        corners = (camera.to_drawing(QPointF(corner), room) for corner in (part.topLeft(), part.bottomRight()))
        seen = QRectF(*corners).adjusted(-edge, -edge, edge, edge)
        detail = detail_at(camera.scale / look().scale) if self._detail is None else self._detail
        painter.save()
        painter.setTransform(camera.to_screen(room), True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, detail is not Detail.BOX)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_lines(painter, seen, detail)
        if detail is Detail.BOX:
            self._paint_boxes(painter, seen)
        else:
            for row in self._drawing.rows_within(seen):
                for card in row.cards[row.within(seen.left(), seen.right())]:
                    self._paint_card(painter, card, detail, camera.scale)
        self._paint_edge(painter, self._drawing.cards[self._drawing.root], camera.scale, "text")
        if focus or current != self._drawing.root:
            self._paint_edge(painter, self._drawing.cards[current], camera.scale, "accent", focus=focus)
        painter.restore()

    def _paint_lines(self, painter: QPainter, seen: QRectF, detail: Detail) -> None:
        lines = list(self._drawing.lines_within(seen))
        pen = QPen(look().colour("faint"), 1 if detail is Detail.BOX else 1.4)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if detail is Detail.BOX or (len(lines) > _MOST_CURVES and self._detail is None):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            some = lines[:: len(lines) // _MOST_LINES + 1]
            painter.drawLines([piece for line in some for piece in line.pieces])
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, detail is not Detail.BOX)
            return
        for line in lines:
            if line.right - line.left < _LONG:
                painter.drawPath(self._curve(line))
        painter.drawLines([piece for line in lines if line.right - line.left >= _LONG for piece in line.pieces])

    def _curve(self, line: Line) -> QPainterPath:
        path = self._curves.get(id(line))
        if path is None:
            path = self._curves[id(line)] = QPainterPath()
            add_line(path, line.points[0], line.points[1:-1], line.points[-1])
        return path

    def _paint_boxes(self, painter: QPainter, seen: QRectF) -> None:
        pen = QPen(look().colour("muted"), 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(look().colour("raised"))
        for row in self._drawing.rows_within(seen):
            painter.drawRects(row.boxes[row.within(seen.left(), seen.right())])

    def _paint_card(self, painter: QPainter, card: Card, detail: Detail, scale: float) -> None:
        now, rect, node = look(), card.rect, card.node
        pen = QPen(now.colour("faint" if node.gone else "line"), 1)
        pen.setCosmetic(True)
        if node.gone:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(now.colour("bg" if node.gone else "raised" if node.is_root else "surface"))
        painter.drawRoundedRect(rect, tokens.RADIUS, tokens.RADIUS)
        title, said = self._words(card, detail)
        left = rect.left() + _PAD
        words = now.colour("muted" if node.gone else "text")
        if detail is Detail.NAME:
            _sign(painter, node.icon, QRectF(left, card.y - _LARGE_ICON / 2, _LARGE_ICON, _LARGE_ICON), scale)
            _text(painter, QPointF(left + _LARGE_ICON + _GAP, card.y + 8), title, _NAME, words)
            return
        _text(painter, QPointF(left, card.y - 4), title, _TITLE, words)
        _sign(painter, node.icon, QRectF(left, card.y + 6, _ICON, _ICON), scale)
        _text(painter, QPointF(left + _ICON + _GAP, card.y + 17), said, _SAID, now.colour("muted"))

    def _paint_edge(self, painter: QPainter, card: Card, scale: float, colour: str, *, focus: bool = False) -> None:
        """The record itself has a strong edge; the one that is looked at a coloured one, and room around it with the keyboard."""
        pen = QPen(look().colour(colour), 2)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = 3 / max(scale, 0.2) if focus else 0.0
        radius = tokens.RADIUS + gap
        painter.drawRoundedRect(card.rect.adjusted(-gap, -gap, gap, gap), radius, radius)

    def _words(self, card: Card, detail: Detail) -> tuple[str, str]:
        key = (card.node.id, detail)
        found = self._fits.get(key)
        if found is None:
            family, right, room = look().family, Qt.TextElideMode.ElideRight, CARD_WIDTH - 2 * _PAD
            role, taken = (_NAME, _LARGE_ICON + _GAP) if detail is Detail.NAME else (_TITLE, 0.0)
            title = QFontMetricsF(_font(role, family)).elidedText(card.node.title, right, room - taken)
            said = QFontMetricsF(_font(_SAID, family)).elidedText(card.node.said, right, room - _ICON - _GAP)
            found = self._fits[key] = (title, said)
        return found


def detail_at(scale: float) -> Detail:
    return Detail.WORDS if scale >= WORDS_FROM else Detail.NAME if scale >= NAMES_FROM else Detail.BOX


def _text(painter: QPainter, at: QPointF, words: str, role: str, colour: QColor) -> None:
    painter.setFont(_font(role, look().family))
    painter.setPen(colour)
    painter.drawText(at, words)


def _sign(painter: QPainter, icon: str, rect: QRectF, scale: float) -> None:
    """As sharp as the scale asks, in a few steps, so that few are kept."""
    ratio = painter.device().devicePixelRatio() * max(round(scale * 2) / 2, 1.0)
    sign = icons.pixmap(icon, look().colours.muted, round(rect.width()), ratio)
    painter.drawPixmap(rect, sign, QRectF(sign.rect()))


@lru_cache(maxsize=16)
def _font(role: str, family: str) -> QFont:
    """A step of the type scale at 100 %: the camera makes it larger."""
    font = QFont(family)
    font.setPixelSize(tokens.TYPES[role].size_px)
    font.setWeight(QFont.Weight(tokens.TYPES[role].weight))
    return font
