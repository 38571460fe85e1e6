"""What is written under a lane's name: whose sounds lie in it."""

from __future__ import annotations

from datetime import UTC, datetime

from studio.domain.amounts import span_words
from studio.domain.ids import RecordId
from studio.domain.moments import moment_of
from studio.domain.record import Draft
from studio.domain.remix import Lane, Material, Remix
from studio.store import Store
from studio.ui.sources.told import thing_of


class LaneWords:
    """Asks the store once for each record."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._people: dict[RecordId, str] = {}
        self._materials: dict[str, Material] = {}

    def take_in(self, remix: Remix) -> None:
        self._materials = {one.sha256: one for one in remix.materials}

    def forget(self) -> None:
        """People and titles may have come meanwhile."""
        self._people.clear()

    def __call__(self, lane: Lane) -> str:
        """ "source · ines", "Take 3", "your own", "2 sources · ines, imara", "empty"."""
        sounds = list(dict.fromkeys(clip.sha256 for clip in lane.clips))
        found = [self._materials[sha256] for sha256 in sounds if sha256 in self._materials]
        if not found:
            return "empty"
        records = list(dict.fromkeys(one.record_id for one in found if one.record_id is not None))
        people = list(dict.fromkeys(self._person(id) for id in records))
        own = [one for one in found if one.record_id is None]
        if not records:
            return own[0].title.lower() if len(own) == 1 and own[0].title.startswith("Take ") else "your own"
        counted = "source" if len(records) == 1 else f"{len(records)} sources"
        return " · ".join([counted, ", ".join(people), *(["your own"] if own else [])])

    def _person(self, id: RecordId) -> str:
        if id not in self._people:
            thing = thing_of(self._store, id)
            mine = {platform.person_id for platform in self._store.platforms.list()}
            if thing is None:
                self._people[id] = "not here"
            elif isinstance(thing, Draft) or thing.author.id in mine:
                self._people[id] = "yours"
            else:
                self._people[id] = thing.author.handle
        return self._people[id]


def saved_words(saved_at: str, *, is_saved: bool, now: datetime | None = None) -> str:
    """ "saved 12 seconds ago"; "" before anything was saved here."""
    if not is_saved:
        return "saving…"
    if not saved_at:
        return ""
    passed = ((now or datetime.now(UTC)) - moment_of(saved_at)).total_seconds()
    return f"saved {span_words(passed)} ago" if passed >= 3 else "saved"
