"""What a crash, a power cut or a full disk left behind: found at the start, kept, told; nothing is ever deleted.

Files are trusted by their length, never by their header. No damaged item stops the start.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from studio.domain.ids import SessionId, TakeId, new_id
from studio.domain.moments import text_of
from studio.domain.take import Take, TakeState
from studio.errors import Damaged, StudioError
from studio.sound import levels
from studio.sound.wav import HEADER_BYTES, WavFormat, header, look
from studio.store import sidecars

from .reading import BITS
from .tape import PART, name_for_good, running

if TYPE_CHECKING:
    from studio.store import Store

log = logging.getLogger(__name__)
_MAX_ROWS = 1_000_000


class FoundKind(StrEnum):
    KEPT = "kept"
    FILE_WITHOUT_ROW = "file_without_row"
    ROW_WITHOUT_FILE = "row_without_file"


@dataclass(frozen=True, slots=True)
class Found:
    """One finding. `take` is there for KEPT (it is in the library now) and for ROW_WITHOUT_FILE."""

    kind: FoundKind
    path: Path
    take: Take | None
    title: str
    advice: str


def scan(store: Store) -> list[Found]:
    """Looks through the takes folder; a take that is running is left alone. Whole takes come first."""
    found = []
    for path in sorted(store.takes.folder.iterdir()):
        if path.name.endswith((".wav", ".wav" + PART)):
            try:
                finding = _look_at(store, path)
            except (StudioError, OSError) as error:
                log.info("a file in the takes folder was left as it is: %s", error)
                finding = _unclear(path)
            if finding is not None:
                found.append(finding)
    return sorted(found + _without_file(store), key=lambda one: one.kind is not FoundKind.KEPT)


def _look_at(store: Store, path: Path) -> Found | None:
    """One sound file: known, kept now, or unclear. None where there is nothing to tell."""
    if path in running or not path.exists():
        return None
    id = TakeId(path.name.split(".")[0])
    row = store.takes.find(id)
    if row is not None:
        if path.name.endswith(PART) and path.name == row.file_name + PART:
            name_for_good(path, store.takes.file(row))
            return _kept(row, store.takes.file(row))
        return None if path.name == row.file_name else _unclear(path)
    if not _is_id(id):
        return _unclear(path)
    take = _described(store.takes.folder, id, path)
    shape = _made_whole(path, take)
    if not shape.frames:
        return None
    take = replace(take, frames=shape.frames, rate_hz=shape.rate_hz, channels=shape.channels, salvaged=True)
    take = replace(take, levels=levels.of_file(path))
    good = store.takes.file(take)
    store.takes.keep(take, lambda: None if path == good else name_for_good(path, good))
    return _kept(take, good)


def _described(folder: Path, id: TakeId, path: Path) -> Take:
    """The take as its sidecar tells it, or as much as the file itself shows."""
    try:
        take = sidecars.read(folder / f"{id}.json")
        if take.id == id and take.file_name == f"{id}.wav":
            return take
    except Damaged as error:
        log.info("a take without its description: %s", error.detail)
    began = text_of(datetime.fromtimestamp(path.stat().st_mtime, UTC))
    return Take(id, SessionId(new_id()), 1, began, f"{id}.wav", 0, 48_000, 1, "", salvaged=True)


def _made_whole(path: Path, take: Take) -> WavFormat:
    """The header says what the file's length says. A power cut may have left zeros in its place: then the sidecar tells."""
    length = path.stat().st_size
    with path.open("rb") as file:
        lost = not file.read(HEADER_BYTES).strip(b"\0")
    if lost:
        shape = WavFormat(take.rate_hz, take.channels, BITS, False, HEADER_BYTES, 0)
        shape = replace(shape, frames=max(0, length - HEADER_BYTES) // shape.align)
    else:
        shape = look(path)
    if path.name.endswith(PART) and shape.frames and shape.data_at == HEADER_BYTES and shape.bits == BITS:
        with path.open("r+b") as file:
            file.write(header(shape.rate_hz, shape.channels, BITS, shape.frames * shape.align))
    return shape


def _without_file(store: Store) -> list[Found]:
    takes = [take for state in TakeState for take in store.takes.list(state=state, limit=_MAX_ROWS)]
    advice = "Its place in the list is kept. If you moved the file, put it back into the takes folder."
    return [
        Found(FoundKind.ROW_WITHOUT_FILE, path, take, "A take's sound file is missing", advice)
        for take in takes
        if not (path := store.takes.file(take)).exists() and path.with_name(path.name + PART) not in running
    ]


def _kept(take: Take, path: Path) -> Found:
    seconds = round(take.duration_s)
    length = f"{seconds} seconds" if seconds < 120 else f"{seconds // 60} minutes"
    return Found(FoundKind.KEPT, path, take, "We kept your take", f"The studio ended while it ran. {length} are there.")


def _unclear(path: Path) -> Found:
    advice = "It lies in the takes folder and belongs to no take. It was left as it is."
    return Found(FoundKind.FILE_WITHOUT_ROW, path, None, "A file could not be understood", advice)


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
