"""A thread that goes its rounds to the platforms: started once, woken by anybody, stopped within seconds."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.store import Store

    from .client import Client
    from .links import Links

STOP_S = 10.0


class Rounds:
    """`start`, `wake` and `stop` from any thread; what a round is, `_run` of the room says. `on_change` is told on its thread."""

    name = "rounds"

    def __init__(
        self,
        store: Store,
        links: Links,
        on_change: Callable[[], None],
        clock: Callable[[], float],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._links = links
        self._on_change = on_change
        self._clock = clock
        self._chance = chance
        self._client: Client | None = None
        self._stop = threading.Event()
        self._woken = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self.name)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """There may be something new, or a platform that came back."""
        self._woken.set()

    def stop(self) -> None:
        """Hangs up, so that a held answer ends at once (what is under way goes on from there later), and waits for the thread."""
        self._stop.set()
        self._woken.set()
        if client := self._client:
            client.hang_up()
        if self._thread.is_alive():
            self._thread.join(STOP_S)

    def _run(self) -> None:
        """Until `_stop` is set."""
