"""The library: what platforms told this studio (challenges, records), readable without a network."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable
from itertools import chain

from studio.domain.challenge import Challenge
from studio.domain.ids import ChallengeId, PlatformId, RecordId
from studio.domain.moments import now
from studio.domain.record import Record
from studio.domain.reply import LineReply
from studio.domain.request import Request

from . import anew, twins
from .database import Database
from .finding import PAGE, Finding, Found, is_damage, mend
from .requests import SHELVE as SHELVE_REQUEST
from .shape import Column, told_again
from .shapes import CHALLENGE, RECORD, REQUEST
from .sought import Sought

#: A family is read whole up to so many ancestors and so many descendants.
MOST_KIN = 10_000
_KIN = """
    WITH RECURSIVE
    up (id) AS (
        SELECT ?2 UNION
        SELECT cited_id FROM up JOIN citations ON citations.platform_id = ?1 AND citations.record_id = up.id LIMIT ?3
    ),
    down (id) AS (
        SELECT ?2 UNION
        SELECT record_id FROM down JOIN citations ON citations.platform_id = ?1 AND citations.cited_id = down.id LIMIT ?3
    )
"""
#: Of the newest drafts, sent or not, and of the newest records.
_TAGS = """
    SELECT value FROM (
        SELECT * FROM (SELECT id, tags FROM drafts ORDER BY id DESC LIMIT ?1)
        UNION ALL SELECT * FROM (SELECT id, tags FROM records ORDER BY posted_at DESC, id DESC LIMIT ?1)
    ) AS newest, json_each(newest.tags) GROUP BY value ORDER BY max(newest.id) DESC
"""
#: So many records are written by one statement: its triggers are set up once for all of them, and it needs no interpreter.
AT_ONCE = 40
_SHELVE_CHALLENGE, _SHELVE_RECORD, _SHELVE_MANY = told_again(CHALLENGE), told_again(RECORD), told_again(RECORD, AT_ONCE)


def _shelve_records(connection: sqlite3.Connection, rows: list[list[Column]]) -> None:
    many = len(rows) - len(rows) % AT_ONCE
    for at in range(0, many, AT_ONCE):
        connection.execute(_SHELVE_MANY, [*chain.from_iterable(rows[at : at + AT_ONCE])])
    connection.executemany(_SHELVE_RECORD, rows[many:])


def _shelve_replies(connection: sqlite3.Connection, replies: Collection[LineReply]) -> bool:
    if not replies:
        return False
    from .replies import shelve  # rarely needed

    return shelve(connection, replies)


class Library:
    """`told` is called after each commit, and `marked` after one that marked lines of this person."""

    def __init__(self, database: Database, told: Callable[[], None], marked: Callable[[], None]) -> None:
        self._database = database
        self._told = told
        self._marked = marked
        self.finding = Finding(database)

    def shelve(
        self,
        platform_id: PlatformId,
        *,
        challenges: Collection[Challenge] = (),
        records: Collection[Record] = (),
        requests: Iterable[Request] = (),
        replies: Collection[LineReply] = (),
        mine: Iterable[tuple[str, str, str]] = (),
        bookmark: str | None = None,
        more: bool = False,
    ) -> None:
        """Stores what was told and moves the bookmark, in one transaction: a crash repeats a page and never skips one.

        `mine` is what this person's other computers told, as (kind, id, text). `more` says that another page follows at once; the
        words of this one may then wait for the index.
        """
        challenge_rows = [CHALLENGE.values(challenge) for challenge in challenges]
        record_rows = [RECORD.values(record) for record in records]
        request_rows = [REQUEST.values(request) for request in requests]

        def write() -> bool:
            with self._database.write() as connection, self.finding.later(connection, more):
                connection.executemany(_SHELVE_CHALLENGE, challenge_rows)
                _shelve_records(connection, record_rows)
                connection.executemany(SHELVE_REQUEST, request_rows)
                marked = _shelve_replies(connection, replies)
                twins.shelve(connection, platform_id, mine)
                if anew.is_under_way(connection, platform_id):
                    anew.told(connection, platform_id, "challenge", [one.id for one in challenges])
                    anew.told(connection, platform_id, "record", [one.id for one in records])
                    if bookmark is not None and not more:
                        anew.end(connection, platform_id)
                if bookmark is not None:
                    sql = "UPDATE platforms SET bookmark = ?, synced_at = ? WHERE id = ?"
                    connection.execute(sql, (bookmark, now(), platform_id))
            return marked

        try:
            marked = write()
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            mend(self._database)
            marked = write()
        self.finding.catch_up(if_late=more)
        self._told()
        if marked:
            self._marked()

    def tags(self, limit: int = 500) -> list[str]:
        """Tags that are used here; those of the newest pieces come first."""
        return [str(row[0]) for row in self._database.rows(_TAGS, limit)]

    def doubt(self, platform_id: PlatformId) -> None:
        """Everything of this platform is fetched anew. What it does not tell again is gone there (see `anew`)."""
        with self._database.write() as connection:
            anew.begin(connection, platform_id)

    def find(self, sought: Sought, after: int | None = None, limit: int = PAGE) -> Found:
        """Newest first; `after` is what the page before said."""
        return self.finding.page(sought, after, limit)

    def count(self, sought: Sought, most: int) -> int:
        """How many `find` finds, counted up to `most`."""
        return self.finding.count(sought, most)

    def records(
        self, *, challenge_id: ChallengeId | None = None, limit: int = 500, before: Record | None = None
    ) -> list[Record]:
        """Newest first; the page after `before`."""
        where, values = ["1"], list[object]()
        if challenge_id is not None:
            where, values = [*where, "challenge_id = ?"], [*values, challenge_id]
        if before is not None:
            where, values = [*where, "(posted_at, id) < (?, ?)"], [*values, before.posted_at, before.id]
        sql = f"{RECORD.select} WHERE {' AND '.join(where)} ORDER BY posted_at DESC, id DESC LIMIT ?"
        return [RECORD.of(row) for row in self._database.rows(sql, *values, limit)]  # type: ignore[arg-type]

    def remixes(self, record: Record, limit: int = 500) -> list[Record]:
        """What cites it, newest first."""
        cites = "SELECT record_id FROM citations WHERE platform_id = ? AND cited_id = ?"
        sql = f"{RECORD.select} WHERE platform_id = ? AND id IN ({cites}) ORDER BY posted_at DESC, id DESC LIMIT ?"
        rows = self._database.rows(sql, record.platform_id, record.platform_id, record.id, limit)
        return [RECORD.of(row) for row in rows]  # type: ignore[arg-type]

    def family(self, record: Record, most: int = MOST_KIN) -> list[Record]:
        """The record itself, all that it builds on and all that builds on it, as far as it was told: at most `most` of each.

        UNION, not UNION ALL, so that shared parents are walked once and a circle ends.
        """
        sql = f"{_KIN} {RECORD.select} WHERE platform_id = ?1 AND id IN (SELECT id FROM up UNION SELECT id FROM down)"
        rows = self._database.rows(sql, record.platform_id, record.id, most)
        return [RECORD.of(row) for row in rows]  # type: ignore[arg-type]

    def record(self, id: RecordId) -> Record | None:
        rows = self._database.rows(f"{RECORD.select} WHERE id = ?", id)
        return RECORD.of(rows[0]) if rows else None  # type: ignore[arg-type]

    def withdrawn(self, ids: Collection[RecordId]) -> set[RecordId]:
        """Which of these records are tombstones."""
        sql = f"SELECT id FROM records WHERE state = 'withdrawn' AND id IN ({', '.join('?' * len(ids))})"
        return {RecordId(str(row[0])) for row in self._database.rows(sql, *ids)}

    def where(self, id: RecordId) -> set[PlatformId]:
        """The platforms that tell of a record: those that come with the same starter set have its records in common."""
        return {
            PlatformId(str(row[0])) for row in self._database.rows("SELECT platform_id FROM records WHERE id = ?", id)
        }

    def with_media(self, sha256: str) -> Record | None:
        """The first posted record whose media are exactly these bytes."""
        found = "SELECT platform_id, record_id FROM finds WHERE sha256 = ?"
        sql = f"{RECORD.select} WHERE (platform_id, id) IN ({found}) ORDER BY posted_at, id LIMIT 1"
        rows = self._database.rows(sql, sha256)
        return RECORD.of(rows[0]) if rows else None  # type: ignore[arg-type]

    def lasting(self, duration_s: float, within_s: float, limit: int = 200) -> list[Record]:
        """Posted sounds of about that length, the oldest first. Reads every row: never on the UI thread."""
        near = "json_extract(media, '$.duration_s') BETWEEN ? AND ?"
        sql = f"{RECORD.select} WHERE kind = 'audio' AND {near} ORDER BY posted_at, id LIMIT ?"
        rows = self._database.rows(sql, duration_s - within_s, duration_s + within_s, limit)
        return [RECORD.of(row) for row in rows]  # type: ignore[arg-type]

    def sized(self, width_px: int, height_px: int, limit: int = 200) -> list[Record]:
        """Posted pictures of that size, as `lasting`."""
        size = "json_extract(media, '$.width_px') = ? AND json_extract(media, '$.height_px') = ?"
        sql = f"{RECORD.select} WHERE kind = 'image' AND {size} ORDER BY posted_at, id LIMIT ?"
        return [RECORD.of(row) for row in self._database.rows(sql, width_px, height_px, limit)]  # type: ignore[arg-type]
