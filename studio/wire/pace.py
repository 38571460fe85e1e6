"""A limit on how many bytes a second leave this computer: a token bucket that all uploads share."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from .watch import Stopped

#: What may go in one go, as a share of a second's bytes; never less than the second figure (bytes).
BURST_S, LEAST_BYTES = 0.25, 1 << 12
#: Shorter waits are lost in the rounding of the clock.
LEAST_S = 0.001


class Pace:
    """`limit` tells the bytes a second, 0 for none; it may change at any time. Safe from any thread."""

    def __init__(
        self,
        limit: Callable[[], int] = lambda: 0,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[threading.Event, float], object] = threading.Event.wait,
    ) -> None:
        self._limit = limit
        self._clock = clock
        self._wait = wait
        self._lock = threading.Lock()
        self._tokens = 0.0
        self._filled_at = clock()

    def allowed(self, wanted: int, stop: threading.Event) -> int:
        """How many of the next `wanted` bytes may go now, at least one; waits until some may. Raises Stopped."""
        while limit := self._limit():
            with self._lock:
                burst = max(LEAST_BYTES, int(limit * BURST_S))
                now = self._clock()
                self._tokens = min(burst, self._tokens + (now - self._filled_at) * limit)
                self._filled_at = now
                granted = min(wanted, burst)
                if self._tokens >= granted:
                    self._tokens -= granted
                    return granted
                wait_s = max((granted - self._tokens) / limit, LEAST_S)
            self._wait(stop, wait_s)
            if stop.is_set():
                raise Stopped
        return wanted
