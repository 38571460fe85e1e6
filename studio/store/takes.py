"""Takes: rows, each with its sound file and a sidecar that says the same as the row."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.domain.ids import ChallengeId, SessionId, TakeId
from studio.domain.moments import now, text_of
from studio.domain.script import LineTakes
from studio.domain.take import DISCARDED_KEPT_DAYS, Gap, Levels, Take, TakeState

from .database import Database
from .shape import FLAG, Shape, enum, many, one
from .table import Table

if TYPE_CHECKING:
    from studio.domain.edits import Edit
    from studio.sound.heard import Heard


def _edit(**told: Any) -> Edit:
    from studio.domain.edits import edit_of  # most takes have none

    return edit_of(**told)


TAKE = Shape(
    Take,
    "takes",
    gaps=many(Gap),
    levels=one(Levels),
    edits=many(_edit),
    state=enum(TakeState),
    starred=FLAG,
    salvaged=FLAG,
)

_HEARD_IN_ANOTHER = (
    "EXISTS (SELECT 1 FROM takes AS other WHERE other.id NOT IN (takes.id, ifnull(takes.layer_of, ''))"
    " AND instr(other.edits, takes.id))"
)


class Takes(Table[Take]):
    def __init__(self, database: Database, folder: Path, told: Callable[[], None]) -> None:
        super().__init__(database, TAKE, told)
        self.folder = folder

    def add(self, item: Take) -> None:
        self._write_sidecar(item)
        super().add(item)

    def add_all(self, items: Sequence[Take]) -> None:
        """All or none, and told once."""
        from . import sidecars

        sidecars.write(self.folder, *items)
        with self._database.write() as connection:
            connection.executemany(TAKE.insert, map(TAKE.values, items))
        self._told()

    def keep(self, made: Take, name: Callable[[], None] = lambda: None) -> None:
        """Adds a take that was just made. `name` gives its file the name for good, when the row is there (REC-12) and before anyone
        is told: whoever hears of a take may open it. Twice is once."""
        self._write_sidecar(
            made
        )  # before anything is waited for: whoever is killed meanwhile finds the take again by it
        with self._database.write() as connection:
            laid, root = self._laid(made)
            if laid != made:
                self._write_sidecar(laid)
            connection.execute(TAKE.insert, TAKE.values(laid))
            if root is not None:
                self._write(connection, root)
        try:
            name()
        finally:
            self._told()

    def _laid(self, made: Take) -> tuple[Take, Take | None]:
        """A layer, and the take in which it is heard from now on; where that or its sound is gone, it is a take of its own."""
        root = self.find(made.layer_of) if made.layer_of else None
        if root is None or not self.file(root).exists():
            return replace(made, layer_of=None), None
        if self.find(made.id) is not None:
            return made, None
        from studio.domain.edits import done, punched  # most takes are no layers

        punch = punched(made)
        return made, None if punch is None else done(root, punch)

    def file(self, take: Take) -> Path:
        return self.folder / take.file_name

    def path(self, id: TakeId) -> Path:
        """Where the sound of a take lies; raises Refused where the library knows none of that id."""
        return self.file(self.get(id))

    def heard(self, take: Take) -> Heard:
        """What is played and drawn of a take; where nothing is edited, its file."""
        if not take.edits_done:
            return self.file(take)
        from studio.sound.heard import EditedTake

        return EditedTake(take, self.path)

    def list(
        self,
        *,
        session_id: SessionId | None = None,
        challenge_id: ChallengeId | None = None,
        line_id: str | None = None,
        state: TakeState = TakeState.KEPT,
        limit: int = 500,
    ) -> list[Take]:
        """Newest first; layers are heard in the takes that they belong to, and are not listed."""
        where, values = "WHERE state = ? AND layer_of IS NULL", [str(state)]
        for column, value in (("session_id", session_id), ("challenge_id", challenge_id), ("line_id", line_id)):
            if value is not None:
                where, values = f"{where} AND {column} = ?", [*values, value]
        return self._select(f"{where} ORDER BY id DESC LIMIT ?", *values, limit)

    def by_line(self, session_id: SessionId) -> dict[str, LineTakes]:
        """The kept takes of a session in few words; 6 000 of 2 000 lines take a few milliseconds."""
        sql = (
            "SELECT line_id, count(*), max(started_at), max(CASE starred WHEN 1 THEN started_at ELSE '' END) FROM takes"
            " WHERE session_id = ? AND state = 'kept' AND layer_of IS NULL GROUP BY line_id"
        )
        rows = self._database.rows(sql, session_id)
        return {str(id): LineTakes(*told) for id, *told in rows}  # type: ignore[arg-type]

    def to_match(self, session_id: SessionId) -> Take | None:
        """The newest kept take of a line that is asked for once more, from before that was asked."""
        where = (
            "WHERE id = (SELECT max(id) FROM takes JOIN line_marks USING (session_id, line_id)"
            " WHERE session_id = ? AND state = 'kept' AND layer_of IS NULL AND started_at <= json_extract(pickup, '$.asked_at'))"
        )
        return next(iter(self._select(where, session_id)), None)

    def star(self, id: TakeId, on: bool) -> None:
        self.alter(id, lambda take: replace(take, starred=on))

    def discard(self, id: TakeId) -> None:
        """The take can be brought back for 30 days."""
        self.alter(id, lambda take: replace(take, state=TakeState.DISCARDED, discarded_at=now()))

    def bring_back(self, id: TakeId) -> None:
        self.alter(id, lambda take: replace(take, state=TakeState.KEPT, discarded_at=None))

    def edit(self, id: TakeId, edit: Edit) -> Take:
        """One more edit over the take; the take as it is then."""
        from studio.domain.edits import done

        return self.alter(id, lambda take: done(take, edit))

    def undo(self, id: TakeId) -> Take:
        """The last edit that is in force is heard no more; it is kept until another one is made."""
        return self._in_force(id, -1)

    def redo(self, id: TakeId) -> Take:
        return self._in_force(id, 1)

    def layers(self, id: TakeId) -> tuple[Take, ...]:
        """What was punched in over a take, the first one first."""
        return tuple(self._select("WHERE layer_of = ? ORDER BY id", id))

    def next_number(self, session_id: SessionId, line_id: str) -> int:
        """1 for the first take of a line in a session; a number is not used twice, discarded takes count."""
        sql = "SELECT coalesce(max(number), 0) + 1 FROM takes WHERE session_id = ? AND line_id = ?"
        return int(str(self._database.rows(sql, session_id, line_id)[0][0]))

    def purge(self, moment: datetime | None = None) -> int:
        """Deletes, with its layers, what was discarded more than 30 days ago, is in no draft and heard in no other take; returns
        how many takes went."""
        before = text_of((moment or datetime.now(UTC)) - timedelta(days=DISCARDED_KEPT_DAYS))
        layers = f"WHERE layer_of = ? AND NOT {_HEARD_IN_ANOTHER}"
        with self._database.write() as connection:  # what is brought back at this moment stays, or is gone before
            old = self._select(
                "WHERE state = 'discarded' AND discarded_at < ?"
                f" AND id NOT IN (SELECT take_id FROM drafts WHERE take_id IS NOT NULL) AND NOT {_HEARD_IN_ANOTHER}",
                before,
            )
            old += [one for take in old for one in self._select(layers, take.id)]
            connection.executemany("DELETE FROM takes WHERE id = ?", [(take.id,) for take in old])
        for take in old:
            for path in self.folder.glob(f"{take.id}.*"):
                path.unlink()
        if old:
            self._told()
        return len(old)

    def _in_force(self, id: TakeId, more: int) -> Take:
        return self.alter(
            id, lambda take: replace(take, edits_done=min(max(take.edits_done + more, 0), len(take.edits)))
        )

    def _write(self, connection: sqlite3.Connection, item: Take) -> None:
        self._write_sidecar(item)
        super()._write(connection, item)

    def _write_sidecar(self, take: Take) -> None:
        from . import sidecars  # the first window writes none

        sidecars.write(self.folder, take)
