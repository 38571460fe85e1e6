"""What a challenge's leader says to a line that somebody handed in: accepted, or once more. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .ids import ChallengeId, PersonId, PlatformId, RecordId, ReplyId, RevisionId
from .record import Person
from .script import LineMark, Pickup


@dataclass(frozen=True, slots=True)
class LineReply:
    """To the part of a record that says `line_id`. A pickup has a `reason` and, where it is about a part of it only, from when
    to when in what was delivered (seconds)."""

    id: ReplyId
    platform_id: PlatformId
    challenge_id: ChallengeId
    record_id: RecordId
    revision_id: RevisionId
    line_id: str
    author: Person
    leader: Person
    accepted: bool
    at: str
    reason: str = ""
    start_s: float | None = None
    end_s: float | None = None

    def marked(self, mark: LineMark, heard_at: str) -> LineMark:
        """The line's mark from now on. `heard_at` is the moment by this computer's clock, which its takes have as well: what was
        recorded before the person heard of a pickup is not its answer."""
        if self.accepted:
            return replace(mark, accepted_at=heard_at, pickup=None)
        pickup = Pickup(self.id, self.reason, heard_at, self.start_s, self.end_s)
        return replace(mark, accepted_at=None, pickup=pickup)

    def is_news_for(self, me: PersonId) -> bool:
        """Whoever leads their own challenge has said it themselves."""
        return me == self.author.id != self.leader.id


def newest(replies: Iterable[LineReply]) -> dict[str, LineReply]:
    """What holds of each line, by its id."""
    return {reply.line_id: reply for reply in sorted(replies, key=lambda one: (one.at, one.id))}
