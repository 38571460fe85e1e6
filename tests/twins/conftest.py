"""One platform for the room's tests, and two computers of somebody new for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.commands.serve import _invite
from studio.domain.ids import new_id
from tests.server_process import ServerProcess

from .pair import Computer, Open, pair


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Its invites are made as `studio serve --invite` makes them, without a process for each."""
    with ServerProcess(tmp_path_factory.mktemp("twins"), home=False) as process:
        yield Open(process.address, lambda: _invite(process.data / "served", only_first=False))


@pytest.fixture
def both(platform: Open, tmp_path: Path) -> Iterator[tuple[Computer, Computer]]:
    computers = pair(tmp_path, platform, f"Ines {new_id()[-8:]}")
    yield computers
    for one in computers:
        one.close()
