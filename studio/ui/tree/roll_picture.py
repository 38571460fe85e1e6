"""The credit roll as a picture, as at the end of a film: who at the left of the middle, their works at the right. On a task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from studio.credit.roll import QUESTIONS, Roll
from studio.errors import Refused
from studio.ui.theme import look

WIDTH_PX, MOST_HEIGHT_PX = 1080, 16_000
_MARGIN, _GUTTER = 72.0, 28.0
_FLAGS = int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere)
_LEFT, _RIGHT = int(Qt.AlignmentFlag.AlignLeft), int(Qt.AlignmentFlag.AlignRight)
_MIDDLE = int(Qt.AlignmentFlag.AlignHCenter)
_ABSOLUTE = int(Qt.AlignmentFlag.AlignAbsolute)


@dataclass(frozen=True, slots=True)
class Block:
    """Words in a column of the picture; `above` is the room over them, and the next block starts below the lower of both sides."""

    words: str
    size_px: int
    weight: int
    colour: str
    side: int
    above: float
    beside: str = ""


def as_picture(roll: Roll) -> bytes:
    """PNG in the colours of the look that holds now. Raises Refused where it would be too high for most programs."""
    placed, height = [], _MARGIN
    for block in _blocks(roll):
        height += block.above
        rects = _rects(block, height)
        placed.append((block, rects))
        height = max(rect.bottom() for rect in rects)
        if height + _MARGIN > MOST_HEIGHT_PX:
            advice = "Save them as text, as a web page or as subtitles: these have room for everybody."
            raise Refused("The credits are too long for one picture", advice)
    image = QImage(WIDTH_PX, round(height + _MARGIN), QImage.Format.Format_RGB32)
    image.fill(look().colour("bg"))
    painter = QPainter(image)
    for block, rects in placed:
        _draw(painter, block, rects)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


def _blocks(roll: Roll) -> Iterator[Block]:
    yield Block(roll.title, 44, 600, "text", _MIDDLE, 0)
    yield Block(f"by {roll.by}", 22, 400, "muted", _MIDDLE, 8)
    for section in roll.sections:
        yield Block(section.heading, 18, 600, "muted", _MIDDLE, 52)
        for entry in section.entries:
            yield Block(entry.who, 22, 600, "text", _RIGHT, 14, "\n".join(entry.works))
    if roll.questions:
        yield Block(QUESTIONS, 18, 600, "warn", _MIDDLE, 52)
        for question in roll.questions:
            yield Block(question, 22, 400, "text", _MIDDLE, 14)


def _rects(block: Block, top: float) -> list[QRectF]:
    whole, half = WIDTH_PX - 2 * _MARGIN, WIDTH_PX / 2 - _MARGIN - _GUTTER / 2
    if block.side == _MIDDLE:
        return [_rect(block.words, _font(look().family, block.size_px, block.weight), QRectF(_MARGIN, top, whole, 0))]
    who = _rect(block.words, _font(look().family, block.size_px, block.weight), QRectF(_MARGIN, top, half, 0))
    right = QRectF(WIDTH_PX / 2 + _GUTTER / 2, top + 2, half, 0)
    return [who, _rect(block.beside, _font(look().family, 20, 400), right)]


def _rect(words: str, font: QFont, room: QRectF) -> QRectF:
    """As wide as the room, and as high as the words need in it."""
    needed = QFontMetricsF(font).boundingRect(QRectF(room.left(), room.top(), room.width(), 1e6), _FLAGS, words)
    return QRectF(room.left(), room.top(), room.width(), needed.height())


def _draw(painter: QPainter, block: Block, rects: list[QRectF]) -> None:
    now = look()
    painter.setFont(_font(now.family, block.size_px, block.weight))
    painter.setPen(now.colour(block.colour))
    painter.drawText(rects[0], block.side | _ABSOLUTE | _FLAGS, block.words)
    if len(rects) > 1:
        painter.setFont(_font(now.family, 20, 400))
        painter.setPen(now.colour("muted"))
        painter.drawText(rects[1], _LEFT | _ABSOLUTE | _FLAGS, block.beside)


@lru_cache(maxsize=8)
def _font(family: str, size_px: int, weight: int) -> QFont:
    font = QFont(family)
    font.setPixelSize(size_px)
    font.setWeight(QFont.Weight(weight))
    return font
