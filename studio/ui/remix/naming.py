"""Asking for a title."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from studio.contract import MAX_TITLE
from studio.domain.words import tidy_title
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label

_WIDTH = 420


class TitleDialog(QDialog):
    """Open it with `open()`. A title of nothing but blanks is none."""

    named = Signal(str)

    def __init__(self, parent: QWidget, asks: str, title: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(asks)
        self.words = QLineEdit(title)
        self.words.setAccessibleName(asks)
        self.words.setMaxLength(MAX_TITLE)
        self.words.selectAll()
        keep, away = Button("Keep", "primary"), Button("Leave it", "quiet")
        self.words.returnPressed.connect(self.do_keep)
        keep.clicked.connect(self.do_keep)
        away.clicked.connect(self.reject)
        self.finished.connect(self.deleteLater)
        lines = column(Label(asks, "title"), self.words, row(away, None, keep), gap=14, margins=(24, 20, 24, 20))
        self.setLayout(lines)
        self.setMinimumWidth(look().px(_WIDTH))

    @Slot()
    def do_keep(self) -> None:
        title = tidy_title(self.words.text())
        if title:
            self.accept()
            self.named.emit(title)
