from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.served import Served

#: A folder in memory, where there is one: these tests ask whether the two sides agree, not whether the disk is slow.
IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """One real platform for a module of tests."""
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder, Served(Path(folder)) as platform:
        yield platform


@pytest.fixture
def incoming(served: Served) -> Path:
    """Where the platform keeps half uploads."""
    return served.folder / "platform" / "media" / "incoming"
