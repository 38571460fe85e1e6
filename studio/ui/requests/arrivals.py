"""Tells the person when somebody asks to be named as a source, or answers what they asked themselves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from studio.domain.ids import PersonId, RecordId
from studio.domain.request import Request, RequestState
from studio.store import Store
from studio.ui.stage import Stage

KEY = "requests"


class Arrivals(QObject):
    """One notice, whatever many there are; it goes when they were seen. `see` opens a record where its requests are shown."""

    def __init__(self, store: Store, stage: Stage, see: Callable[[RecordId], None]) -> None:
        super().__init__()
        self._store = store
        self._notices = stage.notices
        self._see = see
        self._said: frozenset[tuple[str, str]] = frozenset()
        stage.bell.library_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        news = self._store.requests.news()
        keys = frozenset((request.id, request.changed_at) for request in news)
        if not news:
            self._notices.clear(KEY)
        elif keys - self._said:  # a notice that was put away stays away until there is something new
            people = {platform.id: platform.person_id for platform in self._store.platforms.list()}
            title, advice = words(news, people[news[0].platform_id])
            newest = news[0].record_id
            self._notices.notice(KEY, title, advice, verb="See it", press=lambda: self._see(newest))
        self._said = keys


def words(news: list[Request], me: PersonId) -> tuple[str, str]:
    """Title and advice: of the newest, and how many more there are."""
    first, more = news[0], len(news) - 1
    who = first.asker.handle if me == first.author.id else first.author.handle
    said = {
        RequestState.REQUESTED: (f"{_short(who)} asks to be sourced", first.words),
        RequestState.ACCEPTED: (f"{_short(who)} added you as a source", first.words),
        RequestState.DISPUTED: (f"{_short(who)} says it is not from you", first.reason),
        RequestState.DECIDED: ("The host has decided about a source", first.verdict),
        RequestState.WITHDRAWN: ("", ""),
    }
    title, advice = said[first.state]
    if first.state is RequestState.DISPUTED and me == first.author.id:
        title, advice = f"{_short(who)} replied about a source", first.reply
    others = f" And {more} more." if more else ""
    return title, f"{advice if len(advice) <= _LONGEST else advice[:_LONGEST].rstrip() + '…'}{others}"


_LONGEST, _LONGEST_NAME = 160, 28


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…"
