"""Many photographs dropped at once, and one very large layered file: what the page shows, and when.

`python -m tests.bench.pictures FOLDER` is the child process with the page.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from .child import told_by
from .table import Row, percentile

if TYPE_CHECKING:
    from studio.ui.picture import PicturePage

#: So many files are made; the others are further names of the same bytes, as they lie in the system's cache for everybody.
DIFFERENT, PHOTOGRAPHS = 20, 1_000
#: The programs beside need minutes for all of them, and as long for each: they get some, and their time is reckoned up.
THEIRS = 200
WIDE, HIGH = 6_000, 4_000
SIDE_PX = 148
LAYERS, LAYER_BYTES = 12, 36_000_000
MB = 1_000_000
#: A hand needs at least so long from the edge of the page to letting go.
CARRIED_S = 0.5
PATIENCE_S = 900.0


def run() -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="rig-bench-") as place:
        folder = Path(place) / "photographs"
        folder.mkdir()
        _write_photographs(folder)
        told = _page(folder)
        against, theirs = _others(sorted(folder.iterdir())[:THEIRS], Path(place))
        what = f"{PHOTOGRAPHS} JPEGs of 24 megapixels dropped at once"
        yield Row(f"{what}: the first is seen", told["first_s"] * 1_000, "ms", 300)
        yield Row(f"{what}: all are seen", told["all_s"], "s", 0.7, against, theirs)
        yield Row(f"{what}: the window meanwhile, p99 of its pauses", told["pause_ms"], "ms", 16)
        shutil.rmtree(folder)
        folder.mkdir()
        size_mb = _write_photoshop(folder / "layers.psd").stat().st_size / MB
        told = _page(folder)
        what = f"a Photoshop file of {size_mb:.0f} MB with {LAYERS} layers"
        yield Row(f"{what}: listed, with its picture", told["first_s"], "s", 2)
        yield Row(f"{what}: anonymous memory above idle, the crew included", told["memory_mb"], "MB", 300)
        yield Row(f"{what}: kept as a draft", told["kept_s"], "s", 20)


def _page(folder: Path) -> dict[str, float]:
    return dict(told_by("tests.bench.pictures", str(folder)))


def _others(paths: list[Path], place: Path) -> tuple[str, float | None]:
    """The faster of two programs for this alone, with the same size and the same files."""
    out = place / "theirs"
    out.mkdir()
    names = [str(path) for path in paths]
    small = f"{SIDE_PX}x{SIDE_PX}"
    commands = {
        "vipsthumbnail": ["vipsthumbnail", "-s", small, "-o", f"{out}/%s.jpg[Q=90]", *names],
        "mogrify": ["mogrify", "-define", f"jpeg:size={small}", "-thumbnail", small, "-path", str(out), *names],
    }
    took = {name: _timed(command) for name, command in commands.items() if shutil.which(name)}
    if not took:
        return "vipsthumbnail", None
    fastest = min(took, key=lambda name: took[name])
    return f"{fastest} ({len(paths)} of them, reckoned up)", took[fastest] * PHOTOGRAPHS / len(paths)


def _timed(command: list[str]) -> float:
    begun = time.monotonic()
    subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return time.monotonic() - begun


def _write_photographs(folder: Path) -> None:
    """Soft shapes with the grain of a sensor: about as large as a camera's own files."""
    down, across = np.mgrid[0:HIGH, 0:WIDE].astype(np.float32)
    grain = np.random.default_rng(1).normal(0, 6, (HIGH, WIDE, 1)).astype(np.float32)
    for number in range(DIFFERENT):
        waves = [np.sin(down / (90 + 7 * number + 40 * band) + across / (130 + 11 * band)) for band in range(3)]
        pixels = 128 + 90 * np.stack(waves, axis=-1) + np.roll(grain, 97 * number, axis=1)
        Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(folder / f"{number:04}.jpg", quality=88)
    for number in range(DIFFERENT, PHOTOGRAPHS):
        os.link(folder / f"{number % DIFFERENT:04}.jpg", folder / f"{number:04}.jpg")


def _write_photoshop(path: Path) -> Path:
    from tests.picture.layered import PsdLayer, psd

    down, across = np.mgrid[0:HIGH, 0:WIDE]
    planes = np.stack((across // 24, down // 16, (across + down) // 40), axis=-1) % 256
    noise = np.random.default_rng(2).bytes(LAYER_BYTES)
    layers = [PsdLayer(f"Layer {number}", pixels=noise, wide=WIDE) for number in range(LAYERS)]
    return psd(path, Image.fromarray(planes.astype(np.uint8)), layers, pack=_as_it_is)


def _as_it_is(row: bytes) -> bytes:
    """PackBits that packs nothing: the most that there is to read."""
    pieces = (row[at : at + 128] for at in range(0, len(row), 128))
    return b"".join(bytes([len(piece) - 1]) + piece for piece in pieces)


def main(folder: Path, data: Path) -> dict[str, float]:
    from PySide6.QtWidgets import QApplication

    from studio.paths import DataFolder
    from studio.store import Store
    from studio.ui.bell import Bell
    from studio.ui.notices import Notices
    from studio.ui.picture import PicturePage
    from studio.ui.stage import Choices, Stage
    from studio.ui.tasks import Tasks
    from studio.ui.theme import Theme
    from tests.store.made import a_platform

    app = QApplication([])
    Theme(app).set("booth")
    home, tasks = DataFolder.open(data), Tasks()
    store = Store.open(home)
    store.platforms.add(a_platform())
    page = PicturePage(store, Stage(Bell(), tasks, Notices(), Choices(home.settings, tasks)), print)
    page.resize(1_204, 748)
    page.show()
    app.processEvents()
    paths = sorted(folder.iterdir())
    _drag_over(page, paths)
    time.sleep(CARRIED_S)
    watch = _Watch(app.processEvents)
    (_several if len(paths) > 1 else _single)(page, watch, paths)
    tasks.stop()
    store.close()
    return watch.told | {"pause_ms": percentile(watch.pauses_ms, 0.99), "memory_mb": watch.memory_mb}


def _drag_over(page: PicturePage, paths: list[Path]) -> None:
    """What is dropped was carried over the page first."""
    from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
    from PySide6.QtGui import QDragEnterEvent

    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    page.dragEnterEvent(QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, mime, left, none))


def _several(page: PicturePage, watch: _Watch, paths: list[Path]) -> None:
    rows = page.several.tiles.arrivals
    page.take_several(paths)
    watch.wait("first_s", lambda: bool(rows.rows) and any(one.image is not None for one in rows.rows[:3]))
    watch.wait("all_s", lambda: all(one.image is not None for one in rows.rows))
    page.several.stop()
    watch.wait("kept_s", lambda: not page.several.is_running)


def _single(page: PicturePage, watch: _Watch, paths: list[Path]) -> None:
    page.take_file(paths[0])
    watch.wait("first_s", lambda: not page.image.shown.isNull())
    watch.wait("kept_s", lambda: page.draft is not None)


class _Watch:
    """Turns the window's events, and looks how long each turn took and how much memory the family has."""

    def __init__(self, step: Callable[[], object]) -> None:
        import psutil

        self._step = step
        self._own = psutil.Process()
        self._idle = _anonymous(self._own)
        self._most = self._idle
        self._begun = time.monotonic()
        self.pauses_ms: list[float] = []
        self.told: dict[str, float] = {}

    @property
    def passed_s(self) -> float:
        return time.monotonic() - self._begun

    @property
    def memory_mb(self) -> float:
        return (self._most - self._idle) / MB

    def wait(self, what: str, until: Callable[[], bool]) -> None:
        """Until it is so; when that was is told as `what`, in seconds since the drop."""
        looked = 0.0
        while not until():
            if self.passed_s > PATIENCE_S:
                raise TimeoutError("the pictures were never seen")
            begun = time.monotonic()
            self._step()
            self.pauses_ms.append((time.monotonic() - begun) * 1_000)
            if begun - looked > 0.25:
                looked = begun
                family = [self._own, *self._own.children()]
                self._most = max(self._most, sum(_anonymous(one) for one in family))
            time.sleep(0.001)
        self.told[what] = self.passed_s


def _anonymous(process: object) -> int:
    """What is not a page of a file that the system can take back at any time."""
    import psutil

    try:
        told = process.memory_info()  # type: ignore[attr-defined]
        return int(told.rss - told.shared)
    except psutil.Error:
        return 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as own:
        print(json.dumps(main(Path(sys.argv[1]), Path(own))))
