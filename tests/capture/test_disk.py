"""Disks that are full or may not be written (REC-6), on small file systems of their own. Needs root; elsewhere skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from studio.capture import reserve
from studio.capture.booth import BoothState, Choice
from studio.capture.reserve import Reserve, minutes_left
from tests.rig import need, until

from .conftest import Studio
from .signals import RATE, FakeMicrophone, Shelf, assert_unbroken, numbers

SIZE = 80 << 20
STEREO = Choice(channels=2, preroll_s=0)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    need("mount")
    disk = tmp_path / "disk"
    disk.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={SIZE}", "none"]
    done = subprocess.run(["mount", *options, str(disk)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(disk: Path, leave: int) -> Path:
    """Fills the disk up to `leave` bytes."""
    path = disk / "filler"
    with path.open("ab") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(disk).free - leave)
    return path


def test_a_take_that_fills_the_disk_ends_saved_and_goes_on_when_there_is_room(studio: Studio, small_disk: Path) -> None:
    """REC-6: the reserve is given back, the row commits, and the linked part begins where the take had to end."""
    desk = studio(Shelf(FakeMicrophone("only", time.monotonic)).listen, small_disk / "data", 4 << 20)
    desk.open(STEREO)
    until(lambda: Reserve(desk.store.folder.root).held, "the reserve is held")
    until(lambda: desk.booth.reading().minutes_left > 1, "the minutes left are shown")
    filler = fill(small_disk, 512 << 10)
    desk.booth.start()
    desk.until_state(BoothState.RECORDING)
    (first,) = desk.until_takes(1)
    until(lambda: desk.booth.reading().state is BoothState.LOST, "it waits for room")
    until(lambda: desk.booth.reading().minutes_left < 1, "no room is shown")
    assert desk.titles() == ["The disk is full"] and len(desk.takes()) == 1
    filler.unlink()
    desk.until_state(BoothState.RECORDING)
    desk.until_long(3)
    desk.booth.stop()
    one, two = desk.until_takes(2)
    assert one.id == first.id and two.part_of == one.id
    sounds = [desk.sound(one), desk.sound(two)]
    for sound in sounds:
        assert_unbroken(sound, RATE // 4)
    assert numbers(sounds[1])[0] == numbers(sounds[0])[-1] + 1
    desk.until_state(BoothState.READY)
    until(lambda: Reserve(desk.store.folder.root).held, "the reserve is held again")


def test_a_disk_without_a_reserve_keeps_what_fits(studio: Studio, small_disk: Path) -> None:
    """REC-6: not even the row can be written; the file and its sidecar are found when there is room again."""
    from studio.capture import salvage

    desk = studio(Shelf(FakeMicrophone("only", time.monotonic)).listen, small_disk / "data", SIZE)
    desk.open(STEREO)
    filler = fill(small_disk, 300 << 10)
    desk.booth.start()
    until(lambda: "The disk is full" in desk.titles(), "it is told")
    desk.booth.stop()
    desk.booth.close()
    filler.unlink()
    found = salvage.scan(desk.store)
    takes = desk.takes()
    assert len(takes) == 1 and (not found or found[0].take == takes[0])
    assert_unbroken(desk.sound(takes[0]), RATE // 4)


def test_a_folder_that_may_not_be_written_is_told_and_nothing_breaks(studio: Studio, small_disk: Path) -> None:
    desk = studio(Shelf(FakeMicrophone("only", time.monotonic)).listen, small_disk / "data")
    desk.open(STEREO)
    until(lambda: desk.booth.reading().remembered_s > 0.5, "it listens")
    takes = str(desk.store.takes.folder)
    subprocess.run(["mount", "--bind", takes, takes], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", takes], check=True)
    desk.booth.start()
    until(lambda: desk.titles() == ["The studio may not write to its folder"], "it is told")
    desk.until_state(BoothState.READY)
    subprocess.run(["umount", takes], check=True)
    desk.booth.start()
    desk.until_long(0.5)
    desk.booth.stop()
    (take,) = desk.until_takes(1)
    assert_unbroken(desk.sound(take), RATE // 4)


def test_the_reserve_is_held_only_where_there_is_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = Reserve(tmp_path, 1 << 20)
    assert room.hold() and room.hold() and room.held
    assert (tmp_path / "reserve").stat().st_blocks * 512 >= 1 << 20
    assert room.release() and not room.release() and not room.held
    full = np.array(shutil.disk_usage(tmp_path).free)
    assert not Reserve(tmp_path, int(full)).hold()
    monkeypatch.delattr(os, "posix_fallocate")
    assert reserve.Reserve(tmp_path, 1 << 20).hold()
    assert (tmp_path / "reserve").stat().st_size == 1 << 20


def test_the_minutes_left_follow_from_the_format(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    assert minutes_left(tmp_path, 144_000) == pytest.approx(free / 144_000 / 60, rel=0.05)
    assert minutes_left(tmp_path / "nowhere", 144_000) == 0
