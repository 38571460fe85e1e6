"""GIF (89a): the pictures, their times and how often they are played. Comments and what programs add are left out."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from studio.domain.amounts import size_words
from studio.domain.privacy import About, Finding

from . import packets
from .shape import BadShape, Kept, View, said

_IMAGE, _EXTENSION, _END = 0x2C, 0x21, 0x3B
_TIMES, _COMMENT, _PROGRAM = 0xF9, 0xFE, 0xFF
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_PROFILE, _XMP = b"ICCRGBG1012", b"XMP DataXMP"
_HEAD_BYTES, _IMAGE_BYTES, _NAME_BYTES = 13, 10, 11
#: An XMP packet in a GIF ends in 257 bytes that lead any reader out of it.
_MAGIC_BYTES = 257


def clean(view: View, kept: Kept) -> Iterator[bytes]:
    yield view[: _head_end(view)]
    if kept.line:
        words = " · ".join(part for part in (kept.line.artist, kept.line.copyright) if part).encode()[:255]
        yield bytes((_EXTENSION, _COMMENT, len(words))) + words + b"\0"
    for mark, start, end in _blocks(view):
        name = view[start + 3 : start + 3 + _NAME_BYTES]
        wanted = mark in (_IMAGE, _TIMES) or (mark == _PROGRAM and name in _LOOPS)
        if wanted or (mark == _PROGRAM and name == _PROFILE and kept.profile):
            yield view[start:end]
    yield bytes((_END,))


def told(view: View) -> Iterator[Finding]:
    end = _head_end(view)
    for mark, start, end in _blocks(view):
        if mark == _COMMENT:
            yield from said(About.COMMENT, _joined(view, start + 2))
        elif mark == _PROGRAM:
            yield from _of_program(view, start, end)
        elif mark not in (_IMAGE, _TIMES):
            yield Finding(About.OTHER, f"words that nobody shows, {size_words(end - start)}")
    if len(view) > end + 1:
        yield Finding(About.OTHER, f"something behind the picture, {size_words(len(view) - end - 1)}")


def _of_program(view: View, start: int, end: int) -> Iterator[Finding]:
    name = view[start + 3 : start + 3 + _NAME_BYTES]
    if name == _XMP:  # its bytes are no sub-blocks
        yield from packets.of_xmp(view[start + 3 + _NAME_BYTES : end - _MAGIC_BYTES - 1])
    elif name == _PROFILE:
        yield from packets.of_profile(_joined(view, start + 3 + _NAME_BYTES))
    elif name not in _LOOPS:
        yield from said(About.OTHER, f"{name.decode('ascii', 'replace')}, {size_words(end - start)}")


def _head_end(view: View) -> int:
    return _HEAD_BYTES + _colours(view[10])


def _colours(flags: int) -> int:
    """The bytes of a table of colours."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _blocks(view: View) -> Iterator[tuple[int, int, int]]:
    """(kind, start, end) of every picture and extension. A file that was cut off behind a whole block ends there."""
    at = _head_end(view)
    while at < len(view) and view[at] != _END:
        start, mark = at, view[at]
        if mark == _IMAGE:
            (flags,) = struct.unpack("9xB", view[at : at + _IMAGE_BYTES])
            at += _IMAGE_BYTES + _colours(flags) + 1
        elif mark == _EXTENSION:
            mark, at = view[at + 1], at + 2
        else:
            raise BadShape(f"no block at {at}")
        while (size := view[at]) != 0:
            at += 1 + size
        at += 1
        yield mark, start, at


def _joined(view: View, at: int) -> bytes:
    parts = []
    while (size := view[at]) != 0:
        parts.append(view[at + 1 : at + 1 + size])
        at += 1 + size
    return b"".join(parts)
