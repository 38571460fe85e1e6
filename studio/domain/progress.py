"""How far long work is, told from 0 to 1, and whether somebody wants it to stop."""

from __future__ import annotations

from collections.abc import Callable

from studio.errors import Refused

STOPPED = "stopped"


class Progress:
    """`tell` is called with 0 … 1, at most a hundred times a part; `is_stopped` is asked as often as work is done.

    One thread works with it. Several works in a row are parts: each takes its `share` of what is left to tell.
    """

    def __init__(
        self, tell: Callable[[float], None] = lambda done: None, is_stopped: Callable[[], bool] = lambda: False
    ) -> None:
        self._tell = tell
        self._is_stopped = is_stopped
        self._from, self._to = 0.0, 0.0
        self._total, self._done, self._told = 1.0, 0.0, -1.0

    def begin(self, total: float, share: float = 1.0) -> None:
        """A part of `total` steps begins, of frames or bytes. The one before counts as done."""
        self._from = self._to
        self._to += (1 - self._from) * share
        self._total, self._done = max(total, 1.0), 0.0

    def add(self, steps: float) -> None:
        """Raises Refused (code `STOPPED`) where nobody wants the result any more; whoever works then leaves nothing behind."""
        if self._is_stopped():
            raise Refused("The export was stopped", "Nothing of it was kept.", code=STOPPED)
        self._done += steps
        now = self._from + (self._to - self._from) * min(self._done / self._total, 1.0)
        if now - self._told >= 0.01:
            self._told = now
            self._tell(now)
