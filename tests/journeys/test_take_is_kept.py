"""Promise 2 in the whole studio: ended between stop and the row, without power, on a full disk, the take is there."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil

from studio.capture.reading import BoothState
from studio.paths import DataFolder
from studio.sound.wav import WavReader
from studio.store import Store
from tests.rig import until
from tests.rig.disk import mounted, refuse

from .conftest import Open
from .puppet import Puppet

#: Room for the library, the home platform and twice the reserve (64 MiB).
SMALL_DISK = 220 << 20


@contextlib.contextmanager
def stopped_before_the_row(root: Path, voice: Path) -> Iterator[Puppet]:
    """A studio whose take is whole on the disk, and whose row waits: somebody else writes to the library just now."""
    studio = Puppet(root, voice)
    try:
        studio.heard("open")
        studio.asked("begin", "recording")
        part = next(iter((root / "takes").glob("*.wav.part")))
        until(lambda: part.stat().st_size > 3 * 48_000, "a second is recorded")
        busy = sqlite3.connect(root / "library.db", isolation_level=None, timeout=20)
        busy.execute("BEGIN IMMEDIATE")
        studio.asked("end", "pressed")
        sidecar = part.with_name(part.name.replace(".wav.part", ".json"))
        until(lambda: json.loads(sidecar.read_text("utf-8"))["frames"], "the take has ended")
        assert part.exists() and not busy.execute("SELECT count(*) FROM takes").fetchone()[0]
        try:
            yield studio
        finally:
            busy.rollback()
            busy.close()
    finally:
        studio.kill()


def assert_offered(root: Path, voice: Path, open_studio: Open) -> None:
    """The next start has the take, whole, and says so."""
    after = open_studio(root)
    advice = after.until_said("We kept your take")
    assert "seconds are there" in advice
    (take,) = after.store.takes.list()
    assert take.salvaged and take.frames > 48_000
    with WavReader(after.store.takes.file(take)) as reader:
        assert reader.format.frames == take.frames
    assert after.store.takes.file(take).name == take.file_name
    after.home()
    after.places.share_take(take)
    after.until_live(after.send())
    after.close()


def test_killed_between_stop_and_the_row_the_take_is_offered_and_can_be_sent(
    open_studio: Open, folder: DataFolder, voice: Path
) -> None:
    """REC-2 and REC-12 in the whole studio."""
    with stopped_before_the_row(folder.root, voice) as studio:
        studio.process.kill()
        studio.process.wait(20)
    assert_offered(folder.root, voice, open_studio)


def test_a_power_cut_between_stop_and_the_row_leaves_the_take(open_studio: Open, tmp_path: Path, voice: Path) -> None:
    """REC-3: the image of the disk, copied at that moment, is all that is left; it is mounted and the studio opened on it."""
    image, cut = tmp_path / "disk", tmp_path / "cut"
    with image.open("wb") as file:
        file.truncate(128 << 20)
    if shutil.which("mkfs.ext4") is None:
        refuse("mkfs.ext4 is not here")
    subprocess.run(["mkfs.ext4", "-q", str(image)], check=True, timeout=60)
    with mounted(tmp_path / "live", "-o", "loop", str(image)) as live:
        (live / "data").mkdir()
        with stopped_before_the_row(live / "data", voice) as studio:
            everyone = [
                psutil.Process(studio.process.pid),
                *psutil.Process(studio.process.pid).children(recursive=True),
            ]
            for one in everyone:
                one.send_signal(signal.SIGSTOP)
            shutil.copyfile(image, cut)
            for one in everyone:
                one.send_signal(signal.SIGCONT)
    with mounted(tmp_path / "after", "-o", "loop", str(cut)) as after:
        assert_offered(after / "data", voice, open_studio)


def test_a_disk_that_fills_up_while_recording_is_said_and_the_take_ends_saved(
    open_studio: Open, tmp_path: Path
) -> None:
    """REC-6 in the whole studio: the row commits, the words are on screen, the take goes on when there is room."""
    with mounted(tmp_path / "small", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "none") as disk:
        studio = open_studio(disk / "data")
        studio.home()
        studio.page("record")
        studio.until_state(BoothState.READY)
        studio.until(lambda: (disk / "data" / "reserve").exists(), "room is set aside")
        studio.until(lambda: studio.studio.booth.reading().minutes_left > 0, "the minutes left are known")
        filler = disk / "filler"
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(disk).free - (512 << 10))
        studio.press_record()
        advice = studio.until_said("The disk is full")
        assert advice == "What was recorded up to here is kept. Free some space to go on."
        studio.until(studio.store.takes.list, "the row is committed")
        (take,) = studio.store.takes.list()
        with WavReader(studio.store.takes.file(take)) as reader:
            assert reader.format.frames == take.frames > 0
        assert take.levels is not None and take.levels.peak_dbfs > -20
        filler.unlink()
        studio.until_state(BoothState.RECORDING)
        studio.until(lambda: studio.studio.booth.reading().elapsed_s > 0.5, "it goes on")
        studio.press_record()
        studio.until(lambda: len(studio.store.takes.list()) == 2, "the linked part is kept")
        assert studio.store.takes.list()[0].part_of == take.id
        studio.places.share_take(take)
        studio.until_live(studio.send())
        studio.close()
        store = Store.open(DataFolder.open(disk / "data"))
        assert len(store.takes.list()) == 2
        store.close()
