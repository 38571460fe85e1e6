"""MP3 (ISO/IEC 11172-3) and the tags around it: ID3v2 in front or behind, ID3v1, APEv2 and Lyrics3. Only frames of sound stay."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from studio.credit.id3_tags import frames_of, length, strings_of, tag_of
from studio.domain.amounts import size_words
from studio.domain.privacy import About, Finding

from . import mpeg
from .shape import BadShape, Kept, View, copied, said

_ABOUT = {
    About.AUTHOR: "TPE1 TPE2 TPE3 TPE4 TCOM TEXT TOWN TOPE TOLY TENC TP1 TP2 TCM TXT TEN",
    About.TIME: "TDRC TYER TDAT TIME TDOR TDTG TDEN TYE TDA",
    About.SOFTWARE: "TSSE TSS",
    About.COPYRIGHT: "TCOP WCOP TCR TPRO",
    About.PATH: "TOFN TOF",
}
_NAMES = {name.encode(): about for about, names in _ABOUT.items() for name in names.split()}
_ID3V1_BYTES, _ID3V1_MORE_BYTES, _APE_BYTES = 128, 227, 32
_V1 = (
    (About.COMMENT, 3, 33),
    (About.AUTHOR, 33, 63),
    (About.COMMENT, 63, 93),
    (About.TIME, 93, 97),
    (About.COMMENT, 97, 125),
)
_APE = {"artist": About.AUTHOR, "copyright": About.COPYRIGHT, "year": About.TIME, "record location": About.PLACE}


def clean(view: View, kept: Kept) -> Iterator[bytes]:
    if kept.line:
        yield tag_of(kept.line.fields)
    for start, end in mpeg.frames(view, *_sound(view)):
        yield from copied(view, start, end)


def told(view: View) -> Iterator[Finding]:
    start, end = _sound(view)
    at = 0
    while at < start and view[at : at + 3] == b"ID3":
        stop = at + length(view[at : at + 10])
        yield from told_in(view[at:stop])
        at = stop
    yield from _of_tail(view[end:])
    between = end - start - sum(stop - begun for begun, stop in mpeg.frames(view, start, end))
    if between:
        yield Finding(About.OTHER, f"something that is no sound, {size_words(between)}")


def told_in(tag: bytes) -> Iterator[Finding]:
    """What one ID3v2 tag says; of an old one (2.2) only that it is there."""
    try:
        found = frames_of(tag)[1]
    except (BadShape, struct.error, IndexError):
        yield Finding(About.OTHER, f"an old or damaged tag, {size_words(len(tag))}")
        return
    for name, _, value in found:
        if name in (b"APIC", b"PIC"):
            yield Finding(About.SMALL, f"a picture, {size_words(len(value))}")
        elif name in (b"COMM", b"USLT"):
            yield from said(About.COMMENT, strings_of(value[:1] + value[4:])[-1])
        elif name in (b"TXXX", b"WXXX"):
            yield from said(About.COMMENT, ": ".join(part for part in strings_of(value) if part))
        elif name[:1] in (b"T", b"W"):
            words = strings_of(value) if name[:1] == b"T" else [value.decode("latin-1")]
            yield from said(_NAMES.get(name, About.COMMENT), ", ".join(words))
        elif name == b"GEOB" and b"c2pa" in value:
            yield Finding(About.HISTORY, "a signed record of how it was made")
        else:
            yield from said(About.OTHER, f"{name.decode('ascii', 'replace')}, {size_words(len(value))}")


def _sound(view: View) -> tuple[int, int]:
    """Where the frames of sound are: behind the tags in front, before those behind."""
    start, end = 0, len(view)
    while view[start : start + 3] == b"ID3":
        start += length(view[start : start + 10])
    if start >= end:
        raise BadShape("no sound")
    while (shorter := _without_one(view, start, end)) < end:
        end = shorter
    return start, end


def _without_one(view: View, start: int, end: int) -> int:
    """The end before the last tag; `end` where there is none."""
    if view[max(start, end - _ID3V1_BYTES) : end][:3] == b"TAG":
        return end - _ID3V1_BYTES
    if view[max(start, end - _ID3V1_MORE_BYTES) : end][:4] == b"TAG+":
        return end - _ID3V1_MORE_BYTES
    foot = view[max(start, end - _APE_BYTES) : end]
    if foot[:8] == b"APETAGEX":
        size, _, flags = struct.unpack("<3I", foot[12:24])
        return max(start, end - int(size) - (_APE_BYTES if flags >> 31 else 0))
    if foot[-9:] == b"LYRICS200" and foot[-15:-9].isdigit():
        return max(start, end - 15 - int(foot[-15:-9]))
    if foot[-10:-7] == b"3DI":
        return max(start, end - length(b"ID3" + foot[-7:]) - 10)
    return end


def _of_tail(tail: bytes) -> Iterator[Finding]:
    old = tail[-_ID3V1_BYTES:]
    if len(old) == _ID3V1_BYTES and old[:3] == b"TAG":
        yield from (one for about, a, b in _V1 for one in said(about, old[a:b].rstrip(b"\0 ")))
    at = tail.find(b"APETAGEX")
    if at >= 0:
        yield from _of_ape(tail[at:])
    if b"LYRICSBEGIN" in tail:
        yield Finding(About.COMMENT, "words of the song")


def _of_ape(tag: bytes) -> Iterator[Finding]:
    """Entries of APEv2: size, flags, name, value."""
    (count,) = struct.unpack("<I", tag[16:20])
    at = _APE_BYTES
    for _ in range(min(count, 1_000)):
        if at + 8 > len(tag):
            return
        size, flags = struct.unpack("<2I", tag[at : at + 8])
        name, _, _ = tag[at + 8 : at + 8 + 256].partition(b"\0")
        start = at + 9 + len(name)
        key = name.decode("ascii", "replace")
        if flags & 6:
            yield Finding(About.SMALL, f"a picture, {size_words(size)}")
        else:
            yield from said(_APE.get(key.lower(), About.COMMENT), tag[start : start + size])
        at = start + size
