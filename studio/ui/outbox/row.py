"""A parcel as a row of the outbox. Pure: the clock, the line and the challenge's title are handed in."""

from __future__ import annotations

from datetime import datetime

from studio.domain.amounts import size_words
from studio.domain.parcel import Parcel, ParcelState
from studio.domain.parcel_words import progress, say
from studio.ui.kinds import ICON_OF_KIND
from studio.ui.widgets.cards import CardRow

#: What the one button of a row does.
SEE, FIX, EDIT, RESUME = "See it", "Fix it", "Edit", "Go on"


def row_of(parcel: Parcel, now: datetime, *, online: bool, challenge: str = "") -> CardRow:
    said = say(parcel, now, online=online)
    return CardRow(
        parcel.id,
        ICON_OF_KIND[parcel.kind],
        parcel.title,
        f"Challenge · {challenge}" if challenge else "",
        said.text,
        said.tone,
        size_words(parcel.media.size_bytes),
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
