"""A parcel as a row of the outbox. Pure: the clock, the line and the challenge are handed in."""

from __future__ import annotations

from datetime import datetime

from studio.domain.amounts import size_words
from studio.domain.challenge import Challenge
from studio.domain.parcel import Parcel, ParcelState
from studio.domain.parcel_words import progress, say
from studio.domain.receipt import sealed_words
from studio.ui.kinds import ICON_OF_KIND
from studio.ui.widgets.cards import CardRow

from .sealed import Receipt

#: What the one button of a row does.
SEE, FIX, EDIT, RESUME = "See it", "Fix it", "Edit", "Go on"


def row_of(parcel: Parcel, now: datetime, *, online: bool, challenge: Challenge | None = None) -> CardRow:
    said = say(parcel, now, online=online)
    return CardRow(
        parcel.id,
        ICON_OF_KIND[parcel.kind],
        parcel.title,
        _answers(parcel, challenge, now) if challenge else "",
        said.text,
        said.tone,
        size_words(parcel.size_bytes),
        verb_of(parcel),
        progress(parcel),
        parcel.state is ParcelState.NEEDS_ATTENTION,
    )


def verb_of(parcel: Parcel) -> str:
    """The one thing to do with it from its row; "" while the platform has it and puts it in its place."""
    if parcel.state is ParcelState.LIVE:
        return SEE
    if parcel.state is ParcelState.NEEDS_ATTENTION:
        return FIX
    if parcel.paused:
        return RESUME
    return "" if parcel.state is ParcelState.RECEIVED else EDIT


def _answers(parcel: Parcel, challenge: Challenge, now: datetime) -> str:
    """Which challenge it answers, and while it waits, when it was sealed for it."""
    receipt = None if parcel.state is ParcelState.LIVE or challenge.closes_at is None else Receipt.of(parcel)
    words = f"Challenge · {challenge.title}"
    return f"{words} · {sealed_words(receipt.moment, challenge.closes_at, now)}" if receipt else words
