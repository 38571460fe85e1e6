"""M4A and other sound in MP4 or QuickTime files: the tracks of sound stay at their places; tags, covers, chapters, pictures and
moments are blanked."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from studio.domain.amounts import size_words
from studio.domain.privacy import About, Finding
from studio.errors import Refused

from .boxes import Blanked, Box, boxes, handler, inside, keep_film
from .shape import Kept, View, is_blank, only, said

_SOUND = frozenset((b"soun",))
_PLAIN = frozenset((b"ftyp", b"mdat", b"moov"))
_ABOUT = {
    About.AUTHOR: (b"\xa9ART", b"aART", b"\xa9wrt", b"\xa9enc", b"apID", b"ownr", b"\xa9own"),
    About.COPYRIGHT: (b"cprt", b"\xa9cpy"),
    About.TIME: (b"\xa9day", b"purd"),
    About.SOFTWARE: (b"\xa9too", b"\xa9swr"),
    About.PLACE: (b"\xa9xyz", b"loci"),
    About.CAMERA: (b"\xa9mak", b"\xa9mod"),
}
_NAMES = {name: about for about, names in _ABOUT.items() for name in names}
#: Apple's long names (`mdta` keys), by a part of them.
_KEYS = {
    "location": About.PLACE,
    "make": About.CAMERA,
    "model": About.CAMERA,
    "software": About.SOFTWARE,
    "creationdate": About.TIME,
    "author": About.AUTHOR,
    "artist": About.AUTHOR,
    "copyright": About.COPYRIGHT,
}
_COVER, _FREE_FORM = b"covr", b"----"


def clean(view: View, kept: Kept) -> Iterator[bytes]:
    blanked, whole = Blanked(), boxes(view)
    if not any(box.name == b"moov" for box in whole) or any(box.name == b"moof" for box in whole):
        advice = "Save it as WAV or FLAC, then add it. The file was left as it is."
        raise Refused("This sound is stored in pieces", advice, code="wrong_kind")
    for box in whole:
        if box.name == b"moov":
            keep_film(view, box, _SOUND, blanked)
        elif box.name == b"mdat":
            blanked.kept.append((box.at, box.start))
        elif box.name == b"ftyp":
            blanked.keep(box)
        else:
            blanked.free(box)
    yield from only(view, blanked.kept, blanked.changed, whole[-1].end)


def told(view: View) -> Iterator[Finding]:
    for box in boxes(view):
        if box.name == b"moov":
            yield from _of_film(view, box)
        elif box.name not in _PLAIN and not is_blank(view, box.start, box.end):
            yield from said(About.OTHER, f"{box.name.decode('latin-1')}, {size_words(box.end - box.start)}")


def _of_film(view: View, moov: Box) -> Iterator[Finding]:
    for box in boxes(view, moov.start, moov.end):
        if box.name == b"trak":
            kind = handler(view, box)
            if kind not in _SOUND:
                yield from said(About.OTHER, f"a track that is no sound ({kind.decode('latin-1')})")
            yield from _of_holder(view, box)
    yield from _of_holder(view, moov)


def _of_holder(view: View, holder: Box) -> Iterator[Finding]:
    """A film or a track: its notes, in Apple's two ways."""
    udta = inside(view, holder, b"udta")
    for box in boxes(view, udta.start, udta.end) if udta else ():
        if box.name == b"meta":
            yield from _of_meta(view, Box(box.name, box.at, box.start + 4, box.end))
        elif not is_blank(view, box.start, box.end):
            yield from said(_NAMES.get(box.name, About.COMMENT), view[box.start + 4 : box.end])
    meta = inside(view, holder, b"meta")
    if meta:
        yield from _of_meta(view, meta)


def _of_meta(view: View, meta: Box) -> Iterator[Finding]:
    """`ilst`: entries by name, or by the number of a key."""
    found = {box.name: box for box in boxes(view, meta.start, meta.end)}
    keys = _keys(view, found[b"keys"]) if b"keys" in found else []
    entries = found.get(b"ilst")
    for box in boxes(view, entries.start, entries.end) if entries else ():
        number = int.from_bytes(box.name, "big") - 1
        key = keys[number] if 0 <= number < len(keys) else ""
        data = inside(view, box, b"data")
        body = view[data.start + 8 : data.end] if data else b""
        if box.name == _COVER:
            yield Finding(About.SMALL, f"a picture, {size_words(box.end - box.start)}")
        elif box.name == _FREE_FORM or not body:
            yield Finding(About.OTHER, f"a note of a program, {size_words(box.end - box.start)}")
        else:
            about = next((about for part, about in _KEYS.items() if part in key), None)
            yield from said(about or _NAMES.get(box.name, About.COMMENT), body)


def _keys(view: View, box: Box) -> list[str]:
    (count,) = struct.unpack(">I", view[box.start + 4 : box.start + 8])
    found = boxes(view, box.start + 8, box.end)
    return [view[one.start : one.end].decode("utf-8", "replace") for one in found[: min(count, 1_000)]]
