"""SHELF store: what is kept on this machine; the only desktop room that speaks SQL.

Who comes in: every room and the window, on any thread (each thread has its own connection). What leaves: frozen dataclasses of
`studio.domain`. After each commit `on_change(topic)` is called on the committing thread, with one of "takes", "drafts",
"parcels", "library", "platforms", "twins". Rooms hand over through these rows and files, never by calling each other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial

from studio.errors import Damaged
from studio.paths import DataFolder

from . import backup, rebuild
from .claim import Claim
from .cleanings import Cleanings
from .clocks import Clocks
from .database import Database
from .drafts import Drafts
from .errands import Errands
from .library import Library
from .media import MediaFolder
from .moving import Moving
from .parcels import Parcels
from .platforms import Platforms
from .rebuild import Rebuilt
from .requests import Requests
from .shapes import CLOCK, DRAFT, ERRAND, PLATFORM, STUDY
from .space import Space
from .studies import Studies
from .takes import Takes
from .twins import Twins
from .versions import Versions

__all__ = ["Claim", "Rebuilt", "Store"]


class Store:
    """Opened once a process by `Store.open`. `rebuilt` says what was found when the library was damaged, else it is None."""

    def __init__(
        self, folder: DataFolder, database: Database, rebuilt: Rebuilt | None, on_change: Callable[[str], None]
    ) -> None:
        self.folder = folder
        self.rebuilt = rebuilt
        self._database = database
        self.takes = Takes(database, folder.takes, partial(on_change, "takes"))
        self.drafts = Drafts(database, DRAFT, partial(on_change, "drafts"))
        self.studies = Studies(database, STUDY, partial(on_change, "drafts"))
        self.versions = Versions(database, folder.studies, partial(on_change, "drafts"))
        self.cleanings = Cleanings(database)
        self.parcels = Parcels(database, partial(on_change, "parcels"), partial(on_change, "drafts"))
        self.library = Library(database, partial(on_change, "library"))
        self.requests = Requests(database, partial(on_change, "library"))
        self.errands = Errands(database, ERRAND, partial(on_change, "library"))
        self.platforms = Platforms(database, PLATFORM, partial(on_change, "platforms"))
        self.clocks = Clocks(database, CLOCK, partial(on_change, "platforms"))
        self.moving = Moving(database, folder.takes, self.versions, on_change)
        self.twins = Twins(database, folder.studies, partial(on_change, "twins"), on_change)
        self.media = MediaFolder(folder.media)
        self.space = Space(database, folder.root, self.media, partial(on_change, "library"))

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
            damaged = rebuild.set_aside(folder.database)
        database = _opened(folder)
        return cls(folder, database, rebuild.fill(database, folder, damaged), on_change)

    def look_after(self) -> None:
        """The daily work, beside the window: a backup where one is due, and what was thrown away over 30 days ago goes, what
        lies in the media folder is noted for the search, and the search's index is put together."""
        backup.make_daily(self._database, self.folder.backups)
        self.takes.purge()
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
        database.migrate(before=lambda: backup.make(database, folder.backups))
    except BaseException:
        database.close()
        raise
    return database
