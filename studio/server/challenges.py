"""Challenges: the list and one. They close by themselves when their time has come."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Response
from sqlalchemy import Connection, Row, Select, func, insert, select, update

from studio.contract import CHALLENGES, ChallengeOut, Kind, Page, Uuid
from studio.domain.moments import now, text_of
from studio.domain.receipt import ends_at

from . import feed, people, tables
from .pages import Cursor, Limit, page_of, paged, told
from .people import Me
from .platform import Here
from .problems import not_found

router = APIRouter(tags=["challenges"])
State = Literal["open", "grace", "closed", "decided"]


@router.get(CHALLENGES, response_model=Page[ChallengeOut])
async def get_all(
    here: Here, me: Me, kind: Kind | None = None, state: State | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Response:
    table = tables.challenges
    query = _query().where(table.c.state != "draft")
    query = query.where(table.c.kind == kind) if kind else query
    query = query.where(table.c.state == state) if state else query
    query = page_of(query, table.c.id, cursor, limit)
    return paged(await here.database.read(lambda connection: [_out(row) for row in connection.execute(query)]), limit)


@router.get(CHALLENGES + "/{challenge_id}", response_model=ChallengeOut)
async def get_one(challenge_id: Annotated[Uuid, Path()], here: Here, me: Me) -> Response:
    found = await here.database.read(lambda connection: told_challenges(connection, [challenge_id]))
    if not found or found[0].state == "draft":
        raise not_found("challenge")
    return told(found[0])


def told_challenges(connection: Connection, ids: list[str]) -> list[ChallengeOut]:
    return [_out(row) for row in connection.execute(_query().where(tables.challenges.c.id.in_(ids)))]


def appoint(connection: Connection, challenge_id: str, handle: str) -> None:
    """Names who answers what is handed in. For the command line of whoever runs the platform. Raises Refusal."""
    leader_id = people.called(connection, handle)
    led = update(tables.challenges).where(tables.challenges.c.id == challenge_id).values(leader_id=leader_id)
    if not connection.execute(led).rowcount:
        raise not_found("challenge")
    feed.note(connection, "challenge", challenge_id)


def put(connection: Connection, challenge: ChallengeOut) -> None:
    """Adds a challenge, or changes it where it says something new."""
    table = tables.challenges
    row = {
        "id": challenge.id,
        "kind": challenge.kind,
        "state": challenge.state,
        "closes_at": challenge.closes_at,
        "guide_sha256": challenge.guide and challenge.guide.sha256,
        "body": challenge.model_dump_json(exclude={"leader_id"}),
    }
    found = connection.execute(select(table.c.body).where(table.c.id == challenge.id)).scalar()
    if found == row["body"]:
        return
    connection.execute(
        insert(table).values(row) if found is None else update(table).where(table.c.id == challenge.id).values(row)
    )
    feed.note(connection, "challenge", challenge.id)


def close_due(connection: Connection) -> bool:
    """Moves what is past its time into its grace, and closes what is past that; returns whether there was any."""
    table = tables.challenges
    due = _query().where(table.c.state.in_(["open", "grace"]), table.c.closes_at <= now())
    states = {row.id: (row.state, _after_closing(_out(row))) for row in connection.execute(due)}
    moved = {id: state for id, (before, state) in states.items() if state != before}
    for challenge_id, state in moved.items():
        connection.execute(update(table).where(table.c.id == challenge_id).values(state=state))
        feed.note(connection, "challenge", challenge_id)
    return bool(moved)


def _after_closing(told: ChallengeOut) -> str:
    assert told.closes_at is not None
    return "grace" if now() < text_of(ends_at(told.closes_at, told.grace_h)) else "closed"


def _query() -> Select[Any]:
    """At home, whoever lives there leads what nobody else does."""
    home = select(tables.platform.c.home_person).scalar_subquery()
    table = tables.challenges
    leader = func.coalesce(table.c.leader_id, home).label("leader")
    return select(table.c.id, table.c.kind, table.c.state, table.c.body, leader)


def _out(row: Row[Any]) -> ChallengeOut:
    now_so = {"state": row.state, "leader_id": row.leader}
    return ChallengeOut.model_validate_json(row.body).model_copy(update=now_so)
