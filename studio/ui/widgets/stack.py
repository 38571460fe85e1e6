"""One of several widgets is in sight. A QStackedWidget is this too, but screen readers say "layered pane" on every way into it."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedLayout, QWidget


class Stack(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers = QStackedLayout(self)

    def addWidget(self, widget: QWidget) -> int:
        return self._layers.addWidget(widget)

    def removeWidget(self, widget: QWidget) -> None:
        self._layers.removeWidget(widget)

    def setCurrentWidget(self, widget: QWidget) -> None:
        self._layers.setCurrentWidget(widget)

    def setCurrentIndex(self, index: int) -> None:
        self._layers.setCurrentIndex(index)

    def currentWidget(self) -> QWidget | None:
        return self._layers.currentWidget()
