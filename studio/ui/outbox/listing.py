"""One page of the outbox, read from the store: what waits in its order, then what has arrived, and what is known around each."""

from __future__ import annotations

from dataclasses import dataclass, replace

from studio.domain.challenge import Challenge
from studio.domain.parcel import Parcel, ParcelState
from studio.domain.parcel_words import Around
from studio.store import Store

from .deeds import OutboxWays

#: Parcels on one page; the others are a press away, so that ten thousand cost no more than these.
PAGE = 250


@dataclass(frozen=True, slots=True)
class Listed:
    """`first` counts from 0; the first `in_line` of the parcels wait. `waiting`, `total` and `need_person` count all pages."""

    parcels: dict[str, Parcel]
    around: dict[str, Around]
    first: int
    in_line: int
    waiting: int
    total: int
    need_person: int
    all_paused: bool


class Listing:
    def __init__(self, store: Store, ways: OutboxWays) -> None:
        self._store = store
        self._ways = ways
        self._challenges: dict[str, Challenge | None] = {}

    def read(self, first: int) -> Listed:
        """The page that begins at `first`, or the last one there is."""
        counts = self._store.parcels.counts()
        total = sum(counts.values())
        waiting = total - counts.get(ParcelState.LIVE, 0)
        first = min(first, max(total - 1, 0) // PAGE * PAGE)
        parcels: dict[str, Parcel] = {parcel.id: parcel for parcel in self._page(first, waiting)}
        wanted = {parcel.challenge_id for parcel in parcels.values() if parcel.challenge_id}
        self._challenges = {id: self._store.challenges.find(id) for id in wanted}
        need_person = counts.get(ParcelState.NEEDS_ATTENTION, 0)
        in_line = max(0, min(waiting - first, PAGE))
        all_paused = bool(waiting) and self._store.parcels.paused() == waiting
        return Listed(parcels, self._around(parcels, first), first, in_line, waiting, total, need_person, all_paused)

    def challenge_of(self, parcel: Parcel) -> Challenge | None:
        """The challenge that it answers."""
        return self._challenges.get(parcel.challenge_id or "")

    def _page(self, first: int, waiting: int) -> list[Parcel]:
        line = self._store.parcels.in_line(PAGE, first) if first < waiting else []
        if len(line) == PAGE:
            return line
        return line + self._store.parcels.delivered(PAGE - len(line), max(first - waiting, 0))

    def _around(self, parcels: dict[str, Parcel], first: int) -> dict[str, Around]:
        """Only what has arrived can be withdrawn; what is held or needs the person goes before nobody."""
        live = [parcel.record_id for parcel in parcels.values() if parcel.state is ParcelState.LIVE]
        withdrawn = self._store.library.withdrawn(live) if live else set()
        withdrawing = self._store.errands.withdrawals(live) if live else {}
        away = {id: self._ways.trouble(id) for id in {parcel.platform_id for parcel in parcels.values()}}
        found, ahead = {}, first
        for id, parcel in parcels.items():
            about = (withdrawing.get(parcel.record_id), parcel.record_id in withdrawn)
            around = Around(away[parcel.platform_id], self._ways.held(parcel), None, (), ahead, *about)
            found[id] = around = replace(around, awaited=self._awaited(parcel, around))
            moves = not parcel.paused and parcel.state is not ParcelState.NEEDS_ATTENTION
            ahead += moves and not around.awaited
        return found

    def _awaited(self, parcel: Parcel, around: Around) -> tuple[str, ...]:
        """Looked up only where nothing else is said to keep it here."""
        if parcel.state is not ParcelState.QUEUED or parcel.paused or around.away or around.held:
            return ()
        return tuple(self._ways.awaited(parcel))
