"""Tells the person what the other computers brought that somebody must hear or decide, and carries settings over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Slot

from studio.domain.twins import Thing
from studio.store import Store
from studio.twins.answers import Question, questions
from studio.twins.contents import SHARED, of_text
from studio.ui.stage import Stage

from .words import news_words, thing_words

ASKS, TELLS, AWAY = "twins: asks", "twins: tells", "twins: away"


class Arrivals(QObject):
    """One notice for the questions, one for the news, one for what cannot be read; each goes when it is done with. `ask` opens a
    question."""

    def __init__(self, store: Store, stage: Stage, ask: Callable[[Question], None]) -> None:
        super().__init__()
        self._store = store
        self._stage = stage
        self._ask = ask
        self._said: dict[str, frozenset[Any]] = {}
        stage.bell.twins_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        things = self._store.twins.to_say()
        self._tell_questions(questions(self._store))
        self._tell_news([thing for thing in things if thing.news])
        self._tell_away([thing for thing in things if thing.trouble])

    def _tell_questions(self, asked: list[Question]) -> None:
        if self._is_new(ASKS, frozenset((one.thing.id, one.thing.version) for one in asked)):
            first, more = asked[0], len(asked) - 1
            name = thing_words(first.thing.kind, first.content(max(first.here, 0)))
            others = f" And {more} more." if more else ""
            advice = f"{name} is not the same on both. Both are kept until you choose.{others}"
            self._stage.notices.notice(
                ASKS, "Changed on two computers", advice, verb="Compare", press=lambda: self._ask(first)
            )

    def _tell_news(self, things: list[Thing]) -> None:
        if self._is_new(TELLS, frozenset((thing.id, thing.version) for thing in things)):
            first, more = things[0], len(things) - 1
            title, advice = news_words(first.news, _title(self._store, first), first.device)
            others = f" And {more} more." if more else ""
            hear = self._store.twins.hear
            self._stage.notices.notice(TELLS, title, advice + others, verb="I see", press=lambda: hear(things))

    def _tell_away(self, things: list[Thing]) -> None:
        if self._is_new(AWAY, frozenset((thing.id, thing.trouble) for thing in things)):
            trouble = things[0].trouble
            assert trouble is not None
            where = things[0].device or "another computer"
            count = "1 thing" if len(things) == 1 else f"{len(things)} things"
            advice = f"{count} between this computer and {where}. {trouble.advice}"
            self._stage.notices.notice(AWAY, trouble.title, advice, worry=True)

    def _is_new(self, key: str, what: frozenset[Any]) -> bool:
        """A notice that was put away stays away until there is something new; where there is nothing, it goes."""
        before, self._said[key] = self._said.get(key, frozenset()), what
        if not what:
            self._stage.notices.clear(key)
        return bool(what - before)


class Likeness(QObject):
    """Keeps the chosen settings of this computer and those that came over alike."""

    def __init__(self, store: Store, stage: Stage) -> None:
        super().__init__()
        self._store = store
        self._choices = stage.choices
        self._known = self._chosen()
        stage.choices.changed.connect(self._on_chosen)
        stage.bell.drafts_changed.connect(self._on_heard)
        stage.bell.twins_changed.connect(self._on_heard)
        self._on_heard()

    def _chosen(self) -> dict[str, Any]:
        return {name: getattr(self._choices.now, name) for name in SHARED}

    @Slot()
    def _on_chosen(self) -> None:
        """Only what the person has just changed: the rest may have come over and not be taken up yet."""
        now = self._chosen()
        changed = {name: value for name, value in now.items() if value != self._known[name]}
        self._known = now
        if changed:
            self._store.twins.choose(changed)

    @Slot()
    def _on_heard(self) -> None:
        """What came over is taken up; what was chosen here before there was another computer is told."""
        kept = self._store.twins.chosen()
        if self._store.twins.platforms() and (missing := {n: v for n, v in self._known.items() if n not in kept}):
            self._store.twins.choose(missing)
        news = {name: value for name, value in kept.items() if name in SHARED and value != self._known[name]}
        if news:
            self._known |= news
            self._choices.change(**news)


def _title(store: Store, thing: Thing) -> str:
    draft = store.drafts.find(thing.id)
    return draft.title if draft else str((of_text(thing.base) or {}).get("title", "A draft"))
