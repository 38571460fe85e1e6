"""What leaders said to lines that were handed in, as the platforms told it, and the marks that follow from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable

from studio.domain.ids import PersonId, PlatformId, RecordId, SessionId
from studio.domain.moments import now
from studio.domain.reply import LineReply, newest
from studio.domain.script import LineMark

from .database import Database
from .shapes import LINE_MARK, LINE_REPLY

#: Where the line of a challenge was recorded: in the sitting from which it was delivered, else in the newest.
_SITTING = """
    SELECT takes.session_id, takes.line_id FROM takes LEFT JOIN line_marks USING (session_id, line_id)
    WHERE challenge_id = ? AND line_id = ? AND layer_of IS NULL
    ORDER BY delivered_at IS NULL, delivered_at DESC, takes.id DESC LIMIT 1
"""
#: A record of one take says no line; its draft knows the take.
_OF_DRAFT = "SELECT session_id, line_id FROM takes WHERE id = (SELECT take_id FROM drafts WHERE id = ?)"


def shelve(connection: sqlite3.Connection, replies: Iterable[LineReply]) -> bool:
    """Inside the transaction of others. Whether lines of this person were marked; what was told before marks nothing again."""
    marked = False
    for reply in replies:
        is_new = connection.execute(LINE_REPLY.insert, LINE_REPLY.values(reply)).rowcount
        if is_new and _is_me(connection, reply):
            marked |= _mark(connection, reply)
    return marked


def _is_me(connection: sqlite3.Connection, reply: LineReply) -> bool:
    sql = "SELECT 1 FROM platforms WHERE id = ? AND person_id = ?"
    return connection.execute(sql, (reply.platform_id, reply.author.id)).fetchone() is not None


def _mark(connection: sqlite3.Connection, reply: LineReply) -> bool:
    if reply.line_id:
        found = connection.execute(_SITTING, (reply.challenge_id, reply.line_id)).fetchone()
    else:
        found = connection.execute(_OF_DRAFT, (reply.record_id,)).fetchone()
    if found is None:
        return False
    row = connection.execute(f"{LINE_MARK.select} WHERE session_id = ? AND line_id = ?", found).fetchone()
    mark = LINE_MARK.of(row) if row else LineMark(SessionId(found[0]), found[1])
    connection.execute(LINE_MARK.replace, LINE_MARK.values(reply.marked(mark, now())))
    return True


class Replies:
    """`told` is called after each commit."""

    def __init__(self, database: Database, told: Callable[[], None]) -> None:
        self._database = database
        self._told = told

    def of_record(self, platform_id: PlatformId, record_id: RecordId) -> dict[str, LineReply]:
        """What holds of each line of a record."""
        return newest(self._select("WHERE platform_id = ? AND record_id = ?", platform_id, record_id))

    def news(self) -> list[LineReply]:
        """What the person at this computer should hear and has not heard yet, the newest first."""
        people = {
            PlatformId(str(id)): PersonId(str(me))
            for id, me in self._database.rows("SELECT id, person_id FROM platforms")
        }
        unheard = self._select("WHERE heard = 0 ORDER BY at DESC, id DESC")
        return [one for one in unheard if one.platform_id in people and one.is_news_for(people[one.platform_id])]

    def hear(self, replies: Iterable[LineReply]) -> None:
        """The person has seen these."""
        with self._database.write() as connection:
            sql = "UPDATE line_replies SET heard = 1 WHERE platform_id = ? AND id = ?"
            connection.executemany(sql, [(one.platform_id, one.id) for one in replies])
        self._told()

    def _select(self, where: str, *values: object) -> list[LineReply]:
        return [LINE_REPLY.of(row) for row in self._database.rows(f"{LINE_REPLY.select} {where}", *values)]  # type: ignore[arg-type]
