"""A challenge: a prompt with an honest card (time, money, where it goes, rights, AI)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .ids import ChallengeId, PersonId, PlatformId
from .kind import Kind, Rights
from .media import Media
from .script import Line


class Effort(StrEnum):
    FIRST_STEP = "first_step"
    PRACTISED = "practised"
    STRETCH = "stretch"


EFFORT_IN_WORDS = {Effort.FIRST_STEP: "First step", Effort.PRACTISED: "Practised", Effort.STRETCH: "A stretch"}


class ChallengeState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    GRACE = "grace"
    CLOSED = "closed"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Challenge:
    """`lines` is what is shown in the booth (a single line for a simple prompt); `pay_minor` is None when nothing is paid.
    For `grace_h` hours after `closes_at` it takes what was sealed before. `spec` and `naming` are what its files must pass and how
    they are called: a delivery spec by name or as JSON, and a pattern; both may be empty. The leader answers line by line. The
    guide is a sound to hear while one records.
    """

    id: ChallengeId
    platform_id: PlatformId
    kind: Kind
    title: str
    by: str
    summary: str
    brief: str
    minutes: int
    effort: Effort
    lines: tuple[Line, ...] = ()
    closes_at: str | None = None
    pay_minor: int | None = None
    currency: str = ""
    goes_to: str = ""
    rights: Rights = Rights.BY
    ai_training: bool = False
    state: ChallengeState = ChallengeState.OPEN
    grace_h: int = 72
    spec: str = ""
    naming: str = ""
    leader_id: PersonId | None = None
    guide: Media | None = None
