"""One sitting in the booth: a challenge or a free prompt with its lines, and the line that is on now. Pure values."""

from __future__ import annotations

from typing import NamedTuple

from studio.domain.challenge import Challenge
from studio.domain.ids import ChallengeId, SessionId, new_id
from studio.domain.script import Line, Script

#: What stands in the booth while no challenge is on this computer yet.
FIRST_LINE = Line(
    "first", "Say what you can see from where you sit.", note="One sentence is plenty. There is no wrong one."
)


class Sitting(NamedTuple):
    """`at` is the index of the line that is on; there is always at least one line."""

    session_id: SessionId
    lines: tuple[Line, ...]
    title: str = ""
    challenge_id: ChallengeId | None = None
    at: int = 0
    #: What its files must pass, where it says so: a delivery spec by name or as JSON.
    spec: str = ""

    @property
    def is_free(self) -> bool:
        """Neither a challenge nor a script: the friendly prompt."""
        return self.challenge_id is None and not self.title

    @property
    def is_script(self) -> bool:
        return self.challenge_id is None and not self.is_free

    @property
    def is_set(self) -> bool:
        """Its lines go to their challenge as one."""
        return self.challenge_id is not None and len(self.lines) > 1

    @property
    def context(self) -> str:
        """What stands in the top bar."""
        return "" if self.is_free else f"{self.title} · {'script' if self.is_script else 'challenge'}"

    @property
    def line(self) -> Line:
        return self.lines[self.at]

    @property
    def before(self) -> Line | None:
        return self.lines[self.at - 1] if self.at else None

    @property
    def after(self) -> Line | None:
        return self.lines[self.at + 1] if self.at + 1 < len(self.lines) else None

    def moved(self, steps: int) -> Sitting:
        """The same sitting `steps` lines on; it stops at the first and the last line."""
        return self._replace(at=min(max(self.at + steps, 0), len(self.lines) - 1))

    def place(self) -> str:
        return f"Line {self.at + 1} of {len(self.lines)}"


def of_challenge(challenge: Challenge, session_id: SessionId | None = None) -> Sitting:
    """A challenge without lines shows what it asks for as its one line. Its session has the challenge's own id, unless its takes
    name another, so that notes of its lines are found again before there is a take."""
    lines = challenge.lines or (Line("prompt", challenge.summary or challenge.title),)
    return Sitting(session_id or SessionId(challenge.id), lines, challenge.title, challenge.id, spec=challenge.spec)


def of_script(script: Script) -> Sitting:
    return Sitting(script.id, script.lines, script.title, spec=script.spec)


def first_of(challenges: list[Challenge]) -> Challenge | None:
    """What a beginner meets first: the quickest one that has words to say."""
    ranked = sorted(challenges, key=lambda challenge: challenge.id, reverse=True)
    return min(ranked, key=lambda challenge: (len(challenge.lines) != 1, challenge.minutes), default=None)


def free(session_id: SessionId | None = None) -> Sitting:
    return Sitting(session_id or SessionId(new_id()), (FIRST_LINE,))


def time_words(seconds: float) -> str:
    """ "about 6 minutes", rounded as a person would."""
    if seconds < 4:
        return "about 3 seconds"
    if seconds < 50:
        return f"about {max(5, round(seconds / 5) * 5)} seconds"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"about {minutes} minutes" if minutes > 1 else "about a minute"
    return f"about {minutes / 60:.1f} hours".replace(".0 ", " ")
