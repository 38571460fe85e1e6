"""The moment of sealing, as a studio and a platform reckon it. Pure.

A receipt says: these bytes were sealed at this moment by the studio's own clock, whose distance to the platform's clock was this,
and the newest that the studio had heard of the platform until then was that. It proves that the sealing was not before what was
heard (that only comes from the platform), and it fixes bytes and revision from the moment on in which the platform gets it. That
the sealing was not later than it says rests on the studio's own clock and nobody's signature: a community that pays by the minute
should not build on it alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from .amounts import at_words
from .ids import PlatformId
from .moments import moment_of, text_of

#: The Date of an answer knows whole seconds, and the way of an answer takes time as well.
EXACT_TO = timedelta(seconds=2)
#: A clock that wanders less than this between two looks was not set.
STEADY_MS = 2_000


@dataclass(frozen=True, slots=True)
class Clock:
    """A platform's clock as it was last heard: `offset_ms` is added to this computer's clock; `heard_at` is the platform's own
    moment then, which never goes back."""

    id: PlatformId
    offset_ms: int
    heard_at: str

    @classmethod
    def heard(cls, id: PlatformId, theirs: datetime, ours: datetime) -> Clock:
        return cls(id, round((theirs - ours) / timedelta(milliseconds=1)), text_of(theirs))

    def after(self, before: Clock | None) -> Clock:
        """The clock as it is known after `before` was known."""
        return self if before is None else Clock(self.id, self.offset_ms, max(self.heard_at, before.heard_at))


def on_their_clock(sealed_at: str, offset_ms: int | None) -> datetime:
    """The moment of sealing by the platform's clock; by the studio's own where nobody knows the distance of the two."""
    return moment_of(sealed_at) + timedelta(milliseconds=offset_ms or 0)


def was_set_back(sealed: datetime, heard_at: str | None) -> bool:
    """Whether it says that it was sealed before something that had been heard by then."""
    return heard_at is not None and sealed < moment_of(heard_at) - EXACT_TO


def ends_at(closes_at: str, grace_h: int) -> datetime:
    """Until when a challenge takes what was sealed before it closed."""
    return moment_of(closes_at) + timedelta(hours=grace_h)


def sealed_words(sealed: datetime, closes_at: str | None, now: datetime) -> str:
    """ "Sealed at 18:42, before it closes"; both moments are the platform's."""
    said = f"Sealed at {at_words(sealed, now)}"
    if closes_at is None:
        return said
    return f"{said}, before it closes" if sealed <= moment_of(closes_at) else f"{said}, after it closed"


def until_words(closes_at: str, grace_h: int, now: datetime) -> str:
    """Until when it may arrive."""
    end, grace = at_words(moment_of(closes_at), now), at_words(ends_at(closes_at, grace_h), now)
    return f"It closes at {end}; what is sealed before may arrive until {grace}." if grace_h else f"It closes at {end}."
