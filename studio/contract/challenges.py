"""Challenges, and what is handed to them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, field_validator

from .doors import GRACE_H, MAX_GRACE_H, MAX_OFFSET_MS
from .words import Asked, Kind, Moment, Rights, Sha256, Told, Uuid


class LineOut(Told):
    id: str
    text: str
    character: str = ""
    note: str = ""


class ChallengeOut(Told):
    """`pay_minor` is in minor units of `currency`; None means that nothing is paid.

    For `grace_h` hours after `closes_at` its state is `grace`: then it takes what was sealed before it closed, by its receipt.
    """

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
    grace_h: Annotated[int, Field(ge=0, le=MAX_GRACE_H)] = GRACE_H
    pay_minor: int | None = None
    currency: str = ""
    goes_to: str = ""
    rights: Rights = "CC-BY-4.0"
    ai_training: bool = False
    state: Literal["draft", "open", "grace", "closed", "decided"] = "open"


class Receipt(Asked):
    """What the studio says about the moment of sealing. `offset_ms` is what it adds to its own clock to have the platform's, None
    where it never heard that; `heard_at` and `bookmark` are the platform's own moment and place in the feed that it had heard by
    then. So a sealing cannot be dated back behind them."""

    media_sha256: Sha256
    sealed_at: Moment
    offset_ms: Annotated[int, Field(ge=-MAX_OFFSET_MS, le=MAX_OFFSET_MS)] | None = None
    heard_at: Moment | None = None
    bookmark: Annotated[str, Field(max_length=40)] = ""

    @field_validator("sealed_at", "heard_at")
    @classmethod
    def _is_a_moment(cls, text: str | None) -> str | None:
        if text is not None and not 1970 <= datetime.fromisoformat(text).year <= 9000:
            raise ValueError("no moment that a clock shows")
        return text


class ContributionIn(Asked):
    """`PUT /contributions/{id}`: hands a record to a challenge. After its closing time the receipt decides."""

    challenge_id: Uuid
    record_id: Uuid
    revision_id: Uuid
    receipt: Receipt | None = None


class ContributionOut(Told):
    """`sealed_before_deadline`: it arrived after the closing time, and its receipt says that it was sealed before."""

    id: Uuid
    challenge_id: Uuid
    record_id: Uuid
    revision_id: Uuid
    state: Literal["submitted", "seen", "shortlisted", "used", "not_used"] = "submitted"
    reason: str = ""
    submitted_at: Moment
    sealed_before_deadline: bool = False
