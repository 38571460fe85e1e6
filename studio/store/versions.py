"""Versions of drafts. The newest one that is kept is what the draft holds; both change in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from studio.domain.ids import DraftId, VersionId, new_id
from studio.domain.moments import now, text_of
from studio.domain.record import Draft, Media
from studio.domain.study import Study, Taken, Version
from studio.domain.take import DISCARDED_KEPT_DAYS
from studio.domain.words import tidy_title
from studio.errors import Refused

from . import sidecars
from .database import Database
from .shapes import CLEANED, DRAFT, STUDY, VERSION
from .table import Table

_OLD_DRAFTS = "FROM drafts WHERE sealed = 0 AND removed_at < ?"
_CURRENT = "draft_id = ? AND removed_at IS NULL AND NOT waits ORDER BY number DESC LIMIT 1"
_OF_DRAFT = "original IN (SELECT original FROM versions WHERE draft_id = ?)"


class Versions(Table[Version]):
    """`folder` holds the sidecar of each draft that has versions."""

    def __init__(self, database: Database, folder: Path, told: Callable[[], None]) -> None:
        super().__init__(database, VERSION, told)
        self._folder = folder

    def list(self, id: DraftId, *, removed: bool = False) -> list[Version]:
        """Newest first; those that were deleted and can be brought back instead, where `removed` is set."""
        state = "NOT NULL" if removed else "NULL"
        return self._select(f"WHERE draft_id = ? AND removed_at IS {state} ORDER BY number DESC", id)

    def count(self, id: DraftId) -> int:
        """How many there are to choose from: the one of a file that is not watched is no choice."""
        sql = "SELECT count(*), EXISTS (SELECT 1 FROM studies WHERE id = ?) FROM versions"
        found, watched = self._database.rows(f"{sql} WHERE draft_id = ? AND removed_at IS NULL", id, id)[0]
        return int(str(found)) if watched or int(str(found)) > 1 else 0

    def current(self, id: DraftId) -> Version | None:
        """What the draft holds."""
        return next(iter(self._select(f"WHERE {_CURRENT}", id)), None)

    def waiting(self) -> Sequence[Version]:
        """The newest of each draft that was saved after the draft was sealed."""
        newest = "SELECT max(number) FROM versions AS other WHERE other.draft_id = versions.draft_id"
        return self._select(f"WHERE waits AND removed_at IS NULL AND number = ({newest} AND removed_at IS NULL)")

    def begin(self, draft: Draft, taken: Taken, study: Study | None) -> None:
        """A new draft, its first version, and the file that is watched for it, if there is one."""
        with self._database.write() as connection:
            connection.execute(DRAFT.insert, DRAFT.values(draft))
            if study is not None:
                connection.execute(STUDY.insert, STUDY.values(study))
            self._insert(connection, _first(draft.id, taken))
            self._write_sidecar(connection, draft.id)
        self._told()

    def join(self, id: DraftId, taken: Taken, seen: str) -> Version | None:
        """A save becomes the newest version and what the draft holds; it waits where the draft is sealed. None where the file is
        not watched any more."""
        with self._database.write() as connection:
            row = connection.execute(
                "SELECT sealed FROM drafts JOIN studies USING (id) WHERE id = ? AND watched", (id,)
            ).fetchone()
            if row is None:
                return None
            version = self._next(connection, id, taken, waits=bool(row[0]))
            connection.execute(
                "UPDATE studies SET seen = ?, sha256 = ?, trouble = NULL WHERE id = ?", (seen, taken.original, id)
            )
            self._insert(connection, version)
            self._settle(connection, id)
        self._told()
        return version

    def go_back(self, id: VersionId) -> Version:
        """Its content becomes the newest version; those between stay. Raises Refused where the draft is sealed."""
        with self._database.write() as connection:
            version = self.get(id)
            self._must_be_open(connection, version.draft_id)
            if version == self.current(version.draft_id):
                return version
            taken = Taken(version.media, version.original, version.layers)
            again = replace(self._next(connection, version.draft_id, taken), back_to=version.back_to or version.number)
            self._insert(connection, again)
            self._settle(connection, version.draft_id)
        self._told()
        return again

    def prepare(self, id: VersionId, media: Media) -> None:
        """Something else of the same original may be sent. Raises Refused where the draft is sealed."""
        with self._database.write() as connection:
            version = self.get(id)
            self._must_be_open(connection, version.draft_id)
            connection.execute("UPDATE versions SET media = ? WHERE id = ?", (VERSION.stored("media", media), id))
            self._settle(connection, version.draft_id)
        self._told()

    def branch(self, id: VersionId, draft: Draft) -> None:
        """A new draft that begins with this version; the file is watched for the new one from now on."""
        with self._database.write() as connection:
            version = self.get(id)
            connection.execute(DRAFT.insert, DRAFT.values(draft))
            connection.execute("UPDATE studies SET id = ? WHERE id = ?", (draft.id, version.draft_id))
            connection.execute("UPDATE versions SET waits = 0 WHERE draft_id = ?", (version.draft_id,))
            self._insert(connection, _first(draft.id, Taken(version.media, version.original, version.layers)))
            for changed in (draft.id, version.draft_id):
                self._write_sidecar(connection, changed)
        self._told()

    def join_waiting(self) -> None:
        """What was saved while a draft was sealed joins it when the draft was taken back."""
        sql = "SELECT DISTINCT draft_id FROM versions JOIN drafts ON drafts.id = draft_id"
        where = "WHERE waits AND versions.removed_at IS NULL AND NOT sealed"
        if not self._database.rows(f"{sql} {where}"):
            return
        with self._database.write() as connection:
            for (id,) in connection.execute(f"{sql} {where}").fetchall():
                connection.execute("UPDATE versions SET waits = 0 WHERE draft_id = ?", (id,))
                self._settle(connection, id)
        self._told()

    def rename(self, id: VersionId, name: str) -> None:
        """ "" takes its name away."""
        self._set(id, "name", tidy_title(name))

    def remove(self, id: VersionId) -> None:
        """It can be brought back for 30 days. Raises Refused for the one that the draft holds."""
        version = self.get(id)
        if version == self.current(version.draft_id):
            raise Refused("This version is what the draft holds", "Go back to another version first, then delete it.")
        self._set(id, "removed_at", now())

    def bring_back(self, id: VersionId) -> None:
        self._set(id, "removed_at", None)

    def purge(self, moment: datetime | None = None) -> set[str]:
        """Forgets what was deleted more than 30 days ago, itself or with its draft; returns the hashes of the files that may not be
        needed any more."""
        before = text_of((moment or datetime.now(UTC)) - timedelta(days=DISCARDED_KEPT_DAYS))
        drafts = {str(row[0]) for row in self._database.rows(f"SELECT id {_OLD_DRAFTS}", before)}
        where = f"WHERE removed_at < ? OR draft_id IN (SELECT id {_OLD_DRAFTS})"
        old = self._select(where, before, before)
        with self._database.write() as connection:
            connection.execute(f"DELETE FROM versions {where}", (before, before))
            for id in {version.draft_id for version in old} - drafts:
                self._write_sidecar(connection, id)
        for gone in drafts:
            sidecars.versions_path(self._folder, gone).unlink(missing_ok=True)
        return {sha256 for version in old for sha256 in (version.media.sha256, version.original)}

    def write_sidecars(self, ids: Collection[DraftId]) -> None:
        """Of drafts whose versions came by another way."""
        with self._database.write() as connection:
            for id in ids:
                self._write_sidecar(connection, id)

    def _set(self, id: VersionId, column: str, value: str | None) -> None:
        with self._database.write() as connection:
            connection.execute(f"UPDATE versions SET {column} = ? WHERE id = ?", (value, id))
            self._write_sidecar(connection, self.get(id).draft_id)
        self._told()

    def _must_be_open(self, connection: sqlite3.Connection, id: DraftId) -> None:
        if connection.execute("SELECT sealed FROM drafts WHERE id = ?", (id,)).fetchone()[0]:
            advice = "What is sent stays as it is. Make a new draft of this version, or take the first one back."
            raise Refused("This draft is on its way already", advice)

    def _next(self, connection: sqlite3.Connection, id: DraftId, taken: Taken, *, waits: bool = False) -> Version:
        sql = "SELECT coalesce(max(number), 0) + 1 FROM versions WHERE draft_id = ?"
        number = int(connection.execute(sql, (id,)).fetchone()[0])
        return replace(_first(id, taken), number=number, waits=waits)

    def _insert(self, connection: sqlite3.Connection, version: Version) -> None:
        connection.execute(VERSION.insert, VERSION.values(version))

    def _settle(self, connection: sqlite3.Connection, id: str) -> None:
        """An open draft holds its newest version."""
        connection.execute(
            "UPDATE drafts SET changed_at = ?,"
            f" media = coalesce((SELECT media FROM versions WHERE {_CURRENT}), media) WHERE id = ? AND NOT sealed",
            (now(), id, id),
        )
        self._write_sidecar(connection, id)

    def _write_sidecar(self, connection: sqlite3.Connection, id: str) -> None:
        write_sidecar(connection, self._folder, id)


def write_sidecar(connection: sqlite3.Connection, folder: Path, id: str) -> None:
    """Before the commit, so that it never tells less than the library does."""
    row = connection.execute(f"{DRAFT.select} WHERE id = ?", (id,)).fetchone()
    study = connection.execute(f"{STUDY.select} WHERE id = ?", (id,)).fetchone()
    versions = connection.execute(f"{VERSION.select} WHERE draft_id = ? ORDER BY number", (id,)).fetchall()
    cleaned = connection.execute(f"{CLEANED.select} WHERE {_OF_DRAFT}", (id,)).fetchall()
    kept = sidecars.Kept(
        DRAFT.of(row),
        STUDY.of(study) if study else None,
        tuple(map(VERSION.of, versions)),
        tuple(map(CLEANED.of, cleaned)),
    )
    sidecars.write_versions(folder, kept)


def align(connection: sqlite3.Connection, folder: Path, draft: Draft) -> None:
    """What another computer made the draft hold is the newest of its versions here too, where it is one of them."""
    sql = f"{VERSION.select} WHERE draft_id = ? AND removed_at IS NULL AND NOT waits ORDER BY number DESC"
    versions = [VERSION.of(row) for row in connection.execute(sql, (draft.id,))]
    if not versions:
        return
    if draft.media != versions[0].media:
        held = next((version for version in versions if version.media == draft.media), None)
        if held is not None:
            newest = "(SELECT max(number) + 1 FROM versions WHERE draft_id = ?)"
            connection.execute(f"UPDATE versions SET number = {newest} WHERE id = ?", (draft.id, held.id))
    write_sidecar(connection, folder, draft.id)


def _first(id: DraftId, taken: Taken) -> Version:
    return Version(VersionId(new_id()), id, 1, taken.media, taken.original, now(), taken.layers)
