"""Credits in TIFF files: an XMP packet in tag 700 (TIFF 6.0, section 2; XMP part 3, 3.3). The pixels stay where they are.

The first directory is written anew at the end of the file, with the packet; the old one stays as bytes that nobody points to.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from . import xmp
from .fields import BadShape, Fields, View, copied

_XMP_TAG, _BYTE = 700, 1
_MAX_PACKET, _LIMIT_32 = 4 << 20, 0xFFFF_FFFF
_Entry = tuple[int, int, int, bytes]


def write(view: View, fields: Fields) -> Iterator[bytes]:
    order, entries, following = _directory(view)
    body = xmp.packet(fields, _packet(view, order, entries))
    at = len(view) + len(view) % 2
    directory = at + len(body) + len(body) % 2
    if directory + 12 * len(entries) + 18 > _LIMIT_32:
        raise BadShape("no room behind four gibibytes")
    ours = (_XMP_TAG, _BYTE, len(body), struct.pack(order + "I", at))
    new = sorted([*(entry for entry in entries if entry[0] != _XMP_TAG), ours], key=lambda entry: entry[0])
    yield view[:4] + struct.pack(order + "I", directory)
    yield from copied(view, 8, len(view))
    yield b"\0" * (len(view) % 2) + body + b"\0" * (len(body) % 2)
    yield struct.pack(order + "H", len(new))
    yield b"".join(struct.pack(order + "HHI", tag, kind, count) + value for tag, kind, count, value in new)
    yield following


def read(view: View) -> Fields:
    order, entries, _ = _directory(view)
    return xmp.read(_packet(view, order, entries))


def _packet(view: View, order: str, entries: list[_Entry]) -> bytes:
    for tag, _, count, value in entries:
        if tag == _XMP_TAG and count <= _MAX_PACKET:
            (at,) = struct.unpack(order + "I", value)
            return view[at : at + count]
    return b""


def _directory(view: View) -> tuple[str, list[_Entry], bytes]:
    """Byte order, the first directory's entries (tag, type, count, value or place) and where the next directory is."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(view[:4])
    if order is None:
        raise BadShape("no TIFF")
    (at,) = struct.unpack(order + "I", view[4:8])
    (count,) = struct.unpack(order + "H", view[at : at + 2])
    end = at + 2 + 12 * count
    if end + 4 > len(view):
        raise BadShape(f"directory at {at} with {count} entries")
    entries = [
        (*struct.unpack(order + "HHI", view[place : place + 8]), view[place + 8 : place + 12])
        for place in range(at + 2, end, 12)
    ]
    return order, entries, view[end : end + 4]
