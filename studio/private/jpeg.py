"""JPEG (ITU-T T.81, annex B): tables, frames and scans; of the APP segments only JFIF, a colour profile and Adobe's colour flag."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from studio.domain.amounts import size_words
from studio.domain.privacy import About, Finding

from . import exif, packets, photoshop
from .shape import BadShape, Kept, View, copied, said

_EOI, _SOS = 0xD9, 0xDA
#: Markers without a length: TEM and the restarts.
_BARE = frozenset((0x01, *range(0xD0, 0xD8)))
_APPS = range(0xE0, 0xF0)
_COMMENT = 0xFE
_PROFILE, _ADOBE = b"ICC_PROFILE\0", b"Adobe"
_XMP, _LONG_XMP = b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"
_PHOTOSHOP = b"Photoshop 3.0\0"
#: The end of a scan's coded bytes: a marker that is neither a stuffed zero nor a restart.
_NEXT = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
_JFIF_BYTES = 14


def clean(view: View, kept: Kept) -> Iterator[bytes]:
    yield b"\xff\xd8"
    segments = list(_segments(view))
    blocks = (view[start:end] for marker, start, end, _ in segments if marker == 0xE1)
    turns = (exif.orientation_of(block) for block in blocks if block.startswith(exif.HEAD))
    ours = exif.block(next((turn for turn in turns if turn != 1), 1), kept.line)
    for marker, start, end, after in segments:
        body = view[start:end]
        if ours and not (marker == 0xE0 and body.startswith(b"JFIF\0")):
            yield _segment(0xE1, exif.HEAD + ours)
            ours = b""
        if marker == 0xE0 and body.startswith(b"JFIF\0") and len(body) >= _JFIF_BYTES:
            yield _segment(0xE0, body[: _JFIF_BYTES - 2] + b"\0\0")  # without its small copy
        elif _is_kept(marker, body, kept):
            yield _segment(marker, body)
            yield from copied(view, end, after)
    yield b"\xff\xd9"  # what follows the end of the picture (films, further pictures) does not come along


def told(view: View) -> Iterator[Finding]:
    profile, after = b"", 0
    for marker, start, end, stop in _segments(view):
        body, after = view[start:end], stop
        if marker == 0xE2 and body.startswith(_PROFILE):
            profile += body[len(_PROFILE) + 2 :]
        elif marker == 0xE0 and body.startswith(b"JFIF\0"):
            if len(body) > _JFIF_BYTES:
                yield Finding(About.SMALL, "may show what was cut away")
        elif not _is_kept(marker, body, Kept()):
            yield from _of_segment(marker, body)
    if profile:
        yield from packets.of_profile(profile)
    if len(view) > after + 2:  # the mark of the end
        yield Finding(About.OTHER, f"something behind the picture, {size_words(len(view) - after - 2)}")


def _of_segment(marker: int, body: bytes) -> Iterator[Finding]:
    if marker == _COMMENT:
        yield from said(About.COMMENT, body)
    elif marker == 0xE1 and body.startswith(exif.HEAD):
        yield from exif.told(body)
    elif marker == 0xE1 and body.startswith(_XMP):
        yield from packets.of_xmp(body[len(_XMP) :])
    elif marker == 0xED and body.startswith(_PHOTOSHOP):
        yield from photoshop.told_in(body, len(_PHOTOSHOP), len(body))
    elif marker == 0xE0 and body.startswith(b"JFXX\0"):
        yield Finding(About.SMALL, "may show what was cut away")
    elif marker == 0xEB:
        yield Finding(About.HISTORY, "a signed record of how it was made")
    elif marker == 0xE2 and body.startswith(b"MPF\0"):
        yield Finding(About.OTHER, "the place of further pictures in the file")
    else:
        yield Finding(About.OTHER, f"part {marker - 0xE0} for programs, {size_words(len(body))}")


def _is_kept(marker: int, body: bytes, kept: Kept) -> bool:
    if marker == 0xE2 and body.startswith(_PROFILE):
        return kept.profile
    return (marker == 0xEE and body.startswith(_ADOBE)) or (marker not in _APPS and marker != _COMMENT)


def _segments(view: View) -> Iterator[tuple[int, int, int, int]]:
    """(marker, start, end) of every segment's body up to the end of the picture, and where a scan's coded bytes behind it end."""
    at = 2
    while at < len(view):
        at = view.find(b"\xff", at) if view[at] != 0xFF else at  # stray bytes between segments are stepped over
        if at < 0:
            return
        while at < len(view) and view[at] == 0xFF:
            at += 1
        marker = view[at] if at < len(view) else _EOI
        at += 1
        if marker == _EOI:
            return
        if marker in _BARE:
            continue
        (length,) = struct.unpack(">H", view[at : at + 2])
        if length < 2 or at + length > len(view):
            raise BadShape(f"segment {marker:#x} at {at} is {length} long")
        end = at + length
        after = _scan_end(view, end) if marker == _SOS else end
        yield marker, at + 2, end, after
        at = after


def _scan_end(view: View, start: int) -> int:
    found = _NEXT.search(view, start)
    return found.start() if found else len(view)


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body
