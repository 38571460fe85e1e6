"""The boxes of the ISO base media file format (ISO/IEC 14496-12), of which HEIC, AVIF and M4A are made, and its tracks.

Everything is blanked where it lies: a box that must not be told becomes `free` and zeros, so that no offset changes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from .shape import BadShape, View

_MOST_BOXES = 100_000
_MOST_SAMPLES = 1 << 24
_TIMES = frozenset((b"mvhd", b"tkhd", b"mdhd"))
_INSIDE = frozenset((b"moov", b"trak", b"mdia", b"minf", b"dinf"))
#: What a film needs to be played; other boxes of its head go.
_PLAYS = frozenset(
    b"mvhd iods mvex trak tkhd edts mdia mdhd hdlr minf smhd vmhd nmhd hmhd dinf dref stbl tref elng".split()
)
_HANDLER_NAME_AT = 24


@dataclass(frozen=True, slots=True)
class Box:
    """`at` is where it begins, `start` where its own bytes do."""

    name: bytes
    at: int
    start: int
    end: int


@dataclass(slots=True)
class Blanked:
    """What is kept of a file, and what is written over it."""

    kept: list[tuple[int, int]] = field(default_factory=list)
    changed: dict[int, bytes] = field(default_factory=dict)

    def keep(self, box: Box) -> None:
        self.kept.append((box.at, box.end))

    def free(self, box: Box) -> None:
        """Its length stays, its name and bytes go."""
        self.kept.append((box.at, box.at + 4))
        self.changed[box.at + 4] = b"free"
        if box.start - box.at == 16:  # a size of eight bytes
            self.kept.append((box.at + 8, box.at + 16))


def boxes(view: View, at: int = 0, end: int | None = None) -> list[Box]:
    """The boxes between `at` and `end`, one behind the other. Raises BadShape."""
    end = len(view) if end is None else end
    found = list[Box]()
    while at + 8 <= end:
        size, name = struct.unpack(">I4s", view[at : at + 8])
        start = at + 8
        if size == 1:
            (size,) = struct.unpack(">Q", view[start : start + 8])
            start += 8
        stop = end if size == 0 else at + size
        if stop > end or stop < start or len(found) > _MOST_BOXES:
            raise BadShape(f"box {name!r} at {at} is {size} long")
        found.append(Box(name, at, start, stop))
        at = stop
    return found


def inside(view: View, box: Box, *path: bytes) -> Box | None:
    """The first box down this path."""
    for name in path:
        found = next((one for one in boxes(view, box.start, box.end) if one.name == name), None)
        if found is None:
            return None
        box = found
    return box


def handler(view: View, trak: Box) -> bytes:
    """What a track holds: `soun`, `vide`, `pict`, `auxv`, `text` …"""
    box = inside(view, trak, b"mdia", b"hdlr")
    return b"" if box is None else view[box.start + 8 : box.start + 12]


def keep_film(view: View, moov: Box, handlers: frozenset[bytes], blanked: Blanked) -> None:
    """The head of a film with the tracks of these handlers, and their samples."""
    for box in _below(view, moov, handlers, blanked):
        blanked.free(box)


def _below(view: View, box: Box, handlers: frozenset[bytes], blanked: Blanked) -> Iterator[Box]:
    """Takes note of what is kept, and answers what is to be freed."""
    blanked.kept.append((box.at, box.start))
    for one in boxes(view, box.start, box.end):
        unwanted = one.name == b"trak" and handler(view, one) not in handlers
        if unwanted or one.name not in _PLAYS:
            yield one
        elif one.name in _INSIDE:
            yield from _below(view, one, handlers, blanked)
        else:
            blanked.keep(one)
            _quieten(view, one, blanked)
            if one.name == b"stbl":
                blanked.kept += samples(view, one)


def _quieten(view: View, box: Box, blanked: Blanked) -> None:
    """Moments become zero, and so does the name that a program gave to its part."""
    if box.name in _TIMES:
        length = 16 if view[box.start] == 1 else 8
        blanked.changed[box.start + 4] = bytes(length)
    elif box.name == b"hdlr" and box.end > box.start + _HANDLER_NAME_AT:
        at = box.start + _HANDLER_NAME_AT
        blanked.changed[at] = bytes(box.end - at)


def samples(view: View, stbl: Box) -> list[tuple[int, int]]:
    """Where the samples of a track lie, chunk by chunk (8.7)."""
    found = {box.name: box for box in boxes(view, stbl.start, stbl.end)}
    chunks, sizes = _chunks(view, found), _sizes(view, found)
    runs = _numbers(view, found.get(b"stsc"), 4, "III")
    ranges, at = [], 0
    for number, start in enumerate(chunks, 1):
        count = next((run[1] for run in reversed(runs) if run[0] <= number), 0) if len(runs) > 1 else runs[0][1]
        length = sum(sizes[at : at + count]) if isinstance(sizes, list) else sizes * count
        ranges.append((start, start + length))
        at += count
    return ranges


def _chunks(view: View, found: dict[bytes, Box]) -> list[int]:
    form = ("I", b"stco") if b"stco" in found else ("Q", b"co64")
    return [start for (start,) in _numbers(view, found.get(form[1]), 4, form[0])]


def _sizes(view: View, found: dict[bytes, Box]) -> list[int] | int:
    """One for each sample, or the one that all have."""
    box = found.get(b"stsz")
    if box is None:
        raise BadShape("samples without sizes")
    (size,) = struct.unpack(">I", view[box.start + 4 : box.start + 8])
    return size or [one for (one,) in _numbers(view, box, 8, "I")]


def _numbers(view: View, box: Box | None, at: int, form: str) -> list[tuple[int, ...]]:
    """A counted table; the count stands at `at`. One that leads out of its box is refused."""
    if box is None:
        raise BadShape("a table is missing")
    (count,) = struct.unpack(">I", view[box.start + at : box.start + at + 4])
    size = struct.calcsize(f">{form}")
    start = box.start + at + 4
    if start + count * size > box.end or count > _MOST_SAMPLES:
        raise BadShape(f"{count} entries in {box.name!r}")
    return list(struct.iter_unpack(f">{form}", view[start : start + count * size]))
