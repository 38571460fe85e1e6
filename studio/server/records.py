"""Records: one, the list, a new revision by its owner, and withdrawing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy import Connection, Row, Select, bindparam, select

from studio.contract import RECORDS, Kind, Page, PersonOut, RecordIn, RecordOut, Tag, TreeOut, Uuid

from . import posting, sourcing, tables, tree
from .idempotency import Answer, once
from .pages import Cursor, Limit, in_steps, page_of, told
from .people import Me, Person
from .platform import Here
from .problems import not_found

router = APIRouter(tags=["records"])
RecordId = Annotated[Uuid, Path()]
#: Of what records say, so much goes into one answer; a studio reads four times as much.
PAGE_BYTES = 4 << 20


@router.get(RECORDS, response_model=Page[RecordOut])
async def get_all(
    here: Here,
    me: Me,
    kind: Kind | None = None,
    challenge_id: Uuid | None = None,
    author_id: Uuid | None = None,
    tag: Tag | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Live records; withdrawn ones are told by the feed, by their id and in trees."""
    table = tables.records
    query = select(table.c.id).where(table.c.state == "live")
    for column, wanted in ((table.c.kind, kind), (table.c.challenge_id, challenge_id), (table.c.author_id, author_id)):
        query = query.where(column == wanted) if wanted else query
    if tag:
        tagged = select(tables.tags.c.record_id).where(tables.tags.c.key == tag.casefold())
        query = query.where(table.c.id.in_(tagged))
    query = page_of(query, table.c.id, cursor, limit)

    def look(connection: Connection) -> Page[RecordOut]:
        ids = list(connection.execute(query).scalars())
        shown, has_more = _that_fit(connection, ids[:limit])
        return Page(items=shown, next=shown[-1].id if has_more or len(ids) > limit else None)

    return told(await here.database.read(look))


@router.get(RECORDS + "/{record_id}", response_model=RecordOut)
async def get_one(record_id: RecordId, here: Here, me: Me) -> Response:
    found = await here.database.read(lambda connection: told_records(connection, [record_id]))
    if not found:
        raise not_found("record")
    return told(found[0])


@router.put(RECORDS + "/{record_id}", response_model=RecordOut, responses={201: {"model": RecordOut}})
async def put(record_id: RecordId, body: RecordIn, request: Request, here: Here, me: Me) -> Response:
    """Takes a sealed revision with its sources, whole or not at all: 201 when it is new, 200 when it is here already."""

    def effect(connection: Connection) -> Answer:
        return posted(connection, me, record_id, body)

    return await once(request, here, me, effect)


@router.delete(RECORDS + "/{record_id}", response_model=RecordOut)
async def withdraw(record_id: RecordId, request: Request, here: Here, me: Me) -> Response:
    """Takes a record back. A tombstone stays in its place."""

    def effect(connection: Connection) -> Answer:
        posting.withdraw(connection, me, record_id)
        return Answer(200, told_records(connection, [record_id])[0].model_dump_json())

    return await once(request, here, me, effect)


@router.get(RECORDS + "/{record_id}/tree", response_model=TreeOut)
async def get_tree(record_id: RecordId, request: Request, here: Here, me: Me, cursor: Cursor = None) -> Response:
    """The record's whole family, in one answer where that is not too large."""

    def look(connection: Connection) -> TreeOut | None:
        ids = sorted(tree.family(connection, record_id), reverse=True)
        records, has_more = _that_fit(connection, [id for id in ids if not cursor or id < cursor])
        next = records[-1].id if has_more else None
        return TreeOut(root=record_id, records=records, next=next) if records or cursor else None

    found = await here.database.read(look)
    if found is None:
        raise not_found("record")
    return tree.answer(found, request.headers.get("If-None-Match", ""))


def posted(
    connection: Connection, me: Person, record_id: str, body: RecordIn, bring: Callable[[], None] | None = None
) -> Answer:
    """Takes the revision, see `posting.post`, and tells the record as it is then."""
    is_new = posting.post(connection, me, record_id, body, bring)
    told = _out(connection.execute(_ONE, {"id": record_id}).one())
    return Answer(201 if is_new else 200, told.model_dump_json())


def told_records(connection: Connection, ids: list[str]) -> list[RecordOut]:
    """The records with these ids, newest first; unknown ids are left out."""
    found: list[RecordOut] = []
    for at in range(0, len(ids), 500):
        found += [_out(row) for row in connection.execute(_THESE, {"ids": ids[at : at + 500]}).all()]
    return sorted(found, key=lambda record: record.id, reverse=True)


def _that_fit(connection: Connection, ids: list[str]) -> tuple[list[RecordOut], bool]:
    """The first of these records, as many as an answer holds, and whether there are more."""
    found, size = list[RecordOut](), 0
    for some in in_steps(ids):
        rows = connection.execute(_THESE, {"ids": some}).all()
        for row in sorted(rows, key=lambda row: row.id, reverse=True):
            size += len(row.body.encode())
            if found and size > PAGE_BYTES:
                return found, True
            found.append(_out(row))
    return found, False


def _query() -> Select[Any]:
    newest = tables.revisions.c.id == tables.records.c.revision_id
    said = select(tables.records, tables.people.c.handle, tables.revisions.c.body, tables.revisions.c.posted_at)
    return said.join(tables.people, tables.people.c.id == tables.records.c.author_id).join(tables.revisions, newest)


_ONE = _query().where(tables.records.c.id == bindparam("id"))
_THESE = _query().where(tables.records.c.id.in_(bindparam("ids", expanding=True)))


def _out(row: Row[Any]) -> RecordOut:
    body, is_live = RecordIn.model_validate_json(row.body), row.state == "live"
    return RecordOut(
        id=row.id,
        revision_id=row.revision_id,
        kind=body.kind,
        title=body.title,
        author=PersonOut(id=row.author_id, handle=row.handle),
        media=body.media if is_live else None,
        rights=body.rights,
        ai_training=body.ai_training,
        note=body.note if is_live else "",
        language=body.language,
        made_at=body.made_at,
        posted_at=row.posted_at,
        sources=sourcing.of_record(row.sources, body),
        challenge_id=row.challenge_id,
        state=row.state,
        alt=body.alt if is_live else "",
        more=body.more if is_live else [],
        name=body.name if is_live else "",
        line_id=body.line_id if is_live else "",
        tags=body.tags if is_live else [],
    )
