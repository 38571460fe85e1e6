"""Credits in FLAC files: Vorbis comments in their metadata block (RFC 9639, 8.6). Also the comments themselves, for Ogg.

A FLAC may stand behind an ID3 tag (a signed one does); it is stepped over and kept.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .fields import BadShape, Fields, View, copied

_STREAMINFO, _PADDING, _COMMENT = 0, 1, 4
_VENDOR = b"Redbutton Studio"
_OURS = frozenset((b"TITLE", b"ARTIST", b"COPYRIGHT", b"IDENTIFIER", b"COMMENT", b"SOURCE"))
_MAX_FIELDS = 10_000
_MAX_BLOCK = (1 << 24) - 1


def write(view: View, fields: Fields) -> Iterator[bytes]:
    blocks, sound = blocks_of(view)
    old = next((view[start:end] for kind, start, end in blocks if kind == _COMMENT), b"")
    new = packed(fields, old)
    if len(new) > _MAX_BLOCK:
        raise BadShape("the comments are longer than a block")
    kept = [(kind, view[start:end]) for kind, start, end in blocks if kind not in (_COMMENT, _PADDING)]
    yield view[: _begin(view) + 4]
    yield _block(*kept[0])
    yield _block(_COMMENT, new)
    yield from (_block(kind, body) for kind, body in kept[1:])
    yield struct.pack(">I", (0x80 | _PADDING) << 24)  # the last block must say so; an empty one does
    yield from copied(view, sound, len(view))


def read(view: View) -> Fields:
    for kind, start, end in blocks_of(view)[0]:
        if kind == _COMMENT:
            return unpacked(view[start:end])
    return Fields()


def packed(fields: Fields, old: bytes = b"") -> bytes:
    """A comment packet (Vorbis I, 5): vendor, then `NAME=value` in UTF-8. Names that are not ours stay as they are in `old`."""
    vendor, entries = entries_of(old) if old else (_VENDOR, [])
    ours = _named(fields)
    kept = [entry for entry in entries if entry.partition(b"=")[0].upper() not in _OURS]
    whole = [*(f"{name}={value}".encode() for name, value in ours), *kept]
    counted = b"".join(struct.pack("<I", len(entry)) + entry for entry in whole)
    return struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", len(whole)) + counted


def unpacked(data: bytes) -> Fields:
    found: dict[str, list[str]] = {}
    for entry in entries_of(data)[1]:
        name, _, value = entry.partition(b"=")
        found.setdefault(name.decode("ascii", "replace").upper(), []).append(value.decode("utf-8", "replace"))
    names = ("TITLE", "ARTIST", "COPYRIGHT", "IDENTIFIER")
    comment = (found.get("COMMENT") or found.get("DESCRIPTION") or [""])[0]
    title, artist, rights, identifier = (found.get(name, [""])[0] for name in names)
    return Fields(title, artist, rights, identifier, comment, tuple(found.get("SOURCE", ())))


def _named(fields: Fields) -> list[tuple[str, str]]:
    single = (
        ("TITLE", fields.title),
        ("ARTIST", fields.artist),
        ("COPYRIGHT", fields.copyright),
        ("IDENTIFIER", fields.identifier),
        ("COMMENT", fields.comment),
    )
    return [(name, value) for name, value in single if value] + [("SOURCE", line) for line in fields.sources]


def entries_of(data: bytes) -> tuple[bytes, list[bytes]]:
    (length,) = struct.unpack_from("<I", data)
    vendor, at = data[4 : 4 + length], 8 + length
    (count,) = struct.unpack_from("<I", data, 4 + length)
    entries = []
    for _ in range(min(count, _MAX_FIELDS)):
        (length,) = struct.unpack_from("<I", data, at)
        if at + 4 + length > len(data):
            raise BadShape(f"comment at {at} is {length} long")
        entries.append(data[at + 4 : at + 4 + length])
        at += 4 + length
    return vendor, entries


def _block(kind: int, body: bytes) -> bytes:
    return struct.pack(">I", kind << 24 | len(body)) + body


def _begin(view: View) -> int:
    from .id3_tags import length

    return length(view[:10]) if view[:3] == b"ID3" else 0


def blocks_of(view: View) -> tuple[list[tuple[int, int, int]], int]:
    """(kind, start, end) of every block's body, and where the sound begins."""
    found, at, last = [], _begin(view), False
    if view[at : at + 4] != b"fLaC":
        raise BadShape("no FLAC")
    at += 4
    while not last:
        (head,) = struct.unpack(">I", view[at : at + 4])
        last, kind, length = bool(head >> 31), head >> 24 & 0x7F, head & 0xFFFFFF
        if at + 4 + length > len(view):
            raise BadShape(f"block {kind} at {at} is {length} long")
        found.append((kind, at + 4, at + 4 + length))
        at += 4 + length
    if found[0][0] != _STREAMINFO:
        raise BadShape("no stream information")
    return found, at
