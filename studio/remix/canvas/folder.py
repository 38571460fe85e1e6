"""My picture remixes: one `<id>.canvas` file each in a folder of the studio. A damaged one is told and left as it is."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from studio import durable
from studio.domain.canvas import Canvas
from studio.domain.ids import RemixId, new_id
from studio.domain.moments import text_of
from studio.domain.take import DISCARDED_KEPT_DAYS
from studio.errors import Refused, StudioError

from . import file

_REMOVED, _SMALL = ".removed" + file.ENDING, file.ENDING + ".small"
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Kept:
    """One of my picture remixes. `trouble` says why it cannot be opened, "" where it can."""

    id: RemixId
    title: str
    changed_at: str
    layers: int
    trouble: str = ""


class Canvases:
    """Reads and writes whole files: for tasks. Ids come from the names of the files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, id: str) -> Path:
        if not _ID.fullmatch(id):
            raise Refused("This picture remix has no name that can be used", "Nothing was changed.", id[:80], "name")
        return self._folder / f"{id}{file.ENDING}"

    def small(self, id: str) -> Path:
        """Where a small picture of it lies (PNG), made when it was last closed; perhaps it is not there."""
        return self._folder / f"{id}{_SMALL}"

    def list(self) -> tuple[Kept, ...]:
        """Newest change first."""
        found = []
        for path in self._folder.glob(f"*{file.ENDING}"):
            id = path.name.removesuffix(file.ENDING)
            if _ID.fullmatch(id):
                found.append(_look(RemixId(id), path))
        return tuple(sorted(found, key=lambda one: (one.changed_at, one.id), reverse=True))

    def new(self, title: str = "") -> Canvas:
        """An empty one; its file comes with its first layer."""
        return Canvas(RemixId(new_id()), title)

    def open(self, id: RemixId) -> Canvas:
        """Raises Refused, Damaged and NeedsUpdate."""
        return replace(file.load(self.path(id)), id=id)

    def has(self, id: RemixId) -> bool:
        return self.path(id).is_file()

    def save(self, canvas: Canvas) -> None:
        file.save(canvas, self.path(canvas.id))

    def remove(self, id: RemixId) -> None:
        """Puts it aside for 30 days."""
        self._move(self.path(id), self._folder / f"{id}{_REMOVED}")

    def bring_back(self, id: RemixId) -> None:
        self._move(self._folder / f"{id}{_REMOVED}", self.path(id))

    def purge(self) -> None:
        """Forgets what was removed more than 30 days ago."""
        before = time.time() - DISCARDED_KEPT_DAYS * 86_400
        for path in self._folder.glob(f"*{_REMOVED}"):
            if path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
                self.small(path.name.removesuffix(_REMOVED)).unlink(missing_ok=True)

    def _move(self, old: Path, new: Path) -> None:
        try:
            old.replace(new)
            new.touch()  # the 30 days begin now
            durable.sync_folder(self._folder)
        except FileNotFoundError as error:
            title = "This picture remix is not here any more"
            raise Refused(title, "Nothing was changed.", old.name, "missing") from error
        except OSError as error:
            raise durable.in_words(error) from error


def _look(id: RemixId, path: Path) -> Kept:
    changed_at = ""
    try:
        changed_at = text_of(datetime.fromtimestamp(path.stat().st_mtime, UTC))
        canvas = file.load(path)
    except StudioError as error:
        return Kept(id, "", changed_at, 0, f"{error.title}. {error.advice}")
    except FileNotFoundError:
        return Kept(id, "", changed_at, 0, "It is not here any more.")
    return Kept(id, canvas.title, changed_at, len(canvas.layers))
