"""A picture remix of ten layers of 12 megapixels: each frame while one is moved by hand, and how soon it is exact again.

`python -m tests.bench.canvas` is the child process with the widgets; the window's thread's own time, because the machine may be
busy.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .child import told_by
from .table import Row, percentile

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from studio.ui.canvas.desk import Desk

LAYERS, FRAMES = 10, 240
PATIENCE_S = 120.0


def run() -> Iterator[Row]:
    told = told_by("tests.bench.canvas")
    yield Row(f"a frame while one of {LAYERS} layers of 12 megapixels is moved, p99", told["frame_ms"], "ms", 16)
    yield Row("from letting go to the exact picture", told["exact_ms"], "ms", 1_000)


def main(folder: Path) -> dict[str, float]:
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    desk, close = _desk(app, folder)
    view, chosen = desk.view, desk.editor.canvas.layers[LAYERS // 2]
    view.choose(chosen.id)

    def is_exact() -> bool:
        frame = desk.shown.frame
        if frame is None or frame.more or frame.own is None or frame.wish.chosen != chosen.id:
            return False
        return frame.wish.canvas.layers == desk.editor.canvas.layers

    def mouse(kind: QEvent.Type, x: float, y: float) -> QMouseEvent:
        left, at = Qt.MouseButton.LeftButton, QPointF(x, y)
        return QMouseEvent(kind, at, view.mapToGlobal(at), left, left, Qt.KeyboardModifier.NoModifier)

    _wait(app.processEvents, is_exact)
    x, y = view.camera.to_widget(chosen.x, chosen.y)
    view.mousePressEvent(mouse(QEvent.Type.MouseButtonPress, x, y))
    frames = []
    for number in range(FRAMES):
        begun = time.thread_time()
        view.mouseMoveEvent(mouse(QEvent.Type.MouseMove, x + 5 + number % 80, y + 5 + number % 60))
        view.repaint()
        frames.append((time.thread_time() - begun) * 1_000)
    begun = time.monotonic()
    view.mouseReleaseEvent(mouse(QEvent.Type.MouseButtonRelease, x + 60, y + 40))
    _wait(app.processEvents, is_exact)
    exact_ms = (time.monotonic() - begun) * 1_000
    close()
    return {"frame_ms": percentile(frames, 0.99), "exact_ms": exact_ms}


def _desk(app: QApplication, folder: Path) -> tuple[Desk, Callable[[], None]]:
    """A desk of the usual size with the layers on it, and what ends it all."""
    from studio.domain.canvas import Picture
    from studio.domain.ids import LayerId
    from studio.paths import DataFolder
    from studio.remix.canvas import edits
    from studio.store import Store
    from studio.ui.bell import Bell
    from studio.ui.canvas import CanvasPage, CanvasWays
    from studio.ui.notices import Notices
    from studio.ui.stage import Choices, Stage
    from studio.ui.tasks import Tasks
    from studio.ui.theme import Theme

    Theme(app).set("booth")
    data, tasks = DataFolder.open(folder), Tasks()
    store = Store.open(data)
    page = CanvasPage(store, Stage(Bell(), tasks, Notices(), Choices(data.settings, tasks)), CanvasWays(print, print))
    page.resize(1_204, 748)
    page.show()
    page.begin()
    assert page.desk is not None
    canvas = page.desk.editor.canvas
    for number in range(LAYERS):
        sha256 = store.media.add_file(_picture(folder / f"{number}.jpg", number))
        canvas = edits.put_in(canvas, LayerId(str(number)), Picture(sha256, 4_000, 3_000, str(number)))
    turned = (edits.turned(edits.scaled(one, one.scale * 0.8), 7.0 * at) for at, one in enumerate(canvas.layers))
    placed = tuple(replace(one, x=one.x + 60 * at - 300, y=one.y + 40 * at - 200) for at, one in enumerate(turned))
    page.desk.editor.commit(replace(canvas, layers=placed))

    def close() -> None:
        page.desk.leave()  # type: ignore[union-attr]
        tasks.stop()
        page.plates.close()
        store.close()

    return page.desk, close


def _picture(path: Path, number: int) -> Path:
    import numpy as np
    from PIL import Image

    down, across = np.mgrid[0:3_000, 0:4_000]
    planes = (across * (number + 1) // 40, down * (number + 2) // 30, (across + down) // 27)
    Image.fromarray((np.stack(planes, axis=-1) % 256).astype(np.uint8)).save(path, quality=85)
    return path


def _wait(step: Callable[[], object], until: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not until():
        if time.monotonic() > ends:
            raise TimeoutError("the canvas was never shown")
        step()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print(json.dumps(main(Path(place))))
