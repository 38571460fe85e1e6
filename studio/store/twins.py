"""What is shared with the person's other computers: what has to be told, what was heard, what was agreed on last.

`at` opens one thing together with what it describes here, in one transaction: so nothing is merged with a draft that is being
changed meanwhile, and nothing is half taken in.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from studio.domain.ids import PlatformId, TakeId
from studio.domain.parcel import Parcel
from studio.domain.record import Media
from studio.domain.take import Take
from studio.domain.twins import SETTINGS_ID, Thing, TwinKind

from .database import Database
from .shapes import DRAFT, TAKE, THING, TWIN
from .twin_desk import Desk, choose

LOOK = 200
_KEY = "platform_id = ? AND kind = ? AND id = ?"
_NOTE = "INSERT OR IGNORE INTO twin_things (platform_id, kind, id) VALUES (?, ?, ?)"


class Twins:
    """`told` is called after each commit that a person would see; `told_more` with "drafts" and "parcels" where those changed
    because of another computer. `versions` is the folder of their sidecars."""

    def __init__(
        self, database: Database, versions: Path, told: Callable[[], None], told_more: Callable[[str], None]
    ) -> None:
        self._database = database
        self._versions = versions
        self._told = told
        self._told_more = told_more

    def begin(self, platform_id: PlatformId, device: str) -> None:
        """The person has more than one computer there, and this one is called `device`. What is here is told from now on: drafts
        that are open, and what is sealed and not there yet."""
        parcels = "SELECT draft_id FROM parcels WHERE platform_id = ? AND state != 'live'"
        drafts = (
            f"SELECT id FROM drafts WHERE platform_id = ? AND removed_at IS NULL AND (NOT sealed OR id IN ({parcels}))"
        )
        note = "INSERT OR IGNORE INTO twin_things (platform_id, kind, id, untold) SELECT ?, ?, id, 1 FROM"
        with self._database.write() as connection:
            connection.execute("INSERT OR REPLACE INTO twins VALUES (?, ?)", (platform_id, device))
            connection.execute(f"{note} ({drafts})", (platform_id, TwinKind.DRAFT, platform_id, platform_id))
            versions = f"SELECT versions.id FROM versions WHERE draft_id IN ({drafts})"
            connection.execute(f"{note} ({versions})", (platform_id, TwinKind.VERSION, platform_id, platform_id))
            connection.execute(
                "INSERT OR IGNORE INTO twin_things (platform_id, kind, id, untold) VALUES (?, ?, ?, 1)",
                (platform_id, TwinKind.SETTINGS, SETTINGS_ID),
            )
        self._told()

    def platforms(self) -> dict[PlatformId, str]:
        """Where the person has other computers, and what this one is called there."""
        return {twin.platform_id: twin.device for twin in self._of(TWIN, "")}

    def to_do(self, platform_id: PlatformId) -> list[Thing]:
        """What has to be told or taken in; versions before the drafts that hold them."""
        where = "(untold OR heard != '' OR asked != '') AND trouble IS NULL ORDER BY kind DESC, id LIMIT ?"
        return self._of(THING, f"WHERE platform_id = ? AND {where}", platform_id, LOOK)

    def find(self, platform_id: PlatformId, kind: TwinKind, id: str) -> Thing | None:
        return next(iter(self._of(THING, f"WHERE {_KEY}", platform_id, kind, id)), None)

    def to_say(self) -> list[Thing]:
        """What the person should hear or decide."""
        return self._of(THING, "WHERE sides != '[]' OR news != '' OR trouble IS NOT NULL ORDER BY id DESC LIMIT 500")

    def hear(self, things: Iterable[Thing]) -> None:
        """The person has seen this news."""
        with self._database.write() as connection:
            keys = [(thing.platform_id, thing.kind, thing.id) for thing in things]
            connection.executemany(f"UPDATE twin_things SET news = '' WHERE {_KEY}", keys)
        self._told()

    def try_again(self) -> None:
        """What could not be read or told is tried once more, as after an update."""
        with self._database.write() as connection:
            connection.execute("UPDATE twin_things SET trouble = NULL, untold = 1 WHERE trouble IS NOT NULL")

    @contextmanager
    def at(self, thing: Thing, *, seen: bool = False) -> Iterator[Desk]:
        """The thing as it is by now, with what it describes. `seen`: the window shows what changes."""
        with self._database.write() as connection:
            key = (thing.platform_id, thing.kind, thing.id)
            connection.execute(_NOTE, key)
            row = connection.execute(f"{THING.select} WHERE {_KEY}", key).fetchone()
            desk = Desk(connection, THING.of(row), self._versions)
            yield desk
            connection.execute(THING.replace, THING.values(desk.thing))
        if desk.wrote:
            self._told_more("drafts")
        if desk.dropped:
            self._told_more("parcels")
        if seen or desk.wrote:
            self._told()

    # a claim

    def holds(self, parcel: Parcel) -> bool:
        """Where the person has other computers, a parcel goes only after the platform has heard that this one sends it: so that two
        never send one draft."""
        twins = "SELECT 1 FROM twins WHERE platform_id = ?"
        if not self._database.rows(twins, parcel.platform_id):
            return False
        thing = self.find(parcel.platform_id, TwinKind.DRAFT, parcel.draft_id)
        agreed: dict[str, Any] = json.loads(thing.base) if thing and thing.base else {}
        return agreed.get("sealed") != parcel.revision_id

    # files

    def take_media(self, take_id: TakeId) -> Media | None:
        """A take's file by its content, where it was looked at before."""
        rows = self._database.rows("SELECT media FROM take_media WHERE take_id = ?", take_id)
        return Media(**json.loads(str(rows[0][0]))) if rows else None

    def keep_take_media(self, take: Take, media: Media) -> None:
        """Unless the take was edited meanwhile."""
        with self._database.write() as connection:
            values = (DRAFT.stored("media", media), take.id, TAKE.stored("edits", take.edits), take.edits_done)
            sql = "SELECT id, ? FROM takes WHERE id = ? AND edits = ? AND edits_done = ?"
            connection.execute(f"INSERT OR REPLACE INTO take_media {sql}", values)

    def files(self, platform_id: PlatformId) -> list[tuple[Media, str]]:
        """What has to be brought there, and where an upload of it stopped; the smallest first."""
        sql = "SELECT media, url FROM twin_files WHERE platform_id = ? AND NOT arrived"
        sql += " ORDER BY json_extract(media, '$.size_bytes'), sha256 LIMIT ?"
        rows = self._database.rows(sql, platform_id, LOOK)
        return [(Media(**json.loads(str(media))), str(url)) for media, url in rows]

    def note_file(self, platform_id: PlatformId, media: Media, url: str = "", *, arrived: bool = False) -> None:
        with self._database.write() as connection:
            sql = "UPDATE twin_files SET url = ?, arrived = ? WHERE platform_id = ? AND sha256 = ?"
            connection.execute(sql, (url, int(arrived), platform_id, media.sha256))

    # settings

    def chosen(self) -> dict[str, Any]:
        return {
            str(name): json.loads(str(value)) for name, value in self._database.rows("SELECT name, value FROM chosen")
        }

    def choose(self, values: dict[str, Any]) -> None:
        """Settings that the person has just chosen here."""
        with self._database.write() as connection:
            choose(connection, values)
        self._told()

    def _of(self, shape: Any, where: str, *values: object) -> list[Any]:
        return [shape.of(row) for row in self._database.rows(f"{shape.select} {where}", *values)]


def shelve(connection: sqlite3.Connection, platform_id: PlatformId, heard: Iterable[tuple[str, str, str]]) -> None:
    """What a platform told of this person's things, as (kind, id, text), to be taken in afterwards. Who hears any has another
    computer."""
    for kind, id, text in heard:
        connection.execute("INSERT OR IGNORE INTO twins VALUES (?, '')", (platform_id,))
        connection.execute(_NOTE, (platform_id, kind, id))
        connection.execute(f"UPDATE twin_things SET heard = ? WHERE {_KEY}", (text, platform_id, kind, id))
