"""The rail: the places of the studio, one under the other, with a badge where something waits."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from . import icons, tokens
from .theme import look
from .widgets.box import Box
from .widgets.button import Button


class RailButton(Button):
    """An icon over a word. It paints itself, so that both stay in place at every text scale."""

    def __init__(self, name: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__("", "rail", parent=parent)
        self._name = name
        self._picture = icon
        self._badge = 0
        self._live = False
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.name(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(self.width_wanted(), look().px(tokens.RAIL_ITEM))

    def tip_words(self) -> str:
        """Its word is painted on it."""
        return ""

    def set_badge(self, count: int) -> None:
        if count != self._badge:
            self._badge = count
            self.name(f"{self._name}, {count} waiting" if count else self._name)
            self.update()

    def set_live(self, live: bool) -> None:
        """A red dot and a word: something is being recorded here."""
        self._live = live
        self.name(f"{self._name}, recording" if live else self._name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        now = look()
        colour = now.colours.text if self.isChecked() or self.underMouse() else now.colours.muted
        side = now.px(20)
        painter = QPainter(self)
        at = QPoint((self.width() - side) // 2, now.px(8))
        painter.drawPixmap(at, icons.pixmap(self._picture, colour, side, self.devicePixelRatioF()))
        painter.setFont(now.font("tiny"))
        painter.setPen(colour)
        words = QRect(0, now.px(32), self.width(), now.px(16))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self._name)
        if self._badge:
            self._draw_badge(painter)
        if self._live:
            self._draw_live(painter)
        painter.end()

    def _draw_live(self, painter: QPainter) -> None:
        now = look()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.colour("rec"))
        painter.drawEllipse(QPoint(self.width() // 2 + now.px(12), now.px(12)), now.px(4), now.px(4))

    def _draw_badge(self, painter: QPainter) -> None:
        now = look()
        text = str(self._badge) if self._badge < 100 else "99+"
        painter.setFont(now.font("badge"))
        width = max(painter.fontMetrics().horizontalAdvance(text) + now.px(10), now.px(18))
        spot = QRect(self.width() // 2 + now.px(3), now.px(6), width, now.px(15))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.colour("accent"))
        painter.drawRoundedRect(spot, spot.height() / 2, spot.height() / 2)
        painter.setPen(now.colour("bg"))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, text)

    def width_wanted(self) -> int:
        now = look()
        self.setFont(now.font("tiny"))
        words = self.fontMetrics().horizontalAdvance(self._name) + now.px(6)
        return max(now.px(tokens.RAIL_WIDTH - 4 * tokens.STEP), words)


class Rail(Box):
    """Chosen by press, by Ctrl and the place's number, or by the arrows."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("rail", parent)
        self._buttons: dict[str, RailButton] = {}
        self._group = QButtonGroup(self)
        now = look()
        self._column = QVBoxLayout(self)
        side = now.px(6)
        self._column.setContentsMargins(side, now.px(14), side, now.px(14))
        self._column.setSpacing(now.px(tokens.STEP))
        self._column.addStretch(1)

    def add(self, key: str, name: str, icon: str, *, at_foot: bool = False) -> None:
        button = RailButton(name, icon, self)
        number = len(self._buttons) + 1
        button.setShortcut(QKeySequence(f"Ctrl+{number}"))
        button.clicked.connect(lambda: self.chosen.emit(key))
        self._group.addButton(button)
        self._buttons[key] = button
        widest = max(other.width_wanted() for other in self._buttons.values())
        for other in self._buttons.values():
            other.setFixedWidth(widest)
        where = self._column.count() if at_foot else len(self._buttons) - 1
        self._column.insertWidget(where, button, 0, Qt.AlignmentFlag.AlignHCenter)

    def choose(self, key: str) -> None:
        self._buttons[key].setChecked(True)

    def set_live(self, key: str, live: bool) -> None:
        if key in self._buttons:
            self._buttons[key].set_live(live)

    def set_badge(self, key: str, count: int) -> None:
        if key in self._buttons:
            self._buttons[key].set_badge(count)
