"""The chunks of a RIFF or RF64 file (Microsoft RIFF; EBU Tech 3306), read by what is really there."""

from __future__ import annotations

import struct

from .fields import BadShape, View

_LIMIT_32 = 0xFFFF_FFFF
_TOO_MANY = 10_000


def chunks(view: View | bytes, at: int = 12) -> list[tuple[bytes, int, int]]:
    """(name, start, end) of every chunk's body. The sound of a file that was cut off, or is still growing, ends with the file."""
    found: list[tuple[bytes, int, int]] = []
    long_bytes = None
    growing = _is_growing(view) if at else False
    end = 8 + struct.unpack("<I", view[4:8])[0] if at and len(view) >= 8 else len(view)
    while at + 8 <= len(view):
        if at >= end and not growing and any(name == b"data" for name, _, _ in found):
            break  # what somebody hung behind the file is none of its chunks
        name, size = struct.unpack("<4sI", view[at : at + 8])
        start = at + 8
        if name == b"ds64" and size >= 16:
            long_bytes = struct.unpack("<QQ", view[start : start + 16])[1]
        if name == b"data":
            size = long_bytes if size == _LIMIT_32 and long_bytes is not None else size
            size = len(view) - start if growing else min(size, len(view) - start)
        if start + size > len(view):
            raise BadShape(f"chunk {name!r} at {at} is {size} long")
        found.append((name, start, start + size))
        if len(found) > _TOO_MANY:
            raise BadShape("too many chunks")
        at = start + size + size % 2
    return found


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _is_growing(view: View | bytes) -> bool:
    """Our own recordings: sound right behind an 80-byte header, and a header that is behind the file."""
    ours = view[12:20] in (b"JUNK\x1c\0\0\0", b"ds64\x1c\0\0\0") and view[72:76] == b"data"
    (told,) = struct.unpack("<I", view[4:8])
    if told == _LIMIT_32:
        (told,) = struct.unpack("<Q", view[20:28])
    return ours and told + 8 < len(view)
