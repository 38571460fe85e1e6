"""What a person allows the outbox to use, what holds a parcel back for that, and how fast one goes. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .ids import ParcelId
from .parcel import Parcel

#: Sound of a minute, a photo that was made smaller, words: what goes on any line, and never waits behind what is larger.
SMALL_BYTES = 1 << 20
#: Nothing that is tried again by itself waits longer, whatever a platform asks for (seconds).
MOST_S = 3_600.0


class Hold(StrEnum):
    """Why a parcel does not go out now, though its platform could be reached."""

    METERED = "metered"
    ANOTHER_NETWORK = "another_network"


@dataclass(frozen=True, slots=True)
class Sending:
    """What is allowed, and the line as the system tells it now. `only_on` and `network` are names of networks; "" is none.

    `limit_bytes_s` is for all uploads together, 0 for no limit.
    """

    limit_bytes_s: int = 0
    large_on_metered: bool = True
    only_on: str = ""
    metered: bool = False
    network: str = ""


def is_large(parcel: Parcel) -> bool:
    """Also one of several files, which may be small each."""
    return parcel.media.size_bytes > SMALL_BYTES or bool(parcel.more)


def hold(large: bool, sending: Sending) -> Hold | None:
    """What holds parcels back that are large, or those that are not; None when they may go."""
    if sending.only_on and sending.network != sending.only_on:
        return Hold.ANOTHER_NETWORK
    if large and sending.metered and not sending.large_on_metered:
        return Hold.METERED
    return None


@dataclass(frozen=True, slots=True)
class Going:
    """An upload at this moment. `sent_bytes` have left this computer (the platform has yet to tell of the last few);
    `bytes_s` is the mean of the last seconds, `left_s` None while nothing can be said."""

    parcel_id: ParcelId
    sent_bytes: int
    size_bytes: int
    bytes_s: float
    left_s: float | None
