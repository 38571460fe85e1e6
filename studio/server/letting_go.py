"""The bytes of withdrawn records: gone from the disk once nobody has had a right to them for a while.

A file whose bytes somebody else brought, shows, or is just sending stays, and so does what a challenge brings as its guide. All is
seen and done in one transaction on the thread that writes, so nobody can bring the same bytes between the look and the end; the row
in `media` stays, for tombstones point to it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Select, delete, literal, or_, select

from studio.domain.moments import now, text_of

from . import tables
from .copies import KEPT
from .shelf import Shelf

#: A day longer than copies of the database are kept: one that is put back finds its files.
KEPT_DAYS = KEPT + 1
#: In one transaction, which others wait for.
AT_ONCE = 50


def note(connection: Connection, files: Select[tuple[str]]) -> None:
    """The record of these files was withdrawn."""
    table = tables.let_go
    connection.execute(delete(table).where(table.c.sha256.in_(files)))
    connection.execute(table.insert().from_select(["sha256", "at"], files.add_columns(literal(now()))))


def end(connection: Connection, shelf: Shelf) -> None:
    """Looks at those that were withdrawn long ago."""
    table, late = tables.let_go, text_of(datetime.now(UTC) - timedelta(days=KEPT_DAYS))
    due = list(connection.execute(select(table.c.sha256).where(table.c.at < late).limit(AT_ONCE)).scalars())
    for sha256 in due:
        if not _is_held(connection, sha256):
            shelf.remove(sha256)
    connection.execute(delete(table).where(table.c.sha256.in_(due)))


def _is_held(connection: Connection, sha256: str) -> bool:
    files, revisions, records = tables.files, tables.revisions, tables.records
    shown = select(files.c.sha256).join(revisions, revisions.c.id == files.c.revision_id)
    of_record = shown.join(records, records.c.id == revisions.c.record_id)
    live = of_record.where(files.c.sha256 == sha256, records.c.state == "live").exists()
    brought = select(tables.brought.c.sha256).where(tables.brought.c.sha256 == sha256).exists()
    on_its_way = (tables.uploads.c.sha256 == sha256, tables.uploads.c.state == "open")
    coming = select(tables.uploads.c.id).where(*on_its_way).exists()
    guide = select(tables.challenges.c.id).where(tables.challenges.c.guide_sha256 == sha256).exists()
    return bool(connection.execute(select(or_(live, brought, coming, guide))).scalar())
