"""Private documents of a person, shared by their own computers and seen by nobody else.

The platform does not read them. It counts: a change that builds on an older number than the newest is refused, so that nothing is
overwritten unseen; the same content again changes nothing, whatever it builds on.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy import Connection, Row, func, insert, select, update

from studio.contract import MAX_MINE, MINE, Code, KeptOut, MineId, MineIn, MineKind, MineOut, Side

from . import feed
from .idempotency import Answer, once
from .pages import told
from .people import Me, Person
from .platform import Here
from .problems import Refusal, not_found
from .tables import mine

router = APIRouter(tags=["mine"])
Id = Annotated[MineId, Path()]


@router.get(MINE + "/{kind}/{id}", response_model=MineOut)
async def get_one(kind: MineKind, id: Id, here: Here, me: Me) -> Response:
    found = await here.database.read(lambda connection: _find(connection, me.id, kind, id))
    if found is None:
        raise not_found("document")
    return told(_out(found))


@router.put(MINE + "/{kind}/{id}", response_model=KeptOut)
async def put(kind: MineKind, id: Id, body: MineIn, request: Request, here: Here, me: Me) -> Response:
    """Changes a document; refused (409 `outdated`) where another computer has changed it since `base`."""

    def effect(connection: Connection) -> Answer:
        return Answer(200, KeptOut(version=_put(connection, me, kind, id, body)).model_dump_json())

    return await once(request, here, me, effect)


def told_mine(connection: Connection, ids: list[str]) -> dict[str, MineOut]:
    """By what stands in the feed."""
    keys = {tuple(id.split(" ")): id for id in ids}
    rows = (row for key in keys if (row := _find(connection, *key)) is not None)
    return {keys[row.person_id, row.kind, row.id]: _out(row) for row in rows}


def _put(connection: Connection, me: Person, kind: str, id: str, asked: MineIn) -> int:
    """The number of the newest content afterwards."""
    found = _find(connection, me.id, kind, id)
    known = _out(found) if found else None
    version = known.version if known else 0
    if known and _bodies(known) == _bodies(asked):
        return version
    if asked.base != version:
        detail = "Look at it again: both versions are kept."
        raise Refusal(409, Code.OUTDATED, "Another computer changed this meanwhile", detail)
    if known is None:
        _check_room(connection, me)
    said = asked.said
    row = {"version": version + 1, "body": said.body, "device": said.device, "changed_at": said.at}
    row["rival"] = asked.rival.model_dump_json() if asked.rival else None
    named = {"person_id": me.id, "kind": kind, "id": id}
    if known is None:
        connection.execute(insert(mine).values(named | row))
    else:
        connection.execute(update(mine).where(*(mine.c[name] == value for name, value in named.items())).values(row))
    feed.note(connection, "mine", " ".join(named.values()), me.id)
    return version + 1


def _find(connection: Connection, person_id: str, kind: str, id: str) -> Row[Any] | None:
    where = (mine.c.person_id == person_id, mine.c.kind == kind, mine.c.id == id)
    return connection.execute(select(mine).where(*where)).first()


def _out(row: Row[Any]) -> MineOut:
    said = Side(body=row.body, device=row.device, at=row.changed_at)
    rival = Side.model_validate_json(row.rival) if row.rival else None
    return MineOut(kind=row.kind, id=row.id, version=row.version, said=said, rival=rival)


def _bodies(told: MineIn | MineOut) -> tuple[str | None, tuple[str | None] | None]:
    return told.said.body, (told.rival.body,) if told.rival else None


def _check_room(connection: Connection, me: Person) -> None:
    count = connection.execute(select(func.count()).select_from(mine).where(mine.c.person_id == me.id)).scalar_one()
    if count >= MAX_MINE:
        raise Refusal(422, Code.QUOTA, "There is no room for more drafts here", f"At most {MAX_MINE} are kept.")
