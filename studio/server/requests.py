"""The doors of "you forgot to source me": asking, answering, replying, taking back; and a record's sources and their log.

Everybody who is signed in may ask, and may read what was asked, answered, disputed and decided.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy import Connection, select

from studio.contract import (
    RECORDS,
    REQUESTS,
    AnswerIn,
    Page,
    RecordOut,
    RequestIn,
    RequestOut,
    SourceChangeOut,
    Uuid,
    WordsIn,
)

from . import asking, sourcing, tables
from .idempotency import Answer, once
from .pages import Cursor, Limit, page_of, paged, told
from .people import Me, Person
from .platform import Here, Platform
from .problems import not_found
from .records import told_records

router = APIRouter(tags=["requests"])
RequestId = Annotated[Uuid, Path()]
RecordId = Annotated[Uuid, Path()]


@router.get(REQUESTS + "/{request_id}", response_model=RequestOut)
async def get_one(request_id: RequestId, here: Here, me: Me) -> Response:
    found = await here.database.read(lambda connection: asking.told_requests(connection, [request_id]))
    if not found:
        raise not_found("request")
    return told(found[0])


@router.put(REQUESTS + "/{request_id}", response_model=RequestOut, responses={201: {"model": RequestOut}})
async def put(request_id: RequestId, body: RequestIn, request: Request, here: Here, me: Me) -> Response:
    """Asks the author of a record to name a source: 201 when that is new, 200 when it was asked already."""

    def effect(connection: Connection) -> int:
        return 201 if asking.ask(connection, me, request_id, body) else 200

    return await _once(request, here, me, request_id, effect)


@router.put(REQUESTS + "/{request_id}/answer", response_model=RequestOut)
async def answer(request_id: RequestId, body: AnswerIn, request: Request, here: Here, me: Me) -> Response:
    """The record's author adds the source, or disputes it with a reason that everybody can read."""
    return await _once(request, here, me, request_id, lambda found: asking.answer(found, me, request_id, body))


@router.put(REQUESTS + "/{request_id}/reply", response_model=RequestOut)
async def reply(request_id: RequestId, body: WordsIn, request: Request, here: Here, me: Me) -> Response:
    """Who asked says something to a dispute, once."""
    return await _once(request, here, me, request_id, lambda found: asking.reply(found, me, request_id, body.words))


@router.put(REQUESTS + "/{request_id}/withdrawal", response_model=RequestOut)
async def withdraw(request_id: RequestId, request: Request, here: Here, me: Me) -> Response:
    """Who asked takes it back. What was said stays readable."""
    return await _once(request, here, me, request_id, lambda found: asking.withdraw(found, me, request_id))


@router.get(RECORDS + "/{record_id}/requests", response_model=Page[RequestOut])
async def get_of_record(record_id: RecordId, here: Here, me: Me, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Everything that was asked about a record's sources."""
    query = asking.query().where(tables.requests.c.record_id == record_id)
    query = page_of(query, tables.requests.c.id, cursor, limit)

    def look(connection: Connection) -> list[RequestOut]:
        _check_record(connection, record_id)
        return [asking.out(row) for row in connection.execute(query)]

    return paged(await here.database.read(look), limit)


@router.get(RECORDS + "/{record_id}/sources/changes", response_model=Page[SourceChangeOut])
async def get_changes(record_id: RecordId, here: Here, me: Me, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """What was added to a record's sources and removed from them since it was posted, by whom and why."""

    def look(connection: Connection) -> list[SourceChangeOut]:
        _check_record(connection, record_id)
        return sourcing.changes(connection, record_id, cursor, limit)

    return paged(await here.database.read(look), limit)


@router.put(RECORDS + "/{record_id}/sources/{source_id}/removal", response_model=RecordOut)
async def remove(
    record_id: RecordId, source_id: Annotated[Uuid, Path()], body: WordsIn, request: Request, here: Here, me: Me
) -> Response:
    """Takes a source off one's own record, for a reason that everybody can read. A second time changes nothing more."""

    def effect(connection: Connection) -> Answer:
        sourcing.remove(connection, me, record_id, source_id, body.words)
        return Answer(200, told_records(connection, [record_id])[0].model_dump_json())

    return await once(request, here, me, effect)


def _check_record(connection: Connection, record_id: str) -> None:
    if connection.execute(select(tables.records.c.id).where(tables.records.c.id == record_id)).first() is None:
        raise not_found("record")


async def _once(
    request: Request, here: Platform, me: Person, request_id: str, effect: Callable[[Connection], int | None]
) -> Response:
    """`effect` may say the status; the answer is the request as it is afterwards."""

    def whole(connection: Connection) -> Answer:
        status = effect(connection) or 200
        return Answer(status, asking.told_requests(connection, [request_id])[0].model_dump_json())

    return await once(request, here, me, whole)
