"""What a parcel's sealed words say: rights, the wish about AI, sources, and the moment of sealing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from studio.domain.amounts import at_words
from studio.domain.ids import RecordId, SourceId
from studio.domain.moments import moment_of
from studio.domain.parcel import Parcel
from studio.domain.receipt import on_their_clock, was_set_back
from studio.domain.record import Rights, Source, SourceType, Work


@dataclass(frozen=True, slots=True)
class Receipt:
    """`offset_ms` is None where the platform's clock was never heard before the sealing."""

    sealed_at: str
    offset_ms: int | None
    heard_at: str | None

    @classmethod
    def of(cls, parcel: Parcel) -> Receipt | None:
        """None where the parcel answers nothing, or was sealed by a studio that gave no receipts."""
        try:
            told = json.loads(parcel.contribution_body)["receipt"]
            return cls(told["sealed_at"], told["offset_ms"], told["heard_at"])
        except (ValueError, KeyError, TypeError):
            return None

    @property
    def moment(self) -> datetime:
        return on_their_clock(self.sealed_at, self.offset_ms)

    def clock_words(self, now: datetime) -> str:
        """What the moment of sealing goes by."""
        if self.heard_at is None:
            return "By this computer's clock alone: the platform's was never heard before."
        if was_set_back(self.moment, self.heard_at):
            return "This computer's clock was set back before, so the platform will not go by this moment."
        return f"By the platform's clock, heard last at {at_words(moment_of(self.heard_at), now)}."


@dataclass(frozen=True, slots=True)
class Sealed:
    rights: Rights | None = None
    ai_training: bool = False
    sources: tuple[Source, ...] = ()

    @classmethod
    def of(cls, parcel: Parcel) -> Sealed:
        """Reads the body that will be sent; a body that cannot be read says nothing."""
        try:
            body = json.loads(parcel.body)
            return cls(Rights(body["rights"]), bool(body["ai_training"]), tuple(map(_source, body["sources"])))
        except (ValueError, KeyError, TypeError):
            return cls()


@lru_cache(512)  # a page of the outbox is told every second
def cited_words(body: str) -> str:
    """ "3 sources cited"; "" where none is, and where the body cannot be read."""
    try:
        count = len(json.loads(body)["sources"])
    except (ValueError, KeyError, TypeError):
        return ""
    return "" if not count else "1 source cited" if count == 1 else f"{count} sources cited"


def _source(told: dict[str, Any]) -> Source:
    record_id, work = told.get("record_id"), told.get("work")
    return Source(
        SourceId(told["id"]),
        RecordId(record_id) if record_id else None,
        SourceType(told["type"]),
        work=Work(**work) if work else None,
    )
