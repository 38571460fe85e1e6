"""Before pickups are spoken: does today's room sound like the one that they must match?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from studio.domain.amounts import ago_words
from studio.domain.ids import SessionId
from studio.domain.moments import moment_of
from studio.store import Store
from studio.ui.stage import Stage

from .sitting import Sitting

if TYPE_CHECKING:
    from studio.domain.room import Room
    from studio.domain.take import Take

_KEY = "room"


class Matching:
    """`check` opens the room check."""

    def __init__(self, store: Store, stage: Stage, check: Callable[[], None]) -> None:
        self._store, self._stage, self._check = store, stage, check
        self._session: SessionId | None = None

    def look(self, sitting: Sitting, *, again: bool = False) -> None:
        """Says it once a sitting, and `again` when the room was listened to."""
        if sitting.session_id == self._session and not again:
            return
        self._session = sitting.session_id
        self._stage.notices.clear(_KEY)
        take = self._to_match(sitting)
        rooms, place = self._store.rooms if take else None, self._stage.choices.now.place
        then = rooms.latest(take.device, place, take.started_at) if rooms and take else None
        if rooms is None or take is None or then is None:
            return
        self._tell(rooms.latest(take.device, place), then)

    def _to_match(self, sitting: Sitting) -> Take | None:
        """The newest take of a line that is asked for once more, from before that was asked."""
        marks = self._store.scripts.marks(sitting.session_id)
        asked = {id: mark.pickup.asked_at for id, mark in marks.items() if mark.pickup}
        takes = self._store.takes.list(session_id=sitting.session_id) if asked else []
        return next((take for take in takes if take.started_at < asked.get(take.line_id, "")), None)

    def _tell(self, now: Room | None, then: Room) -> None:
        from studio.domain.room import compared, differences

        when = ago_words(then.measured_at, datetime.now(UTC))
        if now is None or now.id == then.id or not _is_today(now):
            advice = "Listen to today's room first: five seconds of silence say whether it sounds the same."
            title = f"Pickups must match the room of {when}"
            self._stage.notices.notice(_KEY, title, advice, verb="Check the room", press=self._check)
        elif differences(now, then):
            title = "Today's room differs from what pickups must match"
            self._stage.notices.notice(_KEY, title, compared(now, then, when), verb="Check again", press=self._check)
        else:
            self._stage.notices.hint(f"Today's room sounds as it did {when}: pickups will match")


def _is_today(room: Room) -> bool:
    return moment_of(room.measured_at).astimezone().date() == datetime.now(UTC).astimezone().date()
