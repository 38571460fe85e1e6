"""The outlines of a remix's sounds: measured beside the window when they are first asked for, kept as long as the time line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from studio.domain.remix import Material
from studio.errors import StudioError
from studio.remix.samples import missing
from studio.ui.alive import alive
from studio.ui.tasks import Task, Tasks

from .outline import Crossings, Outline, crossings_of, outline_of

T = TypeVar("T")


class Waves(QObject):
    """`find` says where a material's file is and raises a StudioError where it is nowhere; it is called on a task's thread."""

    #: The SHA-256 of a sound whose outline is here now, or that is known not to be here.
    ready = Signal(str)

    def __init__(self, tasks: Tasks, find: Callable[[Material], Path], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._find = find
        self._outlines: dict[str, Outline | None] = {}
        self._crossings: dict[str, Crossings | None] = {}
        self._missing: set[str] = set()

    def __call__(self, material: Material) -> Outline | None:
        """None until it was measured, and where the sound is not here: a clip without a wave is still a clip."""
        sha256 = material.sha256
        if sha256 not in self._outlines:
            self._outlines[sha256] = None
            self._run(material, outline_of, partial(self._on_outline, sha256), partial(self._on_missing, sha256))
        return self._outlines[sha256]

    def crossings(self, material: Material) -> Crossings | None:
        """Where it crosses zero; None until that was looked for, which is asked for here."""
        sha256 = material.sha256
        if sha256 not in self._crossings:
            self._crossings[sha256] = None
            measure = partial(crossings_of, material)
            self._run(material, measure, partial(self._on_crossings, sha256), _nothing)
        return self._crossings[sha256]

    def is_missing(self, sha256: str) -> bool:
        return sha256 in self._missing

    def lose(self, materials: Iterable[Material]) -> None:
        """Sounds whose outline may be here, and whose files are not any more."""
        for sha256 in {one.sha256 for one in materials} - self._missing:
            self._missing.add(sha256)
            self.ready.emit(sha256)

    def look_again(self) -> None:
        """What was not found is asked for once more (a sound was kept, or put back)."""
        gone, self._missing = self._missing, set()
        for sha256 in gone:
            self._outlines.pop(sha256, None)
            self._crossings.pop(sha256, None)
            self.ready.emit(sha256)

    def _run(
        self,
        material: Material,
        measure: Callable[[Path], T],
        then: Callable[[T], None],
        otherwise: Callable[[StudioError], None],
    ) -> None:
        def work(_: Task) -> T:
            try:
                return measure(self._find(material))
            except OSError as error:  # it went between being found and being read
                raise missing(material) from error

        self._tasks.run(work, alive(self, then), on_trouble=alive(self, otherwise))

    def _on_missing(self, sha256: str, _: StudioError) -> None:
        self._missing.add(sha256)
        self.ready.emit(sha256)

    def _on_outline(self, sha256: str, made: Outline | None) -> None:
        self._outlines[sha256] = made
        self.ready.emit(sha256)

    def _on_crossings(self, sha256: str, made: Crossings) -> None:
        self._crossings[sha256] = made


def _nothing(_: StudioError) -> None:
    """Without crossings nothing snaps to them."""
