"""Hearing oneself in the headphones: off by default, warned of once, and off by itself where it howls."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from studio.capture.reading import Reading
from studio.errors import DeviceTrouble, StudioError
from studio.ui.alive import alive
from studio.ui.notices import Question
from studio.ui.stage import Stage
from studio.ui.tasks import Task

if TYPE_CHECKING:
    from studio.capture.monitor import Howl, Monitor

_TITLE = "Are your headphones on?"
_ADVICE = (
    "What the microphone hears is played at once. From a loudspeaker it comes back into the microphone, and howls louder and "
    "louder. Put your headphones on, and turn them down first."
)
_VERB = "Hear myself"
#: What comes later than this is an echo.
_MOST_S = 0.2


class Monitoring(QObject):
    #: It was switched on or off.
    changed = Signal()

    def __init__(self, stage: Stage, page: QWidget) -> None:
        super().__init__(page)
        self._stage, self._page = stage, page
        self.is_wanted = False
        self._monitor: Monitor | None = None
        self._howl: Howl | None = None
        self.question: Question | None = None

    @Slot()
    def toggle(self) -> None:
        if self.is_wanted:
            self.stop()
        elif self._stage.choices.now.told_of_howling:
            self._start()
        else:
            self.question = question = Question(self._page.window(), _TITLE, _ADVICE, (_VERB, "Leave it off"))
            question.accepted.connect(lambda: self._on_answer(question.answer))
            question.finished.connect(question.deleteLater)
            question.open()

    def stop(self) -> None:
        """Silence in the headphones."""
        monitor, self._monitor = self._monitor, None
        if monitor is not None:
            monitor.close(wait=False)  # as a task it would not be done where the studio is closed meanwhile
        if self.is_wanted:
            self.is_wanted = False
            self.changed.emit()

    def follow(self, now: Reading) -> None:
        """Called with every frame: a howl ends it, and where sound does not come in time, more of it is held ready."""
        if self._monitor is not None and self._monitor.is_too_soon:
            self._be_later(self._monitor)
        elif self._monitor is not None and self._howl is not None and self._howl.hear(now.level_dbfs, time.monotonic()):
            self.stop()
            advice = "The microphone heard your loudspeaker. Put headphones on before you hear yourself again."
            self._stage.notices.notice("howling", "It began to howl, and was switched off", advice)

    def _be_later(self, monitor: Monitor) -> None:
        if monitor.latency_s < _MOST_S:
            self._open(monitor.latency_s)  # of both devices; for each of them it is twice as much
            return
        self.stop()
        title, advice = (
            "You cannot hear yourself in time",
            "This computer is too busy for it now. Your takes are not touched.",
        )
        self._stage.notices.trouble(DeviceTrouble(title, advice))

    def _on_answer(self, verb: str) -> None:
        if verb == _VERB:
            self._stage.choices.change(told_of_howling=True)
            self._start()

    def _start(self) -> None:
        self.is_wanted = True
        self.changed.emit()
        self._open(None)

    def _open(self, latency_s: float | None) -> None:
        """Each of the two devices with `latency_s`, or with the lowest that they name."""
        chosen = self._stage.choices.now
        before, self._monitor = self._monitor, None

        def opened(task: Task) -> Monitor:
            from studio.capture.monitor import Monitor

            if before is not None:
                before.close()
            monitor = Monitor(chosen.device, chosen.rate_hz, chosen.channels, latency_s)
            if task.is_stopped:  # the studio was closed meanwhile: nobody takes it
                monitor.close()
            return monitor

        self._stage.tasks.run(opened, self._on_opened, on_trouble=alive(self, self._on_trouble))

    def _on_opened(self, monitor: Monitor) -> None:
        from studio.capture.monitor import Howl

        if not self.is_wanted:  # it was switched off meanwhile, perhaps with the whole page
            monitor.close(wait=False)
            return
        self._monitor, self._howl = monitor, Howl()
        self._stage.notices.hint(f"You hear yourself, {monitor.latency_s * 1_000:.0f} ms late")

    def _on_trouble(self, error: StudioError) -> None:
        self.is_wanted = False
        self.changed.emit()
        self._stage.notices.trouble(error)
