"""Each platform's clock as it was last heard, for the receipts of what is sealed without a network."""

from __future__ import annotations

from datetime import timedelta

from studio.domain.moments import moment_of
from studio.domain.receipt import STEADY_MS, Clock

from .table import Table

#: A clock that keeps its pace is written down again this seldom.
_EVERY = timedelta(minutes=1)


class Clocks(Table[Clock]):
    def hear(self, clock: Clock) -> None:
        """Takes note of it; the platform's own moment only ever goes forward."""
        before = self.find(clock.id)
        clock = clock.after(before)
        if before is not None and abs(clock.offset_ms - before.offset_ms) < STEADY_MS and not _is_newer(clock, before):
            return
        with self._database.write() as connection:
            connection.execute(self._shape.replace, self._shape.values(clock))


def _is_newer(clock: Clock, before: Clock) -> bool:
    return moment_of(clock.heard_at) - moment_of(before.heard_at) >= _EVERY
