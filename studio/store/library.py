"""The library: what platforms told this studio (challenges, records), readable without a network."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

from studio.domain.challenge import Challenge
from studio.domain.ids import ChallengeId, PlatformId, RecordId
from studio.domain.moments import now
from studio.domain.record import Kind, Record

from .database import Database
from .finding import PAGE, Finding, Found, is_damage, mend
from .shapes import CHALLENGE, RECORD, Shape
from .sought import Sought


def _told_again(shape: Shape[Any]) -> str:
    """A row that is there already is changed where it stands; to replace it would pass by the triggers that keep the index."""
    columns = ", ".join(f'"{name}" = excluded."{name}"' for name in shape.columns)
    return f"{shape.insert.replace(' OR IGNORE', '', 1)} ON CONFLICT (platform_id, id) DO UPDATE SET {columns}"


_SHELVE_CHALLENGE, _SHELVE_RECORD = _told_again(CHALLENGE), _told_again(RECORD)


class Library:
    def __init__(self, database: Database, told: Callable[[], None]) -> None:
        self._database = database
        self._told = told
        self.finding = Finding(database)

    def shelve(
        self,
        platform_id: PlatformId,
        *,
        challenges: Iterable[Challenge] = (),
        records: Iterable[Record] = (),
        bookmark: str | None = None,
    ) -> None:
        """Stores what was told and moves the bookmark, in one transaction: a crash repeats a page and never skips one."""
        challenge_rows = [CHALLENGE.values(challenge) for challenge in challenges]
        record_rows = [RECORD.values(record) for record in records]

        def write() -> None:
            with self._database.write() as connection:
                connection.executemany(_SHELVE_CHALLENGE, challenge_rows)
                connection.executemany(_SHELVE_RECORD, record_rows)
                if bookmark is not None:
                    sql = "UPDATE platforms SET bookmark = ?, synced_at = ? WHERE id = ?"
                    connection.execute(sql, (bookmark, now(), platform_id))

        try:
            write()
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            mend(self._database)
            write()
        self._told()

    def find(self, sought: Sought, after: int | None = None, limit: int = PAGE) -> Found:
        """Newest first; `after` is what the page before said."""
        return self.finding.page(sought, after, limit)

    def count(self, sought: Sought, most: int) -> int:
        """How many `find` finds, counted up to `most`."""
        return self.finding.count(sought, most)

    def challenges(self, kind: Kind | None = None) -> list[Challenge]:
        """Open challenges: the quickest first, so that a beginner meets two-minute prompts before long ones."""
        where, values = ("AND kind = ?", (kind,)) if kind else ("", ())
        sql = f"{CHALLENGE.select} WHERE state IN ('open', 'grace') {where} ORDER BY minutes, id LIMIT 500"
        return [CHALLENGE.of(row) for row in self._database.rows(sql, *values)]  # type: ignore[arg-type]

    def challenge(self, id: ChallengeId) -> Challenge | None:
        rows = self._database.rows(f"{CHALLENGE.select} WHERE id = ?", id)
        return CHALLENGE.of(rows[0]) if rows else None  # type: ignore[arg-type]

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

    def record(self, id: RecordId) -> Record | None:
        rows = self._database.rows(f"{RECORD.select} WHERE id = ?", id)
        return RECORD.of(rows[0]) if rows else None  # type: ignore[arg-type]

    def with_media(self, sha256: str) -> Record | None:
        """The first posted record whose media are exactly these bytes. Reads every row: never on the UI thread."""
        sql = f"{RECORD.select} WHERE json_extract(media, '$.sha256') = ? ORDER BY posted_at, id LIMIT 1"
        rows = self._database.rows(sql, sha256)
        return RECORD.of(rows[0]) if rows else None  # type: ignore[arg-type]
