"""Credits in PNG files: `iTXt` chunks (PNG, third edition, 11.3.3) with the keywords that players show, and an XMP packet."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from . import xmp
from .fields import BadShape, Fields, View, copied

_XMP = "XML:com.adobe.xmp"
_TEXTS = (b"iTXt", b"tEXt", b"zTXt")
_OURS = frozenset((_XMP, "Title", "Author", "Copyright", "Identifier", "Comment", "Source"))
_MAX_TEXT = 4 << 20


def write(view: View, fields: Fields) -> Iterator[bytes]:
    """Right behind the header, where readers that stop at the pixels find it."""
    old = _texts(view)
    told = {**_told(fields), _XMP: xmp.packet(fields, old.get(_XMP, "").encode()).decode()}
    yield view[:8]
    for name, start, end in _chunks(view):
        if name in _TEXTS and _keyword(view[start : min(end, start + 80)]) in _OURS:
            continue
        yield from copied(view, start - 8, end + 4)
        if name == b"IHDR":
            yield from (_text_chunk(keyword, text) for keyword, text in told.items())


def read(view: View) -> Fields:
    found = _texts(view)
    told = xmp.read(found.get(_XMP, "").encode())
    if told.comment or told.sources or told.identifier:
        return told
    names = ("Title", "Author", "Copyright", "Identifier", "Comment")
    title, artist, rights, identifier, comment = (found.get(name, "") for name in names)
    return Fields(title, artist, rights, identifier, comment, tuple(found.get("Source", "").splitlines()))


def _told(fields: Fields) -> dict[str, str]:
    values = {
        "Title": fields.title,
        "Author": fields.artist,
        "Copyright": fields.copyright,
        "Identifier": fields.identifier,
        "Comment": fields.comment,
        "Source": "\n".join(fields.sources),
    }
    return {keyword: text for keyword, text in values.items() if text}


def _text_chunk(keyword: str, text: str) -> bytes:
    body = b"iTXt" + keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode()
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


def _texts(view: View) -> dict[str, str]:
    """Keyword and text of every chunk of words; packed ones are unpacked up to a bound."""
    found: dict[str, str] = {}
    for name, start, end in _chunks(view):
        if name not in _TEXTS or end - start > _MAX_TEXT:
            continue
        body = view[start:end]
        keyword, _, rest = body.partition(b"\0")
        if name == b"tEXt":
            text = rest.decode("latin-1")
        elif name == b"zTXt":
            text = _inflated(rest[1:]).decode("latin-1")
        else:
            packed, words = rest[:1] == b"\1", rest[2:].split(b"\0", 2)[-1]
            text = (_inflated(words) if packed else words).decode("utf-8", "replace")
        found.setdefault(keyword.decode("latin-1"), text)
    return found


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, _MAX_TEXT)
    except zlib.error:
        return b""


def _keyword(body: bytes) -> str:
    return body.partition(b"\0")[0].decode("latin-1")


def _chunks(view: View) -> Iterator[tuple[bytes, int, int]]:
    """(name, start, end) of every chunk's body, up to IEND."""
    at, name = 8, b""
    while name != b"IEND":
        length, name = struct.unpack(">I4s", view[at : at + 8])
        if at + 12 + length > len(view):
            raise BadShape(f"chunk {name!r} at {at} is {length} long")
        yield name, at + 8, at + 8 + length
        at += 12 + length
