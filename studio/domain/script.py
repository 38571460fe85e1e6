"""A script: lines to say, and how far each of them has come. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from .ids import SessionId
from .words import SIGNS, UNSPACED_LETTERS

#: A calm reading voice, and a breath before and after.
WORDS_PER_S = 2.4
BREATH_S = 1.5
#: Of scripts without spaces: ideographs and kana as Chinese is read aloud (255 in a minute), letters as those of alphabets are
#: (68 ms each). Trauzettel-Klosinski and Dietz, Standardized Assessment of Reading Performance, doi.org/10.1167/iovs.11-8284.
SIGNS_PER_S, LETTERS_PER_S = 255 / 60, 1 / 0.068
_WORD = re.compile(r"[^\W_]\S*")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a script. `alternate` is another wording, `effect` what is done to the voice later, `file_name` what the file is
    called where the script says so; `start_s` and `end_s` are its time where it belongs to a picture."""

    id: str
    text: str
    character: str = ""
    note: str = ""
    alternate: str = ""
    effect: str = ""
    file_name: str = ""
    takes_wanted: int = 1
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """A script that a person brought. Its takes name it as their session; `spec` is the delivery spec that they must pass, and
    `naming` the pattern of their file names; both may be empty."""

    id: SessionId
    title: str
    lines: tuple[Line, ...]
    opened_at: str
    spec: str = ""
    naming: str = ""


class LineState(StrEnum):
    OPEN = "open"
    RECORDED = "recorded"
    CHOSEN = "chosen"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    PICKUP_REQUESTED = "pickup_requested"


@dataclass(frozen=True, slots=True)
class Pickup:
    """A leader asks for a line once more: why, and where in the delivered take (seconds; both None for the whole line)."""

    id: str
    reason: str
    asked_at: str
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class LineMark:
    """What is kept of a line beside its takes. `session_id` is that of its takes; the moments are None until it has come so far."""

    session_id: SessionId
    line_id: str
    note: str = ""
    delivered_at: str | None = None
    accepted_at: str | None = None
    pickup: Pickup | None = None

    @property
    def id(self) -> str:
        return f"{self.session_id}/{self.line_id}"


class Kept(Protocol):
    """What counts of a kept take for the state of its line."""

    @property
    def started_at(self) -> str: ...
    @property
    def starred(self) -> bool: ...


class Gist(NamedTuple):
    """A kept take in few words."""

    started_at: str
    starred: bool


class LineTakes(NamedTuple):
    """The kept takes of a line in few words: how many, and when the newest and the newest starred one began ("" for none)."""

    number: int
    newest_at: str
    starred_at: str

    @property
    def newest(self) -> tuple[Gist, ...]:
        """What is enough for the state of the line."""
        gist = Gist(self.newest_at, False)
        return (gist, Gist(self.starred_at, True)) if self.starred_at else (gist,)


def state_of(takes: Iterable[Kept], mark: LineMark | None) -> LineState:
    """How far a line is, from its kept takes and its mark. What was recorded since the last word from outside counts from there:
    after a pickup was asked for only newer takes count."""
    kept = list(takes)
    mark = mark or LineMark(SessionId(""), "")
    if mark.pickup:
        kept = [take for take in kept if take.started_at > mark.pickup.asked_at]
    asked_at = mark.pickup.asked_at if mark.pickup else ""
    accepted, delivered = mark.accepted_at or "", mark.delivered_at or ""
    if accepted > asked_at:
        return LineState.ACCEPTED
    if delivered > asked_at and not any(take.started_at > delivered for take in kept):
        return LineState.DELIVERED
    if any(take.starred for take in kept):
        return LineState.CHOSEN
    if kept:
        return LineState.RECORDED
    return LineState.PICKUP_REQUESTED if mark.pickup else LineState.OPEN


def seconds_to_say(text: str) -> float:
    """About how long it takes to read `text` aloud."""
    signs = letters = 0
    if not text.isascii():
        text, signs = re.subn(f"[{SIGNS}]", " ", text)
        text, letters = re.subn(f"[{UNSPACED_LETTERS}]", " ", text)
    return len(_WORD.findall(text)) / WORDS_PER_S + signs / SIGNS_PER_S + letters / LETTERS_PER_S + BREATH_S
