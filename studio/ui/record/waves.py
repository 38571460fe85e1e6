"""Small waveforms of whole takes: measured beside the window, kept while the page lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from studio.domain.ids import TakeId
from studio.errors import StudioError
from studio.ui.alive import alive
from studio.ui.glance import fewer, look_at_sound
from studio.ui.tasks import Tasks
from studio.ui.widgets.painters import Bar

if TYPE_CHECKING:
    from studio.domain.take import Take
    from studio.sound.heard import Heard


class Waves(QObject):
    changed = Signal()

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._known: dict[TakeId, tuple[Bar, ...]] = {}
        self._asked: dict[TakeId, object] = {}

    def of(self, take: Take, sound: Heard, bars: int) -> tuple[Bar, ...]:
        """The wave in `bars` columns; () until it was measured, and the one before its last edit until it is measured anew. Both
        are asked for here."""
        edits = take.edits[: take.edits_done]
        if self._asked.get(take.id) != edits:
            self._asked[take.id] = edits
            self._tasks.run(
                look_at_sound(sound),
                alive(self, lambda glance: self._keep(take.id, edits, glance.bars)),
                on_trouble=_nothing,
            )
        return fewer(self._known.get(take.id, ()), bars)

    def _keep(self, id: TakeId, edits: object, wave: tuple[Bar, ...]) -> None:
        if self._asked[id] == edits:
            self._known[id] = wave
            self.changed.emit()


def _nothing(_: StudioError) -> None:
    """A take without a wave is still a take: its row shows everything else."""
