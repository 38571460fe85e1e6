"""A request to be named as a source ("you forgot to source me"), and what may follow.

`requested → accepted | disputed → decided`, or `withdrawn` by who asked. The record's author adds the source or says why not; who
asked replies once; what stays disputed, the platform's host decides. Everything said is visible to everybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from .ids import ErrandId, PersonId, PlatformId, RecordId, RequestId, SourceId
from .parcel import Trouble
from .record import Person, Source, SourceType, Work

#: Characters of what is asked, and of a reason or a reply.
MAX_WORDS = 1_000


class RequestState(StrEnum):
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    DISPUTED = "disputed"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class Deed(StrEnum):
    """What somebody may do about a request, about a source, or about a record of their own."""

    ASK = "ask"
    ADD = "add"
    DISPUTE = "dispute"
    REPLY = "reply"
    WITHDRAW = "withdraw"
    REMOVE = "remove"
    #: The author takes a whole record back; a tombstone stays.
    WITHDRAW_RECORD = "withdraw_record"
    #: A leader accepts a line that was handed in, or asks for it once more.
    ANSWER_LINE = "answer_line"


@dataclass(frozen=True, slots=True)
class Request:
    """Exactly one of `source_id` (a record's id) and `work` is what should be named; `place` is where in the record, as a fragment.

    `reason` is the author's, why it is not a source; `reply` is what was answered to that. `sourced` and `verdict` are the host's:
    whether it is one (None while nothing is decided), and why. Once it is added, the source has the request's own id.
    """

    id: RequestId
    platform_id: PlatformId
    record_id: RecordId
    author: Person
    asker: Person
    source_id: RecordId | None
    type: SourceType
    words: str
    asked_at: str
    changed_at: str
    place: str = ""
    work: Work | None = None
    state: RequestState = RequestState.REQUESTED
    reason: str = ""
    reply: str = ""
    sourced: bool | None = None
    verdict: str = ""

    @property
    def is_open(self) -> bool:
        return self.state in (RequestState.REQUESTED, RequestState.DISPUTED)

    def source_in(self, sources: Iterable[Source]) -> Source | None:
        """What was asked for, as a record names it; None where it does not."""
        wanted = self.source_id or self.work
        found = (one for one in sources if one.id == SourceId(self.id) or (one.record_id or one.work) == wanted)
        return next(found, None)

    def deeds(self, me: PersonId) -> frozenset[Deed]:
        """What this person may do about it now."""
        found: set[Deed] = set()
        if self.is_open and me == self.author.id:
            found |= {Deed.ADD} if self.state is RequestState.DISPUTED else {Deed.ADD, Deed.DISPUTE}
        if self.is_open and me == self.asker.id:
            found |= {Deed.WITHDRAW}
            found |= {Deed.REPLY} if self.state is RequestState.DISPUTED and not self.reply else set()
        return frozenset(found)

    def news_for(self, me: PersonId) -> str:
        """Names what this person should hear of now, and stays the same until there is something else; "" for nothing."""
        author, asker = self.author.id, self.asker.id
        concerned = {
            RequestState.REQUESTED: {author},
            RequestState.ACCEPTED: {asker},
            RequestState.DISPUTED: {author if self.reply else asker},
            RequestState.DECIDED: {author, asker},
            RequestState.WITHDRAWN: set(),
        }[self.state]
        return f"{self.state} {'again' if self.reply else ''}".strip() if me in concerned else ""


@dataclass(frozen=True, slots=True)
class SourceChange:
    """One line of the log of a record's sources. `person` is None where the platform's host decided."""

    added: bool
    source: Source
    person: Person | None
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class Errand:
    """A few words on their way to a platform: `body` is the JSON that is put to `door`, and the id is its idempotency key.

    `request_id` is the request that it is about (or that it makes), or the record's id where it is about the record itself;
    errands about one request go in the order they were made.
    `next_try_at` is 0.0 for now, else Unix seconds; a `trouble` in which the person must act stops it.
    """

    id: ErrandId
    platform_id: PlatformId
    record_id: RecordId
    request_id: RequestId
    deed: Deed
    door: str
    body: str
    made_at: str
    tries: int = 0
    next_try_at: float = 0.0
    trouble: Trouble | None = None

    @property
    def is_stopped(self) -> bool:
        return self.trouble is not None and self.trouble.person_must_act
