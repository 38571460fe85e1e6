"""The sources of a posted record as they are now, and the log of every change to them, which everybody may read.

A revision's body never changes. What is added on request, or removed with a reason, is kept beside it and told with the record;
a newer revision keeps what was added on request, so that it is removed with a reason only.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, insert, select, update

from studio.contract import MAX_SOURCES, Code, PersonOut, RecordIn, SourceChangeOut, SourceRef
from studio.domain.ids import new_id
from studio.domain.moments import now

from . import feed, tables, tree
from .pages import page_of
from .people import Person
from .problems import Refusal, not_found

LEFT_OUT = "The newest version does not name it."
_many = TypeAdapter(list[SourceRef])


def of_record(kept: str | None, body: RecordIn) -> list[SourceRef]:
    """The sources as they are now: `kept` is the record's own list, where it has one, and `body` its newest revision."""
    return body.sources if kept is None else _many.validate_json(kept)


def find(connection: Connection, record_id: str) -> list[SourceRef]:
    """The same by the record's id; none where the record is not here."""
    newest = tables.revisions.c.id == tables.records.c.revision_id
    query = select(tables.records.c.sources, tables.revisions.c.body).join(tables.revisions, newest)
    row = connection.execute(query.where(tables.records.c.id == record_id)).first()
    return of_record(row.sources, RecordIn.model_validate_json(row.body)) if row else []


def renew(
    connection: Connection, record_id: str, named: list[SourceRef], before: list[SourceRef], author_id: str
) -> None:
    """The sources that the newest revision names; `before` are the record's until now."""
    things, known = {thing_of(source) for source in named}, {thing_of(source) for source in before}
    kept = [source for source in before if source.origin == "requested" and thing_of(source) not in things]
    _write(connection, record_id, [*named, *kept], is_as_named=not kept)
    for source in named:
        if thing_of(source) not in known:
            _note(connection, record_id, "added", source, author_id)
    for source in before:
        if thing_of(source) not in things and source not in kept:
            _note(connection, record_id, "removed", source, author_id, LEFT_OUT)


def add(connection: Connection, record_id: str, source: SourceRef, person_id: str | None, reason: str) -> None:
    """Adds what was asked for by the request that has the source's id. A thing that is named already is not named twice.

    Raises Refusal: `cycle` where it builds on the record itself, `too_large` where there are too many.
    """
    sources = find(connection, record_id)
    if thing_of(source) in {thing_of(one) for one in sources}:
        return
    if len(sources) >= MAX_SOURCES:
        raise Refusal(422, Code.TOO_LARGE, "This record has too many sources", f"At most {MAX_SOURCES} can be named.")
    check_no_cycle(connection, record_id, {source.record_id} if source.record_id else set())
    is_taken = source.id in {one.id for one in sources}
    added = source.model_copy(update={"id": new_id()}) if is_taken else source
    _write(connection, record_id, [*sources, added])
    _note(connection, record_id, "added", added, person_id, reason, source.id)
    feed.note(connection, "record", record_id)


def check_ids(named: list[SourceRef], before: list[SourceRef]) -> None:
    """Raises Refusal where two sources have one id, or one has the id of something else that was added on request `before`."""
    asked = {source.id: thing_of(source) for source in before if source.origin == "requested"}
    if len({source.id for source in named}) < len(named) or any(
        asked.get(source.id, thing_of(source)) != thing_of(source) for source in named
    ):
        raise Refusal(422, Code.ID_TAKEN, "Two sources have the same id", "Each source needs its own.")


def check_no_cycle(connection: Connection, record_id: str, parents: set[str]) -> None:
    """Raises Refusal where one of the parents is the record itself or was made from it."""
    if parents & set(tree.descendants(connection, record_id)):
        raise Refusal(422, Code.CYCLE, "A record cannot build on itself", "One of its sources was made from it.")


def _note(
    connection: Connection,
    record_id: str,
    what: str,
    source: SourceRef,
    person_id: str | None,
    reason: str = "",
    request_id: str | None = None,
) -> None:
    row = {"id": new_id(), "record_id": record_id, "what": what, "source": source.model_dump_json(), "at": now()}
    more = {"person_id": person_id, "reason": reason, "request_id": request_id}
    connection.execute(insert(tables.source_changes).values(row | more))


def thing_of(source: SourceRef) -> tuple[str, ...]:
    """What a source names, whatever is said about it."""
    work = source.work
    return (work.title, work.author, work.address) if work else (str(source.record_id),)


def remove(connection: Connection, me: Person, record_id: str, source_id: str, reason: str) -> None:
    """Takes a source off, for a reason that everybody can read; a second time changes nothing more."""
    author = connection.execute(select(tables.records.c.author_id).where(tables.records.c.id == record_id)).scalar()
    if author is None:
        raise not_found("record")
    if author != me.id:
        raise Refusal(403, Code.NOT_YOURS, "This belongs to somebody else", "Only its author can change it.")
    sources = find(connection, record_id)
    gone = next((source for source in sources if source.id == source_id), None)
    if gone is None:
        if _was_removed(connection, record_id, source_id):
            return
        raise not_found("source")
    _write(connection, record_id, [source for source in sources if source is not gone])
    asked = connection.execute(select(tables.requests.c.id).where(tables.requests.c.id == source_id)).scalar()
    _note(connection, record_id, "removed", gone, me.id, reason, asked)
    feed.note(connection, "record", record_id)


def _was_removed(connection: Connection, record_id: str, source_id: str) -> bool:
    table = tables.source_changes
    rows = connection.execute(select(table.c.source).where(table.c.record_id == record_id, table.c.what == "removed"))
    return any(json.loads(source)["id"] == source_id for source in rows.scalars())


def _write(connection: Connection, record_id: str, sources: list[SourceRef], *, is_as_named: bool = False) -> None:
    """The edges to other records, and the list itself where it is not just the one that the newest revision names."""
    said = None if is_as_named else _many.dump_json(sources).decode()
    connection.execute(update(tables.records).where(tables.records.c.id == record_id).values(sources=said))
    connection.execute(delete(tables.sources).where(tables.sources.c.child_id == record_id))
    link(connection, record_id, sources)


def link(connection: Connection, record_id: str, sources: list[SourceRef]) -> None:
    """The edges of a record that has none."""
    edges = [
        {"child_id": record_id, "id": source.id, "parent_id": source.record_id}
        for source in sources
        if source.record_id is not None
    ]
    if edges:
        connection.execute(insert(tables.sources), edges)


def changes(connection: Connection, record_id: str, cursor: str | None, limit: int) -> list[SourceChangeOut]:
    """A page of the log, and one more line where another page follows; the newest first."""
    table = tables.source_changes
    said = select(table, tables.people.c.handle).outerjoin(tables.people, tables.people.c.id == table.c.person_id)
    query = page_of(said.where(table.c.record_id == record_id), table.c.id, cursor, limit)
    return [_out(row) for row in connection.execute(query)]


def _out(row: Row[Any]) -> SourceChangeOut:
    person = PersonOut(id=row.person_id, handle=row.handle) if row.person_id else None
    told = {name: getattr(row, name) for name in ("id", "record_id", "what", "reason", "request_id", "at")}
    return SourceChangeOut(**told, source=SourceRef.model_validate_json(row.source), person=person)
