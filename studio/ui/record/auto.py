"""Auto mode: somebody reads a list, and touches nothing. The booth begins and ends the takes, and here the lines go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from studio.capture.reading import BoothState, ByVoice, Reading
from studio.ui.stage import Stage

if TYPE_CHECKING:
    from studio.capture.booth import Booth
    from studio.domain.ids import TakeId


class Auto(QObject):
    #: It was switched on or off.
    changed = Signal()
    #: A take was spoken to its end and is kept.
    spoken = Signal()

    def __init__(self, booth: Booth, stage: Stage, parent: QObject) -> None:
        super().__init__(parent)
        self._booth, self._stage = booth, stage
        now = booth.reading()  # it may be on already: the page was built anew
        self.is_on = self._was_seen = now.is_auto
        self._take_id: TakeId | None = now.take_id if now.state is BoothState.READY else None

    @Slot()
    def toggle(self) -> None:
        if self.is_on:
            self.stop()
        elif self._booth.reading().state is BoothState.READY:
            self._take_id = self._booth.reading().take_id
            self._booth.set_auto(ByVoice.of(self._stage.choices.now))
            self._set(True)
        else:
            self.changed.emit()  # nothing is switched on while a take runs, or without a microphone

    @Slot()
    def stop(self) -> None:
        """A running take is ended and kept."""
        if self.is_on:
            self._booth.set_auto(None)
            self._set(False)

    def end(self) -> None:
        """The list is read to its end."""
        if self.is_on:
            self.stop()
            self._stage.notices.hint("That was the last line")

    def follow(self, now: Reading) -> None:
        """Called with every frame: however late it looks, no take is passed by, because the booth waits for the next line."""
        if self.is_on and self._was_seen and not now.is_auto:  # the microphone is gone
            self._set(False)
        self._was_seen = now.is_auto
        if self.is_on and now.state is BoothState.READY and now.take_id != self._take_id:
            self._take_id = now.take_id
            self.spoken.emit()

    def words(self, now: Reading) -> str:
        """What the page says at the red button; "" while it is off."""
        if not self.is_on:
            return ""
        return "to end auto" if now.state is BoothState.RECORDING else "to end auto · say the line"

    def _set(self, on: bool) -> None:
        self.is_on, self._was_seen = on, False
        self.changed.emit()
