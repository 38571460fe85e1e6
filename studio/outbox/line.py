"""The line before each platform: who goes next, who waits for whom, and how many go at once.

A line has two tracks side by side, one for what is large and one for small things and errands, so that nothing small waits for an
upload of an hour. On each track all go in the person's order; small records also become visible in it, though their files are
uploaded beside each other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition, Event
from typing import TypeAlias

from studio.domain.ids import ParcelId, PlatformId
from studio.domain.parcel import Parcel, ParcelState
from studio.domain.record import Draft
from studio.domain.request import Errand
from studio.domain.sending import is_large
from studio.store import Store
from studio.wire.watch import Stopped

Load: TypeAlias = Parcel | Errand

#: How many go at once on each track. Two hide from each other the pauses between chunks and between a file and its record.
AT_ONCE = 2
#: How many parcels are looked at in one go; more are read only when none of these can move.
LOOK = 100
OF_TWINS = "Your other computers, to be told that this one sends it"
_THERE = {ParcelState.RECEIVED, ParcelState.LIVE}


@dataclass(frozen=True, slots=True)
class Track:
    platform_id: PlatformId
    large: bool


class Line:
    """`next` puts a load into somebody's hands, `done` takes it out of them. Safe from any thread.

    `width` tells how many may go at once on a track now.
    """

    def __init__(self, store: Store, clock: Callable[[], float], width: Callable[[Track], int]) -> None:
        self._store = store
        self._clock = clock
        self._width = width
        self._turns = Condition()
        self._hands: dict[str, Load] = {}  # in the order in which they were taken
        self._posted: set[str] = set()
        self._tracks: list[Track] = []
        self._ahead: dict[Track, list[ParcelId]] = {}

    def look_again(self) -> None:
        """What was read ahead may be out of date."""
        with self._turns:
            there = {*self._store.parcels.destinations(), *self._store.errands.destinations()}
            self._tracks = [Track(id, large) for id in sorted(there) for large in (False, True)]
            self._ahead.clear()

    def next(self) -> Load | None:
        """What goes next and was not taken yet; None when nothing can go now."""
        with self._turns:
            for track in self._tracks:
                if self._taken(track) >= self._width(track):
                    continue
                load = self._errand(track) or self._parcel(track)
                if load is not None:
                    self._hands[load.id] = load
                    return load
        return None

    def done(self, load: Load) -> None:
        with self._turns:
            self._hands.pop(load.id, None)
            self._posted.discard(load.id)
            self._turns.notify_all()

    def wait_for_twin(self, parcel: Parcel, stop: Event) -> None:
        """Waits until a parcel with a file of this one's, taken before it, is done; or until `stop`."""
        with self._turns:
            self._turns.wait_for(
                lambda: stop.is_set() or not any(_are_twins(one, parcel) for one in self._before(parcel))
            )

    @contextmanager
    def turn(self, parcel: Parcel, stop: Event) -> Iterator[None]:
        """Waits until the small parcels that were taken before this one are posted. Raises Stopped at `stop`, and when they
        failed in a way that nothing goes to this platform now."""
        track = _track_of(parcel)
        if not track.large:
            with self._turns:
                self._turns.wait_for(lambda: stop.is_set() or self._has_turn(parcel))
                if stop.is_set() or not self._width(track):
                    raise Stopped
        yield
        with self._turns:
            self._posted.add(parcel.id)
            self._turns.notify_all()

    def let_go(self) -> None:
        """Something was stopped: who waits for a turn looks again."""
        with self._turns:
            self._turns.notify_all()

    def _has_turn(self, parcel: Parcel) -> bool:
        return all(one.id in self._posted or _is_large(one) for one in self._before(parcel))

    def _before(self, parcel: Parcel) -> Iterator[Parcel]:
        """Parcels to the same platform that were taken before this one and are not done."""
        for other in self._hands.values():
            if other.id == parcel.id:
                return
            if isinstance(other, Parcel) and other.platform_id == parcel.platform_id:
                yield other

    def _taken(self, track: Track) -> int:
        return sum(_track_of(load) == track for load in self._hands.values())

    def _errand(self, track: Track) -> Errand | None:
        """One after another: words that are said in another order may mean something else."""
        if track.large or any(isinstance(load, Errand) and _track_of(load) == track for load in self._hands.values()):
            return None
        return next(iter(self._store.errands.due(self._clock(), track.platform_id, 1)), None)

    def _parcel(self, track: Track) -> Parcel | None:
        """The first that may go, as its row is by now."""
        limit = LOOK
        while True:
            read = not self._ahead.get(track)
            if read:
                self._ahead[track] = self._store.parcels.due(self._clock(), track.platform_id, track.large, limit)
            ahead = self._ahead[track]
            for id in ahead:
                parcel = None if id in self._hands else self._store.parcels.find(id)
                if parcel is not None and _moves(parcel) and not is_held(self._store, parcel):
                    ahead.remove(id)
                    return parcel
            self._ahead[track] = []
            if read and len(ahead) < limit:
                return None
            limit *= 8 if read else 1


def is_held(store: Store, parcel: Parcel) -> bool:
    """It builds on something that is not there yet, or the person's other computers do not know yet that it is sent from here."""
    return bool(awaited(store, parcel)) or store.twins.holds(parcel)


def waits_for(store: Store, parcel: Parcel) -> list[str]:
    """What holds it here, for people."""
    before = [f"“{one.title}”{_why_not_there(one)}" for one in _before_it(store, parcel)]
    return [*before, *([OF_TWINS] if store.twins.holds(parcel) else [])]


def awaited(store: Store, parcel: Parcel) -> list[str]:
    """The titles of what has to arrive on the platform before this parcel, because it builds on it."""
    return [one.title for one in _before_it(store, parcel)]


def _before_it(store: Store, parcel: Parcel) -> Iterator[Parcel | Draft]:
    for id in cited(parcel.body):
        other, draft = store.parcels.of_record(id), store.drafts.find(id)
        if other is not None and other.platform_id == parcel.platform_id and other.state not in _THERE:
            yield other
        elif other is not None or draft is None or draft.platform_id != parcel.platform_id:
            continue
        elif store.library.record(draft.record_id) is None:  # else it was sent from another computer
            yield draft


def _why_not_there(one: Parcel | Draft) -> str:
    """Only where it does not go out by itself."""
    if not isinstance(one, Parcel):
        return ", which you have not sent"
    if one.state is ParcelState.NEEDS_ATTENTION:
        return ", which needs you"
    return ", which is paused" if one.paused else ""


def cited(body: str) -> list[str]:
    """The ids of the records that a sealed body cites."""
    if '"record_id"' not in body:  # most cite none, and a long set takes long to read
        return []
    ids = (source.get("record_id") for source in json.loads(body).get("sources", ()))
    return [id for id in ids if id]


def _moves(parcel: Parcel) -> bool:
    return not parcel.paused and parcel.state in (ParcelState.QUEUED, ParcelState.UPLOADING, ParcelState.RECEIVED)


def _are_twins(one: Parcel, other: Parcel) -> bool:
    return bool({file.sha256 for file in one.files} & {file.sha256 for file in other.files})


def _track_of(load: Load) -> Track:
    return Track(load.platform_id, _is_large(load))


def _is_large(load: Load) -> bool:
    return isinstance(load, Parcel) and is_large(load)
