"""The order of the shelf: every take, draft and record as one number, the newest first, so that a hundred thousand are small.

A record has its number from the index; a take or a draft gets one from the moment it was made. Things themselves are read when
they come on screen.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field, replace

from studio.domain.moments import moment_of
from studio.domain.record import Draft, Kind
from studio.domain.tags import line_of
from studio.domain.take import Take, TakeState
from studio.store import Store
from studio.store.finding import IN_A_MS
from studio.store.sought import Sought, holds
from studio.ui.pieces.things import kind_of, when_of

from .shelf import What

#: So many are read at once; where there are more, the rest is read beside the window.
FIRST = 200
#: More than this are not listed; words find what is older.
MOST = 1_000_000
#: Takes and drafts that are looked through.
MOST_OWN = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person chose to see."""

    what: What = What.ALL
    sought: Sought = field(default_factory=Sought)

    @property
    def all(self) -> bool:
        """Nothing is filtered or looked for."""
        return self == Wanted()

    @property
    def only_records(self) -> bool:
        """A filter that only a record can pass."""
        sought = self.sought
        return bool(sought.rights or sought.unremixed or sought.unvoiced or sought.here)


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """`numbers`, the greatest first; `own` are the takes and drafts among them. `whole` says that nothing older is missing."""

    numbers: array[int]
    own: dict[int, Take | Draft]
    whole: bool


NOTHING = Order(array("q"), {}, True)


def read(store: Store, wanted: Wanted, most: int = MOST) -> Order:
    records: list[int] = []
    if wanted.what in (What.ALL, What.RECORDS):
        records = store.library.finding.numbers(wanted.sought, most)
    own = _numbered(_own(store, wanted))
    whole = len(records) < most
    last = records[-1] if records and not whole else 0
    numbers = sorted((*records, *(number for number in own if number >= last)), reverse=True)
    return Order(array("q", numbers), own, whole)


def _own(store: Store, wanted: Wanted) -> list[Take | Draft]:
    if wanted.only_records:
        return []
    found: list[Take | Draft] = []
    if wanted.what in (What.ALL, What.TAKES):
        found += store.takes.list(limit=MOST_OWN)
    if wanted.what in (What.ALL, What.DRAFTS):
        found += store.drafts.list(MOST_OWN)
    if wanted.what is What.DISCARDED:
        found += store.takes.list(state=TakeState.DISCARDED, limit=MOST_OWN)
        found += store.drafts.removed(MOST_OWN)
    sought = wanted.sought
    plain = replace(sought, words="") == Sought()
    return [one for one in found if (plain or _passes(one, sought)) and holds(_words(one), sought.words)]


def _passes(thing: Take | Draft, sought: Sought) -> bool:
    kind: Kind | None = sought.kind
    return (kind is None or kind_of(thing) is kind) and sought.challenge_id in (None, thing.challenge_id)


def _words(thing: Take | Draft) -> str:
    if isinstance(thing, Take):
        return f"{thing.prompt} {thing.note} take {thing.number} you"
    return f"{thing.title} {line_of(thing.tags)} {thing.note} {thing.language} you {thing.text}"


def _numbered(things: list[Take | Draft]) -> dict[int, Take | Draft]:
    """From the top of each millisecond down, while records are numbered from its bottom up."""
    own: dict[int, Take | Draft] = {}
    for thing in things:
        number = (int(moment_of(when_of(thing)).timestamp() * 1_000) + 1) * IN_A_MS - 1
        while number in own:
            number -= 1
        own[number] = thing
    return own
