"""The fetcher: the thread that listens to the platforms' change feeds."""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from studio.domain.ids import PlatformId
from studio.domain.platform import Platform
from studio.errors import Busy, Offline, Refused, SignInNeeded, StudioError
from studio.store import Store
from studio.wire import patience
from studio.wire.links import Links
from studio.wire.rounds import Rounds

from .shelving import pages

log = logging.getLogger(__name__)

#: How long a platform may hold an answer when there is nothing to tell (long poll); shared when several are listened to.
HOLD_S = 25
#: The home platform is next door and asked more often, so that one that is joined meanwhile is soon listened to.
HOME_HOLD_S = 4
#: How often a platform that is away is asked whether anything listens at its address.
PROBE_EVERY_S = 3.0


@dataclass(frozen=True, slots=True)
class _Pause:
    """`silent`: nothing listened at the address; the first connection that succeeds ends the pause."""

    error: StudioError
    until: float
    tries: int
    silent: bool


class Fetcher(Rounds):
    """`start`, `wake` and `stop` from any thread. `on_change` is told when a page was shelved or a platform fell silent."""

    name = "fetcher"

    def __init__(
        self,
        store: Store,
        links: Links,
        on_change: Callable[[], None] = lambda: None,
        *,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        super().__init__(store, links, on_change, clock, chance)
        self._pauses: dict[PlatformId, _Pause] = {}

    def round(self, hold_s: int = 0) -> bool:
        """Listens once to every platform that is not paused. Returns whether any answered."""
        known = set(self._links.ids())
        platforms = [platform for platform in self._store.platforms.list() if platform.id in known]
        free = [platform for platform in platforms if self._is_free(platform.id)]
        share_s = hold_s // max(len(free), 1)
        answered = [self._listen(one, min(share_s, HOME_HOLD_S) if one.is_home else share_s) for one in free]
        return any(answered)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._woken.clear()
            begun = self._clock()
            try:
                answered = self.round(int(PROBE_EVERY_S) if self._has_silent() else HOLD_S)
            except Exception:
                log.exception("the fetcher stumbled; it goes on")
                answered = False
            if not answered or self._clock() - begun < patience.FIRST_S:
                self._woken.wait(patience.FIRST_S if answered else self._rest_s())
        self._links.close_mine()

    def _listen(self, platform: Platform, hold_s: int) -> bool:
        """Fetches pages until there are no more. After a failure the first is not held, so that a platform that is back is seen."""
        try:
            self._client = self._links.client(platform.id)
            for _ in pages(self._store, self._client, platform, 0 if platform.id in self._pauses else hold_s):
                self._on_change()
                if self._stop.is_set():
                    break
            if clock := self._client.clock:
                self._store.clocks.hear(clock)
            self._pauses.pop(platform.id, None)
            return True
        except Refused as error:
            if error.code == "cursor" and platform.bookmark:
                self._store.library.doubt(platform.id)
                return True
            self._pause(platform.id, error)
        except StudioError as error:
            self._pause(platform.id, error)
        except Exception as error:  # the others are listened to all the same
            log.exception("what a platform told could not be kept")
            self._pause(platform.id, Busy("What the platform told cannot be kept", "", type(error).__name__))
        finally:
            self._client = None
        return False

    def _is_free(self, id: PlatformId) -> bool:
        pause = self._pauses.get(id)
        if pause is None or pause.until <= self._clock():
            return True
        if isinstance(pause.error, Offline | SignInNeeded) and type(self._links.trouble(id)) is not type(pause.error):
            return True
        return pause.silent and self._links.can_connect(id)

    def _pause(self, id: PlatformId, error: StudioError) -> None:
        if self._stop.is_set():
            return
        before = self._pauses.get(id)
        tries = before.tries + 1 if before else 1
        wait_s = patience.wait_s(tries, self._chance())
        until = math.inf if isinstance(error, SignInNeeded) else self._clock() + wait_s
        silent = isinstance(error, Offline) and not self._links.can_connect(id)
        self._pauses[id] = _Pause(error, until, tries, silent)
        self._on_change()

    def _rest_s(self) -> float:
        """Until the next pause ends; short while a silent platform has to be noticed when it comes back."""
        if self._has_silent():
            return PROBE_EVERY_S
        soonest = min((pause.until for pause in self._pauses.values()), default=math.inf)
        return max(patience.FIRST_S, min(soonest - self._clock(), patience.LONGEST_S))

    def _has_silent(self) -> bool:
        return any(pause.silent for pause in self._pauses.values())
