"""A ZIP archive (PKWARE APPNOTE 6.3) read by what it lists, and written again entry by entry, packed bytes as they are.

Of entries nothing is kept but their names: no moments, no comments, no fields of programs.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from .shape import BadShape, View, copied

MAX_ENTRIES = 10_000
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
_UTF8, _ENCRYPTED = 0x800, 0x1
#: 1 January 1980: a moment that says nothing.
_DAY = 0x21
#: What is opened to be looked into; a layer that is larger stays packed.
_MOST_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class _Written:
    """An entry of the new archive, and where it is."""

    name: bytes
    method: int
    crc: int
    packed_bytes: int
    size_bytes: int
    at: int


class Writer:
    """`put` an entry, as it is or with new bytes, and at last the `directory`."""

    def __init__(self, view: View) -> None:
        self._view, self._at = view, 0
        self._written: list[_Written] = []

    def put(self, info: zipfile.ZipInfo, new: bytes | None) -> Iterator[bytes]:
        name = info.filename.encode()
        packed = None if new is None else _packed(new, info.compress_type)
        if packed is None or new is None:
            entry = _Written(name, info.compress_type, info.CRC, info.compress_size, info.file_size, self._at)
        else:
            entry = _Written(name, info.compress_type, zlib.crc32(new), len(packed), len(new), self._at)
        yield _local(entry)
        start = _body_at(self._view, info)
        yield from copied(self._view, start, start + info.compress_size) if packed is None else (packed,)
        self._written.append(entry)
        self._at += _LOCAL.size + len(entry.name) + entry.packed_bytes

    def directory(self) -> Iterator[bytes]:
        return _directory(self._written, self._at)


def opened(view: View) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BufferedReader(_Raw(view)))
    except (zipfile.BadZipFile, ValueError, RuntimeError, EOFError) as error:
        raise BadShape(str(error)) from error


def entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Each name once, in the order of the file."""
    found = sorted(archive.infolist(), key=lambda info: info.header_offset)
    names = {info.filename for info in found}
    if len(found) > MAX_ENTRIES or len(names) < len(found):
        raise BadShape(f"{len(found)} entries, {len(names)} names")
    for info in found:
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & _ENCRYPTED:
            raise BadShape(f"an entry is packed in way {info.compress_type}")
    return found


def read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Its bytes, if they are words or a picture that can be looked into; b"" else."""
    if not info.filename.endswith((".xml", ".png")) or info.file_size > _MOST_BYTES:
        return b""
    try:
        return archive.read(info)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise BadShape(str(error)) from error


def _body_at(view: View, info: zipfile.ZipInfo) -> int:
    """Where the packed bytes begin, behind the entry's own head."""
    head = view[info.header_offset : info.header_offset + _LOCAL.size]
    if len(head) < _LOCAL.size or head[:4] != b"PK\3\4":
        raise BadShape("an entry without a head")
    name_bytes, more_bytes = _LOCAL.unpack(head)[9:]
    start = info.header_offset + _LOCAL.size + int(name_bytes) + int(more_bytes)
    if start + info.compress_size > len(view):
        raise BadShape("an entry that does not end")
    return start


def _packed(data: bytes, method: int) -> bytes:
    if method == zipfile.ZIP_STORED:
        return data
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def _local(entry: _Written) -> bytes:
    sizes = (entry.crc, entry.packed_bytes, entry.size_bytes)
    return _LOCAL.pack(b"PK\3\4", 20, _UTF8, entry.method, 0, _DAY, *sizes, len(entry.name), 0) + entry.name


def _directory(written: list[_Written], at: int) -> Iterator[bytes]:
    size = 0
    for entry in written:
        sizes = (entry.crc, entry.packed_bytes, entry.size_bytes)
        head = (b"PK\1\2", 20, 20, _UTF8, entry.method, 0, _DAY, *sizes, len(entry.name), 0, 0, 0, 0, 0, entry.at)
        yield _CENTRAL.pack(*head) + entry.name
        size += _CENTRAL.size + len(entry.name)
    yield _END.pack(b"PK\5\6", 0, 0, len(written), len(written), size, at, 0)


class _Raw(io.RawIOBase):
    """The mapped file as something that can be read and sought."""

    def __init__(self, view: View) -> None:
        self._view, self._at = view, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, to: int, whence: int = io.SEEK_SET) -> int:
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: len(self._view)}[whence]
        self._at = max(0, begin + to)
        return self._at

    def readinto(self, buffer: object) -> int:
        room = memoryview(buffer)  # type: ignore[arg-type]
        data = self._view[self._at : self._at + len(room)]
        room[: len(data)] = data
        self._at += len(data)
        return len(data)
