"""A card of settings: each line has a name, a control beside it, and where it helps a quiet sentence."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from studio.ui.theme import look
from studio.ui.widgets.box import Card, column, row
from studio.ui.widgets.label import Label

_NAME_WIDTH = 190
_NARROW = 420
#: The name stands on the same line as the words in the control.
_DOWN = 7


class Section(Card):
    def __init__(self, title: str, sentence: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = column(Label(title, "title"), gap=12, margins=(20, 16, 20, 18))
        if sentence:
            self.lines.addWidget(Label(sentence, "small", tone="muted", wrap=True))
        self.setLayout(self.lines)

    def add(self, name: str, control: QWidget, hint: str = "") -> None:
        self.lines.addWidget(Line(name, control, hint))


class Line(QWidget):
    """The name at the left; above the control where there is little room."""

    def __init__(self, name: str, control: QWidget, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        said = Label(name, wrap=True)
        said.setBuddy(control)
        said.setMinimumWidth(look().px(_NAME_WIDTH))
        beside = column(control, gap=4)
        if hint:
            beside.addWidget(Label(hint, "small", tone="muted", wrap=True))
            control.setAccessibleDescription(hint)
        said.setContentsMargins(0, look().px(_DOWN), 0, 0)
        self._line = row(gap=16)
        self._line.addWidget(said, 0, Qt.AlignmentFlag.AlignTop)
        self._line.addLayout(beside, 1)
        self.setLayout(self._line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < look().px(_NARROW)
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
