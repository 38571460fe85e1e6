"""Challenges, and what is handed to them."""

from __future__ import annotations

from typing import Literal

from .words import Asked, Kind, Moment, Rights, Told, Uuid


class LineOut(Told):
    id: str
    text: str
    character: str = ""
    note: str = ""


class ChallengeOut(Told):
    """`pay_minor` is in minor units of `currency`; None means that nothing is paid. `recent` are the newest contributions."""

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
    pay_minor: int | None = None
    currency: str = ""
    goes_to: str = ""
    rights: Rights = "CC-BY-4.0"
    ai_training: bool = False
    state: Literal["draft", "open", "grace", "closed", "decided"] = "open"


class ContributionIn(Asked):
    """`PUT /contributions/{id}`: hands a record to a challenge."""

    challenge_id: Uuid
    record_id: Uuid
    revision_id: Uuid


class ContributionOut(Told):
    id: Uuid
    challenge_id: Uuid
    record_id: Uuid
    revision_id: Uuid
    state: Literal["submitted", "seen", "shortlisted", "used", "not_used"] = "submitted"
    reason: str = ""
    submitted_at: Moment
