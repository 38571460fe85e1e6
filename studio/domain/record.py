"""A record (a posted piece), the draft it comes from, and the sources it builds on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from .ids import ChallengeId, DraftId, PersonId, PlatformId, RecordId, RemixId, RevisionId, SourceId, TakeId
from .kind import RIGHTS_IN_WORDS as RIGHTS_IN_WORDS
from .kind import Kind as Kind
from .kind import Rights as Rights
from .media import Media as Media


class SourceType(StrEnum):
    SAMPLED = "sampled"
    TRACED = "traced"
    VOICED = "voiced"
    TRANSLATED = "translated"
    EDITED = "edited"
    INSPIRED_BY = "inspired_by"


class Origin(StrEnum):
    AUTO = "auto"
    MANUAL = "manual"
    REQUESTED = "requested"


class RecordState(StrEnum):
    LIVE = "live"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Work:
    """Something made outside of every platform. `licence` is an SPDX id, or the author's own words."""

    title: str
    author: str = ""
    address: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """An edge from a revision to what it builds on: another record (also one that is still a draft here, by the id it will
    have), or a `work` from outside; exactly one of both.

    `place` is where in this piece it can be heard, seen or read, as a fragment: `t=12.5,30` (seconds, W3C Media Fragments),
    `xywh=percent:10,20,30,40`, or `char=10,40` (RFC 5147). `share` is its part of the sound or picture, 0 to 1, and `amount_s`
    how long it is heard. `removed` was a source once and can no longer be heard or seen: it is remembered, and never sent.
    """

    id: SourceId
    record_id: RecordId | None
    type: SourceType
    origin: Origin = Origin.MANUAL
    thanks: str = ""
    place: str = ""
    amount_s: float = 0.0
    share: float = 0.0
    work: Work | None = None
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One file of a record: a page, a step of making it, or a part of a set of sounds. `alt` says what it shows; in a set `name`
    is what the file is called, and `line_id` the line that it says."""

    media: Media
    alt: str = ""
    name: str = ""
    line_id: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who made something, by the name they chose on their platform."""

    id: PersonId
    handle: str


@dataclass(frozen=True, slots=True)
class Record:
    """A posted piece as the platform tells it. A withdrawn record stays as a tombstone without media.

    `alt` says what its picture shows, for those who cannot see it; `more` are the files after the first. `name` and `line_id` are
    those of the first file, where it is a set.
    """

    id: RecordId
    revision_id: RevisionId
    platform_id: PlatformId
    kind: Kind
    title: str
    author: Person
    posted_at: str
    media: Media | None
    rights: Rights
    ai_training: bool = False
    note: str = ""
    language: str = ""
    challenge_id: ChallengeId | None = None
    sources: tuple[Source, ...] = ()
    state: RecordState = RecordState.LIVE
    alt: str = ""
    more: tuple[Page, ...] = ()
    name: str = ""
    line_id: str = ""
    tags: tuple[str, ...] = ()

    @property
    def pages(self) -> tuple[Page, ...]:
        """All its files in their order; none where it was withdrawn."""
        return (Page(self.media, self.alt, self.name, self.line_id), *self.more) if self.media else ()

    def files(self) -> tuple[Media, ...]:
        return tuple(page.media for page in self.pages)


@dataclass(frozen=True, slots=True)
class Draft:
    """A local record that is not sent yet. Its content is a take, a kept file (`media`) or words (`text`).

    The record that it becomes has the draft's own id, so another draft may name it as a source before it is sent.
    """

    id: DraftId
    kind: Kind
    title: str
    made_at: str
    changed_at: str
    platform_id: PlatformId
    challenge_id: ChallengeId | None = None
    take_id: TakeId | None = None
    media: Media | None = None
    text: str = ""
    note: str = ""
    language: str = ""
    rights: Rights = Rights.BY
    ai_training: bool = False
    sources: tuple[Source, ...] = ()
    sealed: bool = False
    remix_id: RemixId | None = None
    alt: str = ""
    more: tuple[Page, ...] = ()
    name: str = ""
    line_id: str = ""
    tags: tuple[str, ...] = ()

    @property
    def record_id(self) -> RecordId:
        return RecordId(self.id)

    @property
    def pages(self) -> tuple[Page, ...]:
        """All its files in their order; none while it has no file."""
        return (Page(self.media, self.alt, self.name, self.line_id), *self.more) if self.media else ()

    def with_pages(self, pages: tuple[Page, ...]) -> Draft:
        """The same draft of these files, at least one."""
        first, *more = pages
        own = replace(self, media=first.media, alt=first.alt, name=first.name, line_id=first.line_id)
        return replace(own, more=tuple(more))
