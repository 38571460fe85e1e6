"""A script of 2 000 lines in the booth: it is opened, walked through line by line, seen as a whole and scrolled, and notes are
written. Then an hour's recording is split by silence."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from studio.capture.booth import Booth
from studio.capture.devices import Devices
from studio.domain.ids import SessionId, new_id
from studio.domain.moments import now
from studio.domain.script import Line, Script
from studio.domain.take import Take
from studio.paths import DataFolder
from studio.sound.player import Player
from studio.sound.wav import WavWriter
from studio.store import Store
from studio.ui.bell import Bell
from studio.ui.cutting import CuttingPage
from studio.ui.notices import Notices
from studio.ui.record.page import RecordPage
from studio.ui.record.rooms import Rooms
from studio.ui.stage import Choices, Stage
from studio.ui.tasks import Tasks
from tests.rig.display import Display
from tests.store.made import a_take

from .child import tell, told_by
from .table import Row, percentile

LINES, _RATE = 2_000, 48_000
_STEPS, _LETTERS, _NOTES, _OPENED = 300, 200, 40, 5
_FRAME_MS = 16.7
#: Of each ten seconds of the hour this many are silent.
_SILENT_S = 2


def run() -> Iterator[Row]:
    with Display(window_manager=True) as screen:
        told = told_by("tests.bench.script", env=screen.env)
    yield Row("a script of 2 000 lines is opened and painted", told["open_ms"], "ms", 150)
    yield Row("going on by a line there, painted, p99", told["walk_ms"], "ms", _FRAME_MS)
    yield Row("the same, processor time", told["walk_cpu_ms"], "ms", _FRAME_MS)
    yield Row("all its lines, painted", told["all_ms"], "ms", 150)
    yield Row("a frame while they scroll, p99", told["scroll_ms"], "ms", _FRAME_MS)
    yield Row("the same, processor time", told["scroll_cpu_ms"], "ms", _FRAME_MS)
    yield Row("a letter of a note, painted, p99", told["letter_ms"], "ms", _FRAME_MS)
    yield Row("a note is kept and seen among all lines, p99", told["note_ms"], "ms", 50)
    yield Row("an hour is split by silence: the parts are seen", told["parts_s"], "s", 1)
    yield Row("the same: 360 takes are made", told["split_s"], "s", 5)


class _Bench:
    def __init__(self, app: QApplication, folder: Path) -> None:
        self.app, self.bell, self.tasks = app, Bell(), Tasks()
        data = DataFolder.open(folder)
        self.store = Store.open(data, self.bell.topic)
        self.stage = Stage(self.bell, self.tasks, Notices(), Choices(data.settings, self.tasks))
        self.player = Player(lambda: None, self.tell)

    def tell(self, trouble: Exception) -> None:
        print(trouble, file=sys.stderr)

    def until(self, fact: Callable[[], object]) -> None:
        while not fact():
            self.app.processEvents()

    def took(self, act: Callable[[], object], seen: QWidget) -> tuple[float, float]:
        """Milliseconds until it is painted, by the clock and of processor time."""
        begin, worked = time.perf_counter(), time.thread_time()
        act()
        self.app.processEvents()
        seen.repaint()
        return 1_000 * (time.perf_counter() - begin), 1_000 * (time.thread_time() - worked)

    def shown(self, page: QWidget) -> None:
        page.resize(1_204, 748)
        page.show()
        page.activateWindow()
        self.until(page.isActiveWindow)


def _script(store: Store) -> Script:
    """Most lines have a take, as in the middle of the work."""
    lines = tuple(
        Line(f"l{at}", f"This is line {at}, and it is neither short nor long.", f"Voice {at % 5}")
        for at in range(LINES)
    )
    script = Script(SessionId(new_id()), "Long", lines, now())
    store.scripts.add(script)
    kept = {"session_id": script.id, "challenge_id": None}
    store.takes.add_all([a_take(**kept, line_id=f"l{at}", starred=at % 4 == 0) for at in range(0, LINES, 2)])
    return script


def _booth(bench: _Bench) -> dict[str, float]:
    store, stage = bench.store, bench.stage
    booth = Booth(store, on_change=lambda: None, on_trouble=bench.tell, reserve_bytes=0)
    rooms = Rooms(store, booth, Devices(lambda: None), bench.player, lambda challenge: None)
    page, script = RecordPage(rooms, stage), _script(store)
    bench.shown(page)
    opened = []
    for _ in range(_OPENED):
        begin, before = time.perf_counter(), page.sitting
        page.scripts.reopen(script.id)
        bench.until(lambda before=before: page.sitting is not before)
        page.repaint()
        opened.append(1_000 * (time.perf_counter() - begin))
    walked = [bench.took(lambda: page.go(1), page) for _ in range(_STEPS)]
    whole = bench.took(page.all_lines.toggle, page)[0]
    overview = page.all_lines.overview
    assert overview is not None and len(overview.rows) == LINES
    bar, view = overview.list.verticalScrollBar(), overview.list.viewport()
    step = bar.maximum() // _STEPS
    scrolled = [bench.took(lambda: bar.setValue(bar.value() + step), view) for _ in range(_STEPS)]
    letters, notes = _notes(bench, page)
    page.close()
    booth.close()
    return {
        "open_ms": float(np.median(opened)),
        "walk_ms": percentile([clock for clock, _ in walked], 0.99),
        "walk_cpu_ms": percentile([worked for _, worked in walked], 0.99),
        "all_ms": whole,
        "scroll_ms": percentile([clock for clock, _ in scrolled], 0.99),
        "scroll_cpu_ms": percentile([worked for _, worked in scrolled], 0.99),
        "letter_ms": percentile(letters, 0.99),
        "note_ms": percentile(notes, 0.99),
    }


def _notes(bench: _Bench, page: RecordPage) -> tuple[list[float], list[float]]:
    """While all lines are seen."""
    letters, notes, note, overview = list[float](), list[float](), page.takes.note, page.all_lines.overview
    assert overview is not None
    for number in range(_NOTES):
        page.go(1)
        note.write()
        text = f"softer {number}"
        for letter in text[: _LETTERS // _NOTES]:
            letters.append(bench.took(lambda letter=letter: QTest.keyClicks(note.field, letter), page)[0])
        note.field.setText(text)
        begin = time.perf_counter()
        overview.list.setFocus()
        bench.until(lambda text=text: overview.rows[page.sitting.at].aside == text)
        page.repaint()
        notes.append(1_000 * (time.perf_counter() - begin))
    return letters, notes


def _an_hour(store: Store) -> Take:
    """Somebody reads, and pauses for two seconds in each ten; 24 bits, mono."""
    chance = np.random.default_rng(1)
    ten = chance.uniform(-0.3, 0.3, 10 * _RATE).astype(np.float32)
    ten[-_SILENT_S * _RATE :] *= 0.002
    take = a_take(frames=3_600 * _RATE)
    writer = WavWriter(store.takes.file(take), _RATE, 1, 24)
    for _ in range(360):
        writer.write(ten[:, None])
    writer.close()
    store.takes.add(take)
    return take


def _split(bench: _Bench) -> dict[str, float]:
    page, hour = CuttingPage(bench.store, bench.player, bench.stage), _an_hour(bench.store)
    bench.shown(page)
    page.open_take(hour)
    bench.until(lambda: page.cutter.wave is not None)
    begin = time.perf_counter()
    page.split_by_silence()
    bench.until(lambda: len(page.split.parts) == 360)
    parts_s = time.perf_counter() - begin
    begin = time.perf_counter()
    page.split.make.click()
    bench.until(lambda: page.split.isHidden())
    split_s = time.perf_counter() - begin
    page.close()
    return {"parts_s": parts_s, "split_s": split_s}


def _measured(app: QApplication, folder: Path) -> dict[str, float]:
    bench = _Bench(app, folder)
    try:
        return {**_booth(bench), **_split(bench)}
    finally:
        bench.player.close()
        bench.tasks.stop()
        bench.store.close()


if __name__ == "__main__":
    tell(_measured)
