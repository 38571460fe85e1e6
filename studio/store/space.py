"""The space that kept media take: what lies on this computer, what of it came from others, and what can go again.

Freed is only the media of others' records, and only where nothing here needs it: no draft, no parcel, no own record, none
that a draft or an own record builds on, no remix in the data folder, no challenge that is still open and brings it as its guide,
and no take that was made along it. A freed file can always be fetched again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from studio.domain.record import Record

from .database import Database
from .media import MediaFolder
from .shapes import RECORD

#: So much of a kept text can be searched.
WORDS_BYTES = 64_000
_SHA256 = re.compile(r"\b[0-9a-f]{64}\b")
_MINE = "json_extract(author, '$.id') IN (SELECT person_id FROM platforms)"
#: From the few files that are here to the records they belong to, and not the other way round.
_JOINED = (
    "here CROSS JOIN finds ON finds.sha256 = here.sha256"
    " CROSS JOIN records ON records.platform_id = finds.platform_id AND records.id = finds.record_id"
)
_GUIDES = "SELECT json_extract(guide, '$.sha256') FROM challenges WHERE guide NOT NULL AND state IN ('open', 'grace')"
_HEARD_BESIDE = "SELECT DISTINCT guide_sha256 FROM takes WHERE guide_sha256 != ''"
_CITED_BY_ME = (
    "SELECT cited_id FROM citations JOIN records"
    f" ON records.platform_id = citations.platform_id AND records.id = citations.record_id WHERE {_MINE}"
)


@dataclass(frozen=True, slots=True)
class Used:
    """`others_bytes` were fetched from others' records; `free_bytes` of them, in `free_files` files, can go."""

    others_bytes: int
    free_bytes: int
    free_files: int


class Space:
    """Reads the media folder: for a task's thread, but for `used`."""

    def __init__(self, database: Database, root: Path, media: MediaFolder, told: Callable[[], None]) -> None:
        self._database = database
        self._root = root
        self._media = media
        self._told = told

    def look(self) -> None:
        """Takes note of files that came or went, and of the words in those that are text."""
        found = dict(self._files())
        known = set(self._column("SELECT sha256 FROM here"))
        new, gone = found.keys() - known, known - found.keys()
        if new or gone:
            with self._database.write() as connection:
                connection.executemany("DELETE FROM here WHERE sha256 = ?", [(sha256,) for sha256 in gone])
                connection.executemany(
                    "INSERT OR IGNORE INTO here VALUES (?, ?, '')", [(sha256, found[sha256]) for sha256 in new]
                )
        if self._read_words() or new or gone:
            self._told()

    def used(self) -> Used:
        """As of the last `look`."""
        others = self._others()
        free = others.keys() - self._needed()
        return Used(sum(others.values()), sum(others[sha256] for sha256 in free), len(free))

    def free(self) -> tuple[Record, ...]:
        """Frees all that may go and returns whose files went. Nothing that is written meanwhile can come to need them."""
        with self._database.write() as connection:
            gone = [sha256 for sha256 in sorted(self._others().keys() - self._needed()) if self._remove(sha256)]
            records = [record for sha256 in gone for record in self._records_of(sha256)]
            connection.executemany("DELETE FROM here WHERE sha256 = ?", [(sha256,) for sha256 in gone])
        self._told()
        return tuple(records)

    def release(self, sha256s: Collection[str]) -> None:
        """Files of what was deleted go, but for those that anything here or on a platform still has."""
        with self._database.write() as connection:
            told = set(self._column("SELECT sha256 FROM finds WHERE sha256 IS NOT NULL"))
            gone = [sha256 for sha256 in set(sha256s) - self._needed() - told if self._remove(sha256)]
            connection.executemany("DELETE FROM here WHERE sha256 = ?", [(sha256,) for sha256 in gone])

    def _files(self) -> Iterator[tuple[str, int]]:
        """Hash and size of every whole file; one may go while it is looked at."""
        for path in self._media.folder.glob("??/*"):
            if _SHA256.fullmatch(path.name):
                with suppress(FileNotFoundError):
                    yield path.name, path.stat().st_size

    def _read_words(self) -> bool:
        """Text is searched by what it says; a file may be here before its record is told."""
        sql = f"SELECT DISTINCT here.sha256 FROM {_JOINED} WHERE kind = 'text' AND here.words = ''"
        read = [(words, sha256) for sha256 in self._column(sql) if (words := self._words(sha256))]
        if read:
            with self._database.write() as connection:
                connection.executemany("UPDATE here SET words = ? WHERE sha256 = ?", read)
        return bool(read)

    def _words(self, sha256: str) -> str:
        try:
            with self._media.path(sha256).open("rb") as file:
                return file.read(WORDS_BYTES).decode("utf-8", "replace").replace("\x00", " ").strip()
        except OSError:
            return ""

    def _others(self) -> dict[str, int]:
        """Files of others' records that are here, with their sizes."""
        sql = f"SELECT here.sha256, size_bytes FROM {_JOINED} WHERE NOT {_MINE}"
        return {str(sha256): int(str(size)) for sha256, size in self._database.rows(sql)}

    def _needed(self) -> set[str]:
        needed = set(self._column(f"SELECT here.sha256 FROM {_JOINED} WHERE {_MINE}"))
        for table in ("drafts", "parcels", "versions"):
            media = self._column(f"SELECT media FROM {table} WHERE media IS NOT NULL")
            needed |= {json.loads(text)["sha256"] for text in media}
        for table in ("drafts", "parcels"):
            for more in self._column(f"SELECT more FROM {table} WHERE more != '[]'"):
                needed |= set(_SHA256.findall(more))
        needed |= set(self._column("SELECT original FROM versions"))
        made_from = self._database.rows("SELECT sha256, original FROM cleaned")
        needed |= {str(original) for sha256, original in made_from if sha256 in needed}
        needed |= set(self._column(_GUIDES)) | set(self._column(_HEARD_BESIDE))
        cited = set(self._column(_CITED_BY_ME))
        for sources in self._column("SELECT sources FROM drafts WHERE sources != '[]'"):
            cited |= {source["record_id"] for source in json.loads(sources)}
        return needed | self._media_of(cited) | self._in_remixes()

    def _column(self, sql: str) -> list[str]:
        return [str(row[0]) for row in self._database.rows(sql)]

    def _in_remixes(self) -> set[str]:
        """Every hash that is named in a remix or canvas file of this studio, whatever else the file says."""
        files = [
            path for place in ("", "*/") for kind in ("remix", "canvas") for path in self._root.glob(f"{place}*.{kind}")
        ]
        return {sha256 for path in files for sha256 in _SHA256.findall(path.read_text("utf-8", "replace"))}

    def _media_of(self, record_ids: Iterable[str]) -> set[str]:
        sql = "SELECT sha256 FROM finds WHERE sha256 IS NOT NULL AND record_id IN (SELECT value FROM json_each(?))"
        return {str(row[0]) for row in self._database.rows(sql, json.dumps(sorted(record_ids)))}

    def _records_of(self, sha256: str) -> list[Record]:
        columns = ", ".join(f'records."{name}"' for name in RECORD.columns)
        rows = self._database.rows(f"SELECT {columns} FROM {_JOINED} WHERE here.sha256 = ?", sha256)
        return [RECORD.of(row) for row in rows]  # type: ignore[arg-type]

    def _remove(self, sha256: str) -> bool:
        """The file, and what was made from it to be looked at. False where it is in use (some systems hold an open file)."""
        path = self._media.path(sha256)
        try:
            path.unlink(missing_ok=True)
        except OSError:
            return False
        for beside in path.parent.glob(f"{sha256}.*"):
            with suppress(OSError):
                beside.unlink()
        return True
