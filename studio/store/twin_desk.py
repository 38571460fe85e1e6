"""One shared thing and what it describes here, inside one transaction: read, merged and written by who opened it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.domain.ids import RevisionId
from studio.domain.moments import now
from studio.domain.record import Draft, Media
from studio.domain.study import Version
from studio.domain.twins import Thing

from .shapes import DRAFT, VERSION
from .versions import align, write_sidecar


class Desk:
    """`thing` may be set anew; it is written when the transaction ends. `wrote` says that drafts, versions or choices changed,
    `dropped` that a parcel went."""

    def __init__(self, connection: sqlite3.Connection, thing: Thing, versions: Path) -> None:
        self._connection = connection
        self._versions = versions
        self.thing = thing
        self.wrote = False
        self.dropped = False

    def draft(self, id: str = "") -> Draft | None:
        """As it lies here, removed or not."""
        row = self._connection.execute(f"{DRAFT.select} WHERE id = ?", (id or self.thing.id,)).fetchone()
        return DRAFT.of(row) if row else None

    def is_open(self, draft: Draft) -> bool:
        """Whether it belongs to the thing's platform and was not removed."""
        sql = "SELECT removed_at FROM drafts WHERE id = ?"
        removed = self._connection.execute(sql, (draft.id,)).fetchone()[0]
        return removed is None and draft.platform_id == self.thing.platform_id

    def revision(self) -> RevisionId | None:
        """As what the draft was sealed on this computer."""
        sql = "SELECT revision_id FROM parcels WHERE draft_id = ? ORDER BY id DESC LIMIT 1"
        row = self._connection.execute(sql, (self.thing.id,)).fetchone()
        return RevisionId(row[0]) if row else None

    def take_media(self, draft: Draft) -> Media | None:
        sql = "SELECT media FROM take_media WHERE take_id = ?"
        row = self._connection.execute(sql, (draft.take_id,)).fetchone()
        return Media(**json.loads(row[0])) if row else None

    def write_draft(self, draft: Draft) -> None:
        """As it is from now on, whether it was here, was removed, or is new."""
        self._connection.execute(DRAFT.insert, DRAFT.values(draft))
        self._connection.execute(DRAFT.update, [*DRAFT.values(draft), draft.id])
        self._connection.execute("UPDATE drafts SET removed_at = NULL WHERE id = ?", (draft.id,))
        if not draft.sealed:
            align(self._connection, self._versions, draft)
        self.wrote = True

    def remove_draft(self, id: str = "") -> None:
        """It can be brought back for 30 days, as any: where the other computer had sealed it, it was taken back there. What this
        computer itself sends stays."""
        here = "id = ? AND platform_id = ? AND NOT EXISTS (SELECT 1 FROM parcels WHERE draft_id = drafts.id)"
        values = (now(), id or self.thing.id, self.thing.platform_id)
        self._connection.execute(f"UPDATE drafts SET removed_at = ?, sealed = 0 WHERE {here}", values)
        self.wrote = True

    def drop_parcels(self, but: str) -> None:
        """Another computer sends this draft: what waits here of it and is not `but` will not go."""
        sql = "DELETE FROM parcels WHERE draft_id = ? AND revision_id != ? AND state NOT IN ('received', 'live')"
        self.dropped = bool(self._connection.execute(sql, (self.thing.id, but)).rowcount) or self.dropped

    def version(self) -> Version | None:
        row = self._connection.execute(f"{VERSION.select} WHERE id = ?", (self.thing.id,)).fetchone()
        return VERSION.of(row) if row else None

    def write_version(self, version: Version) -> None:
        """Its number stays what it is here; a new one keeps its number where that is free."""
        known = self.version()
        if known is None:
            taken = {number for (number,) in self._numbers(version.draft_id)}
            number = version.number if version.number not in taken else max(taken) + 1
            self._connection.execute(VERSION.insert, VERSION.values(replace(version, number=number)))
        else:
            values = VERSION.values(replace(version, number=known.number))
            self._connection.execute(VERSION.update, [*values, version.id])
        write_sidecar(self._connection, self._versions, version.draft_id)
        self.wrote = True

    def remove_version(self) -> None:
        version = self.version()
        if version is not None and version.removed_at is None:
            sql = "UPDATE versions SET removed_at = ? WHERE id = ?"
            self._connection.execute(sql, (now(), version.id))
            write_sidecar(self._connection, self._versions, version.draft_id)
            self.wrote = True

    def chosen(self) -> dict[str, Any]:
        rows = self._connection.execute("SELECT name, value FROM chosen").fetchall()
        return {name: json.loads(value) for name, value in rows}

    def choose(self, values: dict[str, Any]) -> None:
        choose(self._connection, values)
        self.wrote = True

    def bring_file(self, media: Media) -> None:
        """The other computers may ask for this file."""
        sql = "INSERT OR IGNORE INTO twin_files (platform_id, sha256, media) VALUES (?, ?, ?)"
        values = (self.thing.platform_id, media.sha256, DRAFT.stored("media", media))
        self._connection.execute(sql, values)

    def _numbers(self, draft_id: str) -> list[tuple[int]]:
        return self._connection.execute("SELECT number FROM versions WHERE draft_id = ?", (draft_id,)).fetchall()


def choose(connection: sqlite3.Connection, values: dict[str, Any]) -> None:
    rows = [(name, json.dumps(value)) for name, value in values.items()]
    sql = "INSERT INTO chosen VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    connection.executemany(sql, rows)
