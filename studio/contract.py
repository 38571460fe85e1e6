"""What crosses the wire, for both ends: shapes, limits and problem codes of API version 1.

The server validates what it receives and the studio validates what it is answered with the same models, so neither trusts the
other. Unknown fields in answers are ignored (a newer platform may say more); unknown fields in requests are refused.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Generic, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

API = "/api/v1"
API_VERSION = 1
TUS_VERSION = "1.0.0"
TUS_EXTENSIONS = "creation,checksum,termination,expiration"
PROBLEM_TYPE = "application/problem+json"
IDEMPOTENCY_KEY = "Idempotency-Key"

#: The doors of the API. Below `RECORDS`, `CONTRIBUTIONS` and `CHALLENGES` stands an id, below `MEDIA` a SHA-256, and a record's
#: family is at `RECORDS/{id}/tree`. An upload is made by POST at `UPLOADS` (tus 1.0 creation; `Upload-Metadata: sha256 …,mime …`,
#: base64 values) and goes on at the `Location` of the answer.
INFO = f"{API}/platform"
JOIN = f"{API}/join"
ME = f"{API}/me"
CHALLENGES = f"{API}/challenges"
RECORDS = f"{API}/records"
CONTRIBUTIONS = f"{API}/contributions"
MEDIA = f"{API}/media"
UPLOADS = f"{API}/uploads"
CHANGES = f"{API}/changes"
#: Below `REQUESTS/{id}` stand `answer`, `reply` and `withdrawal`; below `RECORDS/{id}`, `requests`, `sources/changes` and
#: `sources/{id}/removal`.
REQUESTS = f"{API}/requests"

MAX_TITLE = 200
MAX_NOTE = 5_000
MAX_HANDLE = 40
MAX_SOURCES = 500
MAX_WORDS = 1_000
MAX_REQUESTS_A_DAY = 50
MAX_LINES = 2_000
MAX_BODY_BYTES = 1 << 20
MAX_TEXT_BYTES = 1 << 20
MAX_UPLOAD_BYTES = 16 << 30
MAX_CHUNK_BYTES = 64 << 20
MAX_PAGE = 200
MAX_WAIT_S = 25
KEYS_KEPT_DAYS = 30
HALF_UPLOADS_KEPT_H = 24

Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Moment = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
Title = Annotated[str, Field(min_length=1, max_length=MAX_TITLE)]
Note = Annotated[str, Field(max_length=MAX_NOTE)]
Mime = Annotated[str, Field(pattern=r"^[a-z]+/[a-z0-9.+-]+$", max_length=80)]
Handle = Annotated[str, Field(min_length=1, max_length=MAX_HANDLE)]
Kind = Literal["audio", "image", "text", "video"]
Rights = Literal["CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-ND-4.0"]
#: Where in a piece: seconds (W3C Media Fragments), percent of a picture, or characters of a text (RFC 5147).
_NUMBER = r"\d{1,9}(\.\d{1,6})?"
Place = Annotated[
    str,
    Field(
        pattern=rf"^(t={_NUMBER},{_NUMBER}|xywh=percent:{_NUMBER}(,{_NUMBER}){{3}}|char=\d{{1,9}},\d{{1,9}})?$",
        max_length=80,
    ),
]
SourceType = Literal["sampled", "traced", "voiced", "translated", "edited", "inspired_by"]


class Code(StrEnum):
    """Stable codes of problem documents; the client decides by these, never by the words."""

    INVALID = "invalid"
    TOO_LARGE = "too_large"
    NOT_FOUND = "not_found"
    SIGN_IN = "sign_in"
    NOT_YOURS = "not_yours"
    BAD_INVITE = "bad_invite"
    HANDLE_TAKEN = "handle_taken"
    KEY_REUSED = "key_reused"
    KEY_IN_FLIGHT = "key_in_flight"
    ID_TAKEN = "id_taken"
    MEDIA_MISSING = "media_missing"
    MEDIA_MISMATCH = "media_mismatch"
    SOURCE_MISSING = "source_missing"
    CYCLE = "cycle"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    WRONG_KIND = "wrong_kind"
    OWN_RECORD = "own_record"
    SOURCED = "sourced"
    ASKED = "asked"
    SETTLED = "settled"
    TOO_OFTEN = "too_often"
    CURSOR = "cursor"
    UPLOAD_GONE = "upload_gone"
    UPLOAD_OFFSET = "upload_offset"
    UPLOAD_LOCKED = "upload_locked"
    UPLOAD_CHECKSUM = "upload_checksum"
    UPLOAD_TYPE = "upload_type"
    TUS_VERSION = "tus_version"
    DISK_FULL = "disk_full"
    QUOTA = "quota"
    RANGE = "range"
    METHOD = "method"
    INTERNAL = "internal"


class Asked(BaseModel):
    """A request body: nothing unknown in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(BaseModel):
    """An answer: more may be said than this studio knows."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Problem(Told):
    """RFC 9457 problem document with a stable `code`. `title` and `detail` are written for people."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    code: Code = Code.INTERNAL


class PlatformInfo(Told):
    id: Uuid
    name: str
    api: int
    version: str
    home: bool
    now: Moment
    max_upload_bytes: int
    max_chunk_bytes: int


class PersonOut(Told):
    id: Uuid
    handle: str


class JoinIn(Asked):
    invite: Annotated[str, Field(min_length=8, max_length=200)]
    handle: Handle
    device: Annotated[str, Field(max_length=80)] = ""


class JoinOut(Told):
    """The token is told once; the platform keeps only its hash."""

    token: str
    person: PersonOut


class MediaRef(Asked):
    """A file by its content. `duration_s` for sound, pixels for pictures; zero where it does not apply."""

    sha256: Sha256
    size_bytes: Annotated[int, Field(ge=0, le=MAX_UPLOAD_BYTES)]
    mime: Mime
    duration_s: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    width_px: Annotated[int, Field(ge=0, le=1 << 20)] = 0
    height_px: Annotated[int, Field(ge=0, le=1 << 20)] = 0


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


class RecordIn(Asked):
    """`PUT /records/{id}`: the sealed revision with its sources, accepted whole or not at all."""

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


class LineOut(Told):
    id: str
    text: str
    character: str = ""
    note: str = ""


class ChallengeOut(Told):
    """`pay_minor` is in minor units of `currency`; None means that nothing is paid. `recent` are the newest contributions."""

    id: Uuid
    kind: Kind
    title: str
    by: str
    summary: str
    brief: str
    minutes: int
    effort: Literal["first_step", "practised", "stretch"]
    lines: list[LineOut] = []
    closes_at: Moment | None = None
    pay_minor: int | None = None
    currency: str = ""
    goes_to: str = ""
    rights: Rights = "CC-BY-4.0"
    ai_training: bool = False
    state: Literal["draft", "open", "grace", "closed", "decided"] = "open"


class ContributionIn(Asked):
    """`PUT /contributions/{id}`: hands a record to a challenge."""

    challenge_id: Uuid
    record_id: Uuid
    revision_id: Uuid


class ContributionOut(Told):
    id: Uuid
    challenge_id: Uuid
    record_id: Uuid
    revision_id: Uuid
    state: Literal["submitted", "seen", "shortlisted", "used", "not_used"] = "submitted"
    reason: str = ""
    submitted_at: Moment


#: What somebody says about a source; never only blanks.
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_WORDS)]


class RequestIn(Asked):
    """`PUT /requests/{id}`: asks a record's author to name a source: a record on the same platform, or a work from outside."""

    record_id: Uuid
    source_id: Uuid | None = None
    work: WorkRef | None = None
    type: SourceType
    place: Place = ""
    words: Reason

    @model_validator(mode="after")
    def _names_one_thing(self) -> Self:
        if (self.source_id is None) == (self.work is None):
            raise ValueError("a request names either a record or a work from outside")
        return self


class AnswerIn(Asked):
    """`PUT /requests/{id}/answer`, by the record's author: the source is added, or disputed with a reason."""

    accept: bool
    reason: Reason | None = None


class WordsIn(Asked):
    """`PUT /requests/{id}/reply`, by who asked, once; and `PUT /records/{id}/sources/{id}/removal`, by the author: why."""

    words: Reason


class RequestOut(Told):
    """`sourced` and `verdict` are the host's, once it is decided. A source that was added has the request's own id."""

    id: Uuid
    record_id: Uuid
    author: PersonOut
    asker: PersonOut
    source_id: Uuid | None = None
    work: WorkRef | None = None
    type: SourceType
    place: str = ""
    words: str
    state: Literal["requested", "accepted", "disputed", "decided", "withdrawn"]
    reason: str = ""
    reply: str = ""
    sourced: bool | None = None
    verdict: str = ""
    asked_at: Moment
    changed_at: Moment


class SourceChangeOut(Told):
    """One line of the log of a record's sources. `person` is None where the platform's host decided."""

    id: Uuid
    record_id: Uuid
    what: Literal["added", "removed"]
    source: SourceRef
    person: PersonOut | None
    reason: str = ""
    request_id: Uuid | None = None
    at: Moment


class TreeOut(Told):
    """A record's whole family: every record that can be reached up or down through sources, `root` among them."""

    root: Uuid
    records: list[RecordOut]


class ChangeOut(Told):
    """One entry of the change feed; the newest state of the thing is in it."""

    cursor: str
    what: Literal["challenge", "record", "contribution", "request"]
    challenge: ChallengeOut | None = None
    record: RecordOut | None = None
    contribution: ContributionOut | None = None
    request: RequestOut | None = None


class ChangesOut(Told):
    """`next` is the bookmark to ask with the next time, also where `changes` is empty. `more` says that another page waits."""

    changes: list[ChangeOut]
    next: str
    more: bool


T = TypeVar("T")


class Page(Told, Generic[T]):
    """A page in the order of ids, newest first; `next` is None on the last one."""

    items: list[T]
    next: str | None = None
