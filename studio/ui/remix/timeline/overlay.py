"""What lies over the lanes: what is chosen, handles, playhead, loop, markers, and what a drag says. Plain functions; coordinates
are those of the viewport."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from studio.ui import tokens
from studio.ui.theme import look

from .shape import Part

#: Above so many chosen clips on screen their corners are square: a round corner costs ten times a straight one.
_MANY = 40


def draw_chosen(painter: QPainter, rects: Sequence[QRect], columns: Sequence[QRect]) -> None:
    """Clips with a face get a frame; `columns` are clips that are too narrow for one."""
    now = look()
    width = max(2, now.px(2))
    painter.setPen(Qt.PenStyle.NoPen)
    if columns:
        painter.setBrush(now.colour("accent", 0.6))
        painter.drawRects(columns)
    if not rects:
        return
    ground = now.colour("accent", 0.16)
    if len(rects) > _MANY:
        painter.setBrush(ground)
        painter.drawRects(rects)
        painter.setBrush(now.colour("accent"))
        painter.drawRects([side for rect in rects for side in _frame(rect, width)])
        return
    painter.setBrush(ground)
    painter.setPen(QPen(now.colour("accent"), width))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius, half = now.px(tokens.RADIUS), width / 2
    for rect in rects:
        corner = radius if rect.width() >= 3 * radius else radius / 4
        painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), corner, corner)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _frame(rect: QRect, width: int) -> tuple[QRect, QRect, QRect, QRect]:
    x, y, w, h = rect.x(), rect.y(), rect.width(), rect.height()
    return (
        QRect(x, y, w, width),
        QRect(x, y + h - width, w, width),
        QRect(x, y, width, h),
        QRect(x + w - width, y, width, h),
    )


def draw_handles(painter: QPainter, places: dict[Part, QPoint]) -> None:
    """Fades are discs, the gain a pill at the top, the pan one at the bottom."""
    now = look()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(now.colour("bg"), 1))
    painter.setBrush(now.colour("text"))
    disc, across, thick = now.px(5), now.px(12), now.px(3)
    for part, middle in places.items():
        if part in (Part.FADE_IN, Part.FADE_OUT):
            painter.drawEllipse(middle, disc, disc)
        else:
            pill = QRectF(middle.x() - across, middle.y() - thick, 2 * across, 2 * thick)
            painter.drawRoundedRect(pill, thick, thick)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def draw_focus_ring(painter: QPainter, rect: QRect) -> None:
    """Around the clip that the keys stand on, chosen or not."""
    now = look()
    width, gap = max(1, now.px(1)), now.px(3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(now.colour("text"), width))
    radius = now.px(tokens.RADIUS) + gap
    painter.drawRoundedRect(QRectF(rect).adjusted(-gap, -gap, gap, gap), radius, radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def draw_playhead(painter: QPainter, x: int, bottom: int) -> None:
    width = max(2, look().px(2))
    painter.fillRect(x - width // 2, 0, width, bottom, look().colour("text"))


def draw_guide(painter: QPainter, x: int, bottom: int) -> None:
    """Where a drag has snapped."""
    painter.fillRect(x, 0, max(1, look().px(1)), bottom, look().colour("accent"))


def draw_markers(painter: QPainter, xs: Iterable[int], bottom: int) -> None:
    for x in xs:
        painter.fillRect(x, 0, max(1, look().px(1)), bottom, look().colour("muted", 0.5))


def draw_loop(painter: QPainter, first: int, last: int, bottom: int) -> None:
    painter.fillRect(first, 0, last - first, bottom, look().colour("accent", 0.07))
    for x in (first, last - 1):
        painter.fillRect(x, 0, 1, bottom, look().colour("accent", 0.5))


def draw_marquee(painter: QPainter, rect: QRect) -> None:
    painter.setBrush(look().colour("accent", 0.12))
    painter.setPen(QPen(look().colour("accent"), 1))
    painter.drawRect(rect)


def draw_place(painter: QPainter, rect: QRect) -> None:
    """Where what is dropped would go."""
    pen = QPen(look().colour("accent"), max(2, look().px(2)))
    painter.setBrush(look().colour("accent", 0.1))
    painter.setPen(pen)
    radius = look().px(tokens.RADIUS)
    painter.drawRoundedRect(rect.adjusted(1, 1, -2, -2), radius, radius)


def draw_bubble(painter: QPainter, words: str, at: QPoint, room: QRect) -> None:
    """What a drag has come to, beside the pointer and within `room`."""
    now = look()
    font = now.font("figures")
    metrics = QFontMetrics(font)
    size = metrics.boundingRect(words).size()
    rect = QRect(at.x() + now.px(14), at.y() - now.px(34), size.width() + now.px(20), now.px(26))
    rect.moveLeft(max(min(rect.left(), room.right() - rect.width()), room.left()))
    rect.moveTop(max(rect.top(), room.top()))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(now.colour("raised"))
    painter.setPen(QPen(now.colour("line"), 1))
    painter.drawRoundedRect(rect, now.px(6), now.px(6))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setFont(font)
    painter.setPen(now.colour("text"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)


def draw_invitation(painter: QPainter, rect: QRect, words: Sequence[str]) -> None:
    """Words and between them a key: words, key, words. `rect` is the line that they stand on."""
    now = look()
    font = now.font("small")
    painter.setFont(font)
    metrics, x = QFontMetrics(font), rect.left()
    for number, word in enumerate(words):
        width = metrics.horizontalAdvance(word)
        if number % 2:
            cap = QRect(x, rect.center().y() - now.px(10), width + now.px(12), now.px(20))
            painter.setPen(QPen(now.colour("line"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cap, now.px(4), now.px(4))
            painter.setPen(now.colour("text"))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, word)
            width = cap.width()
        else:
            painter.setPen(now.colour("muted"))
            painter.drawText(QRect(x, rect.top(), width + 2, rect.height()), Qt.AlignmentFlag.AlignVCenter, word)
        x += width + now.px(9)
