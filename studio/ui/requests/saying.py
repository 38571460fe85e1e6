"""A few words that somebody is asked for before something is said or done: a reason, a reply."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from studio.domain.request import MAX_WORDS
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label

_WIDTH, _HEIGHT = 420, 104


class Saying(QDialog):
    """Open it with `open()`; `said` tells the words. Nothing is said with an empty field."""

    said = Signal(str)

    def __init__(self, parent: QWidget, title: str, advice: str, verb: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.words = words_field(title)
        self.room = Label("", "small", tone="warn", wrap=True)
        self.room.hide()
        self.back = Button("Not now", "quiet")
        self.verb = Button(verb, "primary")
        self.setLayout(
            column(
                Label(title, "title", wrap=True),
                Label(advice, "small", tone="muted", wrap=True),
                self.words,
                self.room,
                row(self.back, None, self.verb),
                gap=12,
                margins=(24, 20, 24, 20),
            )
        )
        self.setMinimumWidth(look().px(_WIDTH))
        self.words.textChanged.connect(self._look)
        self.back.clicked.connect(self.reject)
        self.verb.clicked.connect(self.do_say)
        self._look()
        self.words.setFocus()

    @Slot()
    def _look(self) -> None:
        typed = len(self.words.toPlainText().strip())
        self.verb.setEnabled(0 < typed <= MAX_WORDS)
        self.room.say(room_words(typed))
        self.room.setVisible(typed > MAX_WORDS)

    @Slot()
    def do_say(self) -> None:
        if self.verb.isEnabled():
            self.accept()
            self.said.emit(self.words.toPlainText().strip())


def words_field(name: str) -> QPlainTextEdit:
    """A field of a few lines; Tab goes on to the next control."""
    field = QPlainTextEdit()
    field.setAccessibleName(name)
    field.setTabChangesFocus(True)
    field.setFont(look().font("body"))
    field.setFixedHeight(look().px(_HEIGHT))
    return field


def room_words(typed: int) -> str:
    return f"There is room for {MAX_WORDS:,} characters, and these are {typed:,}."
