"""A family of a thousand records: how long it takes to open, and each frame while it is moved and made larger and smaller.

`python -m tests.bench.tree` is the child process with the widgets; processor time, because the machine may be busy.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from .child import told_by
from .table import Row, median, percentile

COUNT, FRAMES = 1_000, 240
SCALES = (1.0, 0.5, 0.2)


def run() -> Iterator[Row]:
    told = told_by("tests.bench.tree")
    yield Row(f"a family of {COUNT:,} opens: read, laid out, painted", told["open_ms"], "ms", 300)
    yield Row("a frame while it is moved, p99", told["move_ms"], "ms", 16)
    yield Row("a frame while it is made larger and smaller, p99", told["zoom_ms"], "ms", 16)


def main(folder: Path) -> dict[str, float]:
    from PySide6.QtCore import QPointF
    from PySide6.QtWidgets import QApplication

    from studio.credit.tree import Family
    from studio.paths import DataFolder
    from studio.store import Store
    from studio.ui.sweep import Sweep
    from studio.ui.theme import Theme
    from studio.ui.tree.drawing import Drawing
    from studio.ui.tree.view import TreeView
    from tests.ui.tree.trees import a_thousand

    app = QApplication([])
    sweep = Sweep()
    Theme(app).set("booth")
    records, root = a_thousand(count=COUNT)
    store = Store.open(DataFolder.open(folder))
    store.library.shelve(records[0].platform_id, records=[replace(one, note="A note.") for one in records])
    middle = next(one for one in records if one.id == root)
    view = TreeView()

    def open_it() -> None:
        view.hide()
        view.show_drawing(Drawing(Family.of(store.library.family(middle)), root))
        view.show()
        app.processEvents()

    view.resize(1_204, 748)
    opened = median(lambda: _cpu_ms(open_it))
    moves, zooms, chance = list[float](), list[float](), random.Random(1)
    for scale in SCALES:
        view.zoom_by(scale / view.camera.scale)
        app.processEvents()
        for _ in range(FRAMES):
            view.move_by(chance.uniform(-40, 40), chance.uniform(-25, 25))
            moves.append(_cpu_ms(app.processEvents))
    for at in range(FRAMES):
        view.zoom_by(1.06 if at // 60 % 2 else 1 / 1.06, QPointF(600, 374))
        zooms.append(_cpu_ms(app.processEvents))
    sweep.stop()
    store.close()
    return {"open_ms": opened, "move_ms": percentile(moves, 0.99), "zoom_ms": percentile(zooms, 0.99)}


def _cpu_ms(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1_000


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print(json.dumps(main(Path(place))))
