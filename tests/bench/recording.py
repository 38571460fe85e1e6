"""Ten minutes of recording with every core kept busy by other processes and the window's thread blocked 1 s every 5 s.

A counter is played into the virtual sound card: each frame says its own number, so a lost frame is found by content. `parec`
hears the same card: what neither heard was never played (under load the player starves first), what one of them missed is lost.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from studio.sound.wav import WavReader
from tests.capture.signals import RATE, counter, numbers
from tests.rig import end, spawn, until
from tests.rig.sound import SoundCard

from .table import Row

SECONDS = 600


def run(seconds: int = SECONDS) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="rig-bench-") as name, SoundCard() as card:
        env = {**os.environ, **card.env, "PYTHONPATH": str(Path.cwd())}
        other = spawn(["parec", "--raw", "-d", "rig.monitor", "--rate=48000", "--channels=2", f"{name}/other.raw"], env)
        ours = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.recording", name],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert ours.stdin is not None and ours.stdout is not None
        ours.stdout.readline()  # it records
        with _busy_cores():
            card.play_raw(counter(RATE * seconds)).wait(2 * seconds + 60)
            ours.stdin.write(b"it was heard out\n")
            ours.stdin.flush()
            told = json.loads(ours.stdout.readline())
        ours.wait(60)
        ours.stdout.close()
        end(other)
        heard = _numbers(_as_sound(Path(name) / "other.raw"))
        with WavReader(Path(told["path"])) as reader:
            kept = _numbers(reader.read(0, reader.format.frames))
    assert len(np.union1d(heard, kept)) > 0.9 * RATE * seconds, "the signal was not played"
    what = f"frames lost in {seconds / 60:g} min of recording, cores busy, window blocked 1 s of 5"
    yield Row(f"{what}, by content", len(np.setdiff1d(heard, kept)), "frames", 0)
    yield Row("the same, as the studio counted them", told["lost_frames"], "frames", 0)
    yield Row("the same, lost by parec", len(np.setdiff1d(kept, heard)), "frames", 0)


def _numbers(sound: np.ndarray) -> np.ndarray:
    said = numbers(sound)
    return said[said > 0]


def _as_sound(path: Path) -> np.ndarray:
    return np.asarray(np.fromfile(path, "<i2").reshape(-1, 2).astype(np.float32) / 32_768)


def _spin() -> None:
    while True:
        pass


@contextlib.contextmanager
def _busy_cores() -> Iterator[None]:
    spinners = [multiprocessing.Process(target=_spin, daemon=True) for _ in range(os.cpu_count() or 1)]
    for spinner in spinners:
        spinner.start()
    try:
        yield
    finally:
        for spinner in spinners:
            spinner.kill()
            spinner.join()


def _record(folder: Path) -> None:
    """The studio's side, until a line comes in: a booth whose owner's thread holds the interpreter for 1 s every 5 s."""
    from studio.capture.booth import Booth, BoothState, Choice
    from studio.paths import DataFolder
    from studio.store import Store

    store = Store.open(DataFolder.open(folder / "data"))
    booth = Booth(store, on_change=lambda: None, on_trouble=lambda error: print(error, file=sys.stderr))
    booth.open(Choice(channels=2))
    until(lambda: booth.reading().state is BoothState.READY, "the booth is ready", 20)
    booth.start()
    until(lambda: booth.reading().state is BoothState.RECORDING, "the booth records", 20)
    print("recording", flush=True)
    heard_out = threading.Thread(target=sys.stdin.readline, daemon=True)
    heard_out.start()
    while heard_out.is_alive():
        held = sys.getswitchinterval()
        sys.setswitchinterval(1.0)  # one thread keeps the interpreter for a whole second, as a long C call would
        until_s = time.monotonic() + 1.0
        while time.monotonic() < until_s:
            pass
        sys.setswitchinterval(held)
        heard_out.join(4.0)
    time.sleep(1.0)  # what was played last is still on its way through the sound server
    booth.stop()
    until(lambda: store.takes.list() and store.takes.file(store.takes.list()[0]).exists(), "the take is kept", 60)
    booth.close()
    take = store.takes.list()[0]
    print(json.dumps({"path": str(store.takes.file(take)), "lost_frames": take.lost_frames}), flush=True)
    store.close()


if __name__ == "__main__":
    _record(Path(sys.argv[1]))
