"""What one person's computers tell each other: private documents, and the computers themselves.

A document is opaque to the platform: text by kind and id, with a number that grows at each change. Whoever changes it names the
number that the change builds on; where another computer was first, the platform refuses, and the computers settle it by content.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .doors import MAX_DEVICE, MAX_MINE_CHARS, MAX_MORE, MAX_SOURCES, MAX_TITLE
from .records import Alt, MediaRef, PageRef, Part, SourceRef
from .words import Amount, Asked, Kind, Moment, Note, Rights, Sha256, Tags, Told, Uuid

MineKind = Literal["draft", "version", "settings"]
MineId = Annotated[str, Field(pattern=r"^[0-9a-z-]{1,40}$")]
Device = Annotated[str, Field(max_length=MAX_DEVICE, pattern=r"^[^\x00-\x1f]*$")]


class Side(Asked):
    """One content of a document: a `body` of None is one that was removed. Who said it (a computer's name) and when, by its own
    clock, is only to be shown."""

    body: Annotated[str, Field(max_length=MAX_MINE_CHARS, pattern=r"^[^\x00]*$")] | None
    device: Device = ""
    at: Moment


class MineIn(Asked):
    """`PUT /mine/{kind}/{id}`: `base` is the number that this builds on, 0 for the first. `rival` stands beside it where two
    computers disagree and the person has not chosen yet; without one, what was open is settled."""

    base: Amount
    said: Side
    rival: Side | None = None


class MineOut(Told):
    kind: str
    id: MineId
    version: Amount
    said: Side
    rival: Side | None = None


class KeptOut(Told):
    """The number under which the document is known now."""

    version: Amount


class DeviceOut(Told):
    """A computer that one is signed in on; `here` is the one that asks."""

    id: str
    name: str
    joined_at: Moment
    here: bool = False


class DevicesOut(Told):
    items: list[DeviceOut]


class InviteIn(Asked):
    """`POST /me/invites`: lets one more computer in, as the same person, under this name."""

    device: Annotated[str, Field(min_length=1, max_length=MAX_DEVICE, pattern=r"^[^\x00-\x1f]*$")]


class InviteOut(Told):
    invite: str
    expires_at: Moment


class SourceBody(SourceRef):
    """A source as a draft remembers it, also one that was removed."""

    removed: bool = False


class DraftBody(Part):
    """The body of a `draft`. Words that are long stand in a file (`media`), as sound and pictures do. `sealed` is the revision that
    it was sealed as, "" while it can be edited."""

    v: Literal[1] = 1
    kind: Kind
    title: Annotated[str, Field(max_length=10 * MAX_TITLE)]
    made_at: Moment
    challenge_id: Uuid | None = None
    text: str = ""
    media: MediaRef | None = None
    note: Note = ""
    language: Annotated[str, Field(max_length=35)] = ""
    rights: Rights
    ai_training: bool = False
    sources: Annotated[list[SourceBody], Field(max_length=MAX_SOURCES)] = []
    alt: Alt = ""
    more: Annotated[list[PageRef], Field(max_length=MAX_MORE)] = []
    tags: Tags = []
    sealed: Uuid | Literal[""] = ""


class VersionBody(Asked):
    """The body of a `version`: one save of a draft's picture."""

    v: Literal[1] = 1
    draft_id: Uuid
    number: Annotated[int, Field(ge=1, le=1 << 31)]
    media: MediaRef
    original: Sha256
    made_at: Moment
    layers: Annotated[list[Annotated[str, Field(max_length=1_000)]], Field(max_length=5_000)] = []
    name: Annotated[str, Field(max_length=10 * MAX_TITLE)] = ""
    back_to: Annotated[int, Field(ge=0, le=1 << 31)] = 0


class SettingsBody(Asked):
    """The body of `settings`: how a person likes it, on whichever computer; never devices, paths or limits."""

    v: Literal[1] = 1
    theme: Literal["system", "booth", "paper"] = "system"
    text_percent: Annotated[int, Field(ge=50, le=400)] = 100
    preroll_s: Annotated[int, Field(ge=0, le=60)] = 3
    count_in_s: Annotated[int, Field(ge=0, le=60)] = 0
    keep_last_s: Annotated[int, Field(ge=0, le=600)] = 60
