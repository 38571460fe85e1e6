"""Records, their media, and the sources that they build on."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from .doors import MAX_ALT, MAX_MORE, MAX_SOURCES, MAX_TITLE, MAX_UPLOAD_BYTES
from .people import PersonOut
from .words import (
    Asked,
    FileName,
    Kind,
    LineId,
    Mime,
    Moment,
    Note,
    Place,
    Rights,
    Sha256,
    SourceType,
    Tags,
    Title,
    Told,
    Uuid,
)


class MediaRef(Asked):
    """A file by its content. `duration_s` for sound, pixels for pictures; zero where it does not apply."""

    sha256: Sha256
    size_bytes: Annotated[int, Field(ge=0, le=MAX_UPLOAD_BYTES)]
    mime: Mime
    duration_s: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    width_px: Annotated[int, Field(ge=0, le=1 << 20)] = 0
    height_px: Annotated[int, Field(ge=0, le=1 << 20)] = 0


class Part(Asked):
    """In a set of sounds: what a file is called, and which line it says."""

    name: FileName = ""
    line_id: LineId = ""

    @model_serializer(mode="wrap")
    def _short(self, told: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Older studios and platforms refuse words that they do not know: these are told only where there are any."""
        return {name: value for name, value in told(self).items() if value or name not in ("name", "line_id", "tags")}


#: What a picture shows, for those who cannot see it.
Alt = Annotated[str, Field(max_length=MAX_ALT)]


class PageRef(Part):
    """One more file of a record: the next page, the next step of making it, or the next part of a set of sounds."""

    media: MediaRef
    alt: Alt = ""


class WorkRef(Asked):
    """Something made outside of every platform. `licence` is an SPDX id, or the author's own words."""

    title: Title
    author: Annotated[str, Field(max_length=MAX_TITLE)] = ""
    address: Annotated[str, Field(max_length=2_000, pattern=r"^(https?://\S+)?$")] = ""
    licence: Annotated[str, Field(max_length=MAX_TITLE)] = ""


class SourceRef(Asked):
    """An edge to another record on the same platform, or to a work from outside. The id is the client's, so a delivery can be
    repeated. `place`, `amount_s` and `share` tell where in this piece it is, for how long and how much (0 to 1).
    """

    id: Uuid
    record_id: Uuid | None = None
    type: SourceType
    origin: Literal["auto", "manual", "requested"] = "manual"
    thanks: Annotated[str, Field(max_length=500)] = ""
    place: Place = ""
    amount_s: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    share: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.0
    work: WorkRef | None = None

    @model_validator(mode="after")
    def _names_one_thing(self) -> Self:
        if (self.record_id is None) == (self.work is None):
            raise ValueError("a source names either a record or a work from outside")
        return self


class RecordIn(Part):
    """`PUT /records/{id}`: the sealed revision with its sources, accepted whole or not at all.

    `media` is the first file; `alt`, `name` and `line_id` are its own. `more` are the files after it, of the same kind.
    """

    revision_id: Uuid
    kind: Kind
    title: Title
    media: MediaRef
    rights: Rights
    ai_training: bool = False
    note: Note = ""
    language: Annotated[str, Field(max_length=35)] = ""
    made_at: Moment
    sources: Annotated[list[SourceRef], Field(max_length=MAX_SOURCES)] = []
    alt: Alt = ""
    more: Annotated[list[PageRef], Field(max_length=MAX_MORE)] = []
    tags: Tags = []

    def parts(self) -> list[PageRef]:
        """All its files in their order, with what is said of each."""
        return [PageRef(media=self.media, alt=self.alt, name=self.name, line_id=self.line_id), *self.more]

    def files(self) -> list[MediaRef]:
        """All of them, in their order."""
        return [self.media, *(page.media for page in self.more)]


class RecordOut(Told):
    """A record as told. A withdrawn record is a tombstone: it keeps its place in the tree and has no media."""

    id: Uuid
    revision_id: Uuid
    kind: Kind
    title: str
    author: PersonOut
    media: MediaRef | None
    rights: Rights
    ai_training: bool
    note: str = ""
    language: str = ""
    made_at: Moment
    posted_at: Moment
    sources: list[SourceRef] = []
    challenge_id: Uuid | None = None
    state: Literal["live", "superseded", "withdrawn"] = "live"
    alt: str = ""
    more: list[PageRef] = []
    name: str = ""
    line_id: str = ""
    tags: list[str] = []


class TreeOut(Told):
    """A record's whole family: every record that can be reached up or down through sources, `root` among them. A large one comes in
    pages, newest first; `next` is None on the last one."""

    root: Uuid
    records: list[RecordOut]
    next: Uuid | None = None
