"""One request as a card: who asks, what for, how it stands, and what this person may do about it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.domain.request import Deed
from studio.ui.theme import look
from studio.ui.widgets.box import Card, column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label

from .told import Told

#: The words on the buttons, in the order in which they stand.
VERBS = {
    Deed.ADD: "Add the source",
    Deed.DISPUTE: "It is not that",
    Deed.REPLY: "Reply",
    Deed.WITHDRAW: "Take it back",
    Deed.REMOVE: "Remove it",
}
AGAIN, DROP = "Try again", "Forget it"
_QUIET = {Deed.WITHDRAW, Deed.REMOVE}


class RequestCard(Card):
    #: A deed of this person's, or `AGAIN` or `DROP` for what waits to be sent; with the card's `Told`.
    pressed = Signal(object, str)

    def __init__(self, told: Told, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.told = told
        self.buttons: dict[str, Button] = {}
        self.setAccessibleName(told.spoken())
        self.mark("chosen", told.mine)
        self.mark("worry", bool(told.errand and told.errand.is_stopped))
        self._lay_out()

    def _lay_out(self) -> None:
        told = self.told
        head = row(Label(told.who, "strong", elide=True), Label(told.when, "small", tone="muted"), gap=8)
        head.setStretch(0, 1)
        lines = column(head, Label(told.words, "small", wrap=True), gap=6, margins=(12, 10, 12, 12))
        lines.addWidget(Label(told.about, "small", tone="muted", wrap=True))
        for who, words in told.said:
            lines.addWidget(Label(f"{who}: {words}", "small", wrap=True))
        if told.state:
            lines.addWidget(Label(told.state, "small", tone=told.tone, wrap=True))
        if told.trouble:
            lines.addWidget(Label(told.trouble, "small", tone="warn", wrap=True))
        buttons = [
            self._button(deed.value, words, deed in _QUIET) for deed, words in VERBS.items() if deed in told.deeds
        ]
        if told.errand:
            again = [self._button(AGAIN, AGAIN, False)] if told.errand.is_stopped else []
            buttons += [*again, self._button(DROP, DROP, True)]
        if buttons:
            lines.addSpacing(2)
            lines.addLayout(Flow(*buttons, gap=8))
        self.setLayout(lines)

    def _button(self, deed: str, words: str, quiet: bool) -> Button:
        button = Button(words, "quiet" if quiet else "secondary")
        button.setFont(look().font("small"))  # both of a pair fit beside each other in a panel
        button.setAccessibleDescription(self.told.words)
        button.clicked.connect(partial(self._press, deed))
        self.buttons[deed] = button
        return button

    def _press(self, deed: str, _checked: bool = False) -> None:
        self.pressed.emit(self.told, deed)
