"""A bag (BagIt 1.0, RFC 8493) that is streamed into a zip file: whoever opens it in thirty years can tell that it is whole.

Everything is stored as it is: sound and pictures are packed already, and an archive that is not packed is easier to save when a
part of it is lost.
"""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from studio.domain.progress import Progress
from studio.durable import sync_folder
from studio.errors import DiskTrouble

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
DECLARED, INFO, MANIFEST, TAGS = "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"
PAYLOAD = "data/"
_PIECE_BYTES = 1 << 20


class Bag:
    """`base` is the one folder in the zip file, as section 4 of the RFC wants it. Names are ours and plain ASCII."""

    def __init__(self, archive: zipfile.ZipFile, base: str, progress: Progress) -> None:
        self._archive = archive
        self._base = base
        self._progress = progress
        self._moment = datetime.now(UTC)
        self._payload: dict[str, str] = {}
        self._size = 0

    def __contains__(self, name: str) -> bool:
        return name in self._payload

    def add(self, name: str, data: bytes) -> None:
        """`name` is below the payload folder."""
        self._payload[name] = self._write(PAYLOAD + name, iter((data,)))

    def add_file(self, name: str, path: Path) -> str:
        """Returns the SHA-256 of what was read. Raises FileNotFoundError before anything is written."""
        with path.open("rb") as file:
            pieces = iter(lambda: file.read(_PIECE_BYTES), b"")
            self._payload[name] = self._write(PAYLOAD + name, self._counted(pieces))
        return self._payload[name]

    def finish(self, agent: str) -> None:
        """The tag files, which are written last because they tell what is there."""
        facts = {
            "Bag-Software-Agent": agent,
            "Bagging-Date": f"{self._moment:%Y-%m-%d}",
            "Payload-Oxum": f"{self._size}.{len(self._payload)}",
        }
        sums = {PAYLOAD + name: sha256 for name, sha256 in self._payload.items()}
        tags = {
            DECLARED: DECLARATION,
            INFO: "".join(f"{name}: {value}\n" for name, value in facts.items()).encode(),
            MANIFEST: _lines(sums),
        }
        written = {name: self._write(name, iter((data,))) for name, data in tags.items()}
        self._write(TAGS, iter((_lines(written),)))

    def _counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self._progress.add(len(piece))
            yield piece

    def _write(self, name: str, pieces: Iterator[bytes]) -> str:
        entry = zipfile.ZipInfo(f"{self._base}/{name}", self._moment.timetuple()[:6])
        entry.external_attr = (stat.S_IFREG | 0o644) << 16
        seen = hashlib.sha256()
        with self._archive.open(entry, "w", force_zip64=True) as out:
            for piece in pieces:
                seen.update(piece)
                out.write(piece)
                self._size += len(piece) if name.startswith(PAYLOAD) else 0
        return seen.hexdigest()


@contextmanager
def bag_in(path: Path, base: str, progress: Progress) -> Iterator[Bag]:
    """The zip file stands under its name when it is whole; until then it is `.part`, and it is gone when it was not finished."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            with zipfile.ZipFile(file, "w", allowZip64=True) as archive:
                yield Bag(archive, base, progress)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        advice = "Nothing here was changed. Make room there or choose another place, then try again."
        raise DiskTrouble("The archive cannot be written", advice, str(error)) from error
    finally:
        part.unlink(missing_ok=True)


def _lines(sums: dict[str, str]) -> bytes:
    return "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(sums.items())).encode()
