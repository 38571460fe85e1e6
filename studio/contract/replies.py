"""What a challenge's leader says to the lines that were handed in: accepted, or once more."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from .people import PersonOut
from .words import Asked, LineId, Moment, Reason, Seconds, Told, Uuid


class LineReplyIn(Asked):
    """`PUT /replies/{id}`, by the challenge's leader, to one line of a record that was handed to it: accepted, or a pickup with its
    reason and, where it is about a part of the line only, from when to when in what was delivered."""

    challenge_id: Uuid
    record_id: Uuid
    revision_id: Uuid
    line_id: LineId
    accepted: bool
    reason: Reason | None = None
    start_s: Seconds | None = None
    end_s: Seconds | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if self.accepted and (self.reason, self.start_s, self.end_s) != (None, None, None):
            raise ValueError("what is accepted needs no reason and no place")
        if not self.accepted and self.reason is None:
            raise ValueError("whoever asks for a pickup says why")
        if (self.start_s is None) != (self.end_s is None) or (self.start_s or 0.0) > (self.end_s or 0.0):
            raise ValueError("a place goes from a moment to a later one")
        return self


class LineReplyOut(Told):
    """Told to who recorded it and to the leader. Of several to one line the newest holds."""

    id: Uuid
    challenge_id: Uuid
    record_id: Uuid
    revision_id: Uuid
    line_id: LineId
    author: PersonOut
    leader: PersonOut
    accepted: bool
    reason: str = ""
    start_s: float | None = None
    end_s: float | None = None
    at: Moment
