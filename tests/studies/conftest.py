"""A store with one watched picture, and a watcher whose clock the test turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from studio.domain.record import Draft
from studio.drafts import from_picture, take_in
from studio.paths import DataFolder
from studio.store import Store
from studio.studies.watcher import Watcher
from tests.store.made import HOME, a_platform

from .paint import painted


class Hours:
    """A clock that only goes on when it is told to."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class Easel:
    """One draft, its watched file, and the watcher."""

    def __init__(self, store: Store, path: Path) -> None:
        self.store, self.path, self.clock = store, path, Hours()
        path.write_bytes(painted("first"))
        self.draft_id = from_picture(store, path, HOME).id
        self.watcher = self.watching()

    def watching(self) -> Watcher:
        """A watcher as a new start has it."""
        return Watcher(self.store, lambda path, id: take_in(self.store, path), clock=self.clock)

    @property
    def draft(self) -> Draft:
        return self.store.drafts.get(self.draft_id)

    @property
    def numbers(self) -> list[int]:
        return [version.number for version in self.store.versions.list(self.draft_id)]

    @property
    def newest(self) -> bytes:
        """The bytes of the newest version as they were saved."""
        version = self.store.versions.current(self.draft_id)
        assert version is not None
        return self.store.media.path(version.original).read_bytes()

    def look(self, times: int = 4, step_s: float = 1.0) -> None:
        for _ in range(times):
            self.watcher.look()
            self.clock.now_s += step_s

    def until(self, fact: Callable[[], bool]) -> None:
        for _ in range(60):
            if fact():
                return
            self.look(1)
        raise AssertionError("not within a minute of the clock")


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    store = Store.open(folder)
    store.platforms.add(a_platform())
    yield store
    store.close()


@pytest.fixture
def easel(store: Store, tmp_path: Path) -> Easel:
    return Easel(store, tmp_path / "kitchen.png")
