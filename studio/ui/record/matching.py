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
        self._looked: tuple[SessionId, str, str] | None = None

    def look(self, sitting: Sitting, microphone: str, *, again: bool = False) -> None:
        """Says it once a sitting for the microphone and the place in use, and `again` when the room was listened to."""
        place = self._stage.choices.now.place
        looked = (sitting.session_id, microphone, place)
        if looked == self._looked and not again:
            return
        self._looked = looked
        self._stage.notices.clear(_KEY)
        take = self._store.takes.to_match(sitting.session_id) if microphone else None
        if take is None:
            return
        then = self._to_match(take)
        if then is not None:
            self._tell(self._store.rooms.latest(microphone, place), then)
        elif take.place not in ("", place):
            advice = (
                f"Nobody listened to the room then. Today's place is: {place}. Go back there, or say where you are."
            )
            title = f"Pickups must match a take that was made elsewhere: {take.place}"
            self._stage.notices.notice(_KEY, title, advice, verb="Check the room", press=self._check)

    def _to_match(self, take: Take) -> Room | None:
        """As the earlier take had it: that of its microphone and its place, before its pickup was asked for."""
        pickup = self._store.scripts.marks(take.session_id)[take.line_id].pickup
        if pickup is None:
            return None
        return self._store.rooms.around(take.device, take.place, take.started_at, pickup.asked_at)

    def _tell(self, now: Room | None, then: Room) -> None:
        from studio.domain.room import compared, differences

        when = ago_words(then.measured_at, datetime.now(UTC))
        if now is None or now.id == then.id or not _is_today(now):
            advice = "Listen to today's room first: five seconds of silence say whether it sounds the same."
            title = f"Pickups must match the room of {when}"
            self._stage.notices.notice(_KEY, title, advice, verb="Check the room", press=self._check)
        elif differences(now, then):
            title = "Today's room differs from what pickups must match"
            advice = compared(now, then, when) + _elsewhere(now, then)
            self._stage.notices.notice(_KEY, title, advice, verb="Check again", press=self._check)
        else:
            promise = ": pickups will match"
            if (now.microphone, now.place) != (then.microphone, then.place):
                other = "with another microphone" if now.microphone != then.microphone else "in another place"
                promise = f", though {other}"
            self._stage.notices.hint(f"Today's room sounds as it did {when}{promise}")


def _elsewhere(now: Room, then: Room) -> str:
    microphone = "" if now.microphone == then.microphone else f" It was another microphone then: {then.microphone}."
    return microphone if now.place == then.place else f"{microphone} It was another place then: {then.place}."


def _is_today(room: Room) -> bool:
    return moment_of(room.measured_at).astimezone().date() == datetime.now(UTC).astimezone().date()
