"""Platforms to which nothing is sent for a while, because they do not answer, do not know us any more, or are busy."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass

from studio.domain.ids import PlatformId
from studio.domain.sending import MOST_S
from studio.errors import Busy, Offline, SignInNeeded, StudioError
from studio.wire import patience
from studio.wire.links import Links


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is sent before `until` (Unix seconds), after `tries` failures in a row."""

    error: StudioError
    until: float
    tries: int


class Pauses:
    """Safe from any thread."""

    def __init__(self, links: Links, clock: Callable[[], float], chance: Callable[[], float]) -> None:
        self._links = links
        self._clock = clock
        self._chance = chance
        self._lock = threading.Lock()
        self._pauses: dict[PlatformId, Pause] = {}

    def now(self) -> set[PlatformId]:
        """Who is left in peace."""
        return {id for id, until in self.ends().items() if self._is_on(until)}

    def ends(self) -> dict[PlatformId, float]:
        with self._lock:
            return {id: pause.until for id, pause in self._pauses.items()}

    def begin(self, id: PlatformId, error: StudioError) -> None:
        """Several uploads that fail together are one failure."""
        with self._lock:
            before = self._pauses.get(id)
            going_on = before is not None and self._is_on(before.until)
            tries = (before.tries if before else 0) + (0 if going_on else 1)
            wait_s = patience.wait_s(tries, self._chance())
            if isinstance(error, Busy):
                wait_s = max(wait_s, error.retry_after_s)
            until = math.inf if isinstance(error, SignInNeeded) else self._clock() + wait_s
            if before is None or not going_on or until > before.until:
                self._pauses[id] = Pause(error, until, tries)

    def _is_on(self, until: float) -> bool:
        """One that would last longer than any was begun by a clock that was ahead."""
        return until == math.inf or 0 < until - self._clock() <= MOST_S

    def answered(self, id: PlatformId) -> None:
        with self._lock:
            self._pauses.pop(id, None)

    def look(self, asked: bool) -> None:
        """A platform that has answered somebody since, or where one has signed in again, is tried at once; one that stumbled
        is tried when somebody asks, unless it named a time itself."""
        with self._lock:
            for id, pause in list(self._pauses.items()):
                if isinstance(pause.error, Offline | SignInNeeded):
                    over = type(self._links.trouble(id)) is not type(pause.error)
                else:
                    over = asked and not getattr(pause.error, "retry_after_s", 0.0)
                if over:
                    del self._pauses[id]
