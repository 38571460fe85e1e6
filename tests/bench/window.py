"""The studio's own window in a process of its own, with a clock on its thread. Prints one JSON object; started by the rows.

python -m tests.bench.window record|outbox|library DATA: how long the window's thread is busy in each thirtieth of a second while
it records, or in each step while ten thousand parcels or a hundred thousand records scroll by. Qt says when it wakes and when it
goes back to sleep; between the two it works.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from pathlib import Path

import psutil
from PySide6.QtCore import QAbstractEventDispatcher, QObject, QTimer, Slot
from PySide6.QtWidgets import QAbstractItemView, QApplication

from studio.app import Studio
from studio.paths import DataFolder

from .table import percentile

FRAME_S = 1 / 30
#: A page that is shown while the studio still starts would be measured together with that start.
BEGIN_MS, BEGIN_LATE_MS = 1_000, 4_500
SETTLE_MS, MEASURE_MS = 6_000, 20_000
SCROLL_MS, RING_MS = 33, 250


class Clock(QObject):
    """Adds up the busy time of each frame, by the wall and by the processor (a busy machine makes the first longer).

    A frame is a thirtieth of a second, or what lies between two calls of `turn`: a timer that scrolls each 33 ms falls twice into
    every hundredth thirtieth, and two steps are no frame.
    """

    def __init__(self) -> None:
        super().__init__()
        self._frames: defaultdict[int, float] = defaultdict(float)
        self._worked: defaultdict[int, float] = defaultdict(float)
        self._woke = self._woke_cpu = 0.0
        self._turned = 0
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.awake.connect(self._on_awake)
        dispatcher.aboutToBlock.connect(self._on_sleep)

    def start(self) -> None:
        self._frames.clear()
        self._worked.clear()

    def turn(self) -> None:
        """A frame begins."""
        self._turned += 1

    def told(self) -> dict[str, float]:
        busy, worked = ([time * 1_000 for time in times.values()] for times in (self._frames, self._worked))
        return {
            "frames": len(busy),
            "p50_ms": percentile(busy, 0.5),
            "p99_ms": percentile(busy, 0.99),
            "cpu_p99_ms": percentile(worked, 0.99),
        }

    @Slot()
    def _on_awake(self) -> None:
        self._woke, self._woke_cpu = time.perf_counter(), time.thread_time()

    @Slot()
    def _on_sleep(self) -> None:
        if self._woke:
            frame = self._turned or int(self._woke / FRAME_S)
            self._frames[frame] += time.perf_counter() - self._woke
            self._worked[frame] += time.thread_time() - self._woke_cpu
            self._woke = 0.0


class Scene(QObject):
    """What happens in front of the clock."""

    def __init__(self, app: QApplication, studio: Studio, name: str) -> None:
        super().__init__()
        self._app, self._studio, self._name = app, studio, name
        self._clock = Clock()
        self._timers: list[QTimer] = []
        self._step = 40
        self._shown_ms = 0.0
        QTimer.singleShot(BEGIN_LATE_MS if name == "library" else BEGIN_MS, self._begin)
        QTimer.singleShot(SETTLE_MS, self._clock.start)
        QTimer.singleShot(SETTLE_MS + MEASURE_MS, self._finish)

    @Slot()
    def _begin(self) -> None:
        if self._name == "record":
            self._studio.booth.start()
            return
        begun = time.perf_counter()
        self._studio.window.show_place(self._name)
        self._app.processEvents()
        self._shown_ms = (time.perf_counter() - begun) * 1_000
        self._every(SCROLL_MS, self._scroll)
        if self._name == "outbox":
            self._every(RING_MS, self._studio.bell.parcels_changed.emit)

    def _every(self, interval_ms: int, act: object) -> None:
        timer = QTimer(self)
        timer.timeout.connect(act)
        timer.start(interval_ms)
        self._timers.append(timer)

    @Slot()
    def _scroll(self) -> None:
        self._clock.turn()
        views = self._studio.window.page(self._name).findChildren(QAbstractItemView)
        for view in (view for view in views if view.isVisible()):
            bar = view.verticalScrollBar()
            if not bar.minimum() < bar.value() + self._step < bar.maximum():
                self._step = -self._step
            bar.setValue(bar.value() + self._step)

    @Slot()
    def _finish(self) -> None:
        told = self._clock.told()
        told["rss_mb"] = psutil.Process().memory_info().rss / 1e6
        told["shown_ms"] = self._shown_ms
        told["lost_frames"] = self._studio.booth.reading().lost_frames
        print(json.dumps(told), flush=True)
        self._app.quit()


def main(name: str, data: Path) -> int:
    app = QApplication([])
    studio = Studio(app, DataFolder.open(data))
    try:
        studio.start()
        scene = Scene(app, studio, name)
        return app.exec() if scene else 1
    finally:
        studio.close()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], Path(sys.argv[2])))
