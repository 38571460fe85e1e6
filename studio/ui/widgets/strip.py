"""The live waveform: it runs to the left under a fixed line; what is being recorded is red, what is only remembered is grey."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.theme import look

from .painters import Bar, bar_pitch, draw_bars

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Columns of 1/100 s in one bar: about ten seconds fit across the booth.
COLUMNS_PER_BAR = 4
#: The line under which sound appears stands at this part of the width.
HEAD = 0.88


class Ribbon(NamedTuple):
    """What a strip shows: bars from left to right, `first` the number of the first, `red_from` the first that is recorded
    (None for nothing), `shift` how far (0…1 bar) the newest one has moved on, `lost` runs of bars that stand for lost sound."""

    bars: tuple[Bar, ...] = ()
    first: int = 0
    red_from: int | None = None
    shift: float = 0.0
    lost: tuple[tuple[int, int], ...] = ()


def ribbon(
    strip: NDArray[np.float32] | None, start: int, take_column: int, gaps: tuple[tuple[int, int], ...], most: int
) -> Ribbon:
    """The newest `most` bars of a reading's `strip`. Bars lie on whole multiples of `COLUMNS_PER_BAR`, so they never flicker."""
    if strip is None or not len(strip):
        return Ribbon()
    end = start + len(strip)
    last = end // COLUMNS_PER_BAR
    first = max(-(-start // COLUMNS_PER_BAR), last - most)
    whole = strip[first * COLUMNS_PER_BAR - start : last * COLUMNS_PER_BAR - start]
    wide = whole.reshape(-1, COLUMNS_PER_BAR, 2)
    lows, highs = wide[:, :, 0].min(axis=1).tolist(), wide[:, :, 1].max(axis=1).tolist()
    red = max(take_column // COLUMNS_PER_BAR, first) if take_column >= 0 else None
    lost = tuple((a // COLUMNS_PER_BAR, -(-b // COLUMNS_PER_BAR)) for a, b in gaps)
    return Ribbon(tuple(zip(lows, highs, strict=True)), first, red, end % COLUMNS_PER_BAR / COLUMNS_PER_BAR, lost)


def draw_ribbon(painter: QPainter, rect: QRect, shown: Ribbon) -> None:
    now = look()
    pitch = bar_pitch()
    head = rect.left() + round(rect.width() * HEAD)
    painter.setPen(QPen(now.colour("line"), 1))
    painter.drawLine(rect.topLeft(), rect.topRight())
    painter.drawLine(rect.bottomLeft(), rect.bottomRight())
    left = head - len(shown.bars) * pitch - round(shown.shift * pitch)
    inside = rect.adjusted(0, now.px(8), 0, -now.px(8))
    for first, behind in shown.lost:
        gap = QRect(left + (first - shown.first) * pitch, rect.top(), (behind - first) * pitch, rect.height())
        painter.fillRect(
            gap.intersected(QRect(rect.left(), rect.top(), head - rect.left(), rect.height())), now.colour("warn", 0.35)
        )
    red = len(shown.bars) if shown.red_from is None else shown.red_from - shown.first
    draw_bars(painter, inside, shown.bars[:red], now.colour("faint"), left=left)
    draw_bars(painter, inside, shown.bars[red:], now.colour("rec"), left=left + red * pitch)
    painter.setPen(QPen(now.colour("faint" if shown.red_from is None else "rec"), max(2, now.px(2))))
    painter.drawLine(head, rect.top(), head, rect.bottom())


class Strip(QWidget):
    """Draws into a pixmap when told what to show; painting is one blit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = Ribbon()
        self._picture: QPixmap | None = None
        self.setAccessibleName("Live waveform")
        self.setAccessibleDescription(_words(self._shown))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(look().px(40))

    def most_bars(self) -> int:
        """How many bars fit left of the line."""
        return int(self.width() * HEAD) // bar_pitch() + 1

    def show_ribbon(self, shown: Ribbon) -> None:
        if shown != self._shown:
            self._shown = shown
            self._draw()
            self.update()
            words = _words(shown)
            if words != self.accessibleDescription():
                self.setAccessibleDescription(words)

    def sizeHint(self) -> QSize:
        """Little: where the window is small, the words to say come first."""
        return QSize(look().px(400), look().px(44))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture:
            painter = QPainter(self)
            painter.drawPixmap(0, 0, self._picture)
            painter.end()

    def changeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().changeEvent(event)
        if event.type() == event.Type.StyleChange:
            self._draw()

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        size = self.size() * ratio
        if self._picture is None or self._picture.size() != size:
            self._picture = QPixmap(size)
            self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._picture)
        draw_ribbon(painter, self.rect().adjusted(0, 0, -1, -1), self._shown)
        painter.end()


def _words(shown: Ribbon) -> str:
    """The same for a screen reader."""
    return ("Not recording" if shown.red_from is None else "Recording") + (", sound was lost" if shown.lost else "")
