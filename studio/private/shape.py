"""What every format's module is handed and answers. Sizes and offsets are bytes; nothing here opens a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from studio.credit.fields import BadShape as BadShape
from studio.credit.fields import Fields
from studio.credit.fields import View as View
from studio.credit.fields import copied as copied
from studio.domain.privacy import About, Finding
from studio.domain.words import tidy_title

_LONGEST = 160
_PIECE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Line:
    """Who made it and whose it is, as the file says it; both "" where it shall not say so."""

    artist: str = ""
    copyright: str = ""

    def __bool__(self) -> bool:
        return bool(self.artist or self.copyright)

    @property
    def fields(self) -> Fields:
        """As the tags of a sound."""
        return Fields(artist=self.artist, copyright=self.copyright)


@dataclass(frozen=True, slots=True)
class Kept:
    profile: bool = True
    line: Line = Line()


@dataclass(frozen=True, slots=True)
class Format:
    """`told` lists what the file says beyond its picture or sound; `clean` is the file without that, in pieces."""

    told: Callable[[View], Iterator[Finding]]
    clean: Callable[[View, Kept], Iterator[bytes]]


def is_blank(view: View, start: int, end: int) -> bool:
    """Nothing but zeros; looked at in pieces, for there may be gigabytes of them."""
    return not any(piece.strip(b"\0") for piece in copied(view, start, end))


def said(about: About, words: str | bytes, before: str = "") -> Iterator[Finding]:
    """One finding, or none where the words are empty."""
    text = tidy_title(words.decode("utf-8", "replace") if isinstance(words, bytes) else words, _LONGEST)
    if text:
        yield Finding(about, f"{before}{text}")


def only(view: View, kept: Iterable[tuple[int, int]], changed: Mapping[int, bytes], end: int) -> Iterator[bytes]:
    """The bytes up to `end` at their own offsets: `kept` ranges as they are, `changed` ones (by where they begin) as given, and
    zeros for everything else. Changes win over what is kept."""
    at = 0
    for begin, until, data in sorted(_parted(kept, changed), key=lambda part: part[:2]):
        start, stop = max(begin, at), min(until, end)
        if start >= stop:
            continue
        yield from _zeros(start - at)
        if data is None:
            yield from copied(view, start, stop)
        else:
            yield data[start - begin : stop - begin]
        at = stop
    yield from _zeros(end - at)


def _parted(kept: Iterable[tuple[int, int]], changed: Mapping[int, bytes]) -> Iterator[tuple[int, int, bytes | None]]:
    """Ranges that do not lie over a change: the changes themselves, and what is kept around them."""
    spots = sorted((at, at + len(data), data) for at, data in changed.items())
    yield from spots
    number = 0
    for start, stop in sorted(kept):
        while number < len(spots) and spots[number][1] <= start:
            number += 1
        for low, high, _ in spots[number:]:
            if low >= stop:
                break
            if low > start:
                yield start, low, None
            start = max(start, high)
        if start < stop:
            yield start, stop, None


def _zeros(count: int) -> Iterator[bytes]:
    while count > 0:
        yield bytes(min(count, _PIECE_BYTES))
        count -= _PIECE_BYTES
