"""Hearing a remix while it is made, through the same engine that exports it.

Two threads of its own: "transport-prepare" opens and decodes sounds and looks through an edited remix, "transport-feeder" renders
ahead into the loudspeaker's ring. At most 0.3 s wait there, so that an edit is heard soon; the loudspeaker stays open for a while
after the end, so that the next start is heard at once.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from studio.domain.remix import Material, Remix
from studio.errors import StudioError
from studio.sound.loudspeaker import LATENCY_S

from .feeding import Feeder, Pass
from .head import Way
from .preparing import Order, Preparer
from .render import Mix

__all__ = ["Pass", "Transport"]


class Transport:
    """Used from one thread; no call waits, but for `close`. `on_change` (began, ended) and `on_trouble` come on its own threads.

    `find` says where the file of a material lies. A sound that is missing or broken is told once and stays silent.
    `latency_s` is what the loudspeaker is asked for: less is heard sooner, more is safer on a busy computer.
    """

    def __init__(
        self,
        find: Callable[[Material], Path],
        on_change: Callable[[], None],
        on_trouble: Callable[[StudioError], None],
        latency_s: float = LATENCY_S,
    ) -> None:
        self._on_change, self._on_trouble, self._latency_s = on_change, on_trouble, latency_s
        self._preparer = Preparer(find, self._prepared, on_trouble)
        self._feeder: Feeder | None = None
        #: Counts every play and stop; `_asked` is the playing that is wanted now, 0 for silence.
        self._number = self._asked = 0

    def load(self, remix: Remix) -> None:
        """Opens sounds and loudspeaker, so that `play` will be heard at once; for when a remix is shown."""
        self._feeding().warm()
        self._preparer.order(Order(remix))

    def play(
        self,
        remix: Remix,
        start: int = 0,
        loop: tuple[int, int] | None = None,
        click: bool = False,
        endless: bool = False,
    ) -> None:
        """From `start` on, whatever plays now; below 0 it is a count-in. `endless` goes on behind the end, for recording."""
        self._number += 1
        self._asked = self._number
        self._feeding().warm()
        self._preparer.order(Order(remix, Way(start, loop, endless, remix.bpm if click else 0.0), self._number))

    def change(self, remix: Remix) -> None:
        """What plays goes on as `remix`."""
        if self._feeder is not None:
            self._preparer.order(Order(remix))

    def stop(self) -> None:
        """Silent within a moment."""
        self._number += 1
        self._asked = 0
        if self._feeder is not None:
            self._feeder.stop()

    def position(self) -> int | None:
        """The frame of the time line that is heard now; None while nothing plays."""
        return None if self._feeder is None else self._feeder.position

    @property
    def is_getting_ready(self) -> bool:
        """Asked to play, and not begun yet: sounds are still decoded or stretched."""
        return bool(self._asked) and self._feeder is not None and self._feeder.begun != self._asked

    def rest(self) -> None:
        """Lets the loudspeaker go, unless something plays; for when the remix is not shown any more."""
        if self._feeder is not None:
            self._feeder.rest()

    @property
    def passes(self) -> tuple[Pass, ...]:
        """From where the time line was played when, in the last playing: one more for each turn of a loop."""
        return () if self._feeder is None else self._feeder.passes

    @property
    def delay_s(self) -> float:
        """From `Pass.moment` to being heard, as the system tells it."""
        return 0.0 if self._feeder is None else self._feeder.delay_s

    @property
    def loudspeaker(self) -> str:
        """The name and the latency of the loudspeaker that is open or was last; "" before the first."""
        return "" if self._feeder is None else self._feeder.name

    @property
    def underruns(self) -> int:
        """How often the sound was interrupted, since it was first played or closed."""
        return 0 if self._feeder is None else self._feeder.underruns

    def close(self) -> None:
        """Silence, and everything let go; waits some seconds at most. May be played again."""
        self._number += 1
        self._asked = 0
        self._preparer.stop()
        if self._feeder is not None:
            self._feeder.close()
            self._feeder = None
        self._preparer.let_go()

    def _feeding(self) -> Feeder:
        if self._feeder is None:
            self._feeder = Feeder(self._on_change, self._on_trouble, self._latency_s)
        return self._feeder

    def _prepared(self, mix: Mix, order: Order) -> None:
        if self._feeder is not None:
            self._feeder.take(mix, order.way if order.number == self._number else None, order.number)
