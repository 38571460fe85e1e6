"""The directories of TIFF (6.0) and BigTIFF, of which camera data (EXIF, CIPA DC-008) are made too: read, never trusted."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from .shape import BadShape, View

#: Bytes of one value by its type; 0 for types that nobody knows.
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_WHOLE = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 13: "I", 16: "Q", 17: "q", 18: "Q"}
_MOST_ENTRIES = 4_096
_MOST_DIRECTORIES = 10_000
_MOST_VALUES = 1 << 24


@dataclass(frozen=True, slots=True)
class Order:
    """The byte order (`<` or `>`), and whether offsets have eight bytes."""

    mark: str
    big: bool

    @property
    def offset(self) -> str:
        return "Q" if self.big else "I"

    @property
    def entry_bytes(self) -> int:
        return 20 if self.big else 12

    @property
    def head_bytes(self) -> int:
        """The number of entries, in front of them."""
        return 8 if self.big else 2

    @property
    def offset_bytes(self) -> int:
        return 8 if self.big else 4


@dataclass(frozen=True, slots=True)
class Entry:
    """`at` is where the entry itself lies, `start` and `end` its value."""

    tag: int
    form: int
    count: int
    at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Directory:
    at: int
    entries: tuple[Entry, ...]
    next: int

    def find(self, tag: int) -> Entry | None:
        return next((entry for entry in self.entries if entry.tag == tag), None)


def order_of(view: View) -> Order | None:
    return {
        b"II*\0": Order("<", False),
        b"MM\0*": Order(">", False),
        b"II+\0": Order("<", True),
        b"MM\0+": Order(">", True),
    }.get(bytes(view[:4]))


def first(view: View, order: Order) -> int:
    """Where the first directory lies."""
    return int(struct.unpack(order.mark + order.offset, view[8:16] if order.big else view[4:8])[0])


def directory(view: View, order: Order, at: int) -> Directory:
    """Raises BadShape and struct.error. Values that do not lie inside of the file are passed over."""
    (count,) = struct.unpack(order.mark + ("Q" if order.big else "H"), view[at : at + order.head_bytes])
    if count > _MOST_ENTRIES:
        raise BadShape(f"{count} entries in one directory")
    found = []
    form = order.mark + ("HHQ" if order.big else "HHI")
    for number in range(count):
        place = at + order.head_bytes + order.entry_bytes * number
        head = struct.calcsize(form)
        tag, kind, values = struct.unpack(form, view[place : place + head])
        size = SIZES.get(kind, 0) * values
        start = place + head
        if size > order.offset_bytes:
            (start,) = struct.unpack(order.mark + order.offset, view[start : start + order.offset_bytes])
        if size and start + size <= len(view):
            found.append(Entry(tag, kind, values, place, start, start + size))
    end = at + order.head_bytes + order.entry_bytes * count
    following = view[end : end + order.offset_bytes]
    next_at = struct.unpack(order.mark + order.offset, following)[0] if len(following) == order.offset_bytes else 0
    return Directory(at, tuple(found), next_at)


def chain(view: View, order: Order, at: int) -> Iterator[Directory]:
    """The directory at `at` and those that follow it, each once."""
    seen = set[int]()
    while at and at not in seen and at < len(view):
        seen.add(at)
        if len(seen) > _MOST_DIRECTORIES:
            raise BadShape("directories without end")
        found = directory(view, order, at)
        yield found
        at = found.next


def numbers(view: View, order: Order, entry: Entry | None) -> list[int]:
    """The whole numbers of an entry; none for other types."""
    if entry is None or entry.form not in _WHOLE:
        return []
    if entry.count > _MOST_VALUES:
        raise BadShape(f"{entry.count} values in one entry")
    return list(struct.unpack(f"{order.mark}{entry.count}{_WHOLE[entry.form]}", view[entry.start : entry.end]))


def ratios(view: View, order: Order, entry: Entry | None) -> list[float]:
    """The fractions of an entry (at most ten); none where one is no number."""
    if entry is None or entry.form not in (5, 10):
        return []
    count = min(entry.count, 10)
    parts = struct.unpack(
        f"{order.mark}{2 * count}{'I' if entry.form == 5 else 'i'}", view[entry.start : entry.start + 8 * count]
    )
    pairs = list(zip(parts[::2], parts[1::2], strict=True))
    return [above / below for above, below in pairs] if all(below for _, below in pairs) else []
