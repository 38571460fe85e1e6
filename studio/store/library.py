"""The library: what platforms told this studio (challenges, records), readable without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from studio.domain.challenge import Challenge
from studio.domain.ids import ChallengeId, PlatformId, RecordId
from studio.domain.moments import now
from studio.domain.record import Kind, Record

from .database import Database
from .shapes import CHALLENGE, RECORD


class Library:
    def __init__(self, database: Database, told: Callable[[], None]) -> None:
        self._database = database
        self._told = told

    def shelve(
        self,
        platform_id: PlatformId,
        *,
        challenges: Iterable[Challenge] = (),
        records: Iterable[Record] = (),
        bookmark: str | None = None,
    ) -> None:
        """Stores what was told and moves the bookmark, in one transaction: a crash repeats a page and never skips one."""
        with self._database.write() as connection:
            connection.executemany(CHALLENGE.replace, [CHALLENGE.values(challenge) for challenge in challenges])
            connection.executemany(RECORD.replace, [RECORD.values(record) for record in records])
            if bookmark is not None:
                sql = "UPDATE platforms SET bookmark = ?, synced_at = ? WHERE id = ?"
                connection.execute(sql, (bookmark, now(), platform_id))
        self._told()

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
