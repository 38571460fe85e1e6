"""Where a record went, and what its author said of it: only what the library really knows."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.credit.tree import Family
from studio.domain.amounts import ago_words
from studio.domain.record import RIGHTS_IN_WORDS, Kind, Record, RecordState
from studio.store import Store
from studio.ui.kinds import AI_IN_WORDS
from studio.ui.pieces.things import Standing
from studio.ui.widgets.box import column
from studio.ui.widgets.facts import Fact
from studio.ui.widgets.label import Label


class Went(QWidget):
    """Facts one below the other: a quiet name, and under it the words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: list[Fact] = []
        self._blocks: list[tuple[QWidget, Label, Label]] = []
        self._lines: QVBoxLayout = column(gap=12)
        self.setLayout(self._lines)

    def show_facts(self, facts: Iterable[Fact]) -> None:
        """Facts without words are left out."""
        self._facts = [fact for fact in facts if fact[1]]
        while len(self._blocks) < len(self._facts):
            block, name, words = QWidget(), Label("", "tiny", tone="muted"), Label("", "body", wrap=True)
            block.setLayout(column(name, words, gap=2))
            self._lines.addWidget(block)
            self._blocks.append((block, name, words))
        for at, (block, name, words) in enumerate(self._blocks):
            block.setVisible(at < len(self._facts))
            told = self._facts[at] if at < len(self._facts) else ("", "")
            name.say(told[0])
            words.say(told[1])

    @property
    def said(self) -> tuple[Fact, ...]:
        return tuple(self._facts)


def went(store: Store, record: Record, family: Family | None, around: Standing) -> list[Fact]:
    """`family` is None while it is read."""
    challenge = store.challenges.find(record.challenge_id) if record.challenge_id else None
    where = around.platforms.get(record.platform_id, "a platform this studio has left")
    return [
        ("Published", f"{where}, {ago_words(record.posted_at, around.now)}"),
        ("Answers the challenge", challenge.title if challenge else ""),
        ("Remixed by", _remixed_by(family, record, around.mine) if family else ""),
    ]


def facts(record: Record) -> list[Fact]:
    if record.state is RecordState.WITHDRAWN:
        return []
    return [
        ("It shows", record.alt),
        ("Sounds" if record.kind is Kind.AUDIO else "Pages", str(len(record.pages)) if len(record.pages) > 1 else ""),
        ("Note", record.note),
        ("Rights", RIGHTS_IN_WORDS[record.rights]),
        ("AI", AI_IN_WORDS[record.ai_training]),
    ]


def _remixed_by(family: Family, record: Record, mine: frozenset[str]) -> str:
    """ "3 people, in 5 records", whoever they are; one's own go on one's own work is said too."""
    on = [family.records[id] for id in family.descendants(record.id) if id in family.records]
    people = {one.author.id for one in on if one.state is not RecordState.WITHDRAWN} - {record.author.id}
    if not on:
        return "Nobody yet"
    records = "1 record" if len(on) == 1 else f"{len(on):,} records"
    if not people:
        whose = "you" if record.author.id in mine else "its own author"
        return f"{whose[0].upper()}{whose[1:]}, in {records}"
    return f"{len(people):,} {'person' if len(people) == 1 else 'people'}, in {records}"
