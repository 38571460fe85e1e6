"""The platform itself, its people, and how one joins."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .words import Asked, Handle, Moment, Told, Uuid


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
