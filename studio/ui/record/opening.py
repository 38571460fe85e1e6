"""The microphone of the booth's page: opened as the person has chosen, and chosen at its name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from studio.capture.reading import BoothState, Choice
from studio.ui.stage import Stage

from .controls import Controls
from .device_menu import ask_device

if TYPE_CHECKING:
    from studio.capture.booth import Booth
    from studio.capture.devices import Devices


class Opening(QObject):
    """`voice` is a sound file that is played into the booth in place of a microphone."""

    def __init__(self, booth: Booth, devices: Devices, stage: Stage, controls: Controls, voice: Path | None) -> None:
        super().__init__(controls)
        self._booth, self._devices, self._stage, self._controls, self._voice = booth, devices, stage, controls, voice
        #: What was asked for last.
        self.opened: Choice | None = None
        stage.choices.changed.connect(self._on_choices)
        controls.device_pressed.connect(self._choose)

    def open(self) -> None:
        choice = Choice.of(self._stage.choices.now, self._voice)
        if choice != self.opened or self._booth.reading().state is BoothState.CLOSED:
            self.opened = choice
            self._booth.open(choice)

    @Slot()
    def _on_choices(self) -> None:
        """A studio that goes on without its window does not listen."""
        if self._controls.window().isVisible():
            self.open()

    @Slot()
    def _choose(self) -> None:
        name = ask_device(self._devices, self._stage.choices.now.device, self._controls.device)
        if name is not None:
            self._stage.choices.change(device=name)
