"""A leader asks for a line once more: why, and where in what was delivered."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QWidget

from studio.domain.amounts import length_words
from studio.ui.requests.saying import Saying
from studio.ui.tab_order import tab_after
from studio.ui.widgets.amount import Amount
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Chip

#: How long a part is at first, and the shortest sound that has parts.
_PART_S, _LEAST_S, _STEP_S = 2.0, 0.5, 0.1


class PickupSheet(Saying):
    """`asked` tells the reason and, where it is about a part only, (from, to) in seconds. A part begins where the player is."""

    asked = Signal(str, object)

    def __init__(self, parent: QWidget, title: str, length_s: float, place_s: float) -> None:
        super().__init__(parent, "Why once more?", f"Whoever recorded “{title}” reads this.", "Ask for a pickup")
        span = (0.0, max(length_s, _LEAST_S))
        self.part = Chip("Only a part of it", checkable=True)
        self.start = Amount("From", span, place_s, length_words, step=_STEP_S)
        self.end = Amount("To", span, min(place_s + _PART_S, span[1]), length_words, step=_STEP_S)
        lines = self.layout()
        assert isinstance(lines, QBoxLayout)
        lines.insertLayout(3, column(row(self.part, None), self.start, self.end, gap=8))
        above: QWidget = self.words
        for one in (self.part, self.start, self.end):
            tab_after(above, one)
            above = one
        for amount in (self.start, self.end):
            self.part.toggled.connect(amount.setVisible)
            amount.setVisible(place_s > 0)
        self.part.setVisible(length_s >= _LEAST_S)
        self.part.setChecked(place_s > 0)
        self.said.connect(self._on_said)

    @Slot(str)
    def _on_said(self, words: str) -> None:
        start, end = sorted((self.start.value, self.end.value))
        self.asked.emit(words, (start, end) if self.part.isChecked() and start < end else None)
