"""One run for each seed: what is sent, what happens to it on the way, and the look at both sides afterwards."""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from studio.domain.challenge import Challenge
from studio.inbox.shelving import challenge_of
from studio.paths import DataFolder
from studio.store import Store
from studio.wire.links import Links
from tests.proxy import Boundary, Proxy
from tests.rogue import LOGIN_PAGE, Rogue
from tests.waiting import until

from .mortals import WITHIN_S, Platform, Studio, carry
from .weather import Weather, faults
from .world import World

IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
#: More requests than most runs make; a boundary that is never reached kills nobody.
MOST_REQUESTS = 24


class Place:
    """A platform, and what networks put in its place; `run` may be called for any number of seeds."""

    def __enter__(self) -> Place:
        with ExitStack() as opened:
            folder = opened.enter_context(tempfile.TemporaryDirectory(dir=IN_MEMORY, ignore_cleanup_errors=True))
            self.platform = opened.enter_context(Platform(Path(folder)))
            self.login = opened.enter_context(Rogue(lambda method, path: replace(LOGIN_PAGE, headers=BYE)))
            self.challenge = self._a_challenge()
            self._killed: object = None
            self._open = opened.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

    def run(self, seed: int) -> None:
        """Raises AssertionError, with a note of the seed, where something is not as it was promised."""
        chance = random.Random(seed)
        try:
            with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
                world = World.make(Path(folder), self.platform, self.challenge, chance)
                with Proxy(self.platform.port, seed=seed) as proxy:
                    faults = KINDS[seed // 10 % 10](self, world, proxy, chance, _nth(seed))
                self._revive()  # the last answer may have been a moment to be killed at
                world.check(proxy, faults)
        except BaseException as error:
            error.add_note(f"seed {seed}: python -m tests.chaos --seed {seed}")
            raise
        finally:
            self._revive()

    def weather(self, world: World, proxy: Proxy, chance: random.Random, nth: int) -> int:
        """A bad network that changes with every round."""
        store = Store.open(DataFolder.open(world.folder))
        weather = Weather(store, self.platform, proxy, self.login, chance)
        links = Links(timeouts=weather.timeouts)
        links.set(self.platform.id, proxy.address, self.platform.token)
        try:
            carry(store, links, lambda number: weather.change(number, links))
        finally:
            links.close_mine()
            store.close()
        return faults(proxy) + weather.purged

    def killed(self, world: World, proxy: Proxy, chance: random.Random, nth: int) -> int:
        """SIGKILL of the studio, of the platform, or of both, at one boundary of one request, and perhaps once more."""
        victims = (("studio",), ("platform",), ("studio", "platform"))[nth % 3]
        when, number = tuple(Boundary)[nth // 3 % 3], 1 + nth // 9 % MOST_REQUESTS
        moments = {number: when}
        if chance.random() < 0.3:
            moments[number + chance.randint(1, 12)] = chance.choice(tuple(Boundary))
        kills, living = [0], list[Studio]()

        def on_boundary(boundary: Boundary, number: int) -> None:
            if moments.get(number) is boundary:
                del moments[number]
                kills[0] += 1
                if "studio" in victims and living:
                    living[0].process.kill()
                if "platform" in victims:
                    self._kill_platform()

        proxy.on_boundary = on_boundary
        self._until_delivered(world, proxy, living)
        return faults(proxy) + kills[0] * 2

    def full(self, world: World, proxy: Proxy, chance: random.Random, nth: int) -> int:
        """No file may grow beyond a size for some requests: on the studio's disk, or on the platform's."""
        begins, size = 1 + nth % 12, chance.choice((1, 30_000, 200_000))
        ends, living = begins + chance.randint(1, 8), list[Studio]()
        on_platform = bool(nth // 10 % 2)  # in both halves also of every tenth run

        def on_boundary(boundary: Boundary, number: int) -> None:
            if boundary is not Boundary.ASKED or number not in (begins, ends):
                return
            pid = self.platform.mortal.pid if on_platform and self.platform.mortal else living[0].process.pid
            limit = size if number == begins else resource.RLIM_INFINITY
            if pid:
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

        proxy.on_boundary = on_boundary
        self._until_delivered(world, proxy, living)
        if on_platform and self.platform.mortal and self.platform.mortal.pid:
            unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            resource.prlimit(self.platform.mortal.pid, resource.RLIMIT_FSIZE, unlimited)
        return faults(proxy) + ends - begins

    def _until_delivered(self, world: World, proxy: Proxy, living: list[Studio]) -> None:
        """Starts whoever was killed again, until a studio says that nothing waits any more."""
        ends = time.monotonic() + WITHIN_S
        while True:
            with Studio(world.folder, self.platform, proxy.address) as studio:
                living[:] = [studio]
                while studio.code is None:
                    until(lambda: studio.code is not None or self._is_dead(), "somebody has ended", WITHIN_S)
                    self._revive()
                living.clear()
                if studio.code == 0:
                    return
                assert studio.code == -9 and time.monotonic() < ends, f"the studio ended with {studio.code}"

    def _is_dead(self) -> bool:
        mortal = self.platform.mortal
        if mortal is not None and mortal is self._killed:
            mortal.join()  # that takes a moment
        return mortal is None or mortal.exitcode is not None

    def _revive(self) -> None:
        """Starts the platform where it is dead."""
        if self._is_dead():
            self.platform.kill()
            self.platform.start()

    def _kill_platform(self) -> None:
        mortal = self.platform.mortal
        if mortal is not None and mortal.pid:
            mortal.kill()
            self._killed = mortal

    def _a_challenge(self) -> Challenge:
        client = self.platform.client()
        told = next(c.challenge for c in client.changes("").changes if c.challenge and c.challenge.kind == "text")
        client.close()
        return challenge_of(told, self.platform.id)


BYE = {"Connection": "close"}
Run = Callable[[Place, World, Proxy, random.Random, int], int]
_FULL: Run = Place.full if sys.platform.startswith("linux") else Place.weather
KINDS: tuple[Run, ...] = (*(Place.weather,) * 6, *(Place.killed,) * 3, _FULL)


def _nth(seed: int) -> int:
    """Counts the runs of a kind: the kinds take turns every ten seeds."""
    return (seed // 100 * 3 + seed // 10 % 3) * 10 + seed % 10
