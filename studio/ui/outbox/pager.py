"""The way to older parcels, there only where they do not fit on one page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.ui.widgets.box import row
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label


class Pager(QWidget):
    older_pressed = Signal()
    newer_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Label("", "small", tone="muted")
        self.newer = Button("Newer")
        self.older = Button("Older")
        self.newer.clicked.connect(self.newer_pressed)
        self.older.clicked.connect(self.older_pressed)
        self.setLayout(row(self.words, None, self.newer, self.older, gap=10))
        self.hide()

    def show_page(self, first: int, count: int, total: int, need_person: int) -> None:
        """`first` counts from 0, the newest."""
        words = f"{first + 1} to {first + count} of {total}"
        self.words.say(f"{words} · {need_person} need you" if need_person else words)
        self.newer.setEnabled(first > 0)
        self.older.setEnabled(first + count < total)
        self.setVisible(first > 0 or count < total)
