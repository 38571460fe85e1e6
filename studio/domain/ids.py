"""Typed ids, made on the client: UUID version 7 (RFC 9562, section 5.7), so that ids sort by the time they were made."""

from __future__ import annotations

import secrets
import time
import uuid
from typing import NewType

TakeId = NewType("TakeId", str)
SessionId = NewType("SessionId", str)
DraftId = NewType("DraftId", str)
RecordId = NewType("RecordId", str)
RevisionId = NewType("RevisionId", str)
SourceId = NewType("SourceId", str)
ParcelId = NewType("ParcelId", str)
ChallengeId = NewType("ChallengeId", str)
ContributionId = NewType("ContributionId", str)
PersonId = NewType("PersonId", str)
PlatformId = NewType("PlatformId", str)


def new_id() -> str:
    """A new UUIDv7 in its usual text form: 48 bits of Unix milliseconds, then 74 random bits."""
    number = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=number))
