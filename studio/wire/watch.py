"""What is told while a file is on its way, and how it is stopped. Light to import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Event

#: A file up to this size is sent in the request that posts its record, or that creates its upload.
ONE_REQUEST_BYTES = 1 << 16


class Stopped(Exception):
    """The person or the studio stopped this transfer; it goes on later from where it is."""


@dataclass(frozen=True, slots=True)
class Watch:
    """`on_url` hears where the upload lives, `on_progress` the bytes that arrived for good, `on_piece` how many have just left;
    `stop` is heard between pieces; `allowed` is asked how many of so many bytes may go now, and waits where none may."""

    on_url: Callable[[str], None] = lambda url: None
    on_progress: Callable[[int], None] = lambda arrived: None
    stop: Event | None = None
    on_piece: Callable[[int], None] = lambda count: None
    allowed: Callable[[int], int] = lambda wanted: wanted

    def look(self) -> None:
        if self.stop is not None and self.stop.is_set():
            raise Stopped


class Pieces:
    """Bytes in pieces, so that the time limit counts for each piece and a stop is heard between two."""

    def __init__(self, data: memoryview, watch: Watch) -> None:
        self._data = data
        self._watch = watch
        self._piece = max(len(data) // 16, 1 << 12)

    def __len__(self) -> int:
        return len(self._data)

    def __iter__(self) -> Iterator[memoryview]:
        left = self._data
        while left:
            self._watch.look()
            piece = left[: self._watch.allowed(min(self._piece, len(left)))]
            yield piece
            left = left[len(piece) :]
            self._watch.on_piece(len(piece))
