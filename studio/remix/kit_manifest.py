"""What a remix kit says of itself (`kit.json`): its files with their hashes, and who made what, so that it is remembered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from studio.credit.lines import Credit
from studio.domain.ids import PersonId, PlatformId, RecordId, RevisionId
from studio.domain.record import Kind, Media, Origin, Person, Record, RecordState, Rights, Source, SourceType, Work
from studio.domain.words import tidy_title
from studio.errors import Refused

from .strict import Form

NAME = "kit.json"
#: INP-3.
MAX_BYTES, MAX_ENTRIES, MAX_WORKS = 2 << 30, 10_000, 20_000
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
#: A name of ours, or one in our only folder. Nothing is ever written under it; it only finds the entry again.
_SAFE = re.compile(r"(?:media/)?[^/\\:\x00-\x1f]{1,240}")


@dataclass(frozen=True, slots=True)
class Packed:
    """A file of the kit."""

    name: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Made:
    """Who made what: a sound of the kit, or something that it builds on. `record_id` is "" for what was never posted, `rights`
    where nobody said."""

    title: str
    author: str = ""
    rights: str = ""
    record_id: str = ""
    sha256: str = ""
    kind: Kind = Kind.AUDIO
    state: RecordState = RecordState.LIVE
    ai_training: bool = False
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Kit:
    """`remix` is the name of the remix file; `piece` is what it makes; `works` are its sounds and all that they build on."""

    id: str
    remix: str
    piece: Made
    files: tuple[Packed, ...]
    works: tuple[Made, ...] = ()
    made_at: str = ""


def made_of(record: Record) -> Made:
    """A withdrawn record keeps its title and names nobody."""
    return Made(
        record.title,
        "" if record.state is RecordState.WITHDRAWN else record.author.handle,
        record.rights,
        record.id,
        record.media.sha256 if record.media else "",
        record.kind,
        record.state,
        record.ai_training,
        tuple(source for source in record.sources if not source.removed),
    )


def made_by(credit: Credit) -> Made:
    return Made(credit.title, credit.author, credit.rights, credit.record_id, credit.sha256)


def record_of(made: Made) -> Record:
    """The record that a work claims to be; one that was never posted has no id. Where nobody said what is allowed, nothing is."""
    author = tidy_title(made.author)
    media = Media(made.sha256, 0, "application/octet-stream") if _SHA256.fullmatch(made.sha256) else None
    return Record(
        RecordId(made.record_id),
        RevisionId(""),
        PlatformId(""),
        made.kind,
        tidy_title(made.title),
        Person(PersonId(author), author),
        "",
        media,
        Rights(made.rights) if made.rights in set(Rights) else Rights.BY_ND,
        made.ai_training,
        sources=made.sources,
        state=made.state,
    )


def sidecar_of(name: str) -> str:
    return f"{name}.json"


def check(kit: Kit) -> None:
    """Raises Refused with the first rule that `kit` breaks."""
    fault = next(_faults(kit), None)
    if fault is not None:
        raise Refused("This remix kit cannot be used", "It was left as it is. Ask for it again.", fault, "kit")


def _faults(kit: Kit) -> Iterator[str]:
    if len(kit.files) > MAX_ENTRIES or len(kit.works) > MAX_WORKS:
        yield f"it names more than {MAX_ENTRIES} files, or more than {MAX_WORKS} works"
    if sum(max(0, one.size_bytes) for one in kit.files) > MAX_BYTES:
        yield "it holds more than 2 GB"
    if not _ID.fullmatch(kit.id):
        yield "it has no id"
    names = Counter(one.name for one in kit.files)
    if any(count > 1 for count in names.values()):
        yield "two of its files have the same name"
    if kit.remix not in names:
        yield "it does not hold its remix"
    for one in kit.files:
        if not _SAFE.fullmatch(one.name) or one.name.split("/")[-1].strip(". ") == "" or one.name == NAME:
            yield f"it names a file that lies outside of it: {one.name[:80]!r}"
        if not _SHA256.fullmatch(one.sha256) or one.size_bytes < 0:
            yield f"it does not say what is in {one.name[:80]!r}"


_PARTS = (Source, Work)
_CHOICES = (SourceType, Origin, Kind, RecordState)
_IDS = ("RecordId", "SourceId")
KIT = Form("kit", 1, Kit, check, parts=(Packed, Made, *_PARTS), choices=_CHOICES, ids=_IDS)
SIDECAR = Form("maker", 1, Made, lambda made: None, parts=_PARTS, choices=_CHOICES, ids=_IDS)


def in_order(works: Iterable[Made]) -> tuple[Made, ...]:
    """Each work once, by its record or its bytes."""
    return tuple({(one.record_id or one.sha256 or one.title): one for one in works}.values())


def suffix_of(kind: str) -> str:
    """The ending for a sound of this kind (as `sound.convert.sniff` calls it); kept files have none of their own."""
    return {"mov": ".m4a", "matroska": ".mka"}.get(kind, f".{kind}")


def is_archive(path: Path) -> bool:
    """Whether a file is a zip, by its first bytes; only opening it tells whether it is a kit."""
    try:
        with path.open("rb") as found:
            return found.read(4) == b"PK\x03\x04"
    except OSError:
        return False
