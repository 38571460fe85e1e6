"""SHELF store: what is kept on this machine; the only desktop room that speaks SQL.

Who comes in: every room and the window, on any thread (each thread has its own connection). What leaves: frozen dataclasses of
`studio.domain`. After each commit `on_change(topic)` is called on the committing thread, with one of "takes", "drafts",
"parcels", "library", "platforms", "twins". Rooms hand over through these rows and files, never by calling each other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import Damaged
from studio.paths import DataFolder

from .claim import Claim
from .database import Database

if TYPE_CHECKING:
    from .challenges import Challenges
    from .checks import Checks
    from .cleanings import Cleanings
    from .clocks import Clocks
    from .drafts import Drafts
    from .errands import Errands
    from .library import Library
    from .media import MediaFolder
    from .moving import Moving
    from .own import Own
    from .parcels import Parcels
    from .platforms import Platforms
    from .rebuild import Rebuilt
    from .replies import Replies
    from .requests import Requests
    from .rooms import Rooms
    from .scripts import Scripts
    from .space import Space
    from .studies import Studies
    from .takes import Takes
    from .twins import Twins
    from .versions import Versions

__all__ = ["Claim", "Store"]


class Store:
    """Opened once a process by `Store.open`. `rebuilt` says what was found when the library was damaged, else it is None.

    Each table is loaded when it is first asked for: the first window needs few of them, and all would keep it waiting.
    """

    def __init__(
        self, folder: DataFolder, database: Database, rebuilt: Rebuilt | None, on_change: Callable[[str], None]
    ) -> None:
        self.folder = folder
        self.rebuilt = rebuilt
        self._database = database
        self._on_change = on_change
        #: Counts what takes and drafts were told to have changed.
        self._changes = 0

    @cached_property
    def takes(self) -> Takes:
        from .takes import Takes

        return Takes(self._database, self.folder.takes, self._tells("takes"))

    @cached_property
    def own(self) -> Own:
        from .own import Own

        return Own(self._database, self.takes, self.drafts, lambda: self._changes)

    @cached_property
    def scripts(self) -> Scripts:
        from .scripts import Scripts

        return Scripts(self._database, self._tells("takes"))

    @cached_property
    def rooms(self) -> Rooms:
        from .rooms import Rooms

        return Rooms(self._database, self._tells("takes"))

    @cached_property
    def checks(self) -> Checks:
        from .checks import Checks

        return Checks(self._database)

    @cached_property
    def drafts(self) -> Drafts:
        from .drafts import Drafts
        from .shapes import DRAFT

        return Drafts(self._database, DRAFT, self._tells("drafts"))

    @cached_property
    def studies(self) -> Studies:
        from .shapes import STUDY
        from .studies import Studies

        return Studies(self._database, STUDY, self._tells("drafts"))

    @cached_property
    def versions(self) -> Versions:
        from .versions import Versions

        return Versions(self._database, self.folder.studies, self._tells("drafts"))

    @cached_property
    def cleanings(self) -> Cleanings:
        from .cleanings import Cleanings

        return Cleanings(self._database)

    @cached_property
    def parcels(self) -> Parcels:
        from .parcels import Parcels

        return Parcels(self._database, self._tells("parcels"), self._tells("drafts"), self._tells("takes"))

    @cached_property
    def challenges(self) -> Challenges:
        from .challenges import Challenges

        return Challenges(self._database)

    @cached_property
    def library(self) -> Library:
        from .library import Library

        return Library(self._database, self._tells("library"), self._tells("takes"))

    @cached_property
    def requests(self) -> Requests:
        from .requests import Requests

        return Requests(self._database, self._tells("library"))

    @cached_property
    def replies(self) -> Replies:
        from .replies import Replies

        return Replies(self._database, self._tells("library"))

    @cached_property
    def errands(self) -> Errands:
        from .errands import Errands
        from .shapes import ERRAND

        return Errands(self._database, ERRAND, self._tells("library"), self._tells("takes"))

    @cached_property
    def platforms(self) -> Platforms:
        from .platforms import Platforms

        return Platforms(self._database, self._tells("platforms"))

    @cached_property
    def clocks(self) -> Clocks:
        from .clocks import Clocks
        from .shapes import CLOCK

        return Clocks(self._database, CLOCK, self._tells("platforms"))

    @cached_property
    def moving(self) -> Moving:
        from .moving import Moving

        return Moving(self._database, self.folder.takes, self.versions, self._tell)

    @cached_property
    def twins(self) -> Twins:
        from .twins import Twins

        return Twins(self._database, self.folder.studies, self._tells("twins"), self._tell)

    @cached_property
    def media(self) -> MediaFolder:
        from .media import MediaFolder

        return MediaFolder(self.folder.media)

    @cached_property
    def space(self) -> Space:
        from .space import Space

        return Space(self._database, self.folder.root, self.media, self._tells("library"))

    def _tells(self, topic: str) -> Callable[[], None]:
        return partial(self._tell, topic)

    def _tell(self, topic: str) -> None:
        self._changes += topic in ("takes", "drafts")
        self._on_change(topic)

    @classmethod
    def open(cls, folder: DataFolder, on_change: Callable[[str], None] = lambda topic: None) -> Store:
        """Opens, checks and migrates the library; a damaged one is set aside and rebuilt from files, backup and sidecars."""
        try:
            return cls(folder, _opened(folder), None, on_change)
        except (
            sqlite3.DatabaseError,
            UnicodeDecodeError,
            Damaged,
        ) as error:  # damage may hide in the schema's own text
            if isinstance(error, sqlite3.OperationalError) and not _is_damage(error):
                raise
            damaged = _set_aside(folder)
        from . import rebuild

        database = _opened(folder)
        return cls(folder, database, rebuild.fill(database, folder, damaged), on_change)

    def look_after(self) -> None:
        """The daily work, beside the window: a backup where one is due, and what was thrown away over 30 days ago goes, what
        lies in the media folder is noted for the search, and the search's index is put together."""
        from . import backup

        backup.make_daily(self._database, self.folder.backups)
        self.takes.purge()
        self.checks.purge()
        gone = self.versions.purge()
        self.drafts.purge()
        self.cleanings.purge()
        self.space.release(gone)
        self.media.sweep()
        self.space.look()
        self.library.finding.put_together()

    def close(self) -> None:
        self._database.close()


def _is_damage(error: sqlite3.OperationalError) -> bool:
    """A header whose format number is flipped is told by its words alone."""
    return error.sqlite_errorcode == sqlite3.SQLITE_CORRUPT or "unsupported file format" in str(error)


def _opened(folder: DataFolder) -> Database:
    database = Database(folder.database)
    try:
        database.check()
        database.migrate(before=lambda: _copied(database, folder))
    except BaseException:
        database.close()
        raise
    return database


def _copied(database: Database, folder: DataFolder) -> None:
    from . import backup

    backup.make(database, folder.backups)


def _set_aside(folder: DataFolder) -> Path:
    from . import rebuild

    return rebuild.set_aside(folder.database)
