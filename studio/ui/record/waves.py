"""Small waveforms of whole takes: measured beside the window, kept while the page lives."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from studio.domain.ids import TakeId
from studio.errors import StudioError
from studio.ui.alive import alive
from studio.ui.glance import fewer, look_at_sound
from studio.ui.tasks import Tasks
from studio.ui.widgets.painters import Bar


class Waves(QObject):
    changed = Signal()

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._known: dict[TakeId, tuple[Bar, ...]] = {}
        self._asked: set[TakeId] = set()

    def of(self, id: TakeId, path: Path, bars: int) -> tuple[Bar, ...]:
        """The wave in `bars` columns; () until it was measured, which is asked for here."""
        if id in self._known:
            return fewer(self._known[id], bars)
        if id not in self._asked:
            self._asked.add(id)
            self._tasks.run(
                look_at_sound(path), alive(self, lambda glance: self._keep(id, glance.bars)), on_trouble=_nothing
            )
        return ()

    def _keep(self, id: TakeId, wave: tuple[Bar, ...]) -> None:
        self._known[id] = wave
        self.changed.emit()


def _nothing(_: StudioError) -> None:
    """A take without a wave is still a take: its row shows everything else."""
