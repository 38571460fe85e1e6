"""The honest card: everything a person should know about a challenge before starting, and one button."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.domain.challenge import Challenge, ChallengeState
from studio.domain.record import Kind, Record
from studio.ui.widgets.box import Box, Card, column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.facts import Facts
from studio.ui.widgets.label import Label
from studio.ui.widgets.reading import Reading

from . import words

#: A script shows this many of its lines here; the booth shows all.
_LINES_SHOWN = 4


class Honest(Card):
    answer_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build()
        self.answer.clicked.connect(self.answer_pressed)

    def show_challenge(self, challenge: Challenge, recent: Sequence[Record], now: datetime) -> None:
        self.title.say(challenge.title)
        self.by.say(f"by {challenge.by}" if challenge.by else "")
        self.brief.say(challenge.brief or challenge.summary)
        self.quote.say(_quote(challenge))
        self._quote_box.setVisible(bool(challenge.lines))
        self.facts.show_facts(words.facts(challenge, now))
        self._recent.setVisible(bool(recent))
        self.recent.say("\n".join(f"{record.title}, by {record.author.handle}" for record in recent))
        self.answer.setVisible(challenge.kind in words.VERB and challenge.state is ChallengeState.OPEN)
        self.answer.say(words.VERB.get(challenge.kind, ""))
        voice = challenge.kind is Kind.AUDIO
        icon = {Kind.IMAGE: "image-plus", Kind.TEXT: "pencil"}.get(challenge.kind, "circle")
        self.answer.set_icon(icon, "rec" if voice else "bg", filled=voice)
        self.answer.setAccessibleName(f"{self.answer.said}: {challenge.title}")

    def _build(self) -> None:
        self.title = Label("", "title", wrap=True)
        self.by = Label("", "small", tone="muted", wrap=True)
        self.brief = Label("", "body", tone="muted", wrap=True)
        self.quote = Label("", "quote", wrap=True)
        self._quote_box = Box("quote")
        self._quote_box.setLayout(column(self.quote, margins=(16, 14, 16, 14)))
        self.facts = Facts()
        self._recent = QWidget()
        self.recent = Label("", "small", wrap=True)
        self._recent.setLayout(column(Label("Recent contributions", "small", tone="muted"), self.recent, gap=4))
        self.answer = Button("", "primary")
        inside = QWidget()
        inside.setLayout(self._lines())
        self.setLayout(Reading(inside, "About this challenge").above(row(None, self.answer)))

    def _lines(self) -> QVBoxLayout:
        head = column(self.title, self.by, gap=2)
        return column(head, self.brief, self._quote_box, 4, self.facts, 4, self._recent, None, gap=10)


def _quote(challenge: Challenge) -> str:
    shown = "\n".join(line.text for line in challenge.lines[:_LINES_SHOWN])
    more = len(challenge.lines) - _LINES_SHOWN
    if len(challenge.lines) == 1:
        return f"“{shown}”"
    return f"{shown}\n… and {more} more" if more > 0 else shown
