"""From what came in to a draft: runs on a task."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage

from studio.domain.challenge import Challenge
from studio.domain.ids import PlatformId, new_id
from studio.domain.record import Draft
from studio.drafts import from_picture
from studio.errors import DiskTrouble, Refused
from studio.store import Store


def draft_of_file(store: Store, path: Path, platform_id: PlatformId, challenge: Challenge | None) -> Draft:
    """Raises Refused, Damaged and DiskTrouble; the file itself is only read."""
    if not path.is_file():
        raise Refused("This is not a file", "Drop one picture: a PNG, JPEG or WebP file.", path.name)
    return from_picture(store, path, platform_id, challenge)


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
