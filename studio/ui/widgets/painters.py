"""Painters: plain functions from data to a QPainter. They read nothing and compute no more than where a line goes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from studio.ui.theme import look

#: Lowest level that a meter shows, in dBFS.
METER_FLOOR_DB = -60.0
#: Above this a voice is on its way to clipping.
METER_WARM_DB = -18.0
#: A bar reaches at least this part of its larger side to the other one, so that a waveform looks whole.
_LEAST_SIDE = 0.55

#: (low, high) of one bar, each from -1 to 1.
Bar = tuple[float, float]


def bar_pitch() -> int:
    """From one bar of a waveform to the next, in pixels: a line and a gap."""
    return max(3, look().px(3))


def draw_bars(painter: QPainter, rect: QRect, bars: Sequence[Bar], colour: QColor, *, left: int | None = None) -> None:
    """Bars from the left edge (or from x = `left`), as columns around the middle; silence is a dot."""
    pitch = bar_pitch()
    width = max(2, pitch * 2 // 3)
    middle, half, dot = rect.center().y(), rect.height() / 2, width // 2
    x = rect.left() if left is None else left
    columns = []
    for low, high in bars:
        reach = _LEAST_SIDE * max(-low, high)
        up = int(min(max(high, reach), 1.0) * half) or dot
        down = int(min(max(-low, reach), 1.0) * half) or dot
        columns.append(QRect(x, middle - up, width, up + down))
        x += pitch
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRects(columns)


def draw_mini_wave(painter: QPainter, rect: QRect, bars: Sequence[Bar], colour: QColor, played: float = 0.0) -> None:
    """A whole take in a small space; the part up to `played` (0…1) in the accent colour, with a cursor."""
    count = round(len(bars) * played)
    if count:
        draw_bars(painter, rect, bars[:count], look().colour("accent"))
    draw_bars(painter, rect, bars[count:], colour, left=rect.left() + count * bar_pitch())
    if played:
        x = rect.left() + count * bar_pitch()
        painter.setPen(QPen(look().colour("text"), max(1, look().px(1))))
        painter.drawLine(x, rect.top(), x, rect.bottom())


def meter_place(level_dbfs: float) -> float:
    """Where a level stands between the floor (0.0) and full scale (1.0)."""
    return min(max((level_dbfs - METER_FLOOR_DB) / -METER_FLOOR_DB, 0.0), 1.0)


def draw_meter(painter: QPainter, rect: QRect, level_dbfs: float, peak_dbfs: float) -> None:
    """A bar from green to amber with a tick at the held peak. Both in dBFS; -inf is silence."""
    now = look()
    radius = rect.height() / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(now.colour("raised"))
    painter.drawRoundedRect(rect, radius, radius)
    filled = round(rect.width() * meter_place(level_dbfs))
    if filled > 0:
        from PySide6.QtGui import QLinearGradient  # the first window is silent and does not wait for it

        gradient = QLinearGradient(QPointF(rect.topLeft()), QPointF(rect.topRight()))
        gradient.setColorAt(0.0, now.colour("ok"))
        gradient.setColorAt(meter_place(METER_WARM_DB) - 0.15, now.colour("ok"))
        gradient.setColorAt(meter_place(METER_WARM_DB), now.colour("warn"))
        painter.setBrush(gradient)
        painter.save()
        painter.setClipRect(QRect(rect.left(), rect.top(), filled, rect.height()))
        painter.drawRoundedRect(rect, radius, radius)
        painter.restore()
    if peak_dbfs > METER_FLOOR_DB:
        x = rect.left() + round(rect.width() * meter_place(peak_dbfs))
        painter.fillRect(
            QRect(min(x, rect.right() - 1), rect.top(), max(2, now.px(2)), rect.height()), now.colour("text")
        )


def draw_record_halo(painter: QPainter, rect: QRect) -> None:
    """The glow around the button while it records, at full strength; whoever shows it chooses the opacity."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look().colour("rec"))
    radius = min(rect.width(), rect.height()) / 2
    painter.drawEllipse(QRectF(rect).center(), radius, radius)


def draw_record_button(painter: QPainter, rect: QRect, *, recording: bool, enabled: bool, count: int = 0) -> None:
    """The red button: a disc in a ring, while recording a stop sign. `count` > 0 shows the count-in instead of the disc."""
    now = look()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = QRectF(rect).center()
    outer = min(rect.width(), rect.height()) / 2
    ring = outer * 52 / 62
    thick = outer * 4 / 62
    painter.setBrush(now.colour("bg"))
    painter.setPen(QPen(now.colour("text" if enabled else "faint"), thick))
    painter.drawEllipse(middle, ring - thick / 2, ring - thick / 2)
    if count:
        painter.setFont(now.font("count"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(count))
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(now.colour("rec") if enabled else now.colour("line"))
    if recording:
        side = outer * 22 / 62
        corner = outer * 8 / 62
        painter.drawRoundedRect(QRectF(middle.x() - side, middle.y() - side, 2 * side, 2 * side), corner, corner)
    else:
        disc = ring - thick * 2.5
        painter.drawEllipse(middle, disc, disc)


def draw_focus(painter: QPainter, rect: QRect, radius: float) -> None:
    """The sign of the keyboard's focus around something painted."""
    width = max(2, look().px(2))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look().colour("accent"), width))
    half = width / 2
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius, radius)
