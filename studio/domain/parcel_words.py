"""Why a parcel waits, how far it is, and who must do what, in the words a person reads. Pure; the clock is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from studio.errors import SignInNeeded, StudioError

from .amounts import ago_words, part_words, size_words, span_words
from .parcel import Handed, Parcel, ParcelState, Trouble
from .request import Errand
from .sending import Going, Hold

#: Codes of troubles that the platform's host can end, and the person cannot.
_HOSTS = frozenset({"quota"})
#: Codes of troubles in which the piece is as it should be: there is nothing in it to mend.
_SENT_AGAIN = _HOSTS | {"bug", "needs_update", "disk", "method", "not_found"}
_LONGEST_NAME = 40
_HOLDS = {
    Hold.METERED: ("Waits for a line that is not metered", "It is large, and this line is metered."),
    Hold.ANOTHER_NETWORK: ("Waits for the network you chose", "You chose to send on one network only."),
}


@dataclass(frozen=True, slots=True)
class Said:
    """`tone` is "muted", "ok" (it is there) or "warn" (the person is needed)."""

    text: str
    tone: str = "muted"


_HANDED = {
    Handed.SEALED_IN_TIME: Said("Sealed before the deadline, arrived after", "ok"),
    Handed.TOO_LATE: Said("Published without its challenge, which had closed", "warn"),
}


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around a parcel at this moment.

    `away` is why its platform cannot be reached, None while it answers; `held` is the person's own rule that keeps it here;
    `going` is the upload that runs; `awaited` are things that have to happen first; `ahead` is how many go out before it.
    `withdrawing` waits to take its record back, which
    is a tombstone where it is `withdrawn`.
    """

    away: StudioError | None = None
    held: Hold | None = None
    going: Going | None = None
    awaited: tuple[str, ...] = ()
    ahead: int = 0
    withdrawing: Errand | None = None
    withdrawn: bool = False


USUAL = Around()


def say(parcel: Parcel, now: datetime, around: Around = USUAL) -> Said:
    """The state in one line."""
    if parcel.state is ParcelState.LIVE:
        return _there(parcel, now, around)
    if parcel.state is ParcelState.NEEDS_ATTENTION:
        return Said(f"{_who(parcel.trouble)}: {_reason(parcel.trouble)}", "warn")
    if parcel.paused:
        return Said(_with_part("Paused", parcel))
    if isinstance(around.away, SignInNeeded):
        return Said(f"Needs you: {_low(around.away.title)}", "warn")
    if around.away is not None:
        return Said(_with_part("Waiting for a connection", parcel))
    if around.held is not None:
        return Said(_with_part(_HOLDS[around.held][0], parcel))
    if parcel.state is ParcelState.RECEIVED:
        return Said("Arrived, the platform is putting it in its place")
    return Said(_on_its_way(parcel, now, around))


def advice(parcel: Parcel, around: Around = USUAL) -> str:
    """What is safe and what happens next, as one or two sentences."""
    if parcel.state is ParcelState.LIVE:
        return _advice_there(parcel, around)
    if parcel.state is ParcelState.NEEDS_ATTENTION and parcel.trouble is not None:
        return parcel.trouble.advice
    if parcel.paused:
        return "It is safe here and goes on when you say so."
    if isinstance(around.away, SignInNeeded):
        return around.away.advice
    if around.away is not None:
        return "It is safe here and goes out by itself when the platform can be reached."
    if around.held is not None:
        return f"{_HOLDS[around.held][1]} It is safe here and goes out by itself."
    if parcel.trouble is not None:
        return parcel.trouble.advice
    if around.awaited:
        return "It is safe here and goes out by itself after that."
    return "It is safe here until the platform has confirmed every byte of it."


def named(parcel: Parcel) -> str:
    """Its title inside a sentence, which stays short."""
    title = parcel.title if len(parcel.title) <= _LONGEST_NAME else parcel.title[: _LONGEST_NAME - 1].rstrip() + "…"
    return f"“{title}”"


def progress(parcel: Parcel, around: Around = USUAL) -> float | None:
    """How much has arrived, 0…1, while a part of it has; None where there is nothing to draw."""
    if parcel.state is not ParcelState.UPLOADING or not parcel.size_bytes:
        return None
    sent = around.going.sent_bytes if around.going else parcel.sent_bytes
    return min(sent / parcel.size_bytes, 1.0)


def speed_words(going: Going) -> str:
    """ "4.2 MB a second · 46 seconds left"; "" while nothing can be said."""
    if not going.bytes_s:
        return ""
    speed = f"{size_words(round(going.bytes_s))} a second"
    return speed if going.left_s is None else f"{speed} · {span_words(going.left_s)} left"


def is_sent_again(trouble: Trouble | None) -> bool:
    """Whether somebody else ends the trouble, so that it is tried again as it is; else the piece itself is changed."""
    return trouble is not None and trouble.code in _SENT_AGAIN


def _there(parcel: Parcel, now: datetime, around: Around) -> Said:
    if around.withdrawn:
        return Said("Withdrawn · its place in the family tree stays")
    if around.withdrawing is not None and around.withdrawing.is_stopped:
        return Said(f"Needs you: it was not withdrawn, {_reason(around.withdrawing.trouble)}", "warn")
    if around.withdrawing is not None:
        return Said("Withdrawn as soon as the platform hears of it")
    if parcel.handed in _HANDED:
        return _HANDED[parcel.handed]
    return Said(f"Published {ago_words(parcel.delivered_at, now)}" if parcel.delivered_at else "Published", "ok")


def _advice_there(parcel: Parcel, around: Around) -> str:
    if around.withdrawn:
        return "Nobody is shown the file any more. Your own copy stays on this computer."
    if around.withdrawing is not None:
        trouble = around.withdrawing.trouble
        return trouble.advice if trouble and around.withdrawing.is_stopped else "Until then you can keep it after all."
    if parcel.handed is Handed.TOO_LATE:
        return "The challenge had closed before this was sealed, or it arrived when even its grace was over. Your record is there."
    return "The platform has confirmed every byte of it."


def _who(trouble: Trouble | None) -> str:
    return "Needs the platform's host" if trouble is not None and trouble.code in _HOSTS else "Needs you"


def _reason(trouble: Trouble | None) -> str:
    return _low(trouble.title) if trouble else "something is in the way"


def _on_its_way(parcel: Parcel, now: datetime, around: Around) -> str:
    wait_s = parcel.next_try_at - now.timestamp()
    if wait_s > 0:
        reason = parcel.trouble.title if parcel.trouble else "It did not get through yet"
        return f"{reason} · next try in {span_words(wait_s)}"
    if parcel.state is ParcelState.UPLOADING:
        sent = around.going.sent_bytes if around.going else parcel.sent_bytes
        speed = speed_words(around.going) if around.going else ""
        return f"Uploading, {part_words(sent, parcel.size_bytes)} · {speed or 'resumes where it stopped'}"
    if around.awaited:
        more = len(around.awaited) - 1
        return f"Waits for {_low(around.awaited[0])}" + (f" · and {more} more" if more else "")
    if not around.ahead:
        return "Next in line"
    return "1 thing goes before it" if around.ahead == 1 else f"{around.ahead} things go before it"


def _with_part(words: str, parcel: Parcel) -> str:
    if not parcel.sent_bytes or parcel.state is ParcelState.RECEIVED:
        return words
    return f"{words} · {part_words(parcel.sent_bytes, parcel.size_bytes)} are there already"


def _low(title: str) -> str:
    """A title inside a sentence: its first letter small, unless the word is in capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
