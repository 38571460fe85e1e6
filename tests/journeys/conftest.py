"""The whole studio in front of real platforms, for the journeys."""

from __future__ import annotations

import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from studio.paths import DataFolder
from tests.server_process import ServerProcess

from .whole import Whole

Open = Callable[..., Whole]


@pytest.fixture(scope="session")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A minute of a steady tone, loud enough for a good level; no test changes it."""
    path = tmp_path_factory.mktemp("tone") / "voice.wav"
    tone = np.sin(np.arange(60 * 48_000) * (2 * np.pi * 440 / 48_000)) * 12_000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(tone.astype("<i2").tobytes())
    return path


@pytest.fixture
def open_studio(folder: DataFolder, voice: Path) -> Iterator[Open]:
    """Opens the whole studio; `root` for a second one, `heard` for another voice."""
    opened: list[Whole] = []

    def make(root: Path | None = None, heard: Path | None = None) -> Whole:
        opened.append(Whole(DataFolder.open(root) if root else folder, heard or voice))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


@pytest.fixture
def community(tmp_path: Path) -> Iterator[ServerProcess]:
    """A platform of its own, as `studio serve` starts it."""
    with ServerProcess(tmp_path / "community", home=False) as platform:
        yield platform
