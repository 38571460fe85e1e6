"""Credits in WebP files: an XMP chunk behind the picture (RFC 9649, 2.7.1.5). A simple file becomes an extended one for it."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from . import xmp
from .fields import BadShape, Fields, View, copied
from .riff import chunk, chunks

_XMP = b"XMP "
_HAS_XMP, _HAS_ALPHA = 0x04, 0x10


def write(view: View, fields: Fields) -> Iterator[bytes]:
    found = [one for one in chunks(view) if one[1] <= 8 + struct.unpack("<I", view[4:8])[0]]
    old = next((view[start:end] for name, start, end in found if name == _XMP), b"")
    kept = [one for one in found if one[0] not in (_XMP, b"VP8X")]
    head, tail = chunk(b"VP8X", _extended(view, found)), chunk(_XMP, xmp.packet(fields, old))
    length = 4 + len(head) + len(tail) + sum(8 + end - start + (end - start) % 2 for _, start, end in kept)
    yield struct.pack("<4sI4s", b"RIFF", length, b"WEBP") + head
    for name, start, end in kept:
        yield struct.pack("<4sI", name, end - start)
        yield from copied(view, start, end)
        yield b"\0" * ((end - start) % 2)
    yield tail


def read(view: View) -> Fields:
    return next((xmp.read(view[start:end]) for name, start, end in chunks(view) if name == _XMP), Fields())


def _extended(view: View, found: list[tuple[bytes, int, int]]) -> bytes:
    """The body of VP8X: what there was with the sign for XMP, or made from the picture's own header."""
    for name, start, end in found:
        if name == b"VP8X" and end - start >= 10:
            return bytes([view[start] | _HAS_XMP]) + view[start + 1 : end]
    for name, start, end in found:
        if name == b"VP8 " and end - start >= 10 and view[start + 3 : start + 6] == b"\x9d\x01\x2a":
            width, height = (value & 0x3FFF for value in struct.unpack("<HH", view[start + 6 : start + 10]))
            return _sized(_HAS_XMP, width, height)
        if name == b"VP8L" and end - start >= 5 and view[start] == 0x2F:
            (bits,) = struct.unpack("<I", view[start + 1 : start + 5])
            alpha = _HAS_ALPHA if bits >> 28 & 1 else 0
            return _sized(_HAS_XMP | alpha, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    raise BadShape("no picture")


def _sized(flags: int, width: int, height: int) -> bytes:
    if not width or not height:
        raise BadShape("a picture without pixels")
    return bytes([flags, 0, 0, 0]) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
