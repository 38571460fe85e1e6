"""Errands: few words that wait to be put to a platform. An errand is a committed row before anything leaves this computer."""

from __future__ import annotations

from collections.abc import Callable, Collection

from studio.domain.ids import ErrandId, PlatformId, RecordId
from studio.domain.reply import LineReply
from studio.domain.request import Deed, Errand, Request
from studio.domain.sending import MOST_S

from .database import Database
from .replies import shelve as shelve_replies
from .requests import SHELVE_NEWER
from .shape import Shape
from .shapes import REQUEST
from .table import Table

_OF_RECORD = Deed.WITHDRAW_RECORD.value
#: With the moment now, and that with `MOST_S` added: nothing waits longer, so what seems to was put off by a clock that was ahead.
DUE = "(next_try_at <= ? OR next_try_at > ?)"
_GOES = "coalesce(json_extract(trouble, '$.person_must_act'), 0) = 0"


class Errands(Table[Errand]):
    """`add` queues one. `marked` is called after lines of this person were marked."""

    def __init__(
        self, database: Database, shape: Shape[Errand], told: Callable[[], None], marked: Callable[[], None]
    ) -> None:
        super().__init__(database, shape, told)
        self._marked = marked

    def destinations(self) -> set[PlatformId]:
        """Where errands go to."""
        return {PlatformId(str(id)) for (id,) in self._database.rows("SELECT DISTINCT platform_id FROM errands")}

    def due(self, now: float, platform_id: PlatformId, limit: int = 100) -> list[Errand]:
        """What can be sent to a platform at `now` (Unix seconds), oldest first.

        Of errands about one request only the oldest: the others wait for it, also while it needs the person.
        """
        first = "NOT EXISTS (SELECT 1 FROM errands AS before WHERE before.platform_id = errands.platform_id"
        first += " AND before.request_id = errands.request_id AND before.id < errands.id)"
        where = f"WHERE {_GOES} AND {DUE} AND platform_id = ? AND {first} ORDER BY id LIMIT ?"
        return self._select(where, now, now + MOST_S, platform_id, limit)

    def next_due(self, after: float, *, beside: Collection[PlatformId] = ()) -> float | None:
        """The next moment (Unix seconds) later than `after` at which one is due; None where nothing waits for one."""
        where = f"{_GOES} AND next_try_at > ? AND {_not_to(beside)}"
        found = self._database.rows(f"SELECT min(next_try_at) FROM errands WHERE {where}", after, *beside)[0][0]
        return None if found is None else float(str(found))

    def waiting(self, platform_id: PlatformId | None = None) -> int:
        """How many are not delivered yet."""
        where, values = ("WHERE platform_id = ?", (platform_id,)) if platform_id else ("", ())
        return int(str(self._database.rows(f"SELECT count(*) FROM errands {where}", *values)[0][0]))

    def moving(self) -> int:
        """How many go out by themselves."""
        return int(str(self._database.rows(f"SELECT count(*) FROM errands WHERE {_GOES}")[0][0]))

    def of_record(self, platform_id: PlatformId, record_id: RecordId) -> list[Errand]:
        """What waits about a record, oldest first."""
        return self._select("WHERE platform_id = ? AND record_id = ? ORDER BY id", platform_id, record_id)

    def deliver(self, errand: Errand, request: Request | None) -> None:
        """It has arrived; `request` is how the platform told it back. One transaction, so it is either waiting or shown."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM errands WHERE id = ?", (errand.id,))
            if request is not None:
                connection.execute(SHELVE_NEWER, REQUEST.values(request))
        self._told()

    def deliver_reply(self, errand: Errand, reply: LineReply) -> None:
        """A leader's word to a line has arrived; `reply` is how the platform told it back."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM errands WHERE id = ?", (errand.id,))
            marked = shelve_replies(connection, [reply])
        self._told()
        if marked:
            self._marked()

    def deliver_withdrawal(self, errand: Errand) -> None:
        """The platform has withdrawn the record: it is a tombstone here, too, before the feed tells it."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM errands WHERE id = ?", (errand.id,))
            empty = "alt = '', name = '', line_id = '', note = '', more = '[]', tags = '[]'"
            sql = f"UPDATE records SET state = 'withdrawn', media = NULL, {empty} WHERE platform_id = ? AND id = ?"
            connection.execute(sql, (errand.platform_id, errand.record_id))
        self._told()

    def withdrawals(self, record_ids: Collection[RecordId]) -> dict[RecordId, Errand]:
        """Which of these records wait to be withdrawn."""
        found = self._select(
            f"WHERE deed = ? AND record_id IN ({', '.join('?' * len(record_ids))})", _OF_RECORD, *record_ids
        )
        return {errand.record_id: errand for errand in found}

    def try_now(self, id: ErrandId) -> None:
        """Makes one due at once, also where it needed the person."""
        with self._database.write() as connection:
            connection.execute("UPDATE errands SET next_try_at = 0, trouble = NULL WHERE id = ?", (id,))
        self._told()

    def drop(self, errand: Errand) -> None:
        """The person does not want it any more; what follows it about the same request goes with it."""
        with self._database.write() as connection:
            sql = "DELETE FROM errands WHERE platform_id = ? AND request_id = ? AND id >= ?"
            connection.execute(sql, (errand.platform_id, errand.request_id, errand.id))
        self._told()


def _not_to(platforms: Collection[PlatformId]) -> str:
    return f"platform_id NOT IN ({', '.join('?' * len(platforms))})"
