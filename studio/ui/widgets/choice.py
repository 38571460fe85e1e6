"""One of a few things, chosen from a list that opens. What people wrote stays plain text in it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLabel, QListView, QSizePolicy, QWidget

from studio.ui import icons
from studio.ui.theme import look

from .label import Label

#: A longer name is cut on screen; the list that opens shows more of it.
_CHARACTERS = 12


class Choice(QComboBox):
    """`chosen` tells the value of what the person picked, never what was set from code."""

    chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFont(look().font("body"))
        self.setView(QListView())  # the style sheet reaches this view's rows and not those of the native menu
        self.view().setAccessibleName(name)
        self.setMinimumContentsLength(_CHARACTERS)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.activated.connect(lambda at: self.chosen.emit(self.itemData(at)))

    def offer(self, items: Iterable[tuple[str, object]], value: object) -> None:
        """Replaces what can be chosen, `(words, value)` each; `value` is the one that holds now."""
        self.clear()
        for words, item in items:
            self.addItem(words, item)
        self.choose(value)

    def choose(self, value: object) -> None:
        self.setCurrentIndex(next((at for at in range(self.count()) if self.itemData(at) == value), -1))

    @property
    def value(self) -> object:
        return self.currentData()

    def showEvent(self, event: QShowEvent) -> None:
        """On Linux a screen reader is told what is chosen in the place of the name, unless a label beside it is its buddy."""
        super().showEvent(event)
        beside = self.parentWidget()
        labels = beside.findChildren(QLabel, options=Qt.FindChildOption.FindDirectChildrenOnly) if beside else []
        if beside and not any(label.buddy() is self for label in labels):
            Label(self.accessibleName(), parent=beside).setBuddy(self)  # never shown

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = look().px(16)
        chevron = icons.pixmap("chevron-down", look().colours.muted, side, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - side - look().px(10), (self.height() - side) // 2, chevron)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling a page over a choice must not change it."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.showPopup()
            return
        super().keyPressEvent(event)


def with_set(items: Iterable[tuple[str, object]], value: object, words: str) -> list[tuple[str, object]]:
    """What can be chosen, and what is set where somebody wrote another value into the file."""
    known = list(items)
    return known if any(item == value for _, item in known) else [*known, (words, value)]
