"""The outbox with 10 000 parcels: frames while it scrolls and the bell rings, and what they add to memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from studio.paths import DataFolder
from studio.store import Store
from tests.store.made import a_draft, a_parcel, a_platform

from .programs import Screen
from .table import Row

FEW, MANY = 10, 10_000
#: One frame of a screen at 60 Hz.
FLUID_MS = 16.7


def run() -> Iterator[Row]:
    with Screen() as screen:
        few, many = screen.folder / "few", screen.folder / "many"
        _fill(few, FEW)
        _fill(many, MANY)
        alone = screen.watched("outbox", few)
        told = screen.watched("outbox", many)
    yield Row("a frame of the outbox with 10 000 parcels, p99", told["p99_ms"], "ms", FLUID_MS)
    yield Row("the same, processor time", told["cpu_p99_ms"], "ms", FLUID_MS)
    yield Row("memory with 10 000 parcels", told["rss_mb"], "MB", 1.1, f"with {FEW}", alone["rss_mb"])


def _fill(root: Path, count: int) -> None:
    """Parcels that are held, so that none goes out while it is looked at."""
    store = Store.open(DataFolder.open(root))
    store.platforms.add(a_platform(is_home=False))
    for number in range(count):
        draft = a_draft(title=f"A story in four words, no. {number}")
        store.parcels.seal(draft, a_parcel(draft, title=draft.title, paused=True))
    store.close()
