"""An archive that somebody sent, within limits that are counted while it unpacks (INP-3)."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from .opened import TooLarge

MAX_ENTRIES = 10_000
MAX_TOTAL_BYTES = 2 << 30
MAX_RATIO = 200
#: So much may come out of any entry: an empty canvas packs better than any picture.
_FREE_BYTES = 1 << 20
#: The list of all entries, which is read before they can be counted: 10 000 with long names.
_MAX_LIST_BYTES = 8 << 20
_END, _END_BYTES, _MAX_NOTE = b"PK\x05\x06", 22, 65_535


class Archive:
    """Entries by name; those of the same name are one. Raises TooLarge, zipfile.BadZipFile and KeyError."""

    def __init__(self, path: Path) -> None:
        _check_list(path)
        self._zip = zipfile.ZipFile(path)
        self._left = MAX_TOTAL_BYTES
        if len(self._zip.filelist) > MAX_ENTRIES:
            self._zip.close()
            raise TooLarge

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def read(self, name: str, limit_bytes: int) -> bytes:
        with self.open(name) as file:
            data = file.read(limit_bytes + 1)
        if len(data) > limit_bytes:
            raise TooLarge
        return data

    def open(self, name: str) -> IO[bytes]:
        """Unpacks while it is read, and counts."""
        info = self._zip.getinfo(name)
        return io.BufferedReader(_Counted(self._zip.open(info), self, info.compress_size), 1 << 16)

    def count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise TooLarge


class _Counted(io.RawIOBase):
    def __init__(self, file: IO[bytes], archive: Archive, packed_bytes: int) -> None:
        super().__init__()
        self._file = file
        self._archive = archive
        self._most = _FREE_BYTES + MAX_RATIO * packed_bytes
        self._furthest = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self._archive.count(len(data))
        self._furthest = max(self._furthest, self._file.tell())
        if self._furthest > self._most:
            raise TooLarge
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def _check_list(path: Path) -> None:
    """How long the list of entries claims to be, from the end of the file (PKWARE's APPNOTE, 4.3.16)."""
    with path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(max(size - _END_BYTES - _MAX_NOTE, 0))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or at + _END_BYTES > len(tail):
        raise zipfile.BadZipFile("no end")
    if int.from_bytes(tail[at + 12 : at + 16], "little") > _MAX_LIST_BYTES:
        raise TooLarge
