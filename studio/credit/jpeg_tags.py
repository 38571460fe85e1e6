"""Credits in JPEG files: an XMP packet in an APP1 segment (ITU-T T.81, annex B; XMP part 3, 1.1.3). The scans are not touched."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from . import xmp
from .fields import BadShape, Fields, View, copied

_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_EXIF = b"Exif\0\0"
_MAX_SEGMENT = 65_533
_SOS, _EOI = 0xDA, 0xD9


def write(view: View, fields: Fields) -> Iterator[bytes]:
    segments, rest = _segments(view)
    old = next((view[start:end] for marker, start, end in segments if _is_xmp(view, marker, start)), b"")
    body = _XMP + xmp.packet(fields, old[len(_XMP) :])
    if len(body) > _MAX_SEGMENT:
        body = _XMP + xmp.packet(fields)
    if len(body) > _MAX_SEGMENT:
        raise BadShape("the credits are longer than a segment")
    yield b"\xff\xd8"
    waiting: bytes | None = struct.pack(">BBH", 0xFF, 0xE1, len(body) + 2) + body
    for marker, start, end in segments:
        if waiting is not None and marker != 0xE0 and not view[start:end].startswith(_EXIF):
            yield waiting
            waiting = None
        if not _is_xmp(view, marker, start):
            yield struct.pack(">BBH", 0xFF, marker, end - start + 2) + view[start:end]
    yield waiting or b""
    yield from copied(view, rest, len(view))


def read(view: View) -> Fields:
    for marker, start, end in _segments(view)[0]:
        if _is_xmp(view, marker, start):
            return xmp.read(view[start + len(_XMP) : end])
    return Fields()


def _is_xmp(view: View, marker: int, start: int) -> bool:
    return marker == 0xE1 and view[start : start + len(_XMP)] == _XMP


def _segments(view: View) -> tuple[list[tuple[int, int, int]], int]:
    """(marker, start, end) of every segment in front of the first scan, and where that scan's own segment begins."""
    found, at = list[tuple[int, int, int]](), 2
    while at + 4 <= len(view):
        sign, marker, length = struct.unpack(">BBH", view[at : at + 4])
        if sign != 0xFF:
            raise BadShape(f"no segment at {at}")
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker in (_SOS, _EOI):
            return found, at
        if length < 2 or at + 2 + length > len(view):
            raise BadShape(f"segment {marker:#x} at {at} is {length} long")
        found.append((marker, at + 4, at + 2 + length))
        at += 2 + length
    raise BadShape("no picture")
