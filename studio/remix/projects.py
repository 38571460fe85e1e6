"""My remixes: one `<id>.remix` file each in a folder of the studio. A damaged one is told and left as it is.

What is thrown away stays beside the others as `<id>.removed.remix` and can be brought back for 30 days. When a remix is shared, it
is kept as it was then, as `<draft id>.mixed.remix`: so what can be heard inside of it stays known when it is built on later.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from studio import durable
from studio.domain.ids import RemixId, new_id
from studio.domain.moments import text_of
from studio.domain.remix import RATE_HZ, Remix
from studio.domain.take import DISCARDED_KEPT_DAYS
from studio.errors import Refused, StudioError

from . import file

_ENDING, _REMOVED, _MIXED = ".remix", ".removed.remix", ".mixed.remix"
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Project:
    """One of my remixes. `trouble` says why it cannot be opened, "" where it can; it then has no title and no length."""

    id: RemixId
    title: str
    changed_at: str
    duration_s: float
    lanes: int
    trouble: str = ""


class Projects:
    """Reads and writes whole files: `list` belongs on a task. Ids come from the names of the files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[Path, tuple[tuple[int, int], Project]] = {}

    def path(self, id: str) -> Path:
        return self._named(id, _ENDING)

    def list(self) -> tuple[Project, ...]:
        """Newest change first."""
        found = []
        for path in self._folder.glob(f"*{_ENDING}"):
            id = path.name.removesuffix(_ENDING)
            project = self._looked_at(RemixId(id), path) if _ID.fullmatch(id) else None
            if project is not None:
                found.append(project)
        return tuple(sorted(found, key=lambda one: (one.changed_at, one.id), reverse=True))

    def new(self, title: str = "") -> Remix:
        """An empty remix that has its file."""
        remix = Remix(RemixId(new_id()), title)
        file.save(remix, self.path(remix.id))
        return remix

    def open(self, id: RemixId) -> Remix:
        """Raises Refused, Damaged and NeedsUpdate."""
        return replace(file.load(self.path(id)), id=id)

    def rename(self, id: RemixId, title: str) -> None:
        file.save(replace(self.open(id), title=title), self.path(id))

    def remove(self, id: RemixId) -> None:
        self._move(self.path(id), self._named(id, _REMOVED), begin=True)

    def bring_back(self, id: RemixId) -> None:
        self._move(self._named(id, _REMOVED), self.path(id))

    def purge(self, now_s: float | None = None) -> None:
        """Forgets what was removed more than 30 days ago, and halves of files that a killed studio left."""
        now_s = time.time() if now_s is None else now_s
        for pattern, days in ((f"*{_REMOVED}", DISCARDED_KEPT_DAYS), (f"*{_ENDING}.*.part", 1)):
            for path in self._folder.glob(pattern):
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime < now_s - days * 86_400:
                        path.unlink()

    def keep_mixed(self, draft_id: str, remix: Remix) -> None:
        """Remembers what `draft_id` was mixed from."""
        file.save(remix, self._named(draft_id, _MIXED))

    def mixed(self, draft_id: str) -> Remix | None:
        """What a draft, or the record that it became, was mixed from; None where that was no remix of this studio."""
        try:
            path = self._named(draft_id, _MIXED)
            return file.load(path) if path.is_file() else None
        except StudioError:
            return None

    def _named(self, id: str, ending: str) -> Path:
        if not _ID.fullmatch(id):
            raise Refused("This remix has no name that can be used", "Nothing was changed.", id[:80], "name")
        return self._folder / f"{id}{ending}"

    def _looked_at(self, id: RemixId, path: Path) -> Project | None:
        """None where it has gone meanwhile. A file that did not change is not read again."""
        try:
            stat = path.stat()
        except FileNotFoundError:
            return None
        seen = (stat.st_mtime_ns, stat.st_size)
        known = self._known.get(path)
        if known is None or known[0] != seen:
            changed_at = text_of(datetime.fromtimestamp(stat.st_mtime, UTC))
            known = self._known[path] = (seen, _read(id, path, changed_at))
        return known[1]

    def _move(self, old: Path, new: Path, *, begin: bool = False) -> None:
        try:
            if begin:
                os.utime(old)  # the 30 days begin now
            old.replace(new)
            durable.sync_folder(self._folder)
        except FileNotFoundError as error:
            raise Refused("This remix is not here any more", "Nothing was changed.", old.name, "missing") from error
        except OSError as error:
            raise durable.in_words(error) from error


def _read(id: RemixId, path: Path, changed_at: str) -> Project:
    try:
        remix = file.load(path)
    except StudioError as error:
        return Project(id, "", changed_at, 0.0, 0, f"{error.title}. {error.advice}")
    return Project(id, remix.title, changed_at, remix.frames / RATE_HZ, len(remix.lanes))
