"""Parcels: what waits to be sent. A parcel is a committed row before anything leaves this computer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from studio.domain.ids import ParcelId, PlatformId, SessionId
from studio.domain.parcel import FOLLOWS, Parcel, ParcelState
from studio.domain.record import Draft
from studio.domain.sending import MOST_S, SMALL_BYTES
from studio.errors import Refused

from .database import Database
from .errands import DUE
from .scripts import mark_delivered
from .shapes import DRAFT, PARCEL
from .table import Table

#: As the index `parcels_in_line` has it, word for word.
_MOVES = "state IN ('queued', 'uploading', 'received')"
#: As `studio.domain.sending.is_large` says it.
_LARGE = f"(json_extract(media, '$.size_bytes') > {SMALL_BYTES} OR more != '[]')"


class Parcels(Table[Parcel]):
    def __init__(
        self,
        database: Database,
        told: Callable[[], None],
        told_drafts: Callable[[], None],
        told_takes: Callable[[], None],
    ) -> None:
        super().__init__(database, PARCEL, told)
        self._told_drafts = told_drafts
        self._told_takes = told_takes

    def seal(self, draft: Draft, parcel: Parcel, lines: Collection[tuple[SessionId, str]] = ()) -> bool:
        """Seals the draft, queues its parcel and marks its lines delivered in one transaction; doing so twice changes nothing.
        False where a version joined the draft since it was read: then nothing was done."""
        with self._database.write() as connection:
            row = connection.execute(
                "SELECT sealed, media IS NOT ? AND id IN (SELECT draft_id FROM versions) FROM drafts WHERE id = ?",
                (DRAFT.stored("media", draft.media), draft.id),
            ).fetchone()
            if row is not None and row[0]:
                return True
            if row is not None and row[1]:
                return False
            connection.execute(DRAFT.insert, DRAFT.values(draft))
            connection.execute(DRAFT.update, [*DRAFT.values(draft), draft.id])
            connection.execute("UPDATE drafts SET sealed = 1 WHERE id = ?", (draft.id,))
            connection.execute(PARCEL.insert, PARCEL.values(parcel))
            connection.execute(
                "UPDATE parcels SET place = (SELECT max(place) FROM parcels) + 1 WHERE id = ?", (parcel.id,)
            )
            mark_delivered(connection, lines, parcel.sealed_at)
        self._told_drafts()
        self._told()
        if lines:
            self._told_takes()
        return True

    def change(self, item: Parcel) -> None:
        """Writes a step of the journey. What the person set meanwhile (`paused`) stays; a parcel taken back stays away.

        Raises ValueError for a step that cannot follow (see `studio.domain.parcel.FOLLOWS`).
        """
        self._step(item)

    def _step(self, *steps: Parcel) -> None:
        item = steps[-1]
        with self._database.write() as connection:
            row = connection.execute("SELECT state, paused FROM parcels WHERE id = ?", (item.id,)).fetchone()
            if row is None:
                return
            state = ParcelState(row[0])
            for step in steps:
                self._check_step(state, step.state)
                state = step.state
            connection.execute(PARCEL.update, [*PARCEL.values(replace(item, paused=bool(row[1]))), item.id])
        self._told()

    def deliver(self, item: Parcel, at: str) -> None:
        """The platform has it and has told it back: the last two steps in one transaction."""
        live = replace(
            item,
            state=ParcelState.LIVE,
            sent_bytes=item.size_bytes,
            delivered_at=at,
            trouble=None,
            next_try_at=0.0,
            tries=0,
        )
        self._step(replace(live, state=ParcelState.RECEIVED), live)

    def destinations(self) -> set[PlatformId]:
        """Where parcels are on their way to."""
        return {
            PlatformId(str(id))
            for (id,) in self._database.rows(f"SELECT DISTINCT platform_id FROM parcels WHERE {_MOVES}")
        }

    def due(self, now: float, platform_id: PlatformId, large: bool, limit: int = 500) -> list[ParcelId]:
        """What can be sent to a platform at `now` (Unix seconds), in the order of the line: either what is large or the rest."""
        where = f"WHERE {_MOVES} AND platform_id = ? AND {_LARGE} = ? AND paused = 0 AND {DUE}"
        line = f"SELECT id FROM parcels {where} ORDER BY place, id LIMIT ?"
        values = (platform_id, int(large), now, now + MOST_S, limit)
        return [ParcelId(str(id)) for (id,) in self._database.rows(line, *values)]

    def in_line(self, limit: int = 500, skip: int = 0) -> list[Parcel]:
        """What is not live yet, in the order in which it goes out; the page after the first `skip`."""
        return self._select("WHERE state != 'live' ORDER BY place, id LIMIT ? OFFSET ?", limit, skip)

    def delivered(self, limit: int = 500, skip: int = 0) -> list[Parcel]:
        """What is live, newest first; the page after the first `skip`."""
        return self._select("WHERE state = 'live' ORDER BY id DESC LIMIT ? OFFSET ?", limit, skip)

    def list(self, limit: int = 500, before: ParcelId | None = None) -> list[Parcel]:
        """Newest first; the page after `before`."""
        if before is None:
            return self._select("ORDER BY id DESC LIMIT ?", limit)
        return self._select("WHERE id < ? ORDER BY id DESC LIMIT ?", before, limit)

    def move(self, id: ParcelId, before: ParcelId | None) -> None:
        """Puts a parcel just before another one in the line, None for the end. What one of them builds on still goes first.

        Only those between its old place and its new one are written.
        """
        if id == before:
            return
        with self._database.write() as connection:
            found = dict(
                connection.execute("SELECT id, place FROM parcels WHERE id IN (?, ?)", (id, before)).fetchall()
            )
            if before in found and id in found:
                old, new = found[id], found[before]
                step, first, last = (1, new, old - 1) if new < old else (-1, old + 1, new - 1)
                between = "state != 'live' AND place BETWEEN ? AND ?"
                connection.execute(f"UPDATE parcels SET place = place + ? WHERE {between}", (step, first, last))
                connection.execute("UPDATE parcels SET place = ? WHERE id = ?", (new if new < old else new - 1, id))
            elif before is None:
                connection.execute(
                    "UPDATE parcels SET place = (SELECT max(place) FROM parcels) + 1 WHERE id = ?", (id,)
                )
        self._told()

    def next_due(self, after: float = -1.0, *, beside: Collection[PlatformId] = ()) -> float | None:
        """The next moment (Unix seconds) later than `after` at which something is due; None where nothing waits for one."""
        where = f"{_MOVES} AND paused = 0 AND next_try_at > ? AND {_not_to(beside)}"
        found = self._database.rows(f"SELECT min(next_try_at) FROM parcels WHERE {where}", after, *beside)[0][0]
        return None if found is None else float(str(found))

    def waiting(self, platform_id: PlatformId | None = None) -> int:
        """How many are not live yet."""
        where, values = ("AND platform_id = ?", (platform_id,)) if platform_id else ("", ())
        return int(
            str(self._database.rows(f"SELECT count(*) FROM parcels WHERE state != 'live' {where}", *values)[0][0])
        )

    def moving(self) -> int:
        """How many go out by themselves: they are neither held nor in need of the person."""
        where = f"{_MOVES} AND paused = 0"
        return int(str(self._database.rows(f"SELECT count(*) FROM parcels WHERE {where}")[0][0]))

    def in_state(self, *states: ParcelState, limit: int = 500) -> Sequence[Parcel]:
        """Oldest first."""
        marks = ", ".join("?" * len(states))
        return self._select(f"WHERE state IN ({marks}) ORDER BY id LIMIT ?", *(state.value for state in states), limit)

    def counts(self) -> dict[ParcelState, int]:
        rows = self._database.rows("SELECT state, count(*) FROM parcels GROUP BY state")
        return {ParcelState(str(state)): int(str(count)) for state, count in rows}

    def of_record(self, record_id: str) -> Parcel | None:
        """The newest parcel of a record."""
        return next(iter(self._select("WHERE record_id = ? ORDER BY id DESC LIMIT 1", record_id)), None)

    def pause(self, id: ParcelId | None, on: bool) -> None:
        """Holds one parcel, or all that are not live yet; `on` False lets them go on."""
        where, values = ("id = ?", (id,)) if id else ("state != 'live'", ())
        self._set(f"UPDATE parcels SET paused = ? WHERE {where}", int(on), *values)

    def paused(self) -> int:
        """How many are held."""
        return int(str(self._database.rows("SELECT count(*) FROM parcels WHERE paused AND state != 'live'")[0][0]))

    def try_now(self, id: ParcelId | None = None) -> None:
        """Makes one parcel, or all that wait, due at once; one that needed the person is queued again."""
        where, values = ("id = ?", (id,)) if id else ("1", ())
        self._set(
            "UPDATE parcels SET next_try_at = 0, trouble = NULL,"
            f" state = CASE state WHEN 'needs_attention' THEN 'queued' ELSE state END WHERE state != 'live' AND {where}",
            *values,
        )

    def take_back(self, id: ParcelId) -> None:
        """Before the platform has the record: the parcel is gone and its draft is open again. Raises Refused afterwards."""
        with self._database.write() as connection:
            parcel = self.get(id)
            if parcel.state in (ParcelState.RECEIVED, ParcelState.LIVE):
                raise Refused("This has arrived already", "It cannot be taken back from the outbox any more.", id)
            connection.execute("DELETE FROM parcels WHERE id = ?", (id,))
            connection.execute("UPDATE drafts SET sealed = 0 WHERE id = ?", (parcel.draft_id,))
        self._told_drafts()
        self._told()

    def _set(self, sql: str, *values: object) -> None:
        with self._database.write() as connection:
            connection.execute(sql, values)
        self._told()

    @staticmethod
    def _check_step(before: ParcelState, after: ParcelState) -> None:
        if after is not before and after not in FOLLOWS[before]:
            raise ValueError(f"a parcel does not go from {before} to {after}")


def _not_to(platforms: Collection[PlatformId]) -> str:
    return f"platform_id NOT IN ({', '.join('?' * len(platforms))})"
