"""Two devices have two clocks: how far a take and the guide that is heard beside it have run apart. Pure."""

from __future__ import annotations

from studio.capture.reading import KNOWN_AFTER_S, Reading

#: Below this it is not told: one millisecond is promised, and the clocks are read to about half of one on each side.
_WORTH_S = 0.002


class Drift:
    """`look` with every frame of the page while both go on."""

    def __init__(self) -> None:
        self._began: float | None = None
        self.apart_s = 0.0

    def look(self, now: Reading, began: float | None) -> None:
        """`began` is when the loudspeaker took the guide's first frame, by the sound of the last ten seconds."""
        if began is None or now.elapsed_s < KNOWN_AFTER_S:
            return
        if self._began is None:
            self._began = began - now.take_drift_s
        self.apart_s = now.take_drift_s - (began - self._began)

    def words(self) -> tuple[str, str] | None:
        """A title and an advice; None where it is not worth telling."""
        if abs(self.apart_s) < _WORTH_S:
            return None
        side = "early" if self.apart_s > 0 else "late"
        title = f"At its end this take lies {abs(self.apart_s) * 1_000:.0f} ms too {side} beside its guide"
        advice = (
            "It begins where it ought to. The clocks of microphone and loudspeaker differ: use one device for both, or make long"
            " takes in parts."
        )
        return title, advice
