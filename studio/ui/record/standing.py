"""How far every line of a sitting is, and what is still to be said. Pure but for `stand`, which asks the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from studio.domain.script import LineMark, LineState, seconds_to_say, state_of

from .sitting import Sitting

if TYPE_CHECKING:
    from studio.store import Store

#: What a person reads for each state.
STATE_WORDS = {
    LineState.OPEN: "Not recorded yet",
    LineState.RECORDED: "Recorded, none starred",
    LineState.CHOSEN: "Starred",
    LineState.DELIVERED: "Delivered",
    LineState.ACCEPTED: "Accepted",
    LineState.PICKUP_REQUESTED: "Pickup asked for",
}
#: Tokens of the colours in which the states are written; the words say the same.
STATE_TONES = {
    LineState.OPEN: "muted",
    LineState.RECORDED: "text",
    LineState.CHOSEN: "ok",
    LineState.DELIVERED: "ok",
    LineState.ACCEPTED: "ok",
    LineState.PICKUP_REQUESTED: "warn",
}
_HAS_TAKE = frozenset({LineState.CHOSEN, LineState.DELIVERED, LineState.ACCEPTED})
#: So many missing lines are named; after that, they are counted.
_NAMED = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """By the places of the lines; `takes` counts the kept ones. `missing` are the lines where no take was starred yet, or where a
    pickup waits, and `seconds_left` is about how long it takes to say those."""

    sitting: Sitting
    states: tuple[LineState, ...] = ()
    takes: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    seconds_left: float = 0.0
    marks: Mapping[str, LineMark] = field(default_factory=dict)

    def is_missing(self, at: int) -> bool:
        return self.states[at] not in _HAS_TAKE

    def moved(self, sitting: Sitting) -> Standing | None:
        """The same lines, another of them on; None where they are others."""
        same = sitting.session_id == self.sitting.session_id and sitting.lines is self.sitting.lines
        return replace(self, sitting=sitting) if same else None

    def mark(self, at: int) -> LineMark:
        line = self.sitting.lines[at]
        return self.marks.get(line.id) or LineMark(self.sitting.session_id, line.id)

    def sentence(self) -> str:
        """ "62 of 65 lines have a starred take. Missing: 4, 17, 23." """
        missing, count = self.missing, len(self.states)
        if count <= 1:
            return ""
        words = f"{count - len(missing)} of {count} lines have a starred take."
        named = ", ".join(str(at + 1) for at in missing[:_NAMED])
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        return f"{words} Missing: {named}{more}." if 0 < len(missing) < count else words


def stand(store: Store, sitting: Sitting) -> Standing:
    """Two indexed reads; 2 000 lines with 6 000 takes take some 20 ms."""
    gists, marks = store.takes.gists(sitting.session_id), store.scripts.marks(sitting.session_id)
    states = tuple(state_of(gists.get(line.id, ()), marks.get(line.id)) for line in sitting.lines)
    takes = tuple(len(gists.get(line.id, ())) for line in sitting.lines)
    missing = tuple(at for at, state in enumerate(states) if state not in _HAS_TAKE)
    left_s = sum(seconds_to_say(sitting.lines[at].text) for at in missing)
    return Standing(sitting, states, takes, missing, left_s, marks)


def left_words(seconds: float) -> str:
    """ "about 6 minutes left", rounded as a person would; "" where nothing is left."""
    if seconds <= 0:
        return ""
    if seconds < 50:
        return f"about {max(5, round(seconds / 5) * 5)} seconds left"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"about {minutes} minutes left" if minutes > 1 else "about a minute left"
    return f"about {minutes / 60:.1f} hours left".replace(".0 ", " ")
