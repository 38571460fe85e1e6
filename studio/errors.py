"""Everything that can go wrong, with the words a person reads.

Families are named by who acts next: nobody (Offline, Busy), the person (SignInNeeded, Refused, DeviceTrouble, DiskTrouble,
Damaged), or an update (NeedsUpdate). Library exceptions are converted once, at the edge of each outside world.
"""

from __future__ import annotations


class StudioError(Exception):
    """What happened (`title`, at most 60 characters), what is safe and what to do (`advice`), and facts for a report (`detail`)."""

    def __init__(self, title: str, advice: str, detail: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.advice = advice
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.title}. {self.advice}" + (f" ({self.detail})" if self.detail else "")


class Offline(StudioError):
    """The platform cannot be reached; it is tried again by itself."""


class Busy(StudioError):
    """The platform asks to wait; it is tried again by itself, not before `retry_after_s`. `code` is stable."""

    def __init__(self, title: str, advice: str, detail: str = "", retry_after_s: float = 0.0, code: str = "") -> None:
        super().__init__(title, advice, detail)
        self.retry_after_s = retry_after_s
        self.code = code


class SignInNeeded(StudioError):
    """The platform does not know this person any more."""


class Refused(StudioError):
    """The platform, or the studio itself, does not accept this; the person can change it. `code` is stable."""

    def __init__(self, title: str, advice: str, detail: str = "", code: str = "") -> None:
        super().__init__(title, advice, detail)
        self.code = code


class DeviceTrouble(StudioError):
    """A microphone or loudspeaker is missing, forbidden or gone."""


class DiskTrouble(StudioError):
    """The disk is full, read-only or gone."""


class Damaged(StudioError):
    """A file or an answer is not what it claims to be."""


class NeedsUpdate(StudioError):
    """The other side is newer than this studio understands."""
