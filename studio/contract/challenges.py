"""Challenges, and what is handed to them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .doors import (
    GRACE_H,
    MAX_GRACE_H,
    MAX_LINES,
    MAX_OFFSET_MS,
    MAX_SPEC,
    MAX_TAKES_WANTED,
    MAX_TITLE,
)
from .records import MediaRef
from .words import (
    Amount,
    Asked,
    FileName,
    Kind,
    LineId,
    LineText,
    Moment,
    Note,
    Rights,
    Seconds,
    Sha256,
    Told,
    Uuid,
)


class LineOut(Told):
    """One row of a script. `alternate` is another wording, `effect` what is done to the voice later, `file_name` what its file is
    called; `start_s` and `end_s` are its time where it belongs to a picture."""

    id: LineId
    text: LineText
    character: Annotated[str, Field(max_length=MAX_TITLE)] = ""
    note: Note = ""
    alternate: LineText = ""
    effect: Annotated[str, Field(max_length=MAX_TITLE)] = ""
    file_name: FileName = ""
    takes_wanted: Annotated[int, Field(ge=1, le=MAX_TAKES_WANTED)] = 1
    start_s: Seconds | None = None
    end_s: Seconds | None = None


class ChallengeOut(Told):
    """`pay_minor` is in minor units of `currency`; None means that nothing is paid.

    `spec` is the delivery spec that its files must pass, by name or as JSON, `naming` the pattern of their names, `guide` a sound
    to hear while one records, and `leader_id` whoever answers what is handed in. For `grace_h` hours after `closes_at` its state
    is `grace`: then it takes what was sealed before it closed, by its receipt.
    """

    id: Uuid
    kind: Kind
    title: str
    by: str
    summary: str
    brief: str
    minutes: Amount
    effort: Literal["first_step", "practised", "stretch"]
    lines: Annotated[list[LineOut], Field(max_length=MAX_LINES)] = []
    closes_at: Moment | None = None
    grace_h: Annotated[int, Field(ge=0, le=MAX_GRACE_H)] = GRACE_H
    pay_minor: Amount | None = None
    currency: str = ""
    goes_to: str = ""
    rights: Rights = "CC-BY-4.0"
    ai_training: bool = False
    state: Literal["draft", "open", "grace", "closed", "decided"] = "open"
    spec: Annotated[str, Field(max_length=MAX_SPEC)] = ""
    naming: Annotated[str, Field(max_length=MAX_TITLE)] = ""
    leader_id: Uuid | None = None
    guide: MediaRef | None = None


class Receipt(Asked):
    """What the studio says about the moment of sealing. `offset_ms` is what it adds to its own clock to have the platform's, None
    where it never heard that; `heard_at` and `bookmark` are the platform's own moment and place in the feed that it had heard by
    then. So a sealing cannot be dated back behind them."""

    media_sha256: Sha256
    sealed_at: Moment
    offset_ms: Annotated[int, Field(ge=-MAX_OFFSET_MS, le=MAX_OFFSET_MS)] | None = None
    heard_at: Moment | None = None
    bookmark: Annotated[str, Field(max_length=40)] = ""


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
