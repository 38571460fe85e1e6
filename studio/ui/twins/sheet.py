"""One question, side by side: what this computer says and what the other one says. One press each."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from studio.store import Store
from studio.twins import answers
from studio.twins.answers import Question
from studio.ui.theme import look
from studio.ui.widgets.box import Card, column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.inside import Inside
from studio.ui.widgets.label import Label

from .words import field_words, in_order, side_words, thing_words, value_words

_WIDTH, _HEIGHT = 620, 300
#: The words above, the buttons below, and the window's own frame.
_OUTSIDE = 210


class QuestionSheet(QDialog):
    """Closing it decides nothing: both stay as they are, and it can be opened again."""

    def __init__(self, store: Store, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._question = question
        self.setWindowTitle("Changed on two computers")
        self.setModal(True)
        self.setMinimumWidth(look().px(_WIDTH))
        self._build()

    def _build(self) -> None:
        question = self._question
        name = thing_words(question.thing.kind, question.content(max(question.here, 0)))
        first, second = (0, 1) if question.here != 1 else (1, 0)
        self.takes = {number: self._verb(number) for number in (first, second)}
        sides = row(self._side(first), self._side(second), gap=14)
        for at in (0, 1):
            sides.setStretch(at, 1)
        inside = Inside(column(sides, gap=0), _room())
        self.both = Button("Keep both as two drafts")
        self.both.setVisible(question.is_content)
        self.both.clicked.connect(self._keep_both)
        self.later = Button("Decide later", "quiet")
        self.later.clicked.connect(self.reject)
        self.setLayout(self._lay_out(name, inside))

    def _lay_out(self, name: str, inside: Inside) -> QVBoxLayout:
        words = f"{name} was changed on two computers before they met. Nothing is lost: choose what holds on both."
        return column(
            Label("Which one holds?", "heading"),
            Label(words, tone="muted", wrap=True),
            inside,
            row(self.later, None, self.both),
            gap=14,
            margins=(24, 22, 24, 22),
        )

    def showEvent(self, event: QShowEvent) -> None:
        """The words above wrap by now; nothing is pushed over anything."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._fit)

    @Slot()
    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            self.setMinimumHeight(layout.totalHeightForWidth(self.width()))

    def _verb(self, number: int) -> Button:
        who, when = side_words(self._question, number)
        button = Button("Take this one", "primary" if number == self._question.here else "")
        button.setAccessibleName(f"Take this one: {who}, {when}")
        button.clicked.connect(partial(self._settle, number))
        return button

    def _side(self, number: int) -> Card:
        who, when = side_words(self._question, number)
        content = self._question.content(number)
        head = column(Label(who, "title", wrap=True), Label(when, "small", tone="muted", wrap=True), gap=2)
        lines = column(head, row(self.takes[number], None), gap=12, margins=(18, 16, 18, 16))
        for name in in_order(self._question.fields):
            said = Label(value_words(name, content.get(name)), wrap=True)
            lines.addLayout(column(Label(field_words(name), "small", tone="muted"), said, gap=2))
        lines.addStretch(1)
        card = Card()
        card.setLayout(lines)
        card.setAccessibleName(f"{who}, {when}")
        return card

    def _settle(self, number: int) -> None:
        answers.settle(self._store, self._question, number)
        self.accept()

    def _keep_both(self) -> None:
        answers.keep_both(self._store, self._question)
        self.accept()


def _room() -> int:
    """What the screen leaves for the two sides."""
    screen = QGuiApplication.primaryScreen().availableGeometry().height()
    return max(look().px(_HEIGHT) // 2, min(look().px(_HEIGHT), screen - look().px(_OUTSIDE)))
