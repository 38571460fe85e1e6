"""What turns at the booth from one frame of the page to the next: it records, ends, is lost, is heard again. Each is told once."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from studio.capture.reading import SILENCE_DBFS, BoothState, Reading
from studio.errors import DeviceTrouble
from studio.ui.aloud import say_aloud
from studio.ui.notices import Notices

from . import words
from .redo import Redo
from .take_panel import TakePanel


class Turns(QObject):
    #: Something is recorded, or not any more.
    live_changed = Signal(bool)

    def __init__(self, notices: Notices, takes: TakePanel, redo: Redo) -> None:
        super().__init__(takes)
        self._notices, self._takes, self._redo = notices, takes, redo
        self._was = BoothState.CLOSED
        self._was_silent = True

    def go_on(self, state: BoothState) -> None:
        """The page was built anew: how it is is no news."""
        self._was = state
        self.live_changed.emit(state is BoothState.RECORDING)

    def follow(self, now: Reading) -> None:
        """Called with every frame of the page."""
        if now.state is not self._was:
            self._turn(now.state)
        silent = now.level_dbfs == SILENCE_DBFS
        if self._was_silent and not silent:
            self._notices.settle(DeviceTrouble)
        self._was_silent = silent

    def _turn(self, state: BoothState) -> None:
        before, self._was = self._was, state
        if BoothState.RECORDING in (before, state):
            self.live_changed.emit(state is BoothState.RECORDING)
        if state is BoothState.READY:
            self._notices.settle(DeviceTrouble)
        if state is BoothState.RECORDING:
            say_aloud(self._takes, "Recording")
        elif before is BoothState.RECORDING:
            latest = self._takes.takes[0] if self._takes.takes else None
            say_aloud(self._takes, words.spoken(latest, f"Take {latest.number}") if latest else "Stopped")
            self._redo.ended(ready=state is BoothState.READY)
