"""An archive that comes in (INP-3). It may be a stranger's: nothing of it is believed before all of it was looked at.

Every entry has to stand in the bag's own manifest, under a name that an archive of ours has, and to hold the bytes that the
manifest says. A whole library is larger than the kits that INP-3 gives figures for; so what it may hold is what the disk has room
for, and never 200 times its own size.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.domain.progress import Progress
from studio.errors import Damaged, NeedsUpdate, Refused
from studio.store.unzipping import Bounds, Unzipping, unzipping

from . import contents
from .bag import DECLARED, INFO, MANIFEST, PAYLOAD, TAGS

#: A library of a hundred thousand records with a file and a page for each.
MAX_ENTRIES = 250_000
MAX_LIST_BYTES = 64 << 20
#: All rows together; they are read into memory.
MAX_WORDS_BYTES = 96 << 20
#: So much of the disk stays free.
ROOM_BYTES = 256 << 20
_LINE = re.compile(r"([0-9a-f]{64}) [ *]([!-~]{1,200})")
_DECLARATION = re.compile(r"BagIt-Version: (?:1\.0|0\.97)\r?\nTag-File-Character-Encoding: UTF-8\r?\n?")


@dataclass(frozen=True, slots=True)
class Archive:
    """`sums` are the payload's names and hashes. `folder` holds each file of media, takes and remixes under its name."""

    about: dict[str, Any]
    sums: dict[str, str]
    folder: Path
    words: dict[str, bytes]

    def rows(self, table: str) -> list[dict[str, Any]]:
        return list(contents.rows_in(self.words.get(contents.table_name(table), b"")))

    def file(self, name: str) -> Path | None:
        return self.folder / name if name in self.sums else None


def opened(path: Path, folder: Path, progress: Progress) -> Archive:
    """The archive, unpacked into `folder` and checked whole. Raises Refused and Damaged; OSError as it is."""
    room = max(shutil.disk_usage(folder).free - ROOM_BYTES, 0)
    with unzipping(path, Bounds(MAX_ENTRIES, room, refused, damaged, MAX_LIST_BYTES)) as archive:
        reader = _Reader(archive, folder, progress)
        sums = reader.manifest()
        progress.begin(sum(archive.size_bytes(reader.base + name) for name in sums))
        words = reader.unpack(sums)
        return Archive(_about(words), {name.removeprefix(PAYLOAD): sum for name, sum in sums.items()}, folder, words)


class _Reader:
    def __init__(self, archive: Unzipping, folder: Path, progress: Progress) -> None:
        self._archive = archive
        self._folder = folder
        self._progress = progress
        bases = [name.removesuffix(DECLARED) for name in archive.names if name.rpartition("/")[2] == DECLARED]
        if len(bases) != 1 or bases[0].count("/") > 1:
            raise damaged("it is no bag")
        self.base = bases[0]
        if not _DECLARATION.fullmatch(self._text(DECLARED)):
            raise damaged("it is a bag of an unknown kind")

    def manifest(self) -> dict[str, str]:
        """What the bag says that it holds; nothing else may be in it."""
        for name, sum in _sums(self._text(TAGS)).items():
            if hashlib.sha256(self._read(name)).hexdigest() != sum:
                raise damaged(f"{name} was changed")
        sums = _sums(self._text(MANIFEST))
        strange = [name for name in sums if not contents.NAMES.fullmatch(name.removeprefix(PAYLOAD))]
        files = {name.removeprefix(self.base) for name in self._archive.names if not name.endswith("/")}
        more = files - set(sums) - {DECLARED, INFO, MANIFEST, TAGS}
        if strange or more:
            raise refused(f"it holds {sorted([*strange, *more])[0][:80]!r}")
        return sums

    def unpack(self, sums: dict[str, str]) -> dict[str, bytes]:
        """Checks every file. Words are returned by their names; media, takes and remixes lie in the folder."""
        words: dict[str, bytes] = {}
        room = MAX_WORDS_BYTES
        for name, sum in sums.items():
            short = name.removeprefix(PAYLOAD)
            if short.startswith("library/"):
                words[short] = self._read(name, sum, room)
                room -= len(words[short])
            elif short.startswith(("media/", "takes/", "remixes/")):
                path = self._folder / short
                path.parent.mkdir(mode=0o700, exist_ok=True)
                with path.open("xb") as out:
                    self._pour(name, sum, out.write)
            else:
                self._pour(name, sum, lambda piece: None)
        return words

    def _pour(self, name: str, sum: str, write: Callable[[bytes], object], most: int | None = None) -> None:
        seen = hashlib.sha256()
        for piece in self._archive.pieces(self.base + name, most):
            seen.update(piece)
            write(piece)
            self._progress.add(len(piece))
        if sum and seen.hexdigest() != sum:
            raise damaged(f"{name} was changed")

    def _read(self, name: str, sum: str = "", most: int = MAX_WORDS_BYTES) -> bytes:
        data = bytearray()
        self._pour(name, sum, data.extend, most)
        return bytes(data)

    def _text(self, name: str) -> str:
        return self._read(name).decode("utf-8")


def _sums(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.splitlines():
        one = _LINE.fullmatch(line)
        if one is None or one[2] in found:
            raise damaged("its manifest cannot be read")
        found[one[2]] = one[1]
    return found


def _about(words: dict[str, bytes]) -> dict[str, Any]:
    about = json.loads(words.get(contents.ABOUT, b"null"))
    if not isinstance(about, dict) or about.get("format") != contents.FORMAT:
        raise refused("it is a bag, and no studio packed it")
    if about.get("version") != contents.VERSION:
        raise NeedsUpdate(
            "A newer studio packed this archive", "Nothing was changed. Install the newest studio to bring it in."
        )
    return about


def refused(detail: str) -> Refused:
    advice = "Nothing was changed. Bring in an archive as the studio made it, on a disk with room for all of it."
    return Refused("This archive is not brought in", advice, detail, "archive")


def damaged(detail: str) -> Damaged:
    return Damaged("This archive is damaged, or is none", "Nothing was changed. Use another copy of it.", detail)
