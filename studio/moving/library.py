"""The rows of a library as its nouns, and what belongs to whom, for the archive and its pages."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from studio.credit.tree import Family
from studio.domain.parcel import Parcel
from studio.domain.record import Draft, Media, Record
from studio.domain.request import Request, SourceChange
from studio.domain.study import Version
from studio.domain.take import Take, TakeState
from studio.store.moving import Rows
from studio.store.shapes import DRAFT, PARCEL, RECORD, REQUEST, TAKE, VERSION

from .contents import ID
from .pages import Line, Piece
from .telling import Named, Read, of_draft, of_record, of_take

_SHA256 = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True)
class Library:
    """`remixes` are the files of remixes in the making."""

    rows: Rows
    takes: tuple[Take, ...]
    drafts: tuple[Draft, ...]
    versions: tuple[Version, ...]
    parcels: tuple[Parcel, ...]
    records: tuple[Record, ...]
    requests: tuple[Request, ...]
    remixes: tuple[Path, ...]

    @classmethod
    def of(cls, rows: dict[str, list[dict[str, Any]]], remixes: Path, *, takes: bool) -> Library:
        """Without `takes`, those that are in no draft, nor heard in one that is, are left out."""
        if not takes:
            held = _held(rows)
            rows = rows | {"takes": [row for row in rows["takes"] if row["id"] in held]}
        files = [path for kind in ("remix", "canvas") for path in sorted(remixes.glob(f"*.{kind}"))]
        return cls(
            rows,
            tuple(map(TAKE.from_mapping, rows["takes"])),
            tuple(map(DRAFT.from_mapping, rows["drafts"])),
            tuple(map(VERSION.from_mapping, rows["versions"])),
            tuple(map(PARCEL.from_mapping, rows["parcels"])),
            tuple(map(RECORD.from_mapping, rows["records"])),
            tuple(map(REQUEST.from_mapping, rows["requests"])),
            tuple(files),
        )

    @cached_property
    def people(self) -> dict[str, str]:
        """Who one is, by platform."""
        return {row["id"]: row["person_id"] for row in self.rows["platforms"]}

    @property
    def home(self) -> str:
        return next((str(row["id"]) for row in self.rows["platforms"] if row["is_home"]), "")

    @cached_property
    def own(self) -> tuple[Record, ...]:
        return tuple(one for one in self.records if one.author.id in self.people.values())

    @cached_property
    def media(self) -> dict[str, str]:
        """Every file that is named, with its kind; what only a remix in the making or a version names has none."""
        found: dict[str, str] = {}
        found |= {media.sha256: media.mime for media in self._files()}
        others = [sha256 for path in self.remixes for sha256 in _SHA256.findall(path.read_text("utf-8", "replace"))]
        cleaned = (row[name] for row in self.rows["cleaned"] for name in ("sha256", "original"))
        for sha256 in (*others, *cleaned, *(one.original for one in self.versions)):
            found.setdefault(sha256, "")
        return found

    @cached_property
    def guides(self) -> dict[str, str]:
        """What challenges bring to be heard while one records, and what was heard; not all of it was ever fetched."""
        heard = {take.guide_sha256: "" for take in self.takes if take.guide_sha256}
        brought = (json.loads(row["guide"]) for row in self.rows["challenges"] if row["guide"])
        return heard | {guide["sha256"]: guide["mime"] for guide in brought}

    def _files(self) -> Iterator[Media]:
        for record in self.records:
            yield from record.files()
        for draft in self.drafts:
            yield from (page.media for page in draft.pages)
        for parcel in self.parcels:
            yield from parcel.files
        yield from (version.media for version in self.versions)

    def receipts(self) -> list[dict[str, Any]]:
        """What was sealed for challenges, and what became of it."""
        handed = [(one, json.loads(one.contribution_body)) for one in self.parcels if one.contribution_body]
        return [told | {"sealed_at": one.sealed_at, "handed": one.handed.value} for one, told in handed]

    def pieces(
        self, named: Named, read: Read, sounds: Mapping[str, str], logs: Mapping[str, Sequence[SourceChange]]
    ) -> list[tuple[str, list[Piece]]]:
        """What has a page, in groups; each id once."""
        family, asked, sealed = Family.of(self.records), _by(self.requests), _by(self.parcels)
        challenges = {str(row["id"]): str(row["title"]) for row in self.rows["challenges"]}
        own = {one.id for one in self.own}
        told = {
            one.id: of_record(one, family, named, read, challenges, sealed[one.id], asked[one.id], logs.get(one.id, ()))
            for one in reversed(self.records)
        }
        removed = {row["id"] for row in self.rows["drafts"] if row["removed_at"]}
        open_drafts = [one for one in reversed(self.drafts) if one.record_id not in told and one.id not in removed]
        takes = [one for one in reversed(self.takes) if one.state is TakeState.KEPT and one.layer_of is None]
        saved = defaultdict(list)
        for version in self.versions:
            saved[version.draft_id].append(Line(f"{version.title}: {named(version.media.sha256) or 'not here'}"))
        drafts = [
            of_draft(one, named, sounds.get(one.take_id or "", ""), challenges, saved[one.id]) for one in open_drafts
        ]
        return [
            ("Your records", [piece for id, piece in told.items() if id in own]),
            ("Drafts and what waits to be sent", drafts),
            ("Takes", [of_take(one, sounds.get(one.id, "")) for one in takes]),
            ("Records of others", [piece for id, piece in told.items() if id not in own]),
        ]


def _by(things: Iterable[Any]) -> defaultdict[str, list[Any]]:
    """Grouped by the record that they are about."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for thing in things:
        found[thing.record_id].append(thing)
    return found


def _held(rows: Mapping[str, list[dict[str, Any]]]) -> set[str]:
    """The takes of drafts, what was punched in over them, and what their edits name."""
    drafted = {row["take_id"] for row in rows["drafts"]} - {None}
    takes = [row for row in rows["takes"] if drafted & {row["id"], row["layer_of"]}]
    named = {id for row in takes for id in ID.findall(row["edits"])}
    return {row["id"] for row in takes} | (named & {row["id"] for row in rows["takes"]})
