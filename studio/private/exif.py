"""What a camera writes into a picture (EXIF, CIPA DC-008), and the little of it that may stay."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from studio.domain.amounts import size_words
from studio.domain.privacy import About, Finding

from . import ifd
from .shape import BadShape, Line, View, said

HEAD = b"Exif\0\0"
ORIENTATION, ARTIST, COPYRIGHT = 0x0112, 0x013B, 0x8298
XMP, IPTC, PHOTOSHOP, PROFILE = 0x02BC, 0x83BB, 0x8649, 0x8773
CAMERA_DATA, GPS = 0x8769, 0x8825
_SMALL_BYTES = 0x0202
_MAKE, _MODEL, _LENS_MAKE, _LENS = 0x010F, 0x0110, 0xA433, 0xA434
_MAKER_NOTE = 0x927C
#: Plain words, by tag: what they are about, and how they are introduced.
_WORDS = {
    0x010E: (About.COMMENT, ""),
    0x010D: (About.PATH, ""),
    0x0131: (About.SOFTWARE, ""),
    0x013C: (About.SOFTWARE, "on the computer "),
    0x0132: (About.TIME, ""),
    0x9003: (About.TIME, ""),
    0x9004: (About.TIME, ""),
    ARTIST: (About.AUTHOR, ""),
    COPYRIGHT: (About.COPYRIGHT, ""),
    0xA430: (About.AUTHOR, "owner of the camera: "),
    0xA431: (About.SERIAL, "camera "),
    0xC62F: (About.SERIAL, "camera "),
    0xA435: (About.SERIAL, "lens "),
    0xA420: (About.SERIAL, "picture "),
}
#: Words that Windows writes, in UTF-16.
_WIDE = {
    0x9C9B: About.COMMENT,
    0x9C9C: About.COMMENT,
    0x9C9D: About.AUTHOR,
    0x9C9E: About.COMMENT,
    0x9C9F: About.COMMENT,
}
_USER_COMMENT = 0x9286
_USER_CODE_BYTES = 8


def orientation_of(exif: bytes) -> int:
    """The turn that an EXIF block asks for, 1 (upright) to 8; 1 where the block says nothing sensible."""
    block = exif.removeprefix(HEAD)
    order = ifd.order_of(block)
    if order is None:
        return 1
    try:
        turn = ifd.numbers(block, order, ifd.directory(block, order, ifd.first(block, order)).find(ORIENTATION))
    except (struct.error, BadShape):
        return 1
    return turn[0] if turn and 1 <= turn[0] <= 8 else 1


def block(orientation: int = 1, line: Line | None = None) -> bytes:
    """A TIFF block with these tags alone; b"" where there is nothing to say."""
    line = line or Line()
    words = [(tag, text.encode() + b"\0") for tag, text in ((ARTIST, line.artist), (COPYRIGHT, line.copyright)) if text]
    count = len(words) + (orientation != 1)
    if not count:
        return b""
    entries, data, at = b"", b"", 8 + 2 + 12 * count + 4
    if orientation != 1:
        entries += struct.pack("<HHIHH", ORIENTATION, 3, 1, orientation, 0)
    for tag, value in words:
        entries += struct.pack("<HHI", tag, 2, len(value))
        if len(value) <= 4:
            entries += value.ljust(4, b"\0")
        else:
            entries += struct.pack("<I", at + len(data))
            data += value + b"\0" * (len(value) % 2)
    return b"II*\0" + struct.pack("<IH", 8, count) + entries + bytes(4) + data


def told(exif: bytes) -> Iterator[Finding]:
    """Of a whole EXIF block, or of one that is damaged whatever can be read."""
    view = exif.removeprefix(HEAD)
    order = ifd.order_of(view)
    if order is None:
        yield from _unread(exif)
        return
    try:
        directories = list(ifd.chain(view, order, ifd.first(view, order)))
        for number, found in enumerate(directories):
            yield from of_directory(view, order, found, small=number > 0)
    except (struct.error, BadShape):
        yield from _unread(exif)


def of_directory(view: View, order: ifd.Order, found: ifd.Directory, *, small: bool = False) -> Iterator[Finding]:
    """What one directory and those below it tell; `small` where it describes the small copy of the picture."""
    for entry in found.entries:
        if entry.tag in _WORDS:
            about, before = _WORDS[entry.tag]
            words = _text(view, entry)
            yield from said(about, words.replace(":", "-", 2) if about is About.TIME else words, before)
        elif entry.tag in _WIDE:
            yield from said(_WIDE[entry.tag], view[entry.start : entry.end].decode("utf-16-le", "replace"))
        elif entry.tag == _USER_COMMENT:
            yield from said(About.COMMENT, view[entry.start + _USER_CODE_BYTES : entry.end].rstrip(b"\0 "))
        elif entry.tag == _MAKER_NOTE:
            yield Finding(About.OTHER, f"notes of the camera's maker, {size_words(entry.end - entry.start)}")
        elif entry.tag == _SMALL_BYTES and small:
            yield Finding(About.SMALL, "may show what was cut away")
    yield from said(About.CAMERA, " ".join(_names(view, found, _MAKE, _MODEL)))
    yield from said(About.CAMERA, " ".join(_names(view, found, _LENS_MAKE, _LENS)), "lens ")
    for tag, reader in ((CAMERA_DATA, of_directory), (GPS, _place)):
        below = ifd.numbers(view, order, found.find(tag))
        if below and 0 < below[0] < len(view):
            yield from reader(view, order, ifd.directory(view, order, below[0]))


def _place(view: View, order: ifd.Order, found: ifd.Directory) -> Iterator[Finding]:
    if not found.entries:
        return
    north, east = (_degrees(view, order, found, tag) for tag in (2, 4))
    if north is None or east is None:
        yield Finding(About.PLACE, "what a satellite receiver noted")
        return
    sides = [_text(view, entry) if (entry := found.find(tag)) else "" for tag in (1, 3)]
    words = f"{north:.5f}° {sides[0] or 'N'}, {east:.5f}° {sides[1] or 'E'}"
    height = ifd.ratios(view, order, found.find(6))
    yield from said(About.PLACE, f"{words}, {height[0]:.0f} m high" if height else words)


def _degrees(view: View, order: ifd.Order, found: ifd.Directory, tag: int) -> float | None:
    parts = ifd.ratios(view, order, found.find(tag))
    return sum(part / 60**number for number, part in enumerate(parts[:3])) if parts else None


def _names(view: View, found: ifd.Directory, make: int, model: int) -> list[str]:
    """Maker and model; a model that begins with its maker's name says it once."""
    maker, name = (_text(view, entry) if (entry := found.find(tag)) else "" for tag in (make, model))
    return [name] if maker and name.lower().startswith(maker.split()[0].lower()) else [maker, name]


def _text(view: View, entry: ifd.Entry) -> str:
    return view[entry.start : entry.end].rstrip(b"\0 ").decode("utf-8", "replace").replace("\0", " ").strip()


def _unread(data: bytes) -> Iterator[Finding]:
    yield Finding(About.OTHER, f"camera data that cannot be read, {size_words(len(data))}")
