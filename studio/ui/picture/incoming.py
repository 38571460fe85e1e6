"""From what came in to pictures and drafts: runs on tasks."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from studio.domain.challenge import Challenge
from studio.domain.ids import PlatformId, new_id
from studio.domain.record import Draft
from studio.drafts import Told, from_picture
from studio.errors import DiskTrouble
from studio.store import Store
from studio.ui.glance import read_ours
from studio.ui.tasks import Task

#: So many pictures at once: all of them are looked at, each becomes a draft.
MOST = 2_000
#: A file of so many bytes takes a while to copy; it is seen before that, with this longer side.
_LARGE_BYTES = 64 << 20
GLIMPSE_PX = 1_280


@dataclass(frozen=True, slots=True)
class Found:
    """Pictures by the endings of their names, folder by folder, as a person reads them; `is_all` is False beyond `MOST`."""

    paths: tuple[Path, ...]
    is_all: bool


def pictures_in(paths: Iterable[Path], task: Task) -> Found:
    """The files among `paths` as they are, and of each folder what looks like a picture. Links to folders inside of it are not
    followed: they may lead in a circle."""
    found: list[Path] = []
    for path in paths:
        for one in _pictures_below(path) if path.is_dir() else (path,):
            if task.is_stopped or len(found) == MOST:
                return Found(tuple(found), False)
            found.append(one)
    return Found(tuple(dict.fromkeys(found)), True)


def _pictures_below(folder: Path) -> Iterator[Path]:
    from studio.picture import ENDINGS

    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and name.rpartition(".")[2].lower() in ENDINGS:
                yield Path(place) / name


def small_of(store: Store, path: Path, max_px: int) -> QImage:
    """Raises Refused, Damaged and DiskTrouble; the file itself is only read."""
    from studio.picture import make_thumbnail

    folder = store.folder.previews
    small = folder / f".{secrets.token_hex(8)}.tile"
    try:
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        make_thumbnail(path, small, max_px)
        return read_ours(small)
    except OSError as error:
        raise DiskTrouble("The small picture cannot be saved", "Your picture is safe.", str(error)) from error
    finally:
        small.unlink(missing_ok=True)


def is_large(path: Path) -> bool:
    try:
        return path.stat().st_size >= _LARGE_BYTES
    except OSError:
        return False


def draft_of_file(
    store: Store, path: Path, platform_id: PlatformId, challenge: Challenge | None, told: Told = lambda said: None
) -> Draft:
    """Raises Refused, Damaged and DiskTrouble; the file itself is only read."""
    return from_picture(store, path, platform_id, challenge, told=told)


def draft_of_pixels(store: Store, image: QImage, platform_id: PlatformId, challenge: Challenge | None) -> Draft:
    """Pixels from the clipboard become a PNG first, then go the same way as a file."""
    part = store.folder.media / f"{new_id()}.pasted"
    try:
        if not image.save(str(part), "PNG"):  # type: ignore[call-overload]
            raise DiskTrouble("The pasted picture could not be kept", "Make room on the disk, then paste it again.")
        draft = from_picture(store, part, platform_id, challenge, watch=False)
    finally:
        part.unlink(missing_ok=True)
    return draft
