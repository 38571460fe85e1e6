"""What one person's computers tell each other: private documents, and the computers themselves.

A document is opaque to the platform: text by kind and id, with a number that grows at each change. Whoever changes it names the
number that the change builds on; where another computer was first, the platform refuses, and the computers settle it by content.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .doors import MAX_DEVICE, MAX_MINE_CHARS
from .words import Asked, Moment, Told

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

    base: Annotated[int, Field(ge=0, le=1 << 50)]
    said: Side
    rival: Side | None = None


class MineOut(Told):
    kind: str
    id: MineId
    version: int
    said: Side
    rival: Side | None = None


class KeptOut(Told):
    """The number under which the document is known now."""

    version: int


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
