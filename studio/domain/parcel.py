"""A parcel: a sealed revision on its way to a platform, and the steps of its journey."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .ids import ChallengeId, DraftId, ParcelId, PlatformId, RecordId, RevisionId
from .record import Kind, Media


class ParcelState(StrEnum):
    """`queued → uploading → received → live`, or `needs_attention` (the reason is the parcel's `trouble`)."""

    QUEUED = "queued"
    UPLOADING = "uploading"
    RECEIVED = "received"
    LIVE = "live"
    NEEDS_ATTENTION = "needs_attention"


#: What may follow what. A parcel that is live stays live.
FOLLOWS: dict[ParcelState, frozenset[ParcelState]] = {
    ParcelState.QUEUED: frozenset({ParcelState.UPLOADING, ParcelState.RECEIVED, ParcelState.NEEDS_ATTENTION}),
    ParcelState.UPLOADING: frozenset({ParcelState.QUEUED, ParcelState.RECEIVED, ParcelState.NEEDS_ATTENTION}),
    ParcelState.RECEIVED: frozenset({ParcelState.QUEUED, ParcelState.LIVE, ParcelState.NEEDS_ATTENTION}),
    ParcelState.NEEDS_ATTENTION: frozenset({ParcelState.QUEUED}),
    ParcelState.LIVE: frozenset(),
}


class Handed(StrEnum):
    """What became of an answer to a challenge: taken, taken after the closing time because it was sealed before, or not taken
    (the record is on the platform all the same)."""

    NOT_YET = ""
    IN_TIME = "in_time"
    SEALED_IN_TIME = "sealed_in_time"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a parcel waits, in words. `person_must_act` is False while it is tried again by itself."""

    title: str
    advice: str
    person_must_act: bool
    code: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery. `body` is the sealed JSON that is sent (never rebuilt); `next_try_at` is 0.0 for now, else Unix seconds."""

    id: ParcelId
    draft_id: DraftId
    record_id: RecordId
    revision_id: RevisionId
    platform_id: PlatformId
    kind: Kind
    title: str
    media: Media
    body: str
    sealed_at: str
    challenge_id: ChallengeId | None = None
    contribution_body: str = ""
    state: ParcelState = ParcelState.QUEUED
    upload_url: str = ""
    sent_bytes: int = 0
    tries: int = 0
    next_try_at: float = 0.0
    trouble: Trouble | None = None
    paused: bool = False
    delivered_at: str | None = None
    handed: Handed = Handed.NOT_YET
    more: tuple[Media, ...] = ()

    @property
    def files(self) -> tuple[Media, ...]:
        return (self.media, *self.more)

    @property
    def size_bytes(self) -> int:
        """Of all its files."""
        return sum(file.size_bytes for file in self.files)

    def can_become(self, state: ParcelState) -> bool:
        return state is self.state or state in FOLLOWS[self.state]
