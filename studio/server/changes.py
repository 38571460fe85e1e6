"""The feed: what changed after a bookmark, told at once or when it happens.

Each thing stands in the feed once, at its newest change, and is told as it is now; so a reader who was away for a month reads no
more than there is. Numbers are taken under a lock that is held until the commit, so none appears behind a bookmark that was given
out. A bookmark names the opening of the platform that gave it, so that one from before a restored copy is known as such.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
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
from .pages import in_steps
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
    changes = _fitting(connection, rows[:limit])
    more = len(changes) < len(rows)
    last = rows[len(changes) - 1].cursor if more else newest
    return Found(changes, f"{_text(last)}-{opening}", more)


def _fitting(connection: Connection, rows: Sequence[Row[Any]]) -> list[str]:
    """As many as fit into one answer, at least one: private documents, and the sources of a record, may be large."""
    changes, room = list[str](), PAGE_CHARS
    for some in in_steps(rows):
        for change in _told(connection, some):
            room -= len(change)
            if changes and room < 0:
                return changes
            changes.append(change)
    return changes


def _told(connection: Connection, rows: Sequence[Row[Any]]) -> list[str]:
    """Each as `ChangeOut` has it."""
    ids: dict[str, list[str]] = {}
    for row in rows:
        ids.setdefault(row.what, []).append(row.id)
    things = {what: _TELL[what](connection, some) for what, some in ids.items()}
    return [
        f'{{"cursor":"{_text(row.cursor)}","what":"{row.what}","{row.what}":{things[row.what][row.id].model_dump_json()}}}'
        for row in rows
    ]


def _by_id(tell: Callable[[Connection, list[str]], Sequence[Any]]) -> Tell:
    return lambda connection, ids: {thing.id: thing for thing in tell(connection, ids)}


Tell = Callable[[Connection, list[str]], Mapping[str, BaseModel]]
#: Things as they are now, by what stands of each in the feed.
_TELL: dict[str, Tell] = {
    "challenge": _by_id(told_challenges),
    "record": _by_id(told_records),
    "contribution": _by_id(told_contributions),
    "request": _by_id(told_requests),
    "reply": told_replies,
    "mine": told_mine,
}


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
