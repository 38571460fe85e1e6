"""Measuring how long sound takes from the loudspeaker back into the microphone, so that takes lie where they were heard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio.errors import StudioError
from studio.ui.alive import alive
from studio.ui.stage import Stage
from studio.ui.tasks import Task
from studio.ui.trips import KEY
from studio.ui.widgets.working import Working

TITLE = "Listening to the loudspeaker"
_WORDS = "Three rising tones are played. Hold the headphones to the microphone, or use the loudspeaker, and be quiet for a moment."


class Measuring(QObject):
    """`open_booth(title, then)` calls `then` with the microphone open; `measure` runs on a task; `pair` names what was measured."""

    #: It was measured and is kept, in seconds.
    measured = Signal(float)

    def __init__(
        self,
        stage: Stage,
        open_booth: Callable[[str, Callable[[], None]], None],
        measure: Callable[[Task], float],
        pair: Callable[[], str],
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._stage, self._open_booth, self._work, self._pair, self._page = stage, open_booth, measure, pair, page
        self.working: Working | None = None

    def begin(self) -> None:
        self.working = Working(self._page.window(), TITLE, _WORDS)
        self.working.progress.setRange(0, 0)
        self.working.open()
        self._open_booth(TITLE, self._measure)

    def _measure(self) -> None:
        if self.working is None:
            return
        task = self._stage.tasks.run(
            self._work, alive(self, self._on_measured), on_trouble=alive(self, self._on_trouble)
        )
        self.working.stopped.connect(task.stop)

    def _on_measured(self, seconds: float) -> None:
        self._finish()
        choices = self._stage.choices
        choices.change(round_trips={**choices.now.round_trips, self._pair(): seconds})
        self._stage.notices.clear(KEY)
        self._stage.notices.hint(f"What you record is laid {seconds * 1_000:.0f} ms earlier from now on")
        self.measured.emit(seconds)

    def _on_trouble(self, error: StudioError) -> None:
        self._finish()
        self._stage.notices.trouble(error)

    def _finish(self) -> None:
        if self.working is not None:
            self.working.finish()
            self.working = None
