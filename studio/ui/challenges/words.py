"""What a challenge says about itself before anybody starts: time, closing, money, where it goes, rights, AI. Pure functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from studio.domain.amounts import at_words, length_words, span_words
from studio.domain.challenge import EFFORT_IN_WORDS, Challenge, ChallengeState
from studio.domain.moments import moment_of
from studio.domain.receipt import ends_at
from studio.domain.record import RIGHTS_IN_WORDS, Kind
from studio.domain.words import tidy_title
from studio.ui.widgets.facts import Fact

#: Currencies without minor units (ISO 4217).
_WHOLE = frozenset({"JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF"})
SOON_S = 7 * 86_400
SHORT_MINUTES = 5

VERB = {Kind.AUDIO: "Record it", Kind.IMAGE: "Add a picture", Kind.TEXT: "Write it"}


@dataclass(frozen=True, slots=True)
class Filter:
    name: str
    icon: str
    keeps: Callable[[Challenge, datetime], bool]


FILTERS = (
    Filter("All", "", lambda challenge, now: True),
    Filter("Voice", "mic", lambda challenge, now: challenge.kind is Kind.AUDIO),
    Filter("Pictures", "image", lambda challenge, now: challenge.kind is Kind.IMAGE),
    Filter("Words", "text-align-start", lambda challenge, now: challenge.kind is Kind.TEXT),
    Filter("Under 5 minutes", "", lambda challenge, now: challenge.minutes < SHORT_MINUTES),
    Filter("Closing soon", "", lambda challenge, now: 0 <= seconds_left(challenge, now, SOON_S + 1) <= SOON_S),
    Filter("Paid production", "", lambda challenge, now: challenge.pay_minor is not None),
)


def seconds_left(challenge: Challenge, now: datetime, otherwise: float) -> float:
    if challenge.closes_at is None:
        return otherwise
    return (moment_of(challenge.closes_at) - now).total_seconds()


def time_words(minutes: int) -> str:
    """ "2 min", "2 h", "1 h 30 min"."""
    hours, rest = divmod(minutes, 60)
    return " ".join(
        part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "") if part
    )


def effort_words(challenge: Challenge) -> str:
    return f"{time_words(challenge.minutes)} · {EFFORT_IN_WORDS[challenge.effort]}"


def money_short(challenge: Challenge) -> str:
    return "Just for fun" if challenge.pay_minor is None else "Paid production"


def money_words(challenge: Challenge) -> str:
    if challenge.pay_minor is None:
        return "None. This is not part of a paid production."
    if challenge.currency in _WHOLE:
        return f"{challenge.pay_minor} {challenge.currency}"
    return f"{challenge.pay_minor // 100}.{challenge.pay_minor % 100:02d} {challenge.currency}".strip()


def closing_words(challenge: Challenge, now: datetime) -> str:
    if challenge.closes_at is None:
        return "It stays open"
    if challenge.state is ChallengeState.GRACE:
        until = at_words(ends_at(challenge.closes_at, challenge.grace_h), now)
        return f"It has closed. What was sealed before may arrive until {until}"
    left = seconds_left(challenge, now, 0)
    if left <= 0:
        return "It has just closed"
    late = (
        f"; what is sealed by then may arrive {span_words(3_600 * challenge.grace_h)} later"
        if challenge.grace_h
        else ""
    )
    return f"in {span_words(left)}{late}"


def ai_words(challenge: Challenge) -> str:
    return "May be trained on what you send" if challenge.ai_training else "May not be trained on what you send"


def files_words(challenge: Challenge) -> str:
    """ "12 lines, each checked against the spec game-line"; a spec of its own is only said to be there."""
    if not challenge.spec:
        return ""
    spec = "a spec of its own" if challenge.spec.startswith("{") else f"the spec {tidy_title(challenge.spec)}"
    count = len(challenge.lines)
    return f"{count} lines, each checked against {spec}" if count > 1 else f"Checked against {spec}"


def guide_words(challenge: Challenge) -> str:
    """ "A sound to hear while you record, 0:12.0 long"."""
    if challenge.guide is None:
        return ""
    length = f", {length_words(challenge.guide.duration_s)} long" if challenge.guide.duration_s else ""
    return f"A sound to hear while you record{length}"


def facts(challenge: Challenge, now: datetime) -> list[Fact]:
    minutes = challenge.minutes
    about = f"{minutes} minute{'s' * (minutes != 1)}" if minutes < 60 else time_words(minutes)
    return [
        ("Takes about", about),
        ("Files", files_words(challenge)),
        ("Guide", guide_words(challenge)),
        ("Closes", closing_words(challenge, now)),
        ("Money", money_words(challenge)),
        ("Where it goes", challenge.goes_to),
        ("Rights", RIGHTS_IN_WORDS[challenge.rights]),
        ("AI", ai_words(challenge)),
    ]


def open_words(count: int) -> str:
    return f"{count} open · saved for offline"
