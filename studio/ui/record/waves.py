"""Small waveforms of whole takes: measured beside the window, kept while the page lives."""

from __future__ import annotations

import itertools
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from studio.domain.ids import TakeId
from studio.errors import StudioError
from studio.ui.tasks import Tasks
from studio.ui.widgets.painters import Bar

#: A wave is measured once at this width and thinned for smaller lists.
MEASURED_BARS = 240
#: A quiet voice is drawn taller, so that its shape can be seen; never more than this.
MOST_LIFT = 4.0


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
            return thinned(self._known[id], bars)
        if id not in self._asked:
            self._asked.add(id)
            self._tasks.run(
                lambda _: measure(path, MEASURED_BARS), lambda wave: self._keep(id, wave), on_trouble=_nothing
            )
        return ()

    def _keep(self, id: TakeId, wave: tuple[Bar, ...]) -> None:
        self._known[id] = wave
        self.changed.emit()


def measure(path: Path, bars: int) -> tuple[Bar, ...]:
    """The lowest and highest sample (-1…1) of `bars` equal parts of the sound, lifted where it is quiet."""
    from studio.sound import peaks

    wave = [(float(low) / 32768, float(high) / 32768) for low, high in peaks.of_file(path).columns(bars)]
    loudest = max((max(-low, high) for low, high in wave), default=0.0)
    lift = min(MOST_LIFT, 0.9 / loudest) if loudest > 0 else 1.0
    return tuple((low * lift, high * lift) for low, high in wave)


def thinned(wave: tuple[Bar, ...], bars: int) -> tuple[Bar, ...]:
    """The same wave in fewer columns; each keeps the extremes of what it stands for."""
    if bars >= len(wave):
        return wave
    edges = [at * len(wave) // bars for at in range(bars + 1)]
    parts = [wave[a:b] for a, b in itertools.pairwise(edges)]
    return tuple((min(low for low, _ in part), max(high for _, high in part)) for part in parts)


def _nothing(_: StudioError) -> None:
    """A take without a wave is still a take: its row shows everything else."""
