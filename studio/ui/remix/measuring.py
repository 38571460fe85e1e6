"""Measuring how long sound takes from the loudspeaker back into the microphone, so that what is sung lies where it was sung."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from studio.errors import StudioError
from studio.ui.alive import alive
from studio.ui.stage import Stage
from studio.ui.widgets.working import Working

from .playing import Playing
from .rooms import Rooms
from .singing import Singing

_TITLE = "Listening to the loudspeaker"
_WORDS = "Three rising tones are played. Hold the headphones to the microphone, or use the loudspeaker, and be quiet for a moment."


class Measuring(QObject):
    #: It was measured and is kept, in seconds.
    measured = Signal(float)

    def __init__(self, singing: Singing, playing: Playing, rooms: Rooms, stage: Stage, page: QWidget) -> None:
        super().__init__(page)
        self._singing, self._playing, self._rooms, self._stage, self._page = singing, playing, rooms, stage, page
        self.working: Working | None = None

    @Slot()
    def begin(self) -> None:
        if self._singing.is_on:
            return
        self._playing.stop()
        self.working = Working(self._page.window(), _TITLE, _WORDS)
        self.working.progress.setRange(0, 0)
        self.working.open()
        self._singing.open_booth(_TITLE, self._measure)

    def _measure(self) -> None:
        from studio.remix.round_trip import measure

        working, rooms = self.working, self._rooms
        if working is None:
            return
        task = self._stage.tasks.run(
            lambda task: measure(rooms.store, rooms.booth, rooms.transport, lambda: task.is_stopped),
            alive(self, self._on_measured),
            on_trouble=alive(self, self._on_trouble),
        )
        working.stopped.connect(task.stop)

    def _on_measured(self, seconds: float) -> None:
        self._finish()
        choices = self._stage.choices
        choices.change(round_trips={**choices.now.round_trips, self._singing.pair(): seconds})
        told = f"What you sing is laid {seconds * 1_000:.0f} ms earlier from now on"
        self._stage.notices.hint(told)
        self.measured.emit(seconds)

    def _on_trouble(self, error: StudioError) -> None:
        self._finish()
        self._stage.notices.trouble(error)

    def _finish(self) -> None:
        if self.working is not None:
            self.working.finish()
            self.working = None
