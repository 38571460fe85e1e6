"""Taking everything away: the library, its files and its pages, streamed into one bag. Nothing here changes meanwhile."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from studio import __version__
from studio.credit import graph_files
from studio.credit.tree import Family
from studio.domain.moments import now
from studio.domain.progress import Progress
from studio.domain.record import Record
from studio.domain.request import SourceChange
from studio.domain.take import Take
from studio.domain.words import safe_file_name
from studio.errors import StudioError
from studio.sound.editing import write_edited
from studio.store import Store

from . import contents, pages
from .bag import Bag, bag_in
from .library import Library

#: Reads the log of a record's sources from its platform; None where no platform is asked.
ReadLog = Callable[[Record], Sequence[SourceChange]]
_PAID = {"payments": [], "note": "No payment has gone through this studio."}


@dataclass(frozen=True, slots=True)
class Style:
    """The sheet of the pages, and the colours of both themes by their names."""

    sheet: str
    dark: Mapping[str, str]
    light: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Gone:
    """What is in the archive now. `missing` and `damaged` are files that the library names and that are not there, or not whole."""

    path: Path
    size_bytes: int
    records: int
    own: int
    drafts: int
    takes: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]


def take_away(
    store: Store,
    path: Path,
    style: Style,
    *,
    takes: bool,
    progress: Progress | None = None,
    read_log: ReadLog | None = None,
) -> Gone:
    """Writes the archive at `path`, whole or not at all. Without `takes`, only the takes that a draft holds are in it.

    Reads every file once: for a task's thread. Raises DiskTrouble, and Refused (code `STOPPED`) where `progress` was stopped.
    """
    progress = progress or Progress()
    store.space.look()
    library = Library.of(store.moving.everything(), store.folder.remixes, takes=takes)
    with bag_in(path, safe_file_name(path.stem, fallback="library"), progress) as bag:
        packing = _Packing(store, library, bag)
        progress.begin(packing.size_bytes())
        packing.pack_files()
        logs = _logs(library, read_log)
        packing.pack_words(logs, all_takes=takes)
        packing.pack_pages(style, logs)
        bag.finish(f"Redbutton Studio {__version__}")
    return Gone(
        path,
        path.stat().st_size,
        len(library.records),
        len(library.own),
        sum(not one.sealed for one in library.drafts),
        len(library.takes),
        tuple(packing.missing),
        tuple(packing.damaged),
    )


class _Packing:
    def __init__(self, store: Store, library: Library, bag: Bag) -> None:
        self._store = store
        self._library = library
        self._bag = bag
        here = {sha256: mime for sha256, mime in library.guides.items() if store.media.has(sha256)}
        self._media = here | library.media
        self._sounds: dict[str, str] = {}
        self._heard: dict[str, str] = {}
        self.missing: list[str] = []
        self.damaged: list[str] = []

    def size_bytes(self) -> int:
        media = [self._store.media.path(sha256) for sha256 in self._media]
        takes = [self._store.takes.file(take) for take in self._library.takes]
        return sum(path.stat().st_size for path in (*media, *takes) if path.is_file())

    def pack_files(self) -> None:
        """A take that was sent lies among the media already; it is not packed twice."""
        for sha256, mime in self._media.items():
            if self._add(contents.media_name(sha256, mime), self._store.media.path(sha256)) not in ("", sha256):
                self.damaged.append(sha256)
        for take in self._library.takes:
            path = self._store.takes.file(take)
            name = self._named(_sha256(path))
            if name or self._add(contents.take_name(take.id), path):
                self._sounds[take.id] = name or contents.take_name(take.id)
            if take.edits_done:
                self._add_heard(take)
        for path in self._library.remixes:
            self._add(f"remixes/{path.name}", path)

    def _add_heard(self, take: Take) -> None:
        """What the pages play of an edited take; the archive holds the untouched one beside it."""
        with self._store.media.passing() as path:
            try:
                write_edited(take, self._store.takes.path, path)
            except StudioError:
                self.missing.append(contents.take_name(take.id))
                return
            name = contents.media_name(_sha256(path), "audio/wav")
            if name in self._bag or self._add(name, path):
                self._heard[take.id] = name

    def pack_words(self, logs: Mapping[str, Sequence[SourceChange]], *, all_takes: bool) -> None:
        library = self._library
        for table, rows in library.rows.items():
            self._bag.add(contents.table_name(table), contents.lines_of(rows))
        family = Family.of(library.records)
        self._bag.add(contents.TREE, graph_files.as_json(family).encode())
        self._bag.add(contents.GRAPH, graph_files.as_graphml(family))
        self._bag.add(contents.RECEIPTS, _json(library.receipts()))
        self._bag.add(contents.PAYMENTS, _json(_PAID))
        told = {id: [asdict(line) for line in lines] for id, lines in logs.items()}
        not_asked = [record.id for record in library.own if record.id not in logs]
        self._bag.add(contents.LOGS, _json({"logs": told, "not_asked": not_asked}))
        about = contents.About(
            now(),
            __version__,
            library.home,
            library.people,
            all_takes,
            self._sounds,
            tuple(self.missing),
            tuple(self.damaged),
        )
        self._bag.add(contents.ABOUT, about.as_json())

    def pack_pages(self, style: Style, logs: Mapping[str, Sequence[SourceChange]]) -> None:
        groups = self._library.pieces(self._named, self._words, self._sounds | self._heard, logs)
        for _, pieces in groups:
            for piece in pieces:
                self._bag.add(contents.page_name(piece.id), pages.page(piece))
        self._bag.add(contents.STYLE, pages.style(style.sheet, style.dark, style.light))
        sentences = (
            f"Taken away {now()[:10]}. These pages need no studio and no network; the studio brings the archive in again.",
        )
        self._bag.add(contents.INDEX, pages.index("Everything you made", sentences, groups))

    def _add(self, name: str, path: Path) -> str:
        """The SHA-256 of what was packed, "" where the file is not there."""
        try:
            return self._bag.add_file(name, path)
        except FileNotFoundError:
            self.missing.append(name)
            return ""

    def _named(self, sha256: str) -> str:
        name = contents.media_name(sha256, self._media.get(sha256, ""))
        return name if name in self._bag else ""

    def _words(self, sha256: str) -> str:
        try:
            return self._store.media.path(sha256).read_text("utf-8", "replace")
        except OSError:
            return ""


def _logs(library: Library, read_log: ReadLog | None) -> dict[str, Sequence[SourceChange]]:
    """The logs of one's own records, as far as their platforms answer; one that does not is asked once."""
    found: dict[str, Sequence[SourceChange]] = {}
    silent: set[str] = set()
    for record in library.own if read_log else ():
        if record.platform_id not in silent:
            try:
                found[record.id] = read_log(record) if read_log else ()
            except StudioError:
                silent.add(record.platform_id)
    return found


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _json(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
