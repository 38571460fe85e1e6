"""How late what is played comes back into the microphone: as it was measured for this pair of devices, else as they tell."""

from __future__ import annotations

from studio.capture.reading import Reading
from studio.settings import Settings


def pair(now: Reading, loudspeaker: str) -> str:
    """The name of this microphone and this loudspeaker together."""
    return f"{now.device} | {loudspeaker}"


def trip_s(chosen: Settings, now: Reading, loudspeaker: str, delay_s: float) -> float:
    """`delay_s` is the loudspeaker's own, as the system tells it."""
    measured = chosen.round_trip_s(pair(now, loudspeaker))
    return now.delay_s + delay_s if measured is None else measured
