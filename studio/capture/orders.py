"""What the window's thread asks of the take-writer thread. Moments are `time.monotonic` seconds, taken at the press."""

from __future__ import annotations

from dataclasses import dataclass

from studio.domain.ids import ChallengeId, SessionId

from .reading import Choice


@dataclass(frozen=True, slots=True)
class LineNow:
    """What is being read."""

    session_id: SessionId
    challenge_id: ChallengeId | None = None
    line_id: str = ""
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """A take begins at this moment."""

    moment: float


@dataclass(frozen=True, slots=True)
class Release:
    """The take ends at this moment."""

    moment: float


@dataclass(frozen=True, slots=True)
class Keep:
    """What was just said becomes a take, as far back as `seconds`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class LookAgain:
    """The system's devices may have changed."""


@dataclass(frozen=True, slots=True)
class Close:
    """The last order."""


Order = Press | Release | Keep | LookAgain | Close | LineNow | Choice
