"""PNG (third edition): only chunks that draw the picture are copied, byte for byte, so no pixel changes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from studio.domain.amounts import size_words
from studio.domain.privacy import About, Finding

from . import exif, packets
from .shape import BadShape, Kept, View, copied, said

#: Header, palette, pixels, transparency, colours, density, background, and the frames of an animated one.
_KEPT = frozenset(b"IHDR PLTE IDAT IEND tRNS cHRM gAMA sBIT sRGB cICP mDCV cLLI bKGD pHYs acTL fcTL fdAT".split())
_PROFILE = b"iCCP"
_HEAD_BYTES = 8
#: Packed words and profiles are opened up to this size.
_MOST_BYTES = 4 << 20
_TEXTS = {
    "author": About.AUTHOR,
    "artist": About.AUTHOR,
    "copyright": About.COPYRIGHT,
    "software": About.SOFTWARE,
    "creation time": About.TIME,
    "date:create": About.TIME,
    "date:modify": About.TIME,
    "source": About.CAMERA,
}
_XMP = "XML:com.adobe.xmp"


def clean(view: View, kept: Kept) -> Iterator[bytes]:
    yield view[:_HEAD_BYTES]
    chunks = list(_chunks(view))
    turn = exif.orientation_of(next((view[start:end] for name, start, end in chunks if name == b"eXIf"), b""))
    ours = exif.block(turn, kept.line)
    for name, start, end in chunks:
        if name in _KEPT or (name == _PROFILE and kept.profile):
            yield from copied(view, start - 8, end + 4)
        if name == b"IHDR" and ours:
            body = b"eXIf" + ours
            yield struct.pack(">I", len(ours)) + body + struct.pack(">I", zlib.crc32(body))


def told(view: View) -> Iterator[Finding]:
    last = len(view)
    for name, start, end in _chunks(view):
        last = end + 4
        body = view[start : min(end, start + _MOST_BYTES)] if name not in _KEPT else b""
        if name in (b"tEXt", b"zTXt", b"iTXt"):
            yield from _of_text(name, body)
        elif name == b"eXIf":
            yield from exif.told(body)
        elif name == b"tIME" and len(body) == 7:
            year, *rest = struct.unpack(">H5B", body)
            yield Finding(About.TIME, f"{year}-{rest[0]:02d}-{rest[1]:02d} {rest[2]:02d}:{rest[3]:02d}:{rest[4]:02d}")
        elif name == b"caBX":
            yield Finding(About.HISTORY, "a signed record of how it was made")
        elif name == _PROFILE:
            yield from packets.of_profile(_unpacked(body.partition(b"\0")[2][1:]))
        elif name not in _KEPT:
            yield from said(About.OTHER, f"{name.decode('ascii', 'replace')}, {size_words(end - start)}")
    if last < len(view):
        yield Finding(About.OTHER, f"something behind the picture, {size_words(len(view) - last)}")


def _of_text(name: bytes, body: bytes) -> Iterator[Finding]:
    """A keyword and its words (11.3.3); `zTXt` and some `iTXt` are packed."""
    key_bytes, _, rest = body.partition(b"\0")
    key = key_bytes.decode("latin-1")
    packed = name == b"zTXt"
    if name == b"iTXt":
        packed, rest = rest[:1] == b"\1", rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    elif packed:
        rest = rest[1:]
    words = _unpacked(rest) if packed else rest
    if key == _XMP:
        yield from packets.of_xmp(words)
    elif key.startswith("Raw profile type "):
        yield from _of_raw(key, words)
    else:
        about = _TEXTS.get(key.lower(), About.COMMENT)
        yield from said(about, words, "" if key.lower() in (*_TEXTS, "comment", "description") else f"{key}: ")


def _of_raw(key: str, words: bytes) -> Iterator[Finding]:
    """ImageMagick's way: a name, a length, then hexadecimal figures."""
    try:
        data = bytes.fromhex("".join(words.decode("ascii", "replace").split()[2:]))
    except ValueError:
        data = b""
    readers = {"exif": exif.told, "APP1": exif.told, "iptc": packets.of_iptc, "xmp": packets.of_xmp}
    reader = readers.get(key.rpartition(" ")[2])
    yield from reader(data) if reader and data else said(About.OTHER, f"{key}, {size_words(len(words))}")


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, _MOST_BYTES)
    except zlib.error:
        return b""


def _chunks(view: View) -> Iterator[tuple[bytes, int, int]]:
    """(name, start, end) of every chunk's body, up to IEND."""
    at, name = _HEAD_BYTES, b""
    while name != b"IEND":
        length, name = struct.unpack(">I4s", view[at : at + 8])
        if at + 12 + length > len(view):
            raise BadShape(f"chunk {name!r} at {at} is {length} long")
        yield name, at + 8, at + 8 + length
        at += 12 + length
