"""FLAC (RFC 9639), and Ogg with Vorbis or Opus (RFC 3533): how the sound is coded and the sound itself, without any comment."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from studio.credit import ogg_tags, vorbis_tags
from studio.domain.amounts import size_words
from studio.domain.privacy import About, Finding

from . import id3
from .shape import BadShape, Kept, View, copied, said

_STREAM, _PADDING, _SEEKS, _COMMENTS, _CUES, _PICTURE = 0, 1, 3, 4, 5, 6
_NAMES = {
    "ARTIST": About.AUTHOR,
    "ALBUMARTIST": About.AUTHOR,
    "PERFORMER": About.AUTHOR,
    "COMPOSER": About.AUTHOR,
    "ORGANIZATION": About.AUTHOR,
    "CONTACT": About.AUTHOR,
    "ENCODED-BY": About.AUTHOR,
    "COPYRIGHT": About.COPYRIGHT,
    "LICENSE": About.COPYRIGHT,
    "DATE": About.TIME,
    "CREATION_TIME": About.TIME,
    "LOCATION": About.PLACE,
    "ENCODER": About.SOFTWARE,
    "SOFTWARE": About.SOFTWARE,
}
#: Nobody's words: without a vendor, without comments.
_EMPTY = bytes(8)


def clean_flac(view: View, kept: Kept) -> Iterator[bytes]:
    blocks, sound = vorbis_tags.blocks_of(view)
    wanted = [(kind, view[start:end]) for kind, start, end in blocks if kind in (_STREAM, _SEEKS)]
    if kept.line:
        wanted.append((_COMMENTS, _comments(kept)))
    yield b"fLaC"
    for number, (kind, body) in enumerate(wanted, 1):
        last = 0x80 if number == len(wanted) else 0
        yield struct.pack(">I", (last | kind) << 24 | len(body)) + body
    yield from copied(view, sound, _sound_end(view))


def told_flac(view: View) -> Iterator[Finding]:
    if view[:3] == b"ID3":
        yield from id3.told_in(view[: view.find(b"fLaC")])
    for kind, start, end in vorbis_tags.blocks_of(view)[0]:
        if kind == _COMMENTS:
            yield from _of_comments(view[start:end])
        elif kind == _PICTURE:
            yield Finding(About.SMALL, f"a picture, {size_words(end - start)}")
        elif kind == _CUES:
            yield Finding(About.OTHER, "a list of places in the sound")
        elif kind not in (_STREAM, _PADDING, _SEEKS):
            name = view[start : start + 4].decode("ascii", "replace")
            yield from said(About.OTHER, f"{name}, {size_words(end - start)}")


def clean_ogg(view: View, kept: Kept) -> Iterator[bytes]:
    return ogg_tags.with_comments(view, lambda old: _comments(kept))


def told_ogg(view: View) -> Iterator[Finding]:
    yield from _of_comments(ogg_tags.comments(view))


def _comments(kept: Kept) -> bytes:
    return vorbis_tags.packed(kept.line.fields, _EMPTY)


def _of_comments(body: bytes) -> Iterator[Finding]:
    vendor, entries = vorbis_tags.entries_of(body)
    yield from said(About.SOFTWARE, vendor)
    for entry in entries:
        key, _, value = entry.partition(b"=")
        name = key.decode("ascii", "replace").upper()
        if name in ("METADATA_BLOCK_PICTURE", "COVERART"):
            yield Finding(About.SMALL, f"a picture, {size_words(len(value))}")
        elif name == "C2PA":
            yield Finding(About.HISTORY, "a signed record of how it was made")
        else:
            yield from said(_NAMES.get(name, About.COMMENT), value, "" if name in _NAMES else f"{name.lower()}: ")


def _sound_end(view: View) -> int:
    """Some programs put an ID3v1 tag behind a FLAC."""
    end = len(view)
    if end < 4:
        raise BadShape("no sound")
    return end - 128 if view[end - 128 : end - 125] == b"TAG" else end
