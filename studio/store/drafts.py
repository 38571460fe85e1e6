"""Drafts: local records that are not sent yet. A removed draft can be brought back for 30 days."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from studio.domain.ids import ChallengeId, DraftId
from studio.domain.moments import now, text_of
from studio.domain.record import Draft, Kind
from studio.domain.take import DISCARDED_KEPT_DAYS

from .table import Table


class Drafts(Table[Draft]):
    def _write(self, connection: sqlite3.Connection, item: Draft) -> None:
        """Every field, but for the file of a draft that has versions: it is its newest version's, which may have come while
        somebody still looked at the one before. A draft that was sealed meanwhile stays as it is sent."""
        kept = "SELECT sealed, media, id IN (SELECT draft_id FROM versions) FROM drafts WHERE id = ?"
        row = connection.execute(kept, (item.id,)).fetchone()
        if row is None or row[0]:
            return
        super()._write(connection, item)
        if row[2]:
            connection.execute("UPDATE drafts SET media = ? WHERE id = ?", (row[1], item.id))

    def ring(self) -> None:
        """Who shows drafts looks again: a file has come."""
        self._told()

    def join(self, whole: Draft, joined: Collection[DraftId]) -> None:
        """Adds the draft that others became, and removes those, in one transaction."""
        with self._database.write() as connection:
            connection.execute(self._shape.insert, self._shape.values(whole))
            rows = [(whole.made_at, id) for id in joined]
            connection.executemany("UPDATE drafts SET removed_at = ? WHERE id = ? AND sealed = 0", rows)
        self._told()

    def list(self, limit: int = 500) -> list[Draft]:
        """Drafts that are neither sealed nor removed, newest first."""
        return self._select("WHERE sealed = 0 AND removed_at IS NULL ORDER BY id DESC LIMIT ?", limit)

    def begun(self, challenge_id: ChallengeId, kind: Kind) -> Draft | None:
        """The newest draft that answers this challenge."""
        where = "WHERE sealed = 0 AND removed_at IS NULL AND challenge_id = ? AND kind = ? ORDER BY id DESC LIMIT 1"
        return next(iter(self._select(where, challenge_id, kind)), None)

    def removed(self, limit: int = 500) -> list[Draft]:  # type: ignore[valid-type]
        """Drafts that were removed and can be brought back, newest first."""
        return self._select("WHERE sealed = 0 AND removed_at IS NOT NULL ORDER BY removed_at DESC LIMIT ?", limit)

    def remove(self, id: DraftId) -> None:
        self._set_removed(id, now())

    def bring_back(self, id: DraftId) -> None:
        self._set_removed(id, None)

    def purge(self, moment: datetime | None = None) -> None:
        """Forgets what was removed more than 30 days ago, with its versions."""
        before = text_of((moment or datetime.now(UTC)) - timedelta(days=DISCARDED_KEPT_DAYS))
        with self._database.write() as connection:
            gone = connection.execute("DELETE FROM drafts WHERE sealed = 0 AND removed_at < ?", (before,)).rowcount
        if gone:
            self._told()

    def _set_removed(self, id: DraftId, moment: str | None) -> None:
        with self._database.write() as connection:
            connection.execute("UPDATE drafts SET removed_at = ? WHERE id = ? AND sealed = 0", (moment, id))
        self._told()
