"""WAV and RF64 (EBU Tech 3306): the sound, how it is coded, and its marks as numbers; every sample keeps its bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from studio.credit.riff import chunk, chunks
from studio.credit.wav_tags import sizes_of
from studio.credit.xmp import parsed
from studio.domain.amounts import size_words
from studio.domain.privacy import About, Finding

from . import id3, packets
from .shape import BadShape, Kept, View, copied, said

_KEPT = frozenset((b"fmt ", b"fact", b"cue "))
_QUIET = frozenset((b"data", b"ds64", b"JUNK", b"PAD ", b"FLLR"))
_LIMIT_32 = 0xFFFF_FFFF
#: RIFF's own names (Microsoft, Exif 2.3 annex).
_INFO = {
    b"IART": About.AUTHOR,
    b"IENG": About.AUTHOR,
    b"ITCH": About.AUTHOR,
    b"ICOP": About.COPYRIGHT,
    b"ICRD": About.TIME,
    b"ISFT": About.SOFTWARE,
    b"IARL": About.PLACE,
}
#: `bext` (EBU Tech 3285): what is where, as (start, end).
_BEXT = ((About.COMMENT, 0, 256), (About.AUTHOR, 256, 288), (About.OTHER, 288, 320), (About.TIME, 320, 338))
_UMID, _HISTORY_AT = (348, 412), 602
#: `cart` (AES46): title, artist, … , URL.
_CART = ((About.COMMENT, 4, 68), (About.AUTHOR, 68, 132), (About.OTHER, 132, 196), (About.SOFTWARE, 616, 680))
_IXML = {"NOTE": About.COMMENT, "PROJECT": About.COMMENT, "SCENE": About.COMMENT, "TAPE": About.COMMENT}
_IXML_MORE = {
    "LOCATION_NAME": About.PLACE,
    "LOCATION_GPS": About.PLACE,
    "FILE_UID": About.SERIAL,
    "FAMILY_UID": About.SERIAL,
}


def clean(view: View, kept: Kept) -> Iterator[bytes]:
    found = chunks(view)
    data = next(((start, end) for name, start, end in found if name == b"data"), None)
    if data is None:
        raise BadShape("no sound")
    front = b"".join(chunk(name, view[start:end]) for name, start, end in found if name in _KEPT and start < data[0])
    back = b"".join(chunk(name, view[start:end]) for name, start, end in found if name in _KEPT and start > data[0])
    words = ((b"IART", kept.line.artist), (b"ICOP", kept.line.copyright))
    line = b"".join(chunk(name, text.encode() + b"\0") for name, text in words if text)
    front += chunk(b"LIST", b"INFO" + line) if line else b""
    size = data[1] - data[0]
    head = sizes_of(view, found, size, 4 + len(front) + 8 + size + size % 2 + len(back))
    yield from (head, front, b"data" + struct.pack("<I", _LIMIT_32 if head[:4] == b"RF64" else size))
    yield from copied(view, *data)
    yield b"\0" * (size % 2) + back


def told(view: View) -> Iterator[Finding]:
    last = 0
    for name, start, end in chunks(view):
        last = end + (end - start) % 2
        body = view[start : min(end, start + (4 << 20))] if name not in _QUIET else b""
        if name == b"bext":
            yield from _of_bext(body)
        elif name == b"cart":
            yield from (one for about, a, b in _CART for one in said(about, body[a:b].rstrip(b"\0 ")))
        elif name == b"iXML":
            yield from _of_ixml(body)
        elif name == b"LIST" and body[:4] == b"INFO":
            for entry, a, b in chunks(body[4:], 0):
                yield from said(_INFO.get(entry, About.COMMENT), body[4 + a : 4 + b].rstrip(b"\0"))
        elif name in (b"id3 ", b"ID3 "):
            yield from id3.told_in(body)
        elif name == b"_PMX":
            yield from packets.of_xmp(body)
        elif name == b"C2PA":
            yield Finding(About.HISTORY, "a signed record of how it was made")
        elif name not in _KEPT and name not in _QUIET:
            yield from said(About.OTHER, f"{name.decode('ascii', 'replace')}, {size_words(end - start)}")
    if last < len(view):
        yield Finding(About.OTHER, f"something behind the sound, {size_words(len(view) - last)}")


def _of_bext(body: bytes) -> Iterator[Finding]:
    for about, start, end in _BEXT:
        yield from said(about, body[start:end].rstrip(b"\0 "))
    if any(body[slice(*_UMID)]):
        yield Finding(About.SERIAL, f"of the recording {body[_UMID[0] : _UMID[0] + 32].hex()}")
    yield from said(About.SOFTWARE, body[_HISTORY_AT:].rstrip(b"\0\r\n "))


def _of_ixml(body: bytes) -> Iterator[Finding]:
    root = parsed(body.rstrip(b"\0"))
    known = False
    for element in root.iter() if root is not None else ():
        about = (_IXML | _IXML_MORE).get(str(element.tag))
        if about is not None and element.text and element.text.strip():
            known = True
            yield from said(about, element.text)
    if not known and body.strip(b"\0"):
        yield Finding(About.OTHER, f"notes of the recorder, {size_words(len(body))}")
