"""A zip archive that somebody else packed (INP-3): what it claims is looked at before it is read, and what it holds is counted
while it inflates.

Nothing is ever written under a name from inside; whoever reads says which entries are wanted, and where their bytes go.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from studio.errors import StudioError

MAX_RATIO = 200
_PIECE_BYTES = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, struct.error, KeyError)
_END, _END_BYTES = b"PK\x05\x06", 22
_LOCATOR, _LOCATOR_BYTES = b"PK\x06\x07", 20


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much an archive may hold, and the words for one that holds more (`refused`) or is broken (`damaged`). `list_bytes` is
    for the list of all entries, at the archive's end, which the library reads whole."""

    entries: int
    size_bytes: int
    refused: Callable[[str], StudioError]
    damaged: Callable[[str], StudioError]
    list_bytes: int = 16 << 20


class Unzipping:
    """`names` are what the archive lists. One reader, one thread."""

    def __init__(self, archive: zipfile.ZipFile, size: int, bounds: Bounds) -> None:
        self._archive = archive
        self._entries = {entry.filename: entry for entry in archive.infolist()}
        self._bounds = bounds
        self._room = min(bounds.size_bytes, MAX_RATIO * size)
        if len(self._entries) != len(archive.infolist()):
            raise bounds.refused("two entries have the same name")

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._entries)

    def size_bytes(self, name: str) -> int:
        """What the archive claims of an entry."""
        return self._entries[name].file_size if name in self._entries else 0

    def pieces(self, name: str, most: int | None = None) -> Iterator[bytes]:
        """An entry, counted while it inflates; longer than `most` it is damaged. Raises what `Bounds` says."""
        refused, damaged = self._bounds.refused, self._bounds.damaged
        entry = self._entries.get(name)
        if entry is None:
            raise damaged(f"{name[:80]!r} is missing")
        if stat.S_ISLNK(entry.external_attr >> 16) or entry.is_dir() or entry.flag_bits & 1:
            raise refused(f"{name[:80]!r} is a link, a folder or locked")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refused(f"{name[:80]!r} is packed in a way that is not known")
        size = 0
        with self._archive.open(entry) as source:
            for piece in _read(source):
                size += len(piece)
                self._room -= len(piece)
                if self._room < 0:
                    raise refused("it unpacks to far more than it is")
                if most is not None and size > most:
                    raise damaged(f"{name[:80]!r} is longer than it should be")
                yield piece


@contextmanager
def unzipping(path: Path, bounds: Bounds) -> Iterator[Unzipping]:
    """Everything that a broken or hostile archive throws leaves as `bounds` says; OSError as it is."""
    try:
        _look_at_list(path, bounds)
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > bounds.entries:
                raise bounds.refused(f"more than {bounds.entries} entries")
            yield Unzipping(archive, path.stat().st_size, bounds)
    except _BROKEN as error:
        raise bounds.damaged(str(error)) from error


def _look_at_list(path: Path, bounds: Bounds) -> None:
    """How many entries the archive claims and how long their list is, before anybody reads the list (APPNOTE 4.3.14 to 16)."""
    size = path.stat().st_size
    with path.open("rb") as found:
        start = max(0, size - _LOCATOR_BYTES - _END_BYTES - 0xFFFF)
        found.seek(start)
        tail = found.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) - at < _END_BYTES:
            raise bounds.damaged("it is no zip archive")
        entries, length = struct.unpack_from("<HI", tail, at + 10)
        if tail[max(0, at - _LOCATOR_BYTES) : at].startswith(_LOCATOR):
            found.seek(struct.unpack_from("<Q", tail, at - _LOCATOR_BYTES + 8)[0])
            entries, length = struct.unpack_from("<QQ", found.read(56), 32)
    if entries > bounds.entries or length > bounds.list_bytes:
        raise bounds.refused(f"it claims {entries} entries, {length} bytes of names")


def _read(source: IO[bytes]) -> Iterator[bytes]:
    while piece := source.read(_PIECE_BYTES):
        yield piece
