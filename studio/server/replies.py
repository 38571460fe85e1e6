"""What a challenge's leader says to the lines of what was handed in. Only who recorded them and the leader see it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy import Connection, Row, Select, insert, select

from studio.contract import (
    MAX_REPLIES_A_DAY,
    REPLIES,
    Code,
    LineReplyIn,
    LineReplyOut,
    PersonOut,
    RecordIn,
    Uuid,
)
from studio.domain.moments import now

from . import challenges, feed, tables
from .idempotency import Answer, once
from .pages import told
from .people import Me, Person
from .platform import Here
from .problems import Refusal, not_found
from .too_often import check_not_too_often

router = APIRouter(tags=["replies"])
ReplyId = Annotated[Uuid, Path()]


@router.get(REPLIES + "/{reply_id}", response_model=LineReplyOut)
async def get_one(reply_id: ReplyId, here: Here, me: Me) -> Response:
    found = await here.database.read(lambda connection: _find(connection, reply_id))
    if found is None or me.id not in (found.leader_id, found.author_id):
        raise not_found("reply")
    return told(_out(found))


@router.put(REPLIES + "/{reply_id}", response_model=LineReplyOut, responses={201: {"model": LineReplyOut}})
async def put(reply_id: ReplyId, body: LineReplyIn, request: Request, here: Here, me: Me) -> Response:
    """The leader accepts a line, or asks for it once more: 201 when that is new, 200 when it was said already."""

    def effect(connection: Connection) -> Answer:
        is_new = _reply(connection, me, reply_id, body)
        found = _find(connection, reply_id)
        assert found
        return Answer(201 if is_new else 200, _out(found).model_dump_json())

    return await once(request, here, me, effect)


def told_replies(connection: Connection, noted: list[str]) -> dict[str, LineReplyOut]:
    """By what stands in the feed: each reply once for its leader and once for who recorded the line."""
    ids = {one: one.partition(" ")[0] for one in noted}
    rows = connection.execute(_query().where(tables.replies.c.id.in_(set(ids.values()))))
    found = {row.id: _out(row) for row in rows}
    return {one: found[id] for one, id in ids.items()}


def _reply(connection: Connection, me: Person, reply_id: str, body: LineReplyIn) -> bool:
    found = _find(connection, reply_id)
    if found and found.leader_id != me.id:
        raise _not_leader()
    if found and LineReplyIn.model_validate_json(found.body) == body:
        return False
    if found:
        raise Refusal(422, Code.ID_TAKEN, "This reply is here with other words", "Reply again with a new id.")
    author_id = _check(connection, me, body)
    check_not_too_often(connection, tables.replies.c.at, MAX_REPLIES_A_DAY, tables.replies.c.leader_id == me.id)
    row = {"id": reply_id, "leader_id": me.id, "record_id": body.record_id, "at": now()}
    connection.execute(insert(tables.replies).values(row | {"body": body.model_dump_json()}))
    for person_id in sorted({author_id, me.id}):
        feed.note(connection, "reply", f"{reply_id} {person_id}", person_id)
    return True


def _check(connection: Connection, me: Person, body: LineReplyIn) -> str:
    """Whether this person may say it, and whether there is such a line; returns who recorded it."""
    asked = challenges.told_challenges(connection, [body.challenge_id])
    if not asked or asked[0].state == "draft":
        raise not_found("challenge")
    if asked[0].leader_id != me.id:
        raise _not_leader()
    handed = tables.contributions
    to_it = (handed.c.challenge_id == body.challenge_id, handed.c.record_id == body.record_id)
    author_id = connection.execute(select(handed.c.person_id).where(*to_it)).scalar()
    if author_id is None:
        raise not_found("contribution")
    state = select(tables.records.c.state).where(tables.records.c.id == body.record_id)
    if connection.execute(state).scalar() == "withdrawn":
        raise Refusal(422, Code.WITHDRAWN, "This record was withdrawn", "Nobody can hear it any more.")
    revisions = tables.revisions
    of_record = (revisions.c.id == body.revision_id, revisions.c.record_id == body.record_id)
    sent = connection.execute(select(revisions.c.body).where(*of_record)).scalar()
    if sent is None:
        raise not_found("revision")
    if body.line_id not in {part.line_id for part in RecordIn.model_validate_json(sent).parts()}:
        raise not_found("line")
    return str(author_id)


def _query() -> Select[Any]:
    leaders, authors = tables.people.alias("leaders"), tables.people.alias("authors")
    said = select(
        tables.replies,
        leaders.c.handle.label("leader"),
        authors.c.id.label("author_id"),
        authors.c.handle.label("author"),
    )
    of_record = said.join(tables.records, tables.records.c.id == tables.replies.c.record_id)
    with_author = of_record.join(authors, authors.c.id == tables.records.c.author_id)
    return with_author.join(leaders, leaders.c.id == tables.replies.c.leader_id)


def _find(connection: Connection, reply_id: str) -> Row[Any] | None:
    return connection.execute(_query().where(tables.replies.c.id == reply_id)).first()


def _out(row: Row[Any]) -> LineReplyOut:
    body = LineReplyIn.model_validate_json(row.body)
    people = {
        "author": PersonOut(id=row.author_id, handle=row.author),
        "leader": PersonOut(id=row.leader_id, handle=row.leader),
    }
    said = dict(body) | {"reason": body.reason or ""}
    return LineReplyOut.model_validate({"id": row.id, "at": row.at} | people | said)


def _not_leader() -> Refusal:
    return Refusal(403, Code.NOT_LEADER, "Somebody else leads this challenge", "Only its leader answers line by line.")
