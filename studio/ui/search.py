"""What can be found from anywhere: places, challenges, records. Reads the store's shelves; needs no network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from studio.domain.ids import ChallengeId, RecordId
from studio.store import Store
from studio.store.sought import Sought

from .kinds import ICON_OF_KIND

#: More than this is not read; another letter finds it.
MOST = 40
#: What every record is called here; these words need not be in it.
_RECORD_BY = "record by"


@dataclass(frozen=True, slots=True)
class Match:
    """`said` tells what it is; `go` leads there."""

    key: str
    icon: str
    title: str
    said: str
    go: Callable[[], None] = field(compare=False)


class Search:
    """`places` are always there; `challenge` and `record` lead to what was found."""

    def __init__(
        self,
        store: Store,
        places: Sequence[Match],
        challenge: Callable[[ChallengeId], None],
        record: Callable[[RecordId], None],
    ) -> None:
        self._store = store
        self._places = tuple(places)
        self._challenge = challenge
        self._record = record

    def find(self, words: str) -> list[Match]:
        """Everything whose title, or what it is, holds each of the words, in any case; places first. Records are found by all
        that the library knows of them, by the beginnings of words."""
        wanted = words.casefold().split()
        found = [one for one in (*self._places, *self._challenges()) if _holds(one, wanted)]
        return [*found, *self._records([word for word in wanted if word not in _RECORD_BY])][:MOST]

    def _challenges(self) -> list[Match]:
        return [
            Match(one.id, ICON_OF_KIND[one.kind], one.title, "Challenge", partial(self._challenge, one.id))
            for one in self._store.challenges.list()
        ]

    def _records(self, wanted: list[str]) -> list[Match]:
        """The newest, from the library's index, however many there are."""
        found = self._store.library.find(Sought(" ".join(wanted)), limit=MOST)
        return [
            Match(
                one.id,
                ICON_OF_KIND[one.kind],
                one.title,
                f"Record by {one.author.handle}",
                partial(self._record, one.id),
            )
            for one in found.records
        ]


def _holds(found: Match, wanted: Sequence[str]) -> bool:
    text = f"{found.title} {found.said}".casefold()
    return all(word in text for word in wanted)
