"""The courier: the thread that carries errands and parcels, oldest first, what is cited before what cites it."""

from __future__ import annotations

import json
import logging
import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from studio.domain.ids import ParcelId, PlatformId
from studio.domain.parcel import Parcel, ParcelState, Trouble
from studio.domain.request import Errand
from studio.domain.sending import Going
from studio.errors import Busy, Offline, SignInNeeded, StudioError
from studio.store import Store
from studio.wire import patience
from studio.wire.links import Links
from studio.wire.rounds import Rounds
from studio.wire.watch import Stopped

from . import errands
from .delivery import Delivery
from .speed import Speed

if TYPE_CHECKING:
    from studio.wire.client import Client

log = logging.getLogger(__name__)

#: How many parcels are looked at in one go; more are read only when none of these can move.
LOOK = 100
_THERE = {ParcelState.RECEIVED, ParcelState.LIVE}
#: The platform is at work on this very parcel; the others need not wait.
_OF_ONE = {"key_in_flight", "upload_locked", "media_missing", "too_often"}


@dataclass(frozen=True, slots=True)
class Pause:
    """A platform to which nothing is sent before `until` (Unix seconds), after `tries` failures in a row."""

    error: StudioError
    until: float
    tries: int


class Courier(Rounds):
    """`start`, `wake` and `stop` from any thread. `on_change` is told when something moved or waits for another reason."""

    name = "courier"

    def __init__(
        self,
        store: Store,
        links: Links,
        on_change: Callable[[], None] = lambda: None,
        *,
        clock: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        super().__init__(store, links, on_change, clock, chance)
        self._pauses: dict[PlatformId, Pause] = {}
        self._speeds: dict[ParcelId, Speed] = {}

    def progress(self) -> dict[ParcelId, Going]:
        """What is being uploaded at this moment, how fast, and how long it will take. From any thread, as often as one likes:
        nothing is read from the store. A parcel that is not in it stands at its row's `sent_bytes`."""
        return {id: speed.now() for id, speed in self._speeds.copy().items()}

    def round(self) -> float | None:
        """Sends everything that can move now. Returns the seconds until more may move by itself, None when nothing will."""
        self._end_pauses(self._woken.is_set())
        self._woken.clear()
        limit = LOOK
        while not self._stop.is_set():
            due = self._store.parcels.due(self._clock(), limit, beside=self._paused())
            words = self._store.errands.due(self._clock(), beside=self._paused())
            went = [errand for errand in words if errand.platform_id not in self._paused() and self._run_errand(errand)]
            tried = [parcel for parcel in due if parcel.platform_id not in self._paused() and self._try(parcel.id)]
            if not tried and not went:
                if len(due) < limit:
                    break
                limit *= 8
        return self._rest_s()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                rest_s = self.round()
            except Exception:
                log.exception("the courier stumbled; it goes on")
                rest_s = patience.LONGEST_S
            self._woken.wait(patience.LONGEST_S if rest_s is None else rest_s)
        self._links.close_mine()

    def _try(self, id: ParcelId) -> bool:
        """One delivery, when nothing holds it back. Returns whether it was tried."""
        parcel = self._store.parcels.find(id)
        if parcel is None or parcel.paused or self._stop.is_set() or self._is_held(parcel):
            return False
        speed = self._speeds[id] = Speed(parcel)
        try:
            return self._go(parcel, lambda client: Delivery(self._store, client, parcel, speed, self._stop).run())
        finally:
            del self._speeds[id]

    def _run_errand(self, errand: Errand) -> bool:
        return self._go(errand, lambda client: errands.deliver(self._store, client, errand))

    def _go(self, load: Parcel | Errand, deliver: Callable[[Client], None]) -> bool:
        """Returns whether it was tried."""
        try:
            self._client = self._links.client(load.platform_id)
            if self._stop.is_set():
                return False
            deliver(self._client)
            self._pauses.pop(load.platform_id, None)
        except Exception as error:
            self._failed(load, error)
        finally:
            self._client = None
        self._on_change()
        return True

    def _paused(self) -> list[PlatformId]:
        return [id for id, pause in self._pauses.items() if pause.until > self._clock()]

    def _is_held(self, parcel: Parcel) -> bool:
        """It cites a record that is itself still on its way to the same platform, or a draft that was taken back."""
        return bool(awaited(self._store, parcel))

    def _failed(self, load: Parcel | Errand, error: Exception) -> None:
        if isinstance(error, Stopped) or self._stop.is_set():
            return
        if isinstance(error, Offline | SignInNeeded):
            self._pause(load.platform_id, error)
        elif isinstance(error, Busy):
            if error.code not in _OF_ONE:
                self._pause(load.platform_id, error)
            self._postpone(load, error)
        else:
            self._hand_over(load, error)

    def _pause(self, id: PlatformId, error: StudioError) -> None:
        before = self._pauses.get(id)
        tries = before.tries + 1 if before else 1
        wait_s = patience.wait_s(tries, self._chance())
        if isinstance(error, Busy):
            wait_s = max(wait_s, error.retry_after_s)
        until = math.inf if isinstance(error, SignInNeeded) else self._clock() + wait_s
        self._pauses[id] = Pause(error, until, tries)

    def _end_pauses(self, woken: bool) -> None:
        """A platform that has answered somebody since, or where one has signed in again, is tried at once; one that stumbled
        is tried when somebody asks, unless it named a time itself."""
        for id, pause in list(self._pauses.items()):
            if isinstance(pause.error, Offline | SignInNeeded):
                over = type(self._links.trouble(id)) is not type(pause.error)
            else:
                over = woken and not getattr(pause.error, "retry_after_s", 0.0)
            if over:
                del self._pauses[id]

    def _postpone(self, load: Parcel | Errand, error: Busy) -> None:
        wait_s = max(error.retry_after_s, patience.wait_s(load.tries + 1, self._chance()))
        trouble = Trouble(error.title, error.advice, False, error.code)
        self._note(load, tries=load.tries + 1, next_try_at=self._clock() + wait_s, trouble=trouble)

    def _hand_over(self, load: Parcel | Errand, error: Exception) -> None:
        """The person decides; what was to be sent stays as it is."""
        if isinstance(error, StudioError):
            trouble = Trouble(error.title, error.advice, True, getattr(error, "code", ""))
            log.info("%s %s needs the person: %s", type(load).__name__, load.id, error)
        else:
            log.error("%s %s met a mistake of ours", type(load).__name__, load.id, exc_info=error)
            trouble = Trouble("The studio made a mistake", "Your work is kept. Try it again later.", True, "bug")
        self._note(load, trouble=trouble, **{"state": ParcelState.NEEDS_ATTENTION} if isinstance(load, Parcel) else {})

    def _note(self, load: Parcel | Errand, **changes: Any) -> None:
        """Writes it into the row as it is by now, where there still is one."""
        if isinstance(load, Parcel):
            parcel = self._store.parcels.find(load.id)
            if parcel is not None:
                self._store.parcels.change(replace(parcel, **changes))
            return
        self._store.errands.change(replace(load, **changes))

    def _rest_s(self) -> float | None:
        """What is due already and was not sent waits for something else; the next moment is a later one."""
        kept = (self._store.parcels, self._store.errands)
        ends = [pause.until for id, pause in self._pauses.items() if any(one.waiting(id) for one in kept)]
        later = [one.next_due(self._clock(), beside=self._paused()) for one in kept]
        soonest = min([*ends, *(moment for moment in later if moment is not None)], default=math.inf)
        return None if soonest == math.inf else max(0.0, min(soonest - self._clock(), patience.LONGEST_S))


def awaited(store: Store, parcel: Parcel) -> list[str]:
    """The titles of what has to arrive on the platform before this parcel, because it builds on it."""
    titles = []
    for id in cited(parcel.body):
        other, draft = store.parcels.of_record(id), store.drafts.find(id)
        if other is not None and other.platform_id == parcel.platform_id and other.state not in _THERE:
            titles.append(other.title)
        elif other is None and draft is not None and draft.platform_id == parcel.platform_id:
            titles.append(draft.title)
    return titles


def cited(body: str) -> list[str]:
    """The ids of the records that a sealed body cites."""
    ids = (source.get("record_id") for source in json.loads(body).get("sources", ()))
    return [id for id in ids if id]
