"""The feed: what changed after a bookmark, told at once or when it happens.

Each thing stands in the feed once, at its newest change, and is told as it is now; so a reader who was away for a month reads no
more than there is. Numbers are taken under a lock that is held until the commit, so none appears behind a bookmark that was given
out. A bookmark names the opening of the platform that gave it, so that one from before a restored copy is known as such.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from sqlalchemy import Connection, Row, or_, select

from studio.contract import CHANGES, MAX_PAGE, MAX_WAIT_S, ChangesOut, Code

from . import feed, tables
from .asking import told_requests
from .challenges import told_challenges
from .contributions import told_contributions
from .mine import told_mine
from .people import Me, Person
from .platform import Here
from .problems import Refusal
from .records import told_records
from .replies import told_replies

#: Characters in one answer (four bytes each at most; a studio reads up to 16 MiB).
PAGE_CHARS = 2_000_000
router = APIRouter(tags=["changes"])


@router.get(CHANGES, response_model=ChangesOut)
async def get(
    here: Here,
    me: Me,
    after: Annotated[str, Query(max_length=40, description="`next` of the answer before; empty for everything")] = "",
    wait: Annotated[
        int, Query(ge=0, le=MAX_WAIT_S, description="seconds to wait for a change where there is none")
    ] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = MAX_PAGE,
) -> Response:
    number, mark = _read(after)
    until = asyncio.get_running_loop().time() + wait
    while True:
        ring = here.bell.next_ring()
        found = await here.database.read(lambda connection: look(connection, me, number, mark, here.opening, limit))
        left = until - asyncio.get_running_loop().time()
        if found.changes or left <= 0 or here.bell.closing:
            break
        try:
            await asyncio.wait_for(ring.wait(), left)
        except TimeoutError:
            break
    return Response(found.as_json(), media_type="application/json")


@dataclass(frozen=True, slots=True)
class Found:
    """`ChangesOut` with each change as JSON already: a first fetch asks for all there is, and each is written once."""

    changes: list[str]
    next: str
    more: bool

    def as_json(self) -> str:
        return f'{{"changes":[{",".join(self.changes)}],"next":"{self.next}","more":{str(self.more).lower()}}}'


def look(connection: Connection, me: Person, number: int, mark: str, opening: str, limit: int) -> Found:
    table = tables.changes
    newest = feed.newest(connection)
    if number > newest or (mark and not feed.holds(connection, number, mark)):
        raise _bad_cursor(410)
    mine = or_(table.c.person_id.is_(None), table.c.person_id == me.id)
    query = select(table).where(table.c.cursor > number, mine).order_by(table.c.cursor).limit(limit + 1)
    rows = connection.execute(query).all()
    more = len(rows) > limit
    changes = _told(connection, rows[:limit])
    fitting = _fitting(changes)
    more = more or fitting < len(changes)
    last = rows[fitting - 1].cursor if more else newest
    return Found(changes[:fitting], f"{_text(last)}-{opening}", more)


def _fitting(changes: list[str]) -> int:
    """How many fit into one answer: private documents, and the sources of a record, may be large. At least one."""
    room = PAGE_CHARS
    for count, change in enumerate(changes):
        room -= len(change)
        if room < 0:
            return max(count, 1)
    return len(changes)


def _told(connection: Connection, rows: Sequence[Row[Any]]) -> list[str]:
    """Each as `ChangeOut` has it."""
    ids: dict[str, list[str]] = {
        "challenge": [],
        "record": [],
        "contribution": [],
        "request": [],
        "reply": [],
        "mine": [],
    }
    for row in rows:
        ids[row.what].append(row.id)
    things: dict[tuple[str, str], BaseModel] = {}
    things |= {("challenge", thing.id): thing for thing in told_challenges(connection, ids["challenge"])}
    things |= {("record", thing.id): thing for thing in told_records(connection, ids["record"])}
    things |= {("contribution", thing.id): thing for thing in told_contributions(connection, ids["contribution"])}
    things |= {("request", thing.id): thing for thing in told_requests(connection, ids["request"])}
    things |= {("reply", id): thing for id, thing in told_replies(connection, ids["reply"]).items()}
    things |= {("mine", id): thing for id, thing in told_mine(connection, ids["mine"]).items()}
    return [
        f'{{"cursor":"{_text(row.cursor)}","what":"{row.what}","{row.what}":{things[row.what, row.id].model_dump_json()}}}'
        for row in rows
    ]


def _text(number: int) -> str:
    return f"c{number}"


def _read(cursor: str) -> tuple[int, str]:
    """A bookmark's number and the mark of the opening that gave it out; a change's own cursor has none."""
    if not cursor:
        return 0, ""
    found = feed.parts_of(cursor)
    if found is None:
        raise _bad_cursor(422)
    return found


def _bad_cursor(status: int) -> Refusal:
    return Refusal(status, Code.CURSOR, "This bookmark is not from here", "Ask again from the beginning.")
