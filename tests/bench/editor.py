"""A take of an hour in the editor: from the press to its picture, and each frame while it is scrolled and zoomed. Then one of two
hours with 5 000 edits."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from studio.domain.edits import Edit, Fill, Remove
from studio.domain.take import Take
from studio.paths import DataFolder
from studio.sound import peaks
from studio.sound.player import Player
from studio.sound.wav import WavWriter
from studio.store import Store
from studio.ui.bell import Bell
from studio.ui.cutting import CuttingPage
from studio.ui.notices import Notices
from studio.ui.stage import Choices, Stage
from studio.ui.tasks import Tasks
from tests.rig.display import Display
from tests.store.made import a_take

from .child import tell, told_by
from .table import Row

_RATE, _EDITS, _FRAMES, _WARM = 48_000, 5_000, 300, 5
_FRAME_MS = 16.7


def run() -> Iterator[Row]:
    with Display() as screen:
        told = told_by("tests.bench.editor", env=screen.env)
    yield Row("open a 1 h take in the editor, its outline kept", told["warm_ms"], "ms", 150)
    yield Row("the same, read from the disk", told["kept_on_disk_ms"], "ms", 1_000)
    yield Row("the same, never looked at before", told["new_ms"], "ms", 1_000)
    yield Row("the same, never looked at before and read from the disk", told["new_on_disk_ms"], "ms", 1_000)
    yield Row("a frame of scrolling and zooming it, p99", told["frame_ms"], "ms", _FRAME_MS)
    yield Row("the same, processor time", told["frame_cpu_ms"], "ms", _FRAME_MS)
    yield Row("a frame in a 2 h take with 5 000 edits, p99", told["edited_frame_ms"], "ms", _FRAME_MS)
    yield Row("the same, processor time", told["edited_frame_cpu_ms"], "ms", _FRAME_MS)
    yield Row("one more edit there, seen", told["edit_ms"], "ms", 1_000)


def a_long_take(store: Store, hours: int, edits: tuple[Edit, ...] = ()) -> Take:
    """A minute of a voice that swells and fades, again and again; 24 bits, mono."""
    swell = np.abs(np.sin(np.linspace(0, 20 * np.pi, 60 * _RATE, dtype=np.float32)))
    minute = (swell * np.random.default_rng(1).uniform(-0.5, 0.5, 60 * _RATE)).astype(np.float32)[:, None]
    take = a_take(frames=hours * 3_600 * _RATE)
    writer = WavWriter(store.takes.file(take), _RATE, 1)
    for _ in range(hours * 60):
        writer.write(minute)
    writer.close()
    take = replace(take, edits=edits, edits_done=len(edits))
    store.takes.add(take)
    return take


def many_edits(frames: int) -> tuple[Edit, ...]:
    chance, made = random.Random(1), list[Edit]()
    for number in range(_EDITS):
        at = chance.randrange(frames - _EDITS * _RATE // 10)
        made.append((Remove if number % 2 else Fill)(at, at + _RATE // 10))
    return tuple(made)


def _forgotten(folder: Path) -> None:
    """The system keeps nothing of these files in memory."""
    for path in filter(Path.is_file, folder.rglob("*")):
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _until(app: QApplication, fact: Callable[[], bool]) -> None:
    while not fact():
        app.processEvents()


def _opened(app: QApplication, page: CuttingPage, take: Take) -> float:
    """Milliseconds until the wave is on screen."""
    begin = time.perf_counter()
    page.open_take(take)
    _until(app, lambda: page.cutter.wave is not None)
    page.wave.repaint()
    return 1_000 * (time.perf_counter() - begin)


def _frames(app: QApplication, page: CuttingPage) -> tuple[float, float]:
    """p99 of their milliseconds, by the clock and of processor time: zoomed in by steps, scrolled all along, zoomed out."""
    found, wave = list[tuple[float, float]](), page.wave
    for number in range(_FRAMES):
        begin, worked = time.perf_counter(), time.thread_time()
        if number % 30 < 10:
            wave.zoom(1 if number % 60 < 30 else -1, wave.sight.frames // 3)
        else:
            wave.bar.setValue(wave.bar.value() + wave.width() // 12)
        wave.repaint()
        found.append((time.perf_counter() - begin, time.thread_time() - worked))
        app.processEvents()
    clock, processor = 1_000 * np.percentile(found, 99, axis=0)
    return float(clock), float(processor)


def _measured(app: QApplication, folder: Path) -> dict[str, float]:
    bell, tasks = Bell(), Tasks()
    data = DataFolder.open(folder)
    store = Store.open(data, bell.topic)
    page = CuttingPage(store, Player(lambda: None, print), Stage(bell, tasks, Notices(), Choices(data.settings, tasks)))
    page.resize(1_280, 800)
    page.show()
    hour = a_long_take(store, 1)
    new = _opened(app, page, hour)
    warm = [_opened(app, page, hour) for _ in range(_WARM)]
    _forgotten(folder)
    kept_on_disk = _opened(app, page, hour)
    anew = a_long_take(store, 1)
    _forgotten(folder)
    new_on_disk = _opened(app, page, anew)
    frames = _frames(app, page)
    long = a_long_take(store, 2, many_edits(2 * 3_600 * _RATE))
    peaks.of_file(store.takes.file(long))
    _opened(app, page, long)
    edited = _frames(app, page)
    begin, before = time.perf_counter(), page.cutter.wave
    page.wave.select(_RATE, 2 * _RATE)
    page.do("remove")
    _until(app, lambda: page.cutter.wave is not before)
    page.wave.repaint()
    edit = 1_000 * (time.perf_counter() - begin)
    page.close()
    tasks.stop()
    store.close()
    return {
        "new_ms": new,
        "kept_on_disk_ms": kept_on_disk,
        "new_on_disk_ms": new_on_disk,
        "warm_ms": float(np.median(warm)),
        "frame_ms": frames[0],
        "frame_cpu_ms": frames[1],
        "edited_frame_ms": edited[0],
        "edited_frame_cpu_ms": edited[1],
        "edit_ms": edit,
    }


if __name__ == "__main__":
    tell(_measured)
