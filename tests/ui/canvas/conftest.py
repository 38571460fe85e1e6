"""The place for picture remixes over a real store, with real pictures, records and drafts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

from studio.domain.canvas import Canvas, Layer
from studio.domain.ids import PersonId, RecordId, new_id
from studio.domain.record import Kind, Media, Person, Record
from studio.store import Store
from studio.ui.canvas import CanvasPage, CanvasWays
from studio.ui.canvas.desk import Desk
from studio.ui.stage import Stage
from tests.remix.canvas.made import a_slope, plain
from tests.store.made import HOME, a_record

#: Pictures are opened in child processes; a busy machine starts them slowly.
SLOW_MS = 30_000


@dataclass
class Ways:
    """Where the page led to."""

    kept: list[str] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)

    def keep(self, record: Record) -> None:
        self.kept.append(record.id)

    def share(self, id: str) -> None:
        self.shared.append(id)


@pytest.fixture
def ways() -> Ways:
    return Ways()


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, ways: Ways) -> Iterator[CanvasPage]:
    page = CanvasPage(store, stage, CanvasWays(ways.keep, ways.share))
    page.resize(1_204, 748)
    qtbot.addWidget(page)
    page.show()
    yield page
    if page.desk is not None:
        qtbot.waitUntil(lambda: page.desk is None or page.desk.editor.is_saved, timeout=SLOW_MS)
        page.desk.leave()
    page.hide()


@pytest.fixture
def desk(qtbot, page: CanvasPage) -> Desk:
    page.begin()
    assert page.desk is not None
    QApplication.processEvents()
    return page.desk


def a_file(folder: Path, name: str = "rain.png", colour: tuple[int, int, int] | None = None) -> Path:
    """400 × 300 pixels."""
    path = folder / name
    pixels = a_slope(400, 300) if colour is None else plain(colour, 400, 300)
    Image.fromarray(np.ascontiguousarray(pixels[..., :3])).save(path)
    return path


def a_kept_record(store: Store, folder: Path, title: str = "Rain on tin", **fields: object) -> Record:
    """Of somebody else, with its picture here."""
    path = a_file(folder, f"{new_id()}.png", (40, 90, 160))
    sha256 = store.media.add_file(path)
    media = Media(sha256, path.stat().st_size, "image/png", width_px=400, height_px=300)
    author = Person(PersonId(new_id()), "mara")
    basics: dict[str, object] = {"id": RecordId(new_id()), "kind": Kind.IMAGE, "title": title, "author": author}
    record = a_record(**(basics | {"media": media} | fields))
    store.library.shelve(HOME, records=[record])
    return record


def laid(qtbot, desk: Desk, count: int) -> None:
    """Waits until so many layers are there, and shown."""
    qtbot.waitUntil(lambda: len(desk.editor.canvas.layers) == count, timeout=SLOW_MS)
    qtbot.waitUntil(lambda: is_shown(desk), timeout=SLOW_MS)


def is_shown(desk: Desk) -> bool:
    frame = desk.shown.frame
    return frame is not None and frame.wish.canvas.layers == desk.editor.canvas.layers and not frame.more


def with_pictures(qtbot, desk: Desk, folder: Path, count: int = 1) -> Canvas:
    desk.adder.add_files([a_file(folder, f"{number}.png") for number in range(count)])
    laid(qtbot, desk, count)
    qtbot.waitUntil(lambda: desk.shown.frame is not None and desk.shown.frame.own is not None, timeout=SLOW_MS)
    return desk.editor.canvas


def layer_of(desk: Desk, number: int = -1) -> Layer:
    return desk.editor.canvas.layers[number]


def titles(stage: Stage) -> list[str]:
    return [notice.title for notice in stage.notices.now]
