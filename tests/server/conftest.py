"""One platform for most tests, with two people who joined it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.visitor import Visitor
from tests.server_process import ServerProcess


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path_factory.mktemp("platform"), home=False) as process:
        yield process


@pytest.fixture(scope="session")
def tokens(running: ServerProcess) -> dict[str, str]:
    return {name: running.join(name) for name in ("Ann", "Bob")}


@pytest.fixture
def ann(running: ServerProcess, tokens: dict[str, str]) -> Iterator[Visitor]:
    visitor = Visitor(running.address, tokens["Ann"])
    yield visitor
    visitor.close()


@pytest.fixture
def bob(running: ServerProcess, tokens: dict[str, str]) -> Iterator[Visitor]:
    visitor = Visitor(running.address, tokens["Bob"])
    yield visitor
    visitor.close()


@pytest.fixture
def nobody(running: ServerProcess) -> Iterator[Visitor]:
    visitor = Visitor(running.address)
    yield visitor
    visitor.close()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[ServerProcess]:
    """A platform of one's own that may be killed and started again."""
    with ServerProcess(tmp_path / "data") as process:
        yield process
