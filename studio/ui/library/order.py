"""The order of the shelf: every take, draft and record as one number, the newest first, so that a hundred thousand are small.

A record has its number from the index, a take or a draft from the moment it was made or changed. Things themselves are read when
they come on screen.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from studio.store import Store
from studio.store.sought import Sought

from .shelf import What

#: So many are read at once; where there are more, the rest is read beside the window.
FIRST = 200
#: More than this are not listed; words find what is older.
MOST = 1_000_000


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
    """`numbers`, the greatest first. `whole` says that nothing older is missing."""

    numbers: array[int]
    whole: bool


NOTHING = Order(array("q"), True)


def read(store: Store, wanted: Wanted, most: int = MOST) -> Order:
    records: list[int] = []
    if wanted.what in (What.ALL, What.RECORDS):
        records = store.library.finding.numbers(wanted.sought, most)
    whole = len(records) < most
    last = records[-1] if records and not whole else 0
    own = [number for number in _own(store, wanted) if number >= last]
    return Order(array("q", sorted((*records, *own), reverse=True)), whole)


def _own(store: Store, wanted: Wanted) -> list[int]:
    if wanted.only_records or wanted.what is What.RECORDS:
        return []
    all = wanted.what in (What.ALL, What.DISCARDED)
    takes, drafts = all or wanted.what is What.TAKES, all or wanted.what is What.DRAFTS
    return store.own.numbers(wanted.sought, takes=takes, drafts=drafts, discarded=wanted.what is What.DISCARDED)
