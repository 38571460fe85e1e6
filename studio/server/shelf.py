"""Files by their SHA-256, in a local folder or in any store that obstore knows; and the folder in which half files grow."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from studio.domain.ids import new_id
from studio.durable import sync_data, sync_folder

#: Bytes in one piece of an answer.
PIECE_BYTES = 1 << 20


class Shelf:
    """`ab/abcdef…` below the folder (or the store at `url`). A file appears under its hash only when it is whole and verified."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder = folder
        self.url = url
        self.incoming = folder / "incoming"
        for made in (folder, self.incoming):
            made.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._store: Any = None
        self._known: set[Path] = set()  # folders whose own names are durable

    def part(self, upload_id: str) -> Path:
        return self.incoming / f"{upload_id}.part"

    def put(self, body: bytes, sha256: str) -> None:
        """A whole file, verified, into its place, durably."""
        part = self.part(new_id())
        with part.open("xb") as file:
            file.write(body)
            file.flush()
            sync_data(file.fileno())
        self.keep(part, sha256)

    def keep(self, part: Path, sha256: str) -> None:
        """Puts a verified, flushed file in its place; the part is gone afterwards. Repeating it does no harm."""
        if self.url:
            import obstore

            obstore.put(self._opened(), _name(sha256), part)
            part.unlink()
            return
        place = self.folder / _name(sha256)
        place.parent.mkdir(exist_ok=True, mode=0o700)
        part.replace(place)
        sync_folder(place.parent)
        if place.parent not in self._known:
            sync_folder(self.folder)
            self._known.add(place.parent)

    def has(self, sha256: str) -> bool:
        if not self.url:
            return (self.folder / _name(sha256)).is_file()
        import obstore

        try:
            obstore.head(self._opened(), _name(sha256))
        except FileNotFoundError:
            return False
        return True

    def remove(self, sha256: str) -> None:
        """One that is gone already is as good."""
        if not self.url:
            (self.folder / _name(sha256)).unlink(missing_ok=True)
            return
        import obstore

        with suppress(FileNotFoundError):
            obstore.delete(self._opened(), _name(sha256))

    async def pieces(self, sha256: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to, not including, `end`."""
        import obstore

        if start == end:
            return
        found = await obstore.get_async(self._opened(), _name(sha256), options={"range": (start, end)})
        async for piece in found.stream(min_chunk_size=PIECE_BYTES):
            yield bytes(piece)

    def _opened(self) -> Any:
        """Loaded when first needed: a platform that serves no media yet starts without it."""
        if self._store is None:
            from obstore.store import LocalStore, from_url

            self._store = from_url(self.url) if self.url else LocalStore(self.folder)
        return self._store


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"
