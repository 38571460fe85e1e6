"""The words to say: the line that is on, large, its neighbours faint above and below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QWidget

from studio.domain.challenge import Line
from studio.ui import tokens
from studio.ui.theme import look
from studio.ui.widgets.box import column
from studio.ui.widgets.label import Label

from .sitting import Sitting

_WIDEST = 860


class Prompt(QWidget):
    """Chooses the largest size at which the line fits; long neighbours are cut short."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sitting: Sitting | None = None
        self.before = Label("", "neighbour", tone="faint", elide=True)
        self.line = Label("", "heading", wrap=True)
        self.note = Label("", "body", tone="muted", wrap=True)
        self.after = Label("", "neighbour", tone="faint", elide=True)
        for label in (self.before, self.line, self.note, self.after):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        self._words = column(None, self.before, 10, self.line, self.note, 10, self.after, None, gap=4)
        self.setLayout(self._words)

    def show_sitting(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self.line.say(sitting.line.text)
        self.line.setAccessibleName(f"{sitting.place()}: {sitting.line.text}")
        self.note.say(_note(sitting.line))
        self.before.say(sitting.before.text if sitting.before else "")
        self.after.say(sitting.after.text if sitting.after else "")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = max(0, (self.width() - look().px(_WIDEST)) // 2)
        self._words.setContentsMargins(side, 0, side, 0)
        self._fit()

    def _fit(self) -> None:
        if self._sitting is None:
            return
        room_px = self.height() - self.note.height() * bool(self.note.said)
        self._show_neighbours(room_px)
        if self.before.isVisibleTo(self):
            room_px -= 2 * look().px(tokens.TYPES["neighbour"].line_px + 24)
        width = self.width() - self._words.contentsMargins().left() * 2
        self.line.setFont(look().prompt_font(largest_size(self._sitting.line.text, width, room_px)))

    def _show_neighbours(self, room_px: int) -> None:
        """They keep their place while there is room, so that the line does not jump from row to row."""
        sitting = self._sitting
        shown = sitting is not None and len(sitting.lines) > 1 and room_px > look().px(220)
        for label in (self.before, self.after):
            label.setVisible(shown)


def largest_size(text: str, width_px: int, height_px: int) -> int:
    """The largest prompt size (a token, before scaling) at which `text` fits the room; the smallest if none does."""
    sizes = [size for _, size in tokens.PROMPT_SIZES_PX]
    by_length = next(size for most, size in tokens.PROMPT_SIZES_PX if len(text) <= most)
    for size in sizes[sizes.index(by_length) :]:
        metrics = QFontMetrics(look().prompt_font(size))
        flags = int(Qt.TextFlag.TextWordWrap)
        if metrics.boundingRect(0, 0, max(width_px, 1), 1 << 16, flags, text).height() <= height_px:
            return size
    return sizes[-1]


def _note(line: Line) -> str:
    return " · ".join(part for part in (line.character, line.note) if part)
