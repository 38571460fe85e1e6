"""Whose lines of a screenplay are to be said."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from studio.scripts.found import Found, characters
from studio.scripts.reader import of_character
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.label import Label

_WIDTH = 420


class CharacterSheet(QDialog):
    """Open it with `open()`; the one with most lines is ready."""

    #: What was found, with the lines of the chosen one alone.
    found = Signal(object)

    def __init__(self, parent: QWidget, found: Found) -> None:
        super().__init__(parent)
        self._found = found
        counts = characters(found.lines)
        self.setWindowTitle("Who do you speak?")
        self.character = Choice("Character")
        spoken = [(f"{name} · {_lines(count)}", name) for name, count in counts.items()]
        self.character.offer([*spoken, (f"Everybody · {_lines(len(found.lines))}", "")], next(iter(counts)))
        self.ready, away = Button("Open the lines", "primary"), Button("Leave it", "quiet")
        self.ready.clicked.connect(self.take)
        away.clicked.connect(self.reject)
        self.finished.connect(self.deleteLater)
        words = Label(f"{found.title} has several characters.", tone="muted", wrap=True)
        title = Label("Who do you speak?", "title", wrap=True)
        lines = column(title, words, self.character, row(away, None, self.ready), gap=14, margins=(24, 20, 24, 20))
        self.setLayout(lines)
        self.setMinimumWidth(look().px(_WIDTH))
        self.character.setFocus()

    @Slot()
    def take(self) -> None:
        self.accept()
        self.found.emit(of_character(self._found, str(self.character.value)))


def _lines(count: int) -> str:
    return f"{count} lines" if count != 1 else "one line"
