"""A parcel as a row of the outbox. Pure: the clock, what is known around it and the challenge are handed in."""

from __future__ import annotations

from datetime import datetime

from studio.domain.amounts import size_words
from studio.domain.challenge import Challenge
from studio.domain.parcel import Parcel, ParcelState
from studio.domain.parcel_words import Around, is_sent_again, progress, say
from studio.domain.receipt import sealed_words
from studio.errors import SignInNeeded
from studio.ui.kinds import ICON_OF_KIND
from studio.ui.widgets.cards import CardRow

from .sealed import Receipt, cited_words

#: What the one button of a row does.
SEE, FIX, EDIT, RESUME = "See it", "Fix it", "Edit", "Go on"
SIGN_IN, AGAIN, KEEP = "Sign in", "Try again", "Keep it"

#: Wider than high, so that a sound has a shape and a text a few letters.
TILE_PX = 64


def row_of(parcel: Parcel, now: datetime, around: Around, challenge: Challenge | None = None) -> CardRow:
    said = say(parcel, now, around)
    return CardRow(
        parcel.id,
        ICON_OF_KIND[parcel.kind],
        parcel.title,
        _answers(parcel, challenge, now) if challenge else cited_words(parcel.body),
        said.text,
        said.tone,
        size_words(parcel.size_bytes),
        verb_of(parcel, around),
        progress(parcel, around),
        said.tone == "warn",
        TILE_PX,
    )


def verb_of(parcel: Parcel, around: Around) -> str:
    """The one thing to do with it from its row; "" while the platform has it and puts it in its place."""
    if parcel.state is ParcelState.LIVE:
        return _verb_there(around)
    if parcel.state is ParcelState.NEEDS_ATTENTION:
        return AGAIN if is_sent_again(parcel.trouble) else FIX
    if parcel.paused:
        return RESUME
    if isinstance(around.away, SignInNeeded):
        return SIGN_IN
    return "" if parcel.state is ParcelState.RECEIVED else EDIT


def _verb_there(around: Around) -> str:
    if around.withdrawing is None or around.withdrawn:
        return SEE
    return AGAIN if around.withdrawing.is_stopped else KEEP


def _answers(parcel: Parcel, challenge: Challenge, now: datetime) -> str:
    """Which challenge it answers, and while it waits, when it was sealed for it."""
    receipt = None if parcel.state is ParcelState.LIVE or challenge.closes_at is None else Receipt.of(parcel)
    words = f"Challenge · {challenge.title}"
    return f"{words} · {sealed_words(receipt.moment, challenge.closes_at, now)}" if receipt else words
