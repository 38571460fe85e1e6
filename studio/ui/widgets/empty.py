"""An empty place invites: what will be here, and the one thing to do first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from studio.ui import icons
from studio.ui.theme import look

from .box import column, row
from .button import Button
from .label import Label

_PICTURE = 40
_WIDEST = 420


class Picture(QWidget):
    """An icon as a quiet picture."""

    def __init__(self, icon: str, size: int = _PICTURE, colour: str = "muted", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._colour = colour
        side = look().px(size)
        self.setFixedSize(side, side)

    def set_icon(self, icon: str, colour: str = "") -> None:
        self._icon, self._colour = icon, colour or self._colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = getattr(look().colours, self._colour)
        painter.drawPixmap(0, 0, icons.pixmap(self._icon, colour, self.width(), self.devicePixelRatioF()))
        painter.end()


class Empty(QWidget):
    """`verb` "" leaves the button away."""

    pressed = Signal()

    def __init__(self, icon: str, title: str, words: str, verb: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        centre = Qt.AlignmentFlag.AlignHCenter
        self.title = Label(title, "title", wrap=True)
        self.words = Label(words, "body", tone="muted", wrap=True)
        for label in (self.title, self.words):
            label.setAlignment(centre)
        picture = row(None, Picture(icon), None)
        lines = column(None, picture, 4, self.title, self.words, gap=8, margins=(16, 16, 16, 16))
        self.button = Button(verb, "primary") if verb else None
        if self.button:
            self.button.clicked.connect(self.pressed)
            lines.addSpacing(look().px(8))
            lines.addLayout(row(None, self.button, None))
        lines.addStretch(2)
        middle = QWidget()
        middle.setMaximumWidth(look().px(_WIDEST))
        middle.setLayout(lines)
        whole = row(None, middle, None, gap=0)
        whole.setStretch(1, 100)
        self.setLayout(whole)
