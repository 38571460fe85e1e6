"""Two groups side by side; where there is no room for that, one below the other."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget

from studio.ui.theme import look

from .box import row


class Sides(QWidget):
    """`narrow` is the width (at 100 % text) below which the right one goes below; the one that `grows` takes what is left."""

    def __init__(
        self,
        left: QWidget | QLayout,
        right: QWidget | QLayout,
        narrow: int,
        *,
        gap: int = 12,
        grows: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._narrow = narrow
        self._line = row(left, right, gap=gap)
        self._line.setStretch(grows, 1)
        self.setLayout(self._line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < look().px(self._narrow)
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._line.direction() != wanted:
            self._line.setDirection(wanted)
