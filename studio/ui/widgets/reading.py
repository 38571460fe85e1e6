"""What is read beside a list: scrolled where it is more than there is room for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLayout, QScrollArea, QVBoxLayout, QWidget

from .box import column, row

#: The line of its focus takes this much of what is around it.
_LINE = 2


class Reading(QScrollArea):
    """Tab stops here only where it can be scrolled, which one sees; then the arrows do."""

    def __init__(self, inside: QWidget, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.setProperty("kind", "reading")
        self.verticalScrollBar().rangeChanged.connect(self._on_range)

    def above(self, foot: QLayout, side: int = 16) -> QVBoxLayout:
        """In a card, over what can be done: both begin and end below each other, `side` from its edges."""
        inner = side - _LINE
        lines = column(self, row(_LINE, foot, _LINE, gap=0), gap=12, margins=(inner, inner, inner, side))
        lines.setStretch(0, 1)
        return lines

    @Slot(int, int)
    def _on_range(self, _least: int, most: int) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if most > 0 else Qt.FocusPolicy.NoFocus)
