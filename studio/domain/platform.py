"""A platform that this studio has joined. The home platform's address changes with every start and is never stored."""

from __future__ import annotations

from dataclasses import dataclass

from .ids import PersonId, PlatformId


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform that this studio has joined. `bookmark` is how far its changes have been fetched."""

    id: PlatformId
    name: str
    address: str
    is_home: bool
    person_id: PersonId
    handle: str
    bookmark: str = ""
    synced_at: str | None = None
