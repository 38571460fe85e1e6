"""REC-3: a power cut. What a disk holds at a moment is a copy of its image at that moment.

The studio writes to an ext4 file system in an image file (loop device); while the writer is held still the image is copied,
which is exactly what would be left without power: nothing that was not synced is in it. Each copy is mounted, which replays
its journal, and the studio is started on it. Needs root and loop devices; elsewhere skipped with the reason.
"""

from __future__ import annotations

import contextlib
import inspect
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio import durable
from studio.sound.wav import WavReader
from tests.rig import need

from .signals import RATE, assert_unbroken
from .test_kill import DYING, HERE, heard_in, kept

CUTS = 12
#: A take shorter than this may not have been settled once.
SURELY_THERE = RATE * 3 // 10


@contextlib.contextmanager
def mounted(image: Path, at: Path) -> Iterator[Path]:
    at.mkdir(exist_ok=True)
    done = subprocess.run(["mount", "-o", "loop", str(image), str(at)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"an image cannot be mounted here: {done.stderr.strip()}")
    try:
        yield at
    finally:
        subprocess.run(["umount", str(at)], check=True)


def test_a_power_cut_costs_at_most_a_second_and_never_a_take(tmp_path: Path) -> None:
    need("mkfs.ext4", "mount")
    image = tmp_path / "disk"
    with image.open("wb") as file:
        file.truncate(48 << 20)
    subprocess.run(["mkfs.ext4", "-q", str(image)], check=True)
    chance, cuts = random.Random(5), []
    with mounted(image, tmp_path / "live") as live:
        writer = subprocess.Popen([*DYING, "writer", str(tmp_path), str(live / "data")], cwd=HERE)
        try:
            for number in range(CUTS):
                time.sleep(chance.uniform(0.2, 1.0))  # the random moment
                writer.send_signal(signal.SIGSTOP)
                copy = Path(shutil.copyfile(image, tmp_path / f"cut{number}"))
                cuts.append((copy, heard_in(tmp_path)))
                writer.send_signal(signal.SIGCONT)
        finally:
            writer.kill()
            writer.wait()
    lost = []
    for copy, heard in cuts:
        with mounted(copy, tmp_path / "after") as after:
            takes = kept(after / "data") if (after / "data").exists() else []
            for slot, frames in enumerate(heard):
                have = takes[slot][0].frames if slot < len(takes) else 0
                assert have or frames <= SURELY_THERE, "a whole take is gone"
                lost.append(frames - have)
                if have:
                    with WavReader(takes[slot][1]) as reader:
                        assert_unbroken(reader.read(0, have), have)
        copy.unlink()
    assert len(lost) > CUTS and max(lost) <= RATE, f"{max(lost) / RATE * 1000:.0f} ms lost"


def test_the_mac_is_asked_for_the_sync_that_empties_the_drive() -> None:
    """Cannot be run here: `fsync` alone does not reach the platter there."""
    assert "F_FULLFSYNC" in inspect.getsource(durable.sync_data)
