"""How late what is played comes back into the microphone: as it was measured for this pair of devices, else as they tell."""

from __future__ import annotations

from collections.abc import Callable

from studio.capture.reading import Reading
from studio.settings import Settings

from .stage import Stage

KEY = "measuring"
_TITLE = "Your takes can lie even nearer to what you heard"
_ADVICE = (
    "Where they lie follows from the delays that this computer tells, and may be some hundredths of a second off. Measure these"
    " devices once: three tones, six seconds, with the headphones at the microphone. It stays under More."
)


def pair(now: Reading, loudspeaker: str) -> str:
    """The name of this microphone and this loudspeaker together."""
    return f"{now.device} | {loudspeaker}"


def trip_s(chosen: Settings, now: Reading, loudspeaker: str, delay_s: float) -> float:
    """`delay_s` is the loudspeaker's own, as the system tells it."""
    measured = chosen.round_trip_s(pair(now, loudspeaker))
    return now.delay_s + delay_s if measured is None else measured


def tell_once(stage: Stage, pair: str, measure: Callable[[], None]) -> None:
    """A take was laid by what was heard: that a measurement lays it better is told to whom it is news."""
    now = stage.choices.now
    if not now.told_of_measuring and now.round_trip_s(pair) is None:
        stage.choices.change(told_of_measuring=True)
        stage.notices.notice(KEY, _TITLE, _ADVICE, verb="Measure now", press=measure)
