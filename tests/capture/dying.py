"""Programs that are killed: `python -m tests.capture.dying writers DIR COUNT SEED`, `… punchers DIR COUNT SEED`,
`… writer DIR DATA`, `… booth DATA`."""

from __future__ import annotations

import mmap
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from studio.capture.booth import Booth, BoothState, Choice
from studio.capture.orders import Beside, LineNow
from studio.capture.tape import Source, Tape
from studio.domain.ids import SessionId, new_id
from studio.paths import DataFolder
from studio.store import Store

from .signals import RATE, as_sound, counter

#: Short takes, so that starts and ends are hit as often as the middle.
TAKE_FRAMES = RATE // 4
LONG_TAKE_FRAMES = RATE * 2
LONGEST_LIFE_S = 1.2
AT_ONCE = 8
SLOTS = 64


def write_until_killed(folder: Path, data: Path, take_frames: int) -> None:
    """Take after take at the pace of real sound; `heard` in `folder` holds the frames that came for each of them."""
    with (folder / "heard").open("w+b") as file:
        file.truncate(8 * SLOTS)
        heard = memoryview(mmap.mmap(file.fileno(), 8 * SLOTS)).cast("Q")
    sound = as_sound(counter(take_frames))
    store = Store.open(DataFolder.open(data))
    line = LineNow(SessionId(new_id()))
    for slot in range(SLOTS):
        tape, began, given = Tape(store, line, Source("rig", RATE, 2, "")), time.monotonic(), 0
        while given < take_frames:
            time.sleep(0.02)
            due = min(take_frames, int((time.monotonic() - began) * RATE))
            heard[slot] = due
            tape.write(sound[given:due])
            tape.tick(time.monotonic())
            given = due
        tape.finish()


def punch_until_killed(folder: Path, data: Path, take_frames: int) -> None:
    """A take, and then layer after layer over its second half."""
    sound = as_sound(counter(take_frames))
    store, line, source = Store.open(DataFolder.open(data)), LineNow(SessionId(new_id())), Source("rig", RATE, 2, "")
    tape = Tape(store, line, source)
    tape.write(sound)
    root = tape.finish()
    (folder / "begun").touch()
    for _ in range(SLOTS):
        tape = Tape(store, line, source, beside=Beside(root.id, take_frames // 2))
        tape.lay(take_frames // 4)
        for at in range(0, take_frames, RATE // 50):
            tape.write(sound[at : at + RATE // 50])
            tape.tick(time.monotonic())
            time.sleep(0.005)
        tape.finish()


def writers(folder: Path, count: int, seed: int, write: Callable[[Path, Path, int], None] = write_until_killed) -> None:
    """`count` writers, `AT_ONCE` at a time, each killed at a random moment of its life."""
    chance = random.Random(seed)
    for first in range(0, count, AT_ONCE):
        ends = {}
        for number in range(first, min(count, first + AT_ONCE)):
            (own := folder / str(number)).mkdir()
            if not (pid := os.fork()):
                write(own, own / "data", TAKE_FRAMES)
                os._exit(0)
            ends[pid] = time.monotonic() + chance.uniform(0, LONGEST_LIFE_S)
        for pid, end in sorted(ends.items(), key=lambda pair: pair[1]):
            time.sleep(max(0, end - time.monotonic()))
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def booth(folder: Path) -> None:
    """The whole booth on the machine's microphone, recording until it is killed."""
    store = Store.open(DataFolder.open(folder))
    whole = Booth(store, on_change=lambda: None, on_trouble=lambda error: None)
    whole.open(Choice(channels=2, preroll_s=0))
    while whole.reading().state is not BoothState.READY:
        time.sleep(0.01)
    whole.start()
    signal.pause()


if __name__ == "__main__":
    if sys.argv[1] == "writers":
        writers(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    elif sys.argv[1] == "punchers":
        writers(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), punch_until_killed)
    elif sys.argv[1] == "writer":
        write_until_killed(Path(sys.argv[2]), Path(sys.argv[3]), LONG_TAKE_FRAMES)
    else:
        booth(Path(sys.argv[2]))
