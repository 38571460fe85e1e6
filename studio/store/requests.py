"""Requests to be named as a source, as the platforms told them. What is new about them is remembered until somebody heard it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from studio.domain.ids import PersonId, PlatformId, RecordId
from studio.domain.request import Request

from .database import Database
from .shape import told_again
from .shapes import REQUEST

MOST = 500
SHELVE = told_again(REQUEST)
#: An answer that took long to come must not undo what the feed has told meanwhile.
SHELVE_NEWER = f"{SHELVE} WHERE excluded.changed_at > requests.changed_at"
_OF_A_PERSON = " UNION ".join(
    f"SELECT id FROM requests WHERE platform_id = ?1 AND json_extract({side}, '$.id') = ?2"
    for side in ("author", "asker")
)


class Requests:
    """`told` is called after each commit."""

    def __init__(self, database: Database, told: Callable[[], None]) -> None:
        self._database = database
        self._told = told

    def of_record(self, platform_id: PlatformId, record_id: RecordId) -> list[Request]:
        """What was asked about a record's sources, newest first."""
        where = "WHERE platform_id = ? AND record_id = ? ORDER BY id DESC LIMIT ?"
        rows = self._database.rows(f"{REQUEST.select} {where}", platform_id, record_id, MOST)
        return [REQUEST.of(row) for row in rows]  # type: ignore[arg-type]

    def news(self) -> list[Request]:
        """What the person at this computer should hear and has not heard yet, newest first."""
        found: list[Request] = []
        for platform_id, me in self._people():
            sql = REQUEST.select.replace(" FROM ", ", told FROM ", 1)
            rows = self._database.rows(f"{sql} WHERE platform_id = ?1 AND id IN ({_OF_A_PERSON})", platform_id, me)
            requests = [(REQUEST.of(row[:-1]), row[-1]) for row in rows]  # type: ignore[arg-type]
            found += [request for request, told in requests if request.news_for(me) not in ("", told)]
        return sorted(found, key=lambda request: request.changed_at, reverse=True)

    def hear(self, requests: Iterable[Request]) -> None:
        """The person at this computer has seen these requests as they are now."""
        people = dict(self._people())
        rows = [(one.news_for(people[one.platform_id]), one.platform_id, one.id) for one in requests]
        with self._database.write() as connection:
            connection.executemany("UPDATE requests SET told = ? WHERE platform_id = ? AND id = ?", rows)
        self._told()

    def _people(self) -> list[tuple[PlatformId, PersonId]]:
        """Who this person is on each platform."""
        rows = self._database.rows("SELECT id, person_id FROM platforms")
        return [(PlatformId(str(id)), PersonId(str(person_id))) for id, person_id in rows]
