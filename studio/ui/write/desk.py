"""The desk: what is written, alone in the middle, or with a text beside it; one below the other where there is no room."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from studio.ui.theme import look
from studio.ui.widgets.box import row

#: Lines longer than this are hard to read.
_WIDEST = 760
#: Two texts side by side need as much.
_NARROW = 620
#: Qt's QWIDGETSIZE_MAX: no limit.
_ANY_SIZE = (1 << 24) - 1


class Desk(QWidget):
    def __init__(self, beside: QWidget, writing: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._beside = beside
        self._writing = writing
        self._line = row(beside, writing, gap=28)
        self._line.setStretch(0, 1)
        self._line.setStretch(1, 1)
        whole = row(gap=0, margins=(24, 28, 24, 24))
        whole.addStretch(1)
        whole.addLayout(self._line, 100)
        whole.addStretch(1)
        self.setLayout(whole)
        self.show_beside(False)

    def show_beside(self, on: bool) -> None:
        self._beside.setVisible(on)
        self._writing.setMaximumWidth(_ANY_SIZE if on else look().px(_WIDEST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < look().px(_NARROW)
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
