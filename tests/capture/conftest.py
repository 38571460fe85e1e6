"""A booth over a real library, with everything it tells written down."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from studio.capture.booth import Booth, BoothState, Choice
from studio.capture.microphone import Ear
from studio.domain.take import Take
from studio.errors import StudioError
from studio.paths import DataFolder
from studio.sound.wav import WavReader
from studio.store import Store
from tests.rig import end, until
from tests.rig.sound import SoundCard


class Desk:
    """One studio: its library, its booth, and the troubles that were told."""

    def __init__(self, folder: DataFolder, listen: Callable[[Choice], Ear] | None, reserve_bytes: int) -> None:
        self.store = Store.open(folder)
        self.troubles: list[StudioError] = []
        self.booth = Booth(
            self.store,
            on_change=lambda: None,
            on_trouble=self.troubles.append,
            listen=listen,
            reserve_bytes=reserve_bytes,
        )

    def open(self, choice: Choice) -> None:
        self.booth.open(choice)
        self.until_state(BoothState.READY)

    def until_state(self, state: BoothState, seconds: float = 15.0) -> None:
        until(lambda: self.booth.reading().state is state, f"the booth is {state}", seconds)

    def until_long(self, seconds: float) -> None:
        until(lambda: self.booth.reading().elapsed_s >= seconds, f"the take is {seconds} s long", seconds + 20)

    def takes(self) -> list[Take]:
        """Oldest first."""
        return self.store.takes.list()[::-1]

    def until_takes(self, count: int, seconds: float = 15.0) -> list[Take]:
        until(lambda: len(self.takes()) >= count, f"{count} takes are in the library", seconds)
        self.until_quiet()
        return self.takes()

    def until_quiet(self) -> None:
        folder = self.store.takes.folder
        until(lambda: all(self.store.takes.file(take).exists() for take in self.takes()), "the files have their names")
        assert folder.exists()

    def sound(self, take: Take) -> np.ndarray:
        with WavReader(self.store.takes.file(take)) as reader:
            assert (reader.format.frames, reader.format.bits) == (take.frames, 24)
            return reader.read(0, take.frames)

    def titles(self) -> list[str]:
        return [trouble.title for trouble in self.troubles]

    def close(self) -> None:
        self.booth.close()
        self.store.close()


Studio = Callable[..., Desk]
Play = Callable[[bytes | Path], "subprocess.Popen[bytes]"]


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    """Makes a desk; `listen` where the microphone is a fake, `root` where its folder lies elsewhere."""
    desks: list[Desk] = []

    def make(
        listen: Callable[[Choice], Ear] | None = None, root: Path | None = None, reserve_bytes: int = 1 << 20
    ) -> Desk:
        folder = DataFolder.open(root or tmp_path / "data")
        desks.append(Desk(folder, listen, reserve_bytes))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def play(sound_card: SoundCard) -> Iterator[Play]:
    """Plays a file, or 16-bit stereo samples at 48 kHz, into the virtual microphone; silent again after the test."""
    players: list[subprocess.Popen[bytes]] = []

    def begin(what: bytes | Path) -> subprocess.Popen[bytes]:
        players.append(sound_card.play_raw(what) if isinstance(what, bytes) else sound_card.play(what))
        return players[-1]

    yield begin
    for player in players:
        end(player)
