"""The courier: the thread that sees to errands and parcels, and the hands that carry a few of them at once."""

from __future__ import annotations

import logging
import math
import random
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from studio.domain.ids import ParcelId
from studio.domain.parcel import Parcel, ParcelState, Trouble
from studio.domain.sending import Going, Hold, Sending, hold, is_large
from studio.errors import Busy, DiskTrouble, NeedsUpdate, Offline, SignInNeeded, StudioError
from studio.store import Store
from studio.wire import patience
from studio.wire.links import Links
from studio.wire.pace import Pace
from studio.wire.rounds import Rounds
from studio.wire.watch import Stopped

from . import errands
from .delivery import Delivery, Journey
from .line import AT_ONCE, Line, Load, Track
from .pauses import Pauses
from .speed import Speed

if TYPE_CHECKING:
    from studio.wire.client import Client

log = logging.getLogger(__name__)

#: The platform is at work on this very parcel; the others need not wait.
_OF_ONE = {"key_in_flight", "upload_locked", "media_missing", "too_often"}
#: Errors without a code of their own, by what the outbox offers to do about them.
_FAMILIES = {DiskTrouble: "disk", NeedsUpdate: "needs_update"}


class Courier(Rounds):
    """`start`, `wake` and `stop` from any thread. `on_change` is told when something moved or waits for another reason.

    `sending` is what the person allows and how the line is now; who knows that it changed wakes the courier.
    """

    name = "courier"

    def __init__(
        self,
        store: Store,
        links: Links,
        on_change: Callable[[], None] = lambda: None,
        sending: Callable[[], Sending] = Sending,
        *,
        clock: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        super().__init__(store, links, on_change, clock, chance)
        self._sending = sending
        self._pace = Pace(lambda: sending().limit_bytes_s)
        self._pauses = Pauses(links, clock, chance)
        self._line = Line(store, clock, self._width)
        self._journeys: dict[ParcelId, Journey] = {}
        self._clients: set[Client] = set()
        self._hands: set[threading.Thread] = set()
        self._stumble: Exception | None = None
        self._moved = threading.Event()

    def progress(self) -> dict[ParcelId, Going]:
        """What is being uploaded at this moment, how fast, and how long it will take. From any thread, as often as one likes:
        nothing is read from the store. A parcel that is not in it stands at its row's `sent_bytes`."""
        return {id: journey.speed.now() for id, journey in self._journeys.copy().items()}

    def held(self, parcel: Parcel) -> Hold | None:
        """Which of the person's own rules keeps it here now. From any thread."""
        return self._hold(Track(parcel.platform_id, is_large(parcel)))

    def _hold(self, track: Track) -> Hold | None:
        return None if self._links.is_here(track.platform_id) else hold(track.large, self._sending())

    def wake(self) -> None:
        """There may be something new, a platform that came back, a parcel that was paused, or another line."""
        super().wake()
        self._moved.set()

    def stop(self) -> None:
        """Hangs up, so that what is under way ends at once and goes on from there later; waits for the thread and its hands."""
        self._stop.set()
        for journey in self._journeys.copy().values():
            journey.stop.set()
        self._line.let_go()
        for client in self._clients.copy():
            client.hang_up()
        self.wake()
        super().stop()

    def round(self) -> float | None:
        """Sends everything that can move now. Returns the seconds until more may move by itself, None when nothing will."""
        while True:
            self._moved.clear()
            self._pauses.look(asked=self._woken.is_set())
            self._woken.clear()
            self._line.look_again()
            self._stop_what_may_not_go()
            while (load := self._next()) is not None:
                self._hire(load)
            if not self._hands:
                break
            self._moved.wait(max(self._rest_s() or 0.0, patience.FIRST_S))
        stumble, self._stumble = self._stumble, None
        if stumble:
            raise stumble
        return self._rest_s()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                rest_s = self.round()
            except Exception:
                log.exception("the courier stumbled; it goes on")
                rest_s = patience.LONGEST_S
            if not self._stop.is_set():  # a round that was stopped has heard its own wake
                self._woken.wait(patience.LONGEST_S if rest_s is None else rest_s)

    def _next(self) -> Load | None:
        return None if self._stop.is_set() or self._stumble else self._line.next()

    def _hire(self, load: Load) -> None:
        hand = threading.Thread(target=self._carry, args=(load,), name="courier-hand")
        self._hands.add(hand)
        hand.start()

    def _carry(self, first: Load) -> None:
        """One of the hands: this load, and others as long as there are any."""
        load: Load | None = first
        try:
            while load is not None:
                self._go(load)
                load = self._next()
        except Exception as error:
            self._stumble = error
        finally:
            self._links.close_mine()
            self._hands.discard(threading.current_thread())
            self._moved.set()

    def _go(self, load: Load) -> None:
        client: Client | None = None
        was_online = self._links.is_online(load.platform_id)
        try:
            client = self._links.client(load.platform_id)
            self._clients.add(client)
            if self._stop.is_set():
                return
            if isinstance(load, Parcel):
                self._deliver(load, client)
            else:
                errands.deliver(self._store, client, load)
            self._pauses.answered(load.platform_id)
        except Exception as error:
            self._failed(load, error)
        finally:
            if client:
                self._clients.discard(client)
            self._line.done(load)
        if not was_online:
            self._moved.set()  # there may be work for more hands now
        self._on_change()

    def _deliver(self, parcel: Parcel, client: Client) -> None:
        stop = threading.Event()
        here = self._links.is_here(parcel.platform_id)
        allowed = (lambda wanted: wanted) if here else partial(self._pace.allowed, stop=stop)
        twin, turn = partial(self._line.wait_for_twin, parcel, stop), partial(self._line.turn, parcel, stop)
        self._journeys[parcel.id] = journey = Journey(Speed(parcel), twin, turn, allowed, stop)
        try:
            if not self._stop.is_set():
                Delivery(self._store, client, parcel, journey).run()
        finally:
            del self._journeys[parcel.id]

    def _width(self, track: Track) -> int:
        """How many may go at once there. A platform that has not answered yet is tried with one of them."""
        if self._hold(track) or track.platform_id in self._pauses.now():
            return 0
        return AT_ONCE if self._links.is_online(track.platform_id) else 1

    def _stop_what_may_not_go(self) -> None:
        """The person paused it or took it back, or the line is not one for it any more."""
        for id, journey in self._journeys.copy().items():
            parcel = self._store.parcels.find(id)
            if parcel is None or parcel.paused or self.held(parcel):
                journey.stop.set()
        self._line.let_go()

    def _failed(self, load: Load, error: Exception) -> None:
        if isinstance(error, Stopped) or self._stop.is_set():
            return
        if isinstance(error, Offline | SignInNeeded):
            self._pauses.begin(load.platform_id, error)
        elif isinstance(error, Busy):
            if error.code not in _OF_ONE:
                self._pauses.begin(load.platform_id, error)
            self._postpone(load, error, error.retry_after_s, error.code)
        elif isinstance(error, DiskTrouble):  # this computer's own disk: it goes on when there is room again
            self._postpone(load, error, 0.0, _FAMILIES[DiskTrouble])
        else:
            self._hand_over(load, error)

    def _postpone(self, load: Load, error: StudioError, at_least_s: float, code: str) -> None:
        wait_s = max(at_least_s, patience.wait_s(load.tries + 1, self._chance()))
        trouble = Trouble(error.title, error.advice, False, code)
        self._note(load, tries=load.tries + 1, next_try_at=self._clock() + wait_s, trouble=trouble)

    def _hand_over(self, load: Load, error: Exception) -> None:
        """The person decides; what was to be sent stays as it is."""
        if isinstance(error, StudioError):
            code = getattr(error, "code", "") or _FAMILIES.get(type(error), "")
            trouble = Trouble(error.title, error.advice, True, code)
            log.info("%s %s needs the person: %s", type(load).__name__, load.id, error)
        else:
            log.error("%s %s met a mistake of ours", type(load).__name__, load.id, exc_info=error)
            trouble = Trouble("The studio made a mistake", "Your work is kept. Try it again later.", True, "bug")
        self._note(load, trouble=trouble, **{"state": ParcelState.NEEDS_ATTENTION} if isinstance(load, Parcel) else {})

    def _note(self, load: Load, **changes: Any) -> None:
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
        ends = [until for id, until in self._pauses.ends().items() if any(one.waiting(id) for one in kept)]
        later = [one.next_due(self._clock(), beside=self._pauses.now()) for one in kept]
        soonest = min([*ends, *(moment for moment in later if moment is not None)], default=math.inf)
        return None if soonest == math.inf else max(0.0, min(soonest - self._clock(), patience.LONGEST_S))
