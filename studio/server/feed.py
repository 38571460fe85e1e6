"""The order of changes, and the bell that wakes those who wait for one."""

from __future__ import annotations

import asyncio
import re
import secrets
from typing import Literal

from sqlalchemy import Connection, func, insert, select, text, update

from .tables import openings, platform

What = Literal["challenge", "record", "contribution", "request", "reply", "mine"]

_COUNT = update(platform).values(counter=platform.c.counter + 1).returning(platform.c.counter)
_NOTE = text(
    "INSERT INTO changes (what, id, cursor, person_id) VALUES (:what, :id, :cursor, :person_id)"
    " ON CONFLICT (what, id) DO UPDATE SET cursor = excluded.cursor, person_id = excluded.person_id"
)


def note(connection: Connection, what: What, thing_id: str, person_id: str | None = None) -> None:
    """Notes that a thing changed, in the transaction that changes it. An older note of the same thing makes way."""
    cursor = connection.execute(_COUNT).scalar_one()
    connection.execute(_NOTE, {"what": what, "id": thing_id, "cursor": cursor, "person_id": person_id})


def newest(connection: Connection) -> int:
    counter: int = connection.execute(select(platform.c.counter)).scalar_one()
    return counter


def parts_of(bookmark: str) -> tuple[int, str] | None:
    """A bookmark's number and the mark of its opening, "" where it has none; None where it is no bookmark."""
    found = re.fullmatch(r"c([0-9]{1,15})(?:-([0-9a-f]{8}))?", bookmark)
    return (int(found[1]), found[2] or "") if found else None


def begin(connection: Connection) -> str:
    """The platform is opened: from here on its bookmarks carry this new mark."""
    mark = secrets.token_hex(4)
    connection.execute(insert(openings).values(mark=mark, counter=newest(connection)))
    return mark


def holds(connection: Connection, number: int, mark: str) -> bool:
    """Whether all that was told up to this bookmark is still so. A platform that was put back to an older copy does not know
    the mark, or was opened again with a smaller count than the bookmark's: others' changes may have taken the same numbers."""
    opening = connection.execute(select(openings.c.number).where(openings.c.mark == mark)).scalar()
    if opening is None:
        return False
    since = select(func.min(openings.c.counter)).where(openings.c.number > opening)
    ends: int | None = connection.execute(since).scalar()
    return number <= (newest(connection) if ends is None else ends)


class Bell:
    """Wakes every waiter on the event loop. A waiter takes `next_ring()` before it looks, so nothing is missed in between."""

    def __init__(self) -> None:
        self._next = asyncio.Event()
        self.closing = False

    def next_ring(self) -> asyncio.Event:
        return self._next

    def ring(self) -> None:
        rung, self._next = self._next, asyncio.Event()
        rung.set()

    def close(self) -> None:
        """The platform ends: who waits is answered at once, and nobody waits any more."""
        self.closing = True
        self.ring()
