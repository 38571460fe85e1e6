"""How long a frame of the time line takes with 64 lanes of 500 clips: `python -m tests.ui.remix.timeline.fluid`.

A frame is one event (a wheel, a move of the pointer) with everything that follows from it until the event loop is idle, painting
and what is drawn ahead included, in milliseconds of the window's thread. Prints a line for each gesture; the bench judges.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from studio.domain.ids import ClipId
from studio.domain.remix import RATE_HZ, Clip, Fade, Remix
from studio.ui.remix.editor import Editor
from studio.ui.remix.timeline import Snap, TimelineView, Waves
from studio.ui.remix.timeline.scale import Scale
from studio.ui.tasks import Tasks
from studio.ui.theme import Theme
from tests.remix.made import Sounds, a_lane, a_remix, noise

LANES, CLIPS, SOUNDS = 64, 500, 8
#: The time line in a window of 1280 × 800, and in one of 1920 × 1080.
SIZES = ((914, 691), (1554, 971))
PLAIN, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
WORDS = ("median", "p99", "longest")
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def a_large_remix(sounds: Sounds) -> Remix:
    """Lanes of half an hour; a third of the clips have fades, each tenth plays backwards."""
    chance = random.Random(1)
    materials = tuple(
        sounds.add(noise(120 * RATE_HZ, 1, seed), record=f"r{seed}" if seed % 3 else "") for seed in range(SOUNDS)
    )
    lanes = []
    for number in range(LANES):
        at, clips = 0, []
        for place in range(CLIPS):
            at += chance.randrange(RATE_HZ)
            length = chance.randrange(RATE_HZ // 2, 6 * RATE_HZ)
            sound = materials[(number + chance.randrange(3)) % SOUNDS]
            fade = Fade(RATE_HZ // 5) if chance.random() < 0.3 else Fade()
            id, offset = ClipId(f"{number}-{place}"), chance.randrange(100 * RATE_HZ)
            clips.append(Clip(id, sound.sha256, at, length, offset, fade_in=fade, reverse=chance.random() < 0.1))
            at += length
        lanes.append(a_lane(*clips, id=str(number), name=f"Lane {number}"))
    return a_remix(materials, *lanes)


class Frame(NamedTuple):
    cpu_ms: float
    wall_ms: float


#: What is done, and each frame of it.
Gesture = tuple[str, list[Frame]]


class Hand:
    def __init__(self, view: TimelineView) -> None:
        self.view, self.canvas = view, view._canvas
        self.across, self.down = self.canvas.horizontalScrollBar(), self.canvas.verticalScrollBar()

    def wheel(self, turned: int) -> None:
        at = QPointF(self.canvas.viewport().rect().center())
        turn = (QPoint(), QPoint(0, turned), NONE, CTRL, Qt.ScrollPhase.NoScrollPhase, False)
        QApplication.sendEvent(self.canvas.viewport(), QWheelEvent(at, at, *turn))

    def mouse(self, kind: QEvent.Type, at: QPoint) -> None:
        button = NONE if kind == QEvent.Type.MouseMove else LEFT
        held = NONE if kind == QEvent.Type.MouseButtonRelease else LEFT
        QApplication.sendEvent(self.canvas.viewport(), QMouseEvent(kind, QPointF(at), QPointF(at), button, held, PLAIN))

    def drag(self, name: str, start: QPoint, way: Callable[[int], QPoint]) -> Iterator[Gesture]:
        self.mouse(QEvent.Type.MouseButtonPress, start)
        yield f"{name} begins", [frame(partial(self.mouse, QEvent.Type.MouseMove, start + QPoint(6, 0)))]
        yield name, frames(partial(self.mouse, QEvent.Type.MouseMove, start + way(at)) for at in range(200))
        yield f"{name} is let go", [frame(partial(self.mouse, QEvent.Type.MouseButtonRelease, start + way(199)))]


def frame(act: Callable[[], object]) -> Frame:
    before, begun = time.thread_time(), time.perf_counter()
    act()
    QApplication.processEvents()
    return Frame((time.thread_time() - before) * 1_000, (time.perf_counter() - begun) * 1_000)


def frames(acts: Iterable[Callable[[], object]]) -> list[Frame]:
    return [frame(act) for act in acts]


def settle(hand: Hand, near: float) -> None:
    hand.canvas._look_from(Scale(near), 0, 0)
    hand.down.setValue(0)
    for _ in range(100):
        QApplication.processEvents()


def scroll(hand: Hand) -> Iterator[Gesture]:
    for near in (1_000.0, 4_608.0, 20_000.0, 80_000.0):
        settle(hand, near)
        seconds = hand.canvas.viewport().width() * near / RATE_HZ
        yield (
            f"across, {seconds:.0f} s in sight",
            frames([lambda: hand.across.setValue(hand.across.value() + 23)] * 300),
        )
        yield f"down, {seconds:.0f} s in sight", frames([lambda: hand.down.setValue(hand.down.value() + 17)] * 250)


def zoom(hand: Hand) -> Iterator[Gesture]:
    settle(hand, 300.0)
    yield "zoom by notches", frames([partial(hand.wheel, way) for way in (-120, 120) * 2 for _ in range(28)])
    yield "zoom by a touchpad", frames([partial(hand.wheel, way) for way in (-12, 12) * 2 for _ in range(200)])


def drags(hand: Hand) -> Iterator[Gesture]:
    settle(hand, 4_608.0)
    yield "playhead", frames([partial(hand.view.show_playhead, at * 1_600) for at in range(300)])
    hand.view.show_playhead(None)
    sway = [QPoint(int(150 * np.sin(at / 20)), int(60 * np.sin(at / 31))) for at in range(200)]
    clip = hand.view._scene.lanes[1].clips[3]
    sight = hand.canvas.sight
    middle = QPoint(sight.x_of(clip.start + clip.length // 2), sight.lane + sight.lane // 2)
    for snap in (Snap.GRID, Snap.EDGES):
        hand.view.snap = snap
        yield from hand.drag(f"one clip, {snap}", middle, sway.__getitem__)
        hand.view._scene.editor.undo()  # type: ignore[attr-defined]
    edge = QPoint(sight.x_of(clip.end) - 2, middle.y())
    for ripple in (False, True):
        hand.view.ripple = ripple
        yield from hand.drag(f"an edge{', ripple' if ripple else ''}", edge, lambda at: QPoint(-5 - at % 40, 0))
        hand.view._scene.editor.undo()  # type: ignore[attr-defined]
    settle(hand, 80_000.0)
    yield from hand.drag("marquee", QPoint(1, 3), lambda at: QPoint(10 + at * 3, 10 + at * 2))
    hand.view.do("choose all")
    yield from hand.drag("all clips", QPoint(60, sight.lane // 2), lambda at: QPoint(at, 0))


def gestures(size: tuple[int, int]) -> Iterator[Gesture]:
    """All of them, in a time line of that size, each when it is asked for."""
    app = QApplication.instance() or QApplication(sys.argv)
    assert isinstance(app, QApplication)
    Theme(app).set("booth", 100)
    tasks = Tasks()
    with tempfile.TemporaryDirectory() as folder:
        sounds = Sounds(Path(folder))
        remix = a_large_remix(sounds)
        view = TimelineView(Editor(remix, Path(folder) / "large.remix", tasks), waves := Waves(tasks, sounds.find))
        view.resize(*size)
        yield "it opens", [frame(view.show)]
        while any(waves(material) is None for material in remix.materials):
            QApplication.processEvents()
        for gesture in (scroll, zoom, drags):
            yield from gesture(Hand(view))
        view.close()
        tasks.stop()


def main() -> None:
    for size in SIZES:
        sys.stdout.write(f"\n{size[0]} × {size[1]}, {LANES} lanes of {CLIPS} clips; processor time / by the clock\n")
        for name, told in gestures(size):
            p50, p99, most = np.percentile(np.array(told), (50, 99, 100), axis=0)
            times = "   ".join(
                f"{word} {cpu:5.1f} / {wall:5.1f}" for word, (cpu, wall) in zip(WORDS, (p50, p99, most), strict=True)
            )
            sys.stdout.write(f"{name:34}{len(told):5} frames   {times} ms\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
