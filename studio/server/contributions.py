"""Contributions: a record handed to a challenge. Only who handed it in sees it here."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy import Connection, Row, insert, select, update

from studio.contract import CONTRIBUTIONS, Code, ContributionIn, ContributionOut, Uuid
from studio.domain.moments import now

from . import challenges, feed, grace, tables
from .idempotency import Answer, once
from .pages import told
from .people import Me, Person
from .platform import Here
from .problems import Refusal, not_found

router = APIRouter(tags=["contributions"])
ContributionId = Annotated[Uuid, Path()]


@router.get(CONTRIBUTIONS + "/{contribution_id}", response_model=ContributionOut)
async def get_one(contribution_id: ContributionId, here: Here, me: Me) -> Response:
    found = await here.database.read(lambda connection: _find(connection, contribution_id))
    if found is None or found.person_id != me.id:
        raise not_found("contribution")
    return told(_out(found))


@router.put(
    CONTRIBUTIONS + "/{contribution_id}", response_model=ContributionOut, responses={201: {"model": ContributionOut}}
)
async def put(contribution_id: ContributionId, body: ContributionIn, request: Request, here: Here, me: Me) -> Response:
    """Hands a record in: 201 when that is new, 200 when it was done already."""

    def effect(connection: Connection) -> Answer:
        challenges.close_due(connection)
        is_new = _hand_in(connection, me, contribution_id, body)
        found = _find(connection, contribution_id)
        assert found
        return Answer(201 if is_new else 200, _out(found).model_dump_json())

    return await once(request, here, me, effect)


def told_contributions(connection: Connection, ids: list[str]) -> list[ContributionOut]:
    table = tables.contributions
    return [_out(row) for row in connection.execute(select(table).where(table.c.id.in_(ids)))]


def _hand_in(connection: Connection, me: Person, contribution_id: str, body: ContributionIn) -> bool:
    said = body.model_dump(exclude={"receipt"}) | {"receipt": body.receipt.model_dump_json() if body.receipt else ""}
    found = _find(connection, contribution_id)
    if found and found.person_id != me.id:
        raise Refusal(403, Code.NOT_YOURS, "This belongs to somebody else", "Only who handed it in can change it.")
    if found and all(getattr(found, name) == value for name, value in said.items()):
        return False
    if found:
        raise Refusal(422, Code.ID_TAKEN, "This contribution is here with other content", "Hand it in with a new id.")
    late = _check(connection, me, body)
    row: dict[str, object] = {"id": contribution_id, "person_id": me.id, "state": "submitted", "reason": ""}
    row |= {"submitted_at": now(), "sealed_before_deadline": late}
    connection.execute(insert(tables.contributions).values(row | said))
    first = (tables.records.c.id == body.record_id, tables.records.c.challenge_id.is_(None))
    if connection.execute(update(tables.records).where(*first).values(challenge_id=body.challenge_id)).rowcount:
        feed.note(connection, "record", body.record_id)
    feed.note(connection, "contribution", contribution_id, me.id)
    return True


def _check(connection: Connection, me: Person, body: ContributionIn) -> bool:
    """Whether it arrives after the closing time, with a receipt that holds. Raises Refusal where it is not taken."""
    challenge = connection.execute(select(tables.challenges).where(tables.challenges.c.id == body.challenge_id)).first()
    record = connection.execute(select(tables.records).where(tables.records.c.id == body.record_id)).first()
    if challenge is None or challenge.state == "draft":
        raise not_found("challenge")
    if record is None:
        raise not_found("record")
    if record.author_id != me.id:
        raise Refusal(403, Code.NOT_YOURS, "This record belongs to somebody else", "Only its author can hand it in.")
    of_record = (tables.revisions.c.id == body.revision_id, tables.revisions.c.record_id == body.record_id)
    revision = connection.execute(select(tables.revisions).where(*of_record)).first()
    if revision is None:
        raise not_found("revision")
    if record.state == "withdrawn":
        raise Refusal(422, Code.WITHDRAWN, "This record was withdrawn", "Hand another one in.")
    if challenge.state not in ("open", "grace"):
        raise Refusal(422, Code.CLOSED, "This challenge is closed", "Your record is on the platform all the same.")
    if challenge.kind != record.kind:
        detail = f"It asks for {challenge.kind}, and this is {record.kind}."
        raise Refusal(422, Code.WRONG_KIND, "This challenge asks for something else", detail)
    late = challenge.state == "grace" and challenge.closes_at is not None
    if late:
        grace.check(connection, challenges.told_challenges(connection, [challenge.id])[0], revision, body.receipt)
    return late


def _find(connection: Connection, contribution_id: str) -> Row[Any] | None:
    return connection.execute(select(tables.contributions).where(tables.contributions.c.id == contribution_id)).first()


def _out(row: Row[Any]) -> ContributionOut:
    return ContributionOut(**{name: getattr(row, name) for name in ContributionOut.model_fields})
