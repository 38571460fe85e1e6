"""Credits in MP3 files: an ID3v2 tag in front (id3.org: 2.3.0, and 2.4.0 where there is such a tag already).

Frames that are not ours stay, byte for byte. Older tags (2.2) are left alone, in words.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .fields import BadShape, Fields, View, copied

_UNSYNC, _EXTENDED, _FOOTER = 0x80, 0x40, 0x10
_TEXTS = {b"TIT2": "title", b"TPE1": "artist", b"TCOP": "copyright"}
_SOURCE, _IDENTIFIER, _COMMENT = "SOURCE", "IDENTIFIER", "COMMENT"
_MAX_TAG = (1 << 28) - 1
_CODECS = {0: "latin-1", 1: "utf-16", 2: "utf-16-be", 3: "utf-8"}


def length(start: bytes) -> int:
    """How long the tag is whose first ten bytes are `start`, header and footer included."""
    if len(start) < 10:
        raise BadShape("half a tag")
    return 10 + _safe(start[6:10]) + (10 if start[5] & _FOOTER else 0)


def write(view: View, fields: Fields) -> Iterator[bytes]:
    version, frames, sound = frames_of(view)
    kept = [frame for frame in frames if not _is_ours(frame[0], frame[2])]
    body = b"".join(_frame(version, name, 0, value) for name, value in _ours(fields, version))
    body += b"".join(_frame(version, *frame) for frame in kept)
    if len(body) > _MAX_TAG:
        raise BadShape("the tag is too long")
    yield b"ID3" + bytes([version, 0, 0]) + _unsafe(len(body)) + body
    yield from copied(view, sound, len(view))


def tag_of(fields: Fields) -> bytes:
    """A tag with these fields and nothing else."""
    body = b"".join(_frame(4, name, 0, value) for name, value in _ours(fields, 4))
    return b"ID3" + bytes([4, 0, 0]) + _unsafe(len(body)) + body


def read(view: View) -> Fields:
    told = dict.fromkeys(_TEXTS.values(), "")
    comment, users = "", dict[str, str]()
    for name, _, value in frames_of(view)[1]:
        if name in _TEXTS:
            told[_TEXTS[name]] = told[_TEXTS[name]] or strings_of(value)[0]
        elif name == b"COMM":
            comment = comment or strings_of(value[:1] + value[4:])[-1]
        elif name == b"TXXX":
            description, *words = strings_of(value)
            users.setdefault(description.upper(), "\n".join(words))
    sources = tuple(users.get(_SOURCE, "").splitlines())
    comment = comment or users.get(_COMMENT, "")  # where ffmpeg puts it
    return Fields(told["title"], told["artist"], told["copyright"], users.get(_IDENTIFIER, ""), comment, sources)


def _ours(fields: Fields, version: int) -> Iterator[tuple[bytes, bytes]]:
    """Text as UTF-8 where the version knows it (2.4), else as UTF-16 with its mark."""
    code, mark, codec, end = (3, "", "utf-8", b"\0") if version == 4 else (1, "\ufeff", "utf-16-le", b"\0\0")
    sign = bytes([code])

    def text(words: str) -> bytes:
        return (mark + words).encode(codec)

    for name, field in _TEXTS.items():
        if getattr(fields, field):
            yield name, sign + text(getattr(fields, field))
    if fields.comment:
        yield b"COMM", sign + b"eng" + text("") + end + text(fields.comment)
    for description, words in ((_IDENTIFIER, fields.identifier), (_SOURCE, "\n".join(fields.sources))):
        if words:
            yield b"TXXX", sign + text(description) + end + text(words)


def _is_ours(name: bytes, value: bytes) -> bool:
    if name == b"TXXX":
        return strings_of(value)[0].upper() in (_SOURCE, _IDENTIFIER, _COMMENT)
    return name in _TEXTS or (name == b"COMM" and not strings_of(value[:1] + value[4:])[0])


def strings_of(value: bytes) -> list[str]:
    """The strings of a text frame, one at least; the first byte says how they are written."""
    codec = _CODECS.get(value[0] if value else 0)
    if codec is None:
        return [""]
    if codec in ("utf-8", "latin-1"):
        parts = value[1:].split(b"\0")
    else:  # the end of a string is two zeros at an even place
        raw, parts, at = value[1:], [], 0
        for place in range(0, len(raw) - 1, 2):
            if raw[place : place + 2] == b"\0\0":
                parts.append(raw[at:place])
                at = place + 2
        parts.append(raw[at:])
    words = [part.decode(codec, "replace").lstrip("\ufeff") for part in parts]
    while len(words) > 1 and not words[-1]:
        words.pop()
    return words


def frames_of(view: View) -> tuple[int, list[tuple[bytes, int, bytes]], int]:
    """The tag's version, its frames (name, flags, body) and where the sound begins."""
    if view[:3] != b"ID3":
        return 3, [], 0
    version, flags, end = view[3], view[5], length(view[:10])
    if version not in (3, 4) or end > len(view):
        raise BadShape(f"a tag of version 2.{version}, {end} long")
    body = view[10 : end - (10 if flags & _FOOTER else 0)]
    if flags & _UNSYNC and version == 3:
        body = body.replace(b"\xff\0", b"\xff")
    at = 0
    if flags & _EXTENDED:
        at = _safe(body[:4]) if version == 4 else 4 + struct.unpack(">I", body[:4])[0]
    found = []
    while at + 10 <= len(body) and body[at]:
        name, size, frame_flags = struct.unpack(">4sIH", body[at : at + 10])
        size = _safe(body[at + 4 : at + 8]) if version == 4 else size
        if at + 10 + size > len(body):
            raise BadShape(f"frame {name!r} is {size} long")
        found.append((name, frame_flags, body[at + 10 : at + 10 + size]))
        at += 10 + size
    return version, found, end


def _frame(version: int, name: bytes, flags: int, body: bytes) -> bytes:
    size = _unsafe(len(body)) if version == 4 else struct.pack(">I", len(body))
    return name + size + struct.pack(">H", flags) + body


def _safe(data: bytes) -> int:
    """Four bytes of seven bits each."""
    if len(data) < 4 or any(byte > 0x7F for byte in data):
        raise BadShape("no size")
    return data[0] << 21 | data[1] << 14 | data[2] << 7 | data[3]


def _unsafe(number: int) -> bytes:
    return bytes([number >> 21 & 0x7F, number >> 14 & 0x7F, number >> 7 & 0x7F, number & 0x7F])
