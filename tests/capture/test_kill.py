"""REC-2: `kill -9` at any moment; the next start offers the take, and at most 200 ms are lost.

40 kills hit the writer (tape, sidecar, row, rename) under synthetic sound in real time, 10 the whole booth on the sound card.
"""

from __future__ import annotations

import os
import random
import struct
import subprocess
import sys
import time
from pathlib import Path

from studio.capture import salvage
from studio.capture.listening import Listening, Missing
from studio.capture.microphone import Microphone
from studio.capture.reading import Choice
from studio.domain.edits import punched
from studio.domain.take import Take
from studio.paths import DataFolder
from studio.sound.wav import WavReader
from studio.store import Store
from tests.rig import until

from .conftest import Play
from .signals import RATE, assert_unbroken, counter, numbers

KILLS = 40
BOOTHS = 10
PUNCHERS = 16
MAY_BE_LOST = RATE // 5
DYING = [sys.executable, "-m", "tests.capture.dying"]
HERE = Path(__file__).parents[2]


def kept(root: Path) -> list[tuple[Take, Path]]:
    """What the next start has, oldest first."""
    store = Store.open(DataFolder.open(root))
    salvage.scan(store)
    takes = [(take, store.takes.file(take)) for take in store.takes.list()[::-1]]
    store.close()
    return takes


def heard_in(folder: Path) -> list[int]:
    """Frames that had come for each take, as the dying program wrote them down."""
    data = (folder / "heard").read_bytes() if (folder / "heard").exists() else b""
    return [frames for (frames,) in struct.iter_unpack("<Q", data) if frames]


def test_a_writer_that_is_killed_loses_at_most_a_fifth_of_a_second(tmp_path: Path) -> None:
    subprocess.run([*DYING, "writers", str(tmp_path), str(KILLS), "7"], cwd=HERE, check=True, timeout=120)
    lost = []
    for number in range(KILLS):
        folder = tmp_path / str(number)
        heard = heard_in(folder)
        takes = kept(folder / "data")
        assert len(heard) - 1 <= len(takes) <= len(heard) + 1
        for slot, frames in enumerate(heard):
            have = takes[slot][0].frames if slot < len(takes) else 0
            lost.append(frames - have)
            if have:
                with WavReader(takes[slot][1]) as reader:
                    assert_unbroken(reader.read(0, have), have)
    assert len(lost) > KILLS and max(lost) <= MAY_BE_LOST, f"{max(lost) / RATE * 1000:.0f} ms lost"


def test_a_punch_that_is_killed_is_heard_or_never_came_and_is_never_heard_twice(tmp_path: Path) -> None:
    """Every layer that has come to its punch is an edit of its take, whenever the kill came between file, row and name."""
    subprocess.run([*DYING, "punchers", str(tmp_path), str(PUNCHERS), "5"], cwd=HERE, check=True, timeout=120)
    layers_seen = 0
    for folder in (tmp_path / str(number) for number in range(PUNCHERS)):
        if not (folder / "begun").exists():
            continue
        ((root, path),) = kept(folder / "data")
        store = Store.open(DataFolder.open(folder / "data"))
        layers = store.takes.layers(root.id)
        punches = [punch for layer in layers if (punch := punched(layer))]
        assert sorted(root.edits, key=repr) == sorted(punches, key=repr)
        assert all(store.takes.file(layer).exists() for layer in layers) and path.exists()
        layers_seen += len(layers)
        store.close()
    assert layers_seen


def test_a_booth_that_is_killed_loses_at_most_a_fifth_of_a_second(play: Play, tmp_path: Path) -> None:
    chance = random.Random(11)
    play(counter(RATE * 40))
    own = Listening(Microphone(Choice(channels=2)))
    try:
        until(lambda: newest_number(own) > 0, "the counter is heard")
        for first in range(0, BOOTHS, 5):
            lost = killed_together(own, [tmp_path / str(number) for number in range(first, first + 5)], chance)
            assert max(lost) <= MAY_BE_LOST, f"{max(lost) / RATE * 1000:.0f} ms lost"
    finally:
        own.ear.close()


def killed_together(own: Listening, folders: list[Path], chance: random.Random) -> list[int]:
    """Starts a booth for each folder, kills each at a random moment, returns the frames that each lost."""
    children = [subprocess.Popen([*DYING, "booth", str(folder)], cwd=HERE, env=dict(os.environ)) for folder in folders]
    try:
        for folder in folders:
            until(lambda folder=folder: part_bytes(folder) > 0, "a take is running", 30)
        heard = {}
        for child, folder in zip(children, folders, strict=True):
            time.sleep(chance.uniform(0.05, 0.5))  # the random moment
            child.kill()
            heard[folder] = newest_number(own)
    finally:
        for child in children:
            child.kill()
            child.wait()
    lost = []
    for folder, newest in heard.items():
        ((take, path),) = kept(folder)
        with WavReader(path) as reader:
            sound = reader.read(0, take.frames)
        assert take.salvaged and take.device
        assert_unbroken(sound, take.frames)
        lost.append(newest - int(numbers(sound)[-1]))
    return lost


def newest_number(own: Listening) -> int:
    """The newest number of the counter that has been heard here."""
    said: list[int] = []

    def heard() -> bool:
        said.extend(int(numbers(item[-1:])[0]) for item in own.hear() if not isinstance(item, Missing) and len(item))
        return bool(said)

    until(heard, "sound arrives", every_s=0.002)
    return said[-1]


def part_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("takes/*.wav.part"))
