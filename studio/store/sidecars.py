"""The small JSON file beside each take: the take's row in text, so that the library can be rebuilt from the folder alone."""

from __future__ import annotations

import json
import os
from pathlib import Path

from studio.domain.ids import new_id
from studio.domain.take import Take
from studio.durable import sync_folder
from studio.errors import Damaged

from .shapes import TAKE

#: A sidecar is a few kilobytes; anything larger was not written by the studio.
MAX_BYTES = 4 << 20


def path_of(folder: Path, take: Take) -> Path:
    return folder / f"{take.id}.json"


def write(folder: Path, take: Take) -> None:
    """Writes the sidecar whole or not at all, and waits until it is on the disk."""
    path = path_of(folder, take)
    part = path.with_suffix(f".{new_id()}.part")
    with part.open("x", encoding="utf-8") as file:
        file.write(TAKE.as_json(take))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(folder)


def read(path: Path) -> Take:
    """Raises Damaged when the file is not a sidecar or names a file outside its folder."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError("too large")
        take = TAKE.from_mapping(json.loads(path.read_text("utf-8")))
        if Path(take.file_name).name != take.file_name or "\\" in take.file_name:
            raise ValueError("names a file outside its folder")
    except (OSError, ValueError, TypeError, KeyError) as error:
        advice = "The recording beside it is safe and is offered under a new name."
        raise Damaged("A take's description cannot be read", advice, f"{path.name}: {error}") from error
    return take
