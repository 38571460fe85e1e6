"""Why a parcel waits and how far it is, in the words a person reads. Pure; the clock and the line are handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .amounts import ago_words, part_words, span_words
from .parcel import Handed, Parcel, ParcelState


@dataclass(frozen=True, slots=True)
class Said:
    """`tone` is "muted", "ok" (it is there) or "warn" (the person is needed)."""

    text: str
    tone: str = "muted"


_HANDED = {
    Handed.SEALED_IN_TIME: Said("Sealed before the deadline, arrived after", "ok"),
    Handed.TOO_LATE: Said("Published without its challenge, which had closed", "warn"),
}


def say(parcel: Parcel, now: datetime, *, online: bool) -> Said:
    """The state in one line. `online` is whether its platform can be reached now."""
    if parcel.state is ParcelState.LIVE and parcel.handed in _HANDED:
        return _HANDED[parcel.handed]
    if parcel.state is ParcelState.LIVE:
        return Said(f"Published {ago_words(parcel.delivered_at, now)}" if parcel.delivered_at else "Published", "ok")
    if parcel.state is ParcelState.NEEDS_ATTENTION:
        reason = parcel.trouble.title if parcel.trouble else "something is in the way"
        return Said(f"Needs you: {_low(reason)}", "warn")
    if parcel.paused:
        return Said(_with_part("Paused", parcel))
    if not online:
        return Said(_with_part("Waiting for a connection", parcel))
    if parcel.state is ParcelState.RECEIVED:
        return Said("Arrived, the platform is putting it in its place")
    return Said(_on_its_way(parcel, now))


def advice(parcel: Parcel, *, online: bool) -> str:
    """What is safe and what happens next, as one or two sentences."""
    if parcel.handed is Handed.TOO_LATE:
        return "The challenge had closed before this was sealed, or it arrived when even its grace was over. Your record is there."
    if parcel.state is ParcelState.LIVE:
        return "The platform has confirmed every byte of it."
    if parcel.trouble is not None:
        return parcel.trouble.advice
    if parcel.paused:
        return "It is safe here and goes on when you say so."
    if not online:
        return "It is safe here and goes out by itself when the platform can be reached."
    return "It is safe here until the platform has confirmed every byte of it."


def progress(parcel: Parcel) -> float | None:
    """How much has arrived, 0…1, while a part of it has; None where there is nothing to draw."""
    if parcel.state is not ParcelState.UPLOADING or not parcel.size_bytes:
        return None
    return min(parcel.sent_bytes / parcel.size_bytes, 1.0)


def _on_its_way(parcel: Parcel, now: datetime) -> str:
    wait_s = parcel.next_try_at - now.timestamp()
    if wait_s > 0:
        reason = parcel.trouble.title if parcel.trouble else "It did not get through yet"
        return f"{reason} · next try in {span_words(wait_s)}"
    if parcel.state is ParcelState.UPLOADING:
        return f"Uploading, {part_words(parcel.sent_bytes, parcel.size_bytes)} · resumes where it stopped"
    return "Next in line"


def _with_part(words: str, parcel: Parcel) -> str:
    if not parcel.sent_bytes or parcel.state is ParcelState.RECEIVED:
        return words
    return f"{words} · {part_words(parcel.sent_bytes, parcel.size_bytes)} are there already"


def _low(title: str) -> str:
    """A title inside a sentence: its first letter small, unless the word is in capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
