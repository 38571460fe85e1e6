"""The outlines of a remix's sounds: measured beside the window when they are first asked for, kept as long as the time line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from studio.domain.remix import Material
from studio.errors import StudioError
from studio.ui.alive import alive
from studio.ui.tasks import Tasks

from .outline import Crossings, Outline, crossings_of, outline_of

T = TypeVar("T")


class Waves(QObject):
    """`find` says where a material's file is and raises a StudioError where it is nowhere; it is called on a task's thread."""

    #: The SHA-256 of a sound whose outline is here now.
    ready = Signal(str)

    def __init__(self, tasks: Tasks, find: Callable[[Material], Path], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._find = find
        self._outlines: dict[str, Outline | None] = {}
        self._crossings: dict[str, Crossings | None] = {}

    def __call__(self, material: Material) -> Outline | None:
        """None until it was measured, and where the sound is not here: a clip without a wave is still a clip."""
        sha256 = material.sha256
        if sha256 not in self._outlines:
            self._outlines[sha256] = None
            self._run(lambda: outline_of(self._find(material)), partial(self._on_outline, sha256))
        return self._outlines[sha256]

    def crossings(self, material: Material) -> Crossings | None:
        """Where it crosses zero; None until that was looked for, which is asked for here."""
        sha256 = material.sha256
        if sha256 not in self._crossings:
            self._crossings[sha256] = None
            self._run(lambda: crossings_of(material, self._find(material)), partial(self._on_crossings, sha256))
        return self._crossings[sha256]

    def look_again(self) -> None:
        """What was not found is asked for once more (a sound was kept, or put back)."""
        for known in (self._outlines, self._crossings):
            for sha256 in [sha256 for sha256, made in known.items() if made is None]:
                del known[sha256]

    def _run(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        self._tasks.run(lambda _: work(), alive(self, then), on_trouble=_nothing)

    def _on_outline(self, sha256: str, made: Outline | None) -> None:
        self._outlines[sha256] = made
        self.ready.emit(sha256)

    def _on_crossings(self, sha256: str, made: Crossings) -> None:
        self._crossings[sha256] = made


def _nothing(_: StudioError) -> None:
    """Whoever plays the remix says that a sound is missing; here its clip stays without a wave."""
