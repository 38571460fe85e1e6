"""The level meter: a gradient with a held peak to the eye, a line of words to a screen reader."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from studio.ui.theme import look

from .painters import METER_FLOOR_DB, draw_meter

_QUIET = float("-inf")
_SPOKEN_AGAIN_S = 1.0


class Meter(QLabel):
    """Levels in dBFS. No progress bar: a screen reader would say percents of it by itself, into what is being recorded."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = _QUIET
        self._peak = _QUIET
        self._named_s = _QUIET
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName("Level")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_level(self, level_dbfs: float, peak_dbfs: float, words: str = "") -> None:
        """`words` is what to say about it, for instance that it clipped."""
        if self.accessibleDescription() != words:
            self.setAccessibleDescription(words)
        if (level_dbfs, peak_dbfs) == (self._level, self._peak):
            return
        self._level, self._peak = level_dbfs, peak_dbfs
        if monotonic() - self._named_s >= _SPOKEN_AGAIN_S:
            self._named_s = monotonic()
            self.setAccessibleName(f"Level {level_words(level_dbfs)}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(200), look().px(18))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(80), look().px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        now = look()
        painter = QPainter(self)
        painter.setFont(now.font("tiny"))
        painter.setPen(now.colour("muted"))
        words = painter.fontMetrics().horizontalAdvance("−60") + now.px(10)
        height = now.px(8)
        left, middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.height() // 2
        painter.drawText(self.rect(), left, "−60")
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, "0 dB")
        right = painter.fontMetrics().horizontalAdvance("0 dB") + now.px(10)
        bar = QRect(words, middle - height // 2, self.width() - words - right, height)
        draw_meter(painter, bar, self._level, self._peak)
        painter.end()


def level_words(level_dbfs: float) -> str:
    return f"{round(max(level_dbfs, METER_FLOOR_DB))} dB".replace("-", "minus ")
