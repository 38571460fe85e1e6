"""A platform and a studio as processes that may be killed at any moment, forked from one that has imported everything already.

Only so can hundreds of them be started: a fresh interpreter with all its imports takes a second of both cores.
"""

from __future__ import annotations

import itertools
import multiprocessing
import signal
import socket
import threading
import time
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import TYPE_CHECKING, Self

from studio import contract
from studio.domain.ids import PlatformId
from studio.domain.parcel import ParcelState
from studio.errors import DiskTrouble
from studio.inbox.fetcher import Fetcher
from studio.outbox.courier import Courier
from studio.paths import RESOURCES, DataFolder
from studio.server.config import Config
from studio.server.run import Running, listen, serve
from studio.store import Store
from studio.wire.exchange import Timeouts
from studio.wire.links import Links
from tests.served import Served

if TYPE_CHECKING:
    from collections.abc import Callable

FORK = multiprocessing.get_context("forkserver")
#: A machine that is busy with other things answers late.
PATIENT = Timeouts(2.0, 5.0)
#: How long one run may take.
WITHIN_S = 40.0


class Platform(Served):
    """The home platform. Each start has the same port, data, person and token."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        FORK.set_forkserver_preload([__name__, "studio.wire.client", "studio.server.migrations"])
        self.mortal: ForkServerProcess | None = None
        #: Where its feed ended when somebody looked last.
        self.bookmark = ""

    def __enter__(self) -> Self:
        self.start()
        return self

    def start(self) -> None:
        """One that is killed while it starts is started again."""
        while not self._has_started():
            assert self.mortal and self.mortal.exitcode == -signal.SIGKILL, "the platform ended by itself"

    def _has_started(self) -> bool:
        here, there = FORK.Pipe()
        self.mortal = FORK.Process(target=_serve, args=(self.folder, self.token, self.port, there))
        self.mortal.start()
        there.close()
        try:
            self.port, self.id = here.recv()
        except EOFError:
            self.mortal.join()
            return False
        finally:
            here.close()
        return True

    def news(self) -> list[contract.ChangeOut]:
        """What its feed tells since somebody looked last."""
        client, changes, more = self.client(), list[contract.ChangeOut](), True
        while more:
            page = client.changes(self.bookmark)
            changes += page.changes
            self.bookmark, more = page.next, page.more
        client.close()
        return changes

    def file(self, sha256: str) -> Path:
        """Where it keeps a whole file."""
        return self.folder / "platform" / "media" / sha256[:2] / sha256

    def _end(self, *, kill: bool) -> None:
        mortal, self.mortal = self.mortal, None
        if mortal is not None:
            (mortal.kill if kill else mortal.terminate)()
            mortal.join(20)
            mortal.close()


def _serve(folder: Path, token: str, port: int, told: Connection) -> None:
    at: socket.socket = listen("127.0.0.1", port)
    config = Config(folder / "platform", home_token=token, starter=RESOURCES / "starter")

    def on_start(id: str) -> None:
        told.send((at.getsockname()[1], PlatformId(id)))

    def on_running(running: Running) -> None:
        """It ends by a signal only."""

    serve(config, at, on_start, on_running)


class Studio:
    """A studio without a window on the data in `folder`, which carries and fetches until nothing waits; then it has ended."""

    def __init__(self, folder: Path, platform: Platform, address: str) -> None:
        self.process = FORK.Process(target=_live, args=(folder, platform.id, address, platform.token))

    def __enter__(self) -> Studio:
        self.process.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.join(10)
        self.process.close()

    @property
    def code(self) -> int | None:
        """0 where all is delivered and fetched, -9 where it was killed, None while it lives."""
        return self.process.exitcode


def _live(folder: Path, platform_id: PlatformId, address: str, token: str) -> None:
    store = Store.open(DataFolder.open(folder))
    links = Links(timeouts=PATIENT)
    links.set(platform_id, address, token)
    carry(store, links, lambda number: time.sleep(0.003 * min(number, 10)))
    links.close_mine()
    store.close()


class Clock:
    """Seconds that pass only when somebody waits."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def carry(store: Store, links: Links, before_round: Callable[[int], None]) -> None:
    """Courier and fetcher side by side, as their threads would do their rounds on a clock that jumps from wait to wait."""
    done = threading.Event()
    listening = threading.Thread(target=_listen, args=(store, links, done), name="fetcher")
    listening.start()
    clock = Clock()
    courier = Courier(store, links, clock=clock, chance=lambda: 0.0)
    try:
        ends = time.monotonic() + WITHIN_S
        for number in itertools.count():
            assert time.monotonic() < ends, f"after {number} rounds there waits {store.parcels.counts()}"
            before_round(number)
            try:
                rest_s = courier.round()
            except DiskTrouble:
                rest_s = 1.0  # as its thread does, after a word in the log
            if rest_s is None and not store.parcels.waiting():
                return
            needs = [parcel.trouble for parcel in store.parcels.list() if parcel.state is ParcelState.NEEDS_ATTENTION]
            assert not needs, f"the person is needed: {needs}"
            clock.now += rest_s or 1.0
    finally:
        done.set()
        listening.join()


def _listen(store: Store, links: Links, done: threading.Event) -> None:
    """To the last word: a round after the courier's last one, which was answered."""
    clock = Clock()
    fetcher = Fetcher(store, links, clock=clock, chance=lambda: 0.0)
    over = False
    while not over:
        over = done.is_set()
        try:
            answered = fetcher.round()
        except DiskTrouble:
            answered = False
        over = over and (answered or bool(clock.now > 1_800_100_000))
        clock.now += 300.0
        done.wait(0.002)
    links.close_mine()
