"""Photoshop files (PSD and PSB, Adobe's file format specification): image resources are chosen by what draws and arranges the
picture; layers, masks and the merged picture keep every byte. JPEG and TIFF files carry the same resources."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from studio.domain.amounts import size_words
from studio.domain.privacy import About, Finding

from . import exif, packets
from .shape import BadShape, Kept, View, copied, said

_HEAD_BYTES = 26
_MOST_RESOURCES = 10_000
_PROFILE, _VERSION = 1039, 1057
_IPTC, _COPYRIGHT_FLAG, _URL, _SMALLS, _EXIFS, _XMP = 1028, 1034, 1035, (1033, 1036), (1058, 1059), 1060
#: Density, names of channels, background, halftones and transfer, layers and their groups, guides, lights, colours, layer comps,
#: pixel aspect, selections, the timeline, counts, and saved vector paths, which are a part of the work.
_KEPT = frozenset(
    (
        *(1005, 1006, 1007, 1010, 1011, 1012, 1013, 1014, 1015, 1016, 1017, 1018, 1019, 1020, 1022, 1024, 1026, 1030),
        *(1032, 1037, 1041, 1043, 1044, 1045, 1046, 1047, 1049, 1053, 1062, 1064, 1065, 1066, 1067, 1069, 1070, 1072),
        *(1074, 1075, 1076, 1077, 1078, 1080, 2999, 10_000),
        *range(2000, 2999),
    )
)


def clean(view: View, kept: Kept) -> Iterator[bytes]:
    at, end = _resources(view)
    body = resources(view, at, end, kept)
    yield view[: at - 4]
    yield struct.pack(">I", len(body)) + body
    yield from copied(view, end, len(view))


def told(view: View) -> Iterator[Finding]:
    yield from told_in(view, *_resources(view))


def resources(view: View, at: int, end: int, kept: Kept) -> bytes:
    """The block of resources between `at` and `end` without what tells more than the picture."""
    parts = []
    for name, start, stop, begun in _each(view, at, end):
        if name in _KEPT or (name == _PROFILE and kept.profile):
            parts.append(view[begun : stop + (stop - start) % 2])
        elif (
            name == _VERSION and stop - start > 5
        ):  # whether the merged picture is a real one stays; the programs' names go
            parts.append(_resource(_VERSION, view[start : start + 5] + bytes(8) + struct.pack(">I", 1)))
    if kept.line:
        parts.append(_resource(_IPTC, packets.iptc_of(kept.line.artist, kept.line.copyright)))
    return b"".join(parts)


def told_in(view: View, at: int, end: int) -> Iterator[Finding]:
    for name, start, stop, _ in _each(view, at, end):
        body = view[start:stop]
        if name == _IPTC:
            yield from packets.of_iptc(body)
        elif name == _XMP:
            yield from packets.of_xmp(body)
        elif name in _EXIFS:
            yield from exif.told(body)
        elif name in _SMALLS:
            yield Finding(About.SMALL, "may show what was cut away")
        elif name == _PROFILE:
            yield from packets.of_profile(body)
        elif name == _URL:
            yield from said(About.COMMENT, body)
        elif name == _VERSION:
            yield from _program(body)
        elif name not in _KEPT and name != _COPYRIGHT_FLAG:
            yield Finding(About.OTHER, f"Photoshop's part {name}, {size_words(stop - start)}")


def _program(body: bytes) -> Iterator[Finding]:
    (count,) = struct.unpack(">I", body[5:9].ljust(4, b"\0"))
    return said(About.SOFTWARE, body[9 : 9 + 2 * min(count, 100)].decode("utf-16-be", "replace"))


def _resources(view: View) -> tuple[int, int]:
    """Where the image resources lie: behind the head and the colour table."""
    (colours,) = struct.unpack(">I", view[_HEAD_BYTES : _HEAD_BYTES + 4])
    at = _HEAD_BYTES + 4 + colours
    (length,) = struct.unpack(">I", view[at : at + 4])
    if at + 4 + length > len(view):
        raise BadShape(f"resources of {length} bytes")
    return at + 4, at + 4 + length


def _each(view: View, at: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """(id, start, end) of every resource's body, and where the resource itself begins."""
    count = 0
    while at + 12 <= end:
        begun = at
        sign, name, letters = struct.unpack(">4sHB", view[at : at + 7])
        at += 6 + (letters + 1) + (letters + 1) % 2
        (length,) = struct.unpack(">I", view[at : at + 4])
        count += 1
        if (
            sign not in (b"8BIM", b"MeSa", b"AgHg", b"PHUT", b"DCSR")
            or at + 4 + length > end
            or count > _MOST_RESOURCES
        ):
            raise BadShape(f"resource {name} at {begun} is {length} long")
        yield name, at + 4, at + 4 + length, begun
        at += 4 + length + length % 2


def _resource(name: int, body: bytes) -> bytes:
    return struct.pack(">4sHHI", b"8BIM", name, 0, len(body)) + body + b"\0" * (len(body) % 2)
