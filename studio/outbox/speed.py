"""How far an upload is and how fast it goes, kept in memory: polled by the window, never written for each piece."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from studio.domain.parcel import Parcel
from studio.domain.sending import Going

#: The mean is taken over this long, from marks this far apart (seconds).
OVER_S, MARK_S = 8.0, 0.25


class Speed:
    """Told by the thread that uploads; `now()` from any thread."""

    def __init__(self, parcel: Parcel, clock: Callable[[], float] = time.monotonic) -> None:
        self._parcel = parcel
        self._clock = clock
        self._sent = parcel.sent_bytes
        self._marks = deque([(clock(), 0)])  # moments, and how many bytes had gone by then; never empty
        self._gone = 0

    def stands(self, offset: int) -> None:
        """The platform has this much for good; it may be less than what has gone."""
        self._sent = offset

    def goes(self, count: int) -> None:
        """So many bytes more have left this computer."""
        self._sent += count
        self._gone += count
        now = self._clock()
        if now - self._marks[-1][0] >= MARK_S:
            self._marks.append((now, self._gone))
        while len(self._marks) > 1 and self._marks[1][0] <= now - OVER_S:
            self._marks.popleft()

    def now(self) -> Going:
        since, gone = self._marks[0]
        passed_s = self._clock() - since
        rate = (self._gone - gone) / passed_s if passed_s >= MARK_S else 0.0
        size = self._parcel.size_bytes
        sent = min(self._sent, size)
        return Going(self._parcel.id, sent, size, rate, (size - sent) / rate if rate else None)
