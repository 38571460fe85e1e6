"""The platform itself, its people, and how one joins."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .doors import MAX_DEVICE, MAX_HANDLE
from .words import Asked, Moment, Told, Uuid


class PlatformInfo(Told):
    id: Uuid
    name: str
    api: int
    version: str
    home: bool
    now: Moment
    max_upload_bytes: Annotated[int, Field(ge=1)]
    max_chunk_bytes: Annotated[int, Field(ge=1)]
    #: Whether a record may come together with its small file.
    takes_whole: bool = False


class PersonOut(Told):
    id: Uuid
    handle: str


class JoinIn(Asked):
    """The handle may be empty where the invite is for another computer of somebody whom the platform knows."""

    invite: Annotated[str, Field(min_length=8, max_length=200)]
    handle: Annotated[str, Field(max_length=MAX_HANDLE)] = ""
    device: Annotated[str, Field(max_length=MAX_DEVICE)] = ""


class JoinOut(Told):
    """The token is told once; the platform keeps only its hash. `again`: one more computer of the same person, called `device`."""

    token: str
    person: PersonOut
    again: bool = False
    device: str = ""
