"""HEIC and AVIF (ISO/IEC 23008-12): the picture, its tiles, its transparency and its gain map stay; camera data, notes, smaller
copies and further pictures are blanked where they lie."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from studio.domain.amounts import size_words
from studio.domain.privacy import About, Finding

from . import exif, packets
from .boxes import Blanked, Box, boxes, inside, keep_film
from .items import Item, Items
from .shape import BadShape, Kept, View, is_blank, only

_FILM = frozenset((b"pict", b"vide", b"auxv"))
#: Properties that are words, moments and the like, and not how the picture looks.
_TALK = frozenset((b"udes", b"crtt", b"mdft", b"uuid"))
_PROFILES = (b"prof", b"rICC")
_NO_NOTES = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'
#: A block of camera data that says nothing: its directory has no entries.
_NO_CAMERA = b"II*\0\x08\0\0\0\0\0\0\0\0\0"


def clean(view: View, kept: Kept) -> Iterator[bytes]:
    blanked = Blanked()
    whole = boxes(view)
    fragments = any(box.name == b"moof" for box in whole)
    for box in whole:
        if box.name == b"meta":
            _keep_meta(view, box, kept, blanked)
        elif box.name == b"moov":
            keep_film(view, box, _FILM, blanked)
        elif box.name == b"mdat" and not fragments:
            blanked.kept.append((box.at, box.start))
        elif box.name in (b"ftyp", b"mdat", b"moof", b"mini"):
            blanked.keep(box)
        else:
            blanked.free(box)
    yield from only(view, blanked.kept, blanked.changed, whole[-1].end if whole else 0)


def told(view: View) -> Iterator[Finding]:
    for box in boxes(view):
        if box.name == b"meta":
            yield from _of_meta(view, box)
        elif box.name == b"uuid" and view[box.start : box.start + 4] == b"\xd8\xfe\xc3\xd6":
            yield Finding(About.HISTORY, "a signed record of how it was made")
        elif box.name not in (b"ftyp", b"mdat", b"moov", b"moof", b"mini") and not is_blank(view, box.start, box.end):
            yield Finding(About.OTHER, f"{box.name.decode('latin-1')}, {size_words(box.end - box.start)}")
        elif box.name == b"moov" and inside(view, box, b"udta"):
            yield Finding(About.OTHER, "notes of a program")


def _of_meta(view: View, meta: Box) -> Iterator[Finding]:
    found = Items.of(view, meta)
    picture = found.of_picture()
    for item in found.items:
        body = b"".join(view[start:end] for start, end in item.extents) if not item.is_picture else b""
        if item.kind == b"Exif" and any(body):
            yield from exif.told(body[4 + int.from_bytes(body[:4], "big") :])
        elif item.kind == b"mime" and body.strip() != _NO_NOTES:
            yield from packets.of_xmp(body)
        elif item.is_picture and item.id not in picture and not all(is_blank(view, *one) for one in item.extents):
            small = item.id in found.small
            yield Finding(About.SMALL, "may show what was cut away" if small else "another picture in the file")
    for box in _properties(view, meta):
        if box.name == b"colr" and view[box.start : box.start + 4] in _PROFILES:
            yield from packets.of_profile(view[box.start + 4 : box.end])
        elif box.name in _TALK:
            yield Finding(About.COMMENT, f"a description, {size_words(box.end - box.start)}")


def _keep_meta(view: View, meta: Box, kept: Kept, blanked: Blanked) -> None:
    found = Items.of(view, meta)
    picture = found.of_picture()
    blanked.kept.append((meta.at, meta.start + 4))
    for box in boxes(view, meta.start + 4, meta.end):
        if box.name == b"idat":
            blanked.kept.append((box.at, box.start))
        elif box.name in (b"uuid", b"udta", b"free", b"skip"):
            blanked.free(box)
        else:
            blanked.keep(box)
    for box in _properties(view, meta):
        is_profile = box.name == b"colr" and view[box.start : box.start + 4] in _PROFILES
        if box.name in _TALK or (is_profile and not kept.profile):
            blanked.changed[box.at + 4] = b"free" + bytes(box.end - box.at - 8)
    for at, length in found.names:
        blanked.changed[at] = b" " * length
    for item in found.items:
        if item.id in picture:
            blanked.kept += item.extents
        else:
            _put(item, _instead(view, item, kept), blanked)


def _instead(view: View, item: Item, kept: Kept) -> bytes:
    """What a reader that looks for it may find in its place."""
    if item.kind == b"mime":
        return _NO_NOTES
    if item.kind != b"Exif":
        return b""
    body = b"".join(view[start:end] for start, end in item.extents)
    turn = exif.orientation_of(body[4 + int.from_bytes(body[:4], "big") :])
    return bytes(4) + (exif.block(turn, kept.line) or _NO_CAMERA)


def _put(item: Item, words: bytes, blanked: Blanked) -> None:
    """Into its first extent, where it fits."""
    if item.extents and words:
        start, end = item.extents[0]
        room = end - start
        words = words if len(words) <= room else bytes(4) + _NO_CAMERA if item.kind == b"Exif" else b""
        if 0 < len(words) <= room:
            blanked.changed[start] = words.ljust(room, b" " if item.kind == b"mime" else b"\0")


def _properties(view: View, meta: Box) -> list[Box]:
    try:
        box = inside(view, Box(meta.name, meta.at, meta.start + 4, meta.end), b"iprp", b"ipco")
        return boxes(view, box.start, box.end) if box else []
    except struct.error as error:
        raise BadShape("properties that do not end") from error
