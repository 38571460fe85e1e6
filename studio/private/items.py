"""The items of a picture file (ISO/IEC 14496-12, 8.11): what each is, where it lies, and which of them are the picture."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from .boxes import Box, boxes
from .shape import BadShape, View

_MOST = 100_000
#: Items that are words or data; all others are pictures or how they are put together.
_NO_PICTURES = frozenset((b"Exif", b"mime", b"uri "))


@dataclass(frozen=True, slots=True)
class Item:
    id: int
    kind: bytes
    extents: tuple[tuple[int, int], ...]

    @property
    def is_picture(self) -> bool:
        return self.kind not in _NO_PICTURES


@dataclass(frozen=True, slots=True)
class Items:
    """`names` are where items are called something, as (offset, length); `small` are smaller copies."""

    items: tuple[Item, ...]
    primary: int
    links: tuple[tuple[bytes, int, tuple[int, ...]], ...]
    names: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, view: View, meta: Box) -> Items:
        """Raises BadShape and struct.error."""
        found = {box.name: box for box in boxes(view, meta.start + 4, meta.end)}
        kinds, names = _kinds(view, found)
        extents = _extents(view, found)
        items = tuple(Item(id, kind, extents.get(id, ())) for id, kind in kinds.items())
        return cls(items, _primary(view, found), tuple(_links(view, found)), names)

    @property
    def small(self) -> set[int]:
        return {one for name, one, _ in self.links if name == b"thmb"}

    def of_picture(self) -> set[int]:
        """The primary item with all that it is made of, and what is laid over it: transparency, depth, gain maps."""
        kinds = {item.id: item.kind for item in self.items}
        kept, before = {self.primary}, 0
        while len(kept) > before:
            before = len(kept)
            for name, one, others in self.links:
                if name == b"dimg" and one in kept:
                    kept.update(others)
                elif kept & set(others) and (name == b"auxl" or (name == b"dimg" and kinds.get(one) == b"tmap")):
                    kept.add(one)
        return kept


def _primary(view: View, found: dict[bytes, Box]) -> int:
    box = found.get(b"pitm")
    if box is None:
        raise BadShape("no picture is the first one")
    at = box.start + 4
    return int(
        struct.unpack(">I", view[at : at + 4])[0] if view[box.start] else struct.unpack(">H", view[at : at + 2])[0]
    )


def _kinds(view: View, found: dict[bytes, Box]) -> tuple[dict[int, bytes], tuple[tuple[int, int], ...]]:
    box = found.get(b"iinf")
    if box is None:
        raise BadShape("no list of items")
    kinds, names = dict[int, bytes](), list[tuple[int, int]]()
    for entry in boxes(view, box.start + (6 if view[box.start] == 0 else 8), box.end):
        if entry.name != b"infe" or view[entry.start] < 2:
            continue
        wide = view[entry.start] >= 3
        at = entry.start + 4 + (4 if wide else 2)
        id = int.from_bytes(view[entry.start + 4 : at], "big")
        kinds[id] = view[at + 2 : at + 6]
        length = view[at + 6 : entry.end].find(b"\0")
        if length > 0:
            names.append((at + 6, length))
    return kinds, tuple(names)


def _links(view: View, found: dict[bytes, Box]) -> Iterator[tuple[bytes, int, tuple[int, ...]]]:
    box = found.get(b"iref")
    if box is None:
        return
    form = "I" if view[box.start] else "H"
    size = struct.calcsize(form)
    for link in boxes(view, box.start + 4, box.end):
        one, count = struct.unpack(f">{form}H", view[link.start : link.start + size + 2])
        at = link.start + size + 2
        yield link.name, one, struct.unpack(f">{count}{form}", view[at : at + count * size])


def _extents(view: View, found: dict[bytes, Box]) -> dict[int, tuple[tuple[int, int], ...]]:
    """Where each item lies in the file."""
    box = found.get(b"iloc")
    if box is None:
        raise BadShape("no place of any item")
    version, sizes = view[box.start], view[box.start + 4 : box.start + 6]
    offset_bytes, length_bytes, base_bytes = sizes[0] >> 4, sizes[0] & 15, sizes[1] >> 4
    index_bytes = sizes[1] & 15 if version else 0
    read = _Reader(view, box.start + 6, box.end)
    inner = found[b"idat"].start if b"idat" in found else 0
    places: dict[int, tuple[tuple[int, int], ...]] = {}
    for _ in range(read.number(4 if version == 2 else 2)):
        id = read.number(4 if version == 2 else 2)
        method = read.number(2) & 15 if version else 0
        read.number(2)
        base = read.number(base_bytes) + (inner if method == 1 else 0)
        extents = []
        for _ in range(read.number(2)):
            read.number(index_bytes)
            start = base + read.number(offset_bytes)
            length = read.number(length_bytes)
            extents.append((start, start + length))
        if method > 1 or any(stop > len(view) for _, stop in extents):
            raise BadShape(f"item {id} lies elsewhere")
        places[id] = tuple(extents)
    return places


class _Reader:
    """Whole numbers one behind the other, none beyond the end."""

    def __init__(self, view: View, at: int, end: int) -> None:
        self._view, self._at, self._end = view, at, end

    def number(self, size: int) -> int:
        start = self._at
        self._at += size
        if self._at > self._end:
            raise BadShape("a list that does not end")
        return int.from_bytes(self._view[start : self._at], "big")
