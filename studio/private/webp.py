"""WebP (RFC 9649): the chunks that draw the picture, still or moving."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from studio.domain.amounts import size_words
from studio.domain.privacy import About, Finding

from . import exif, packets
from .shape import BadShape, Kept, View, said

_KEPT = frozenset((b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"))
_FRAME_KEPT = frozenset((b"VP8 ", b"VP8L", b"ALPH"))
_PROFILE = b"ICCP"
_HAS_PROFILE, _HAS_EXIF, _HAS_XMP = 0x20, 0x08, 0x04
#: A frame's place, size and time, before its own chunks.
_FRAME_HEAD = 16
_HEAD_BYTES = 12


def clean(view: View, kept: Kept) -> Iterator[bytes]:
    chunks = _all(view)
    turn = exif.orientation_of(next((view[start:end] for name, start, end in chunks if name == b"EXIF"), b""))
    ours = exif.block(turn, kept.line)
    is_extended = any(name == b"VP8X" for name, _, _ in chunks)
    wanted = _KEPT | {_PROFILE} if kept.profile else _KEPT
    pieces = [_piece(view, part, bool(ours), kept.profile) for part in chunks if part[0] in wanted]
    if ours and is_extended:  # a file without that head has no place for tags
        pieces.append(_riff(b"EXIF", ours))
    yield b"RIFF" + struct.pack("<I", 4 + sum(map(len, pieces))) + b"WEBP"
    yield from pieces


def told(view: View) -> Iterator[Finding]:
    for name, start, end in _all(view):
        if name == b"EXIF":
            yield from exif.told(view[start:end])
        elif name == b"XMP ":
            yield from packets.of_xmp(view[start:end])
        elif name == _PROFILE:
            yield from packets.of_profile(view[start:end])
        elif name == b"C2PA":
            yield Finding(About.HISTORY, "a signed record of how it was made")
        elif name == b"ANMF":
            inner = _chunks(view, start + _FRAME_HEAD, end)
            yield from (one for part in inner if part[0] not in _FRAME_KEPT for one in _unknown(part))
        elif name not in _KEPT:
            yield from _unknown((name, start, end))
    (size,) = struct.unpack("<I", view[4:8])
    if len(view) > 9 + size:
        yield Finding(About.OTHER, f"something behind the picture, {size_words(len(view) - 8 - size)}")


def _unknown(part: tuple[bytes, int, int]) -> Iterator[Finding]:
    name, start, end = part
    return said(About.OTHER, f"{name.decode('ascii', 'replace')}, {size_words(end - start)}")


def _piece(view: View, part: tuple[bytes, int, int], is_tagged: bool, is_profiled: bool) -> bytes:
    name, start, end = part
    body = view[start:end]
    if name == b"VP8X" and body:
        flags = body[0] & ~(_HAS_EXIF | _HAS_XMP) | (_HAS_EXIF if is_tagged else 0)
        body = bytes([flags if is_profiled else flags & ~_HAS_PROFILE]) + body[1:]
    elif name == b"ANMF":
        inner = (one for one in _chunks(view, start + _FRAME_HEAD, end) if one[0] in _FRAME_KEPT)
        body = body[:_FRAME_HEAD] + b"".join(_riff(inside, view[a:b]) for inside, a, b in inner)
    return _riff(name, body)


def _all(view: View) -> list[tuple[bytes, int, int]]:
    (size,) = struct.unpack("<I", view[4:8])
    return list(_chunks(view, _HEAD_BYTES, min(8 + size, len(view))))


def _chunks(view: View, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(name, start, end) of every chunk's body between `at` and `end`."""
    while at + 8 <= end:
        name, length = struct.unpack("<4sI", view[at : at + 8])
        if at + 8 + length > end:
            raise BadShape(f"chunk {name!r} at {at} is {length} long")
        yield name, at + 8, at + 8 + length
        at += 8 + length + length % 2


def _riff(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
