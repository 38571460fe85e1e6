"""Tells the person what a challenge's leader said to their lines: accepted, or once more."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from studio.domain.challenge import Challenge
from studio.domain.reply import LineReply
from studio.domain.words import cut, tidy_title
from studio.store import Store
from studio.ui.stage import Stage

KEY = "replies"
_LONGEST, _LONGEST_NAME = 160, 24


class Replied(QObject):
    """One notice, whatever many there are. `answer` opens the booth where a challenge is answered."""

    def __init__(self, store: Store, stage: Stage, answer: Callable[[Challenge], None]) -> None:
        super().__init__()
        self._store = store
        self._notices = stage.notices
        self._answer = answer
        self._said: frozenset[str] = frozenset()
        stage.bell.library_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        news = self._store.replies.news()
        keys = frozenset(reply.id for reply in news)
        if not news:
            self._notices.clear(KEY)
        elif keys - self._said:  # a notice that was put away stays away until there is something new
            newest = next((one for one in news if not one.accepted), news[0])
            challenge = self._store.challenges.find(newest.challenge_id)
            title, advice = words(news, challenge.title if challenge else "")
            verb = "Record it" if challenge and not newest.accepted else "Good"
            self._notices.notice(KEY, title, advice, verb=verb, press=lambda: self._press(news, challenge))
        self._said = keys

    def _press(self, news: list[LineReply], challenge: Challenge | None) -> None:
        """What was answered is no news any more; a pickup leads to its line's challenge."""
        self._store.replies.hear(news)
        if challenge is not None and any(not one.accepted for one in news):
            self._answer(challenge)


def words(news: list[LineReply], challenge: str) -> tuple[str, str]:
    """Title and advice: pickups before what was accepted."""
    pickups = [one for one in news if not one.accepted]
    accepted = len(news) - len(pickups)
    first = (pickups or news)[0]
    who = cut(tidy_title(first.leader.handle), _LONGEST_NAME)
    about = f"“{cut(tidy_title(challenge), _LONGEST_NAME)}”. " if challenge else ""
    if not pickups:
        return f"{who} accepted {_lines(accepted)}", f"{about}There is nothing to do."
    why = cut(tidy_title(first.reason), _LONGEST)
    ends = "" if why.endswith((".", "?", "…")) else "."
    more = f" And {_lines(accepted)} accepted." if accepted else ""
    return f"{who} asks for {_lines(len(pickups))} once more", f"{about}{why}{ends}{more}"


def _lines(count: int) -> str:
    return "one line" if count == 1 else f"{count:,} lines"
