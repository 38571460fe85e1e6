"""Typed ids, made on the client: UUID version 7 (RFC 9562, section 5.7), so that ids sort by the time they were made."""

from __future__ import annotations

import os
import threading
import time
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
RemixId = NewType("RemixId", str)
LaneId = NewType("LaneId", str)
ClipId = NewType("ClipId", str)
LayerId = NewType("LayerId", str)
RequestId = NewType("RequestId", str)
ReplyId = NewType("ReplyId", str)
ErrandId = NewType("ErrandId", str)
VersionId = NewType("VersionId", str)

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A new UUIDv7 in its usual text form, greater than every one this process made before.

    48 bits of Unix milliseconds, 12 bits of the millisecond's fraction (section 6.2, method 3), 62 random bits. Written out here,
    because the standard modules `uuid` and `secrets` cost each start 6 ms.
    """
    global _last
    with _lock:
        _last = max(time.time_ns() * 4096 // 1_000_000, _last + 1)
        moment = _last
    chance = int.from_bytes(os.urandom(8), "big") & (1 << 62) - 1
    digits = f"{(moment >> 12) << 80 | 0x7 << 76 | (moment & 0xFFF) << 64 | 0x2 << 62 | chance:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
