"""A time line over a real editor, with real sounds of noise; 100 pixels are a second."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from studio.domain.ids import ClipId
from studio.domain.remix import RATE_HZ, Clip, Material, Remix
from studio.remix import file
from studio.ui.remix.editor import Editor
from studio.ui.remix.timeline import Snap, TimelineView, Waves
from studio.ui.remix.timeline.canvas import Canvas
from studio.ui.remix.timeline.scale import Scale
from studio.ui.remix.timeline.scene import Scene
from studio.ui.remix.timeline.shape import clip_rect
from studio.ui.tasks import Tasks
from tests.remix.made import Sounds, a_clip, a_lane, a_remix, noise

S = RATE_HZ


@pytest.fixture
def tasks(qapp) -> Iterator[Tasks]:
    tasks = Tasks()
    yield tasks
    tasks.stop()


@pytest.fixture
def sounds(tmp_path: Path) -> Sounds:
    folder = tmp_path / "sounds"
    folder.mkdir()
    return Sounds(folder)


@dataclass
class Stand:
    """The view and what is behind it, for looking from a test."""

    view: TimelineView
    editor: Editor
    waves: Waves
    materials: tuple[Material, ...]

    @property
    def scene(self) -> Scene:
        return self.view._scene

    @property
    def canvas(self) -> Canvas:
        return self.view._canvas

    @property
    def remix(self) -> Remix:
        return self.editor.remix

    def found(self, id: str) -> tuple[int, Clip]:
        """The number of its lane, and the clip."""
        found = self.scene.find(ClipId(id))
        assert found is not None, f"no clip {id}"
        return found

    def clip(self, id: str) -> Clip:
        return self.found(id)[1]

    def lane_of(self, id: str) -> str:
        return self.scene.lanes[self.found(id)[0]].id

    def at(self, seconds: float, lane: int, up: float = 0.5) -> QPoint:
        """A place of the viewport; `up` is 0 at the top of the clips and 1 at their end."""
        sight = self.canvas.sight
        rect = clip_rect(a_clip(self.materials[0]), lane, sight.scale)
        y = rect.top() + round(up * (rect.height() - 1)) - sight.top
        return QPoint(sight.x_of(round(seconds * S)), y)

    def press(self, at: QPoint, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mousePress(self.canvas.viewport(), Qt.MouseButton.LeftButton, held, at)

    def move(self, at: QPoint) -> None:
        QTest.mouseMove(self.canvas.viewport(), at)

    def release(self, at: QPoint) -> None:
        QTest.mouseRelease(self.canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)

    def click(self, at: QPoint, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.press(at, held)
        self.release(at)

    def drag(self, start: QPoint, end: QPoint, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.press(start, held)
        for part in (0.1, 0.5, 1.0):
            self.move(start + (end - start) * part)
        self.release(end)

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.canvas, key, held)

    def choose(self, *ids: str) -> None:
        self.view.choose(frozenset(map(ClipId, ids)))


@pytest.fixture
def materials(sounds: Sounds) -> tuple[Material, ...]:
    hum = sounds.add(noise(8 * S, 1, 1), record="hum")
    voice = sounds.add(noise(8 * S, 2, 2))
    rain = sounds.add(noise(8 * S, 1, 3), record="rain")
    return hum, voice, rain


@pytest.fixture
def make(qtbot, tasks: Tasks, sounds: Sounds, tmp_path: Path) -> Iterator[Callable[[Remix], Stand]]:
    views: list[TimelineView] = []

    def made(remix: Remix) -> Stand:
        path = tmp_path / "night.remix"
        file.save(remix, path)
        editor, waves = Editor(remix, path, tasks), Waves(tasks, sounds.find)
        view = TimelineView(editor, waves)
        qtbot.addWidget(view)
        view.snap = Snap.OFF
        view.resize(1_000, 460)
        view.show()
        view._canvas._look_from(Scale(S / 100), 0, 0)
        view.setFocus()
        views.append(view)
        return Stand(view, editor, waves, remix.materials)

    yield made
    for view in views:
        view.close()


@pytest.fixture
def stand(make: Callable[[Remix], Stand], materials: tuple[Material, ...]) -> Stand:
    """Lane Hum: clip h from 1 to 3 s. Voice: a from 0 to 1 s, b from 4 to 6 s. Rain: nothing."""
    hum, voice, _ = materials
    return make(
        a_remix(
            materials,
            a_lane(a_clip(hum, S, "h", length=2 * S, offset=3 * S), id="hum", name="Hum"),
            a_lane(
                a_clip(voice, 0, "a", length=S, offset=S),
                a_clip(voice, 4 * S, "b", length=2 * S, offset=2 * S),
                id="voice",
                name="Voice",
            ),
            a_lane(id="rain", name="Rain"),
            bpm=120.0,
        )
    )
