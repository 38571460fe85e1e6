"""The room check: five seconds of silence, and what the microphone hears in them, beside how it was before."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from studio.capture.reading import BoothState
from studio.domain.amounts import ago_words
from studio.domain.ids import new_id
from studio.domain.moments import now
from studio.domain.room import BANDS_HZ, Room, compared
from studio.errors import DeviceTrouble
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.stage import Stage
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label
from studio.ui.widgets.progress import Progress

from .bands import Bands

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.capture.booth import Booth

_WIDTH, _LISTENS_S, _FRAME_MS = 480, 5.0, 50
_WORDS = "Be silent for five seconds. The studio remembers how this room sounds, so that later lines can match it."


class RoomSheet(QDialog):
    """Open it with `open()`."""

    #: What was heard, its rate, and the microphone's name; from the take-writer thread.
    _heard = Signal(object, int, str)
    #: A Room that is kept now.
    measured = Signal(object)

    def __init__(self, parent: QWidget, store: Store, booth: Booth, stage: Stage) -> None:
        super().__init__(parent)
        self._store, self._booth, self._stage = store, booth, stage
        self._began = 0.0
        self._build()
        self._clock = QTimer(self, interval=_FRAME_MS)
        self._clock.timeout.connect(self._on_frame)
        self._heard.connect(self._on_heard)
        self.listen.clicked.connect(self.begin)
        self.finished.connect(self.deleteLater)

    @Slot()
    def begin(self) -> None:
        if self._booth.reading().state is not BoothState.READY:
            self._stage.notices.trouble(DeviceTrouble("The microphone is not free", "End the take, then listen again."))
            return
        self._stage.choices.change(place=self.place.text().strip() or "here")
        self._began = time.monotonic()
        self.listen.setEnabled(False)
        self.sentence.say("Listening. Be silent…")
        self._clock.start()

    @Slot()
    def _on_frame(self) -> None:
        passed_s = time.monotonic() - self._began
        self.progress.show_part(passed_s / _LISTENS_S)
        if passed_s >= _LISTENS_S:
            self._clock.stop()
            self._booth.remembered(_LISTENS_S, self._heard.emit)

    @Slot(object, int, str)
    def _on_heard(self, sound: NDArray[np.float32], rate_hz: int, microphone: str) -> None:
        store, place = self._store, self._stage.choices.now.place

        def measure(_: object) -> tuple[Room, Room | None]:
            from studio.sound.room import listened

            found = listened(sound, rate_hz)
            room = Room(
                new_id(), microphone, place, now(), found.floor_dbfs, found.hum_hz, found.hum_dbfs, found.bands_dbfs
            )
            before = store.rooms.latest(microphone, place)
            store.rooms.add(room)
            return room, before

        self._stage.tasks.run(measure, alive(self, self._show))

    def _show(self, found: tuple[Room, Room | None]) -> None:
        room, before = found
        self.listen.setEnabled(True)
        self.listen.say("Listen again")
        self.listen.setFocus()
        self.sentence.say(room.sentence())
        self.beside.say("" if before is None else compared(room, before, _when(before)))
        self.bands.show_levels(room.bands_dbfs, before.bands_dbfs if before else ())
        self.measured.emit(room)

    def _build(self) -> None:
        self.setWindowTitle("Room check")
        self.place = QLineEdit(self._stage.choices.now.place)
        self.place.setMaxLength(60)
        self.place.setAccessibleName("Place: where the microphone stands")
        self.progress = Progress("Listening to the room")
        self.sentence, self.beside = Label("", wrap=True), Label("", tone="muted", wrap=True)
        self.bands = Bands(BANDS_HZ)
        self.listen, away = Button("Listen", "primary"), Button("Close", "quiet")
        away.clicked.connect(self.reject)
        named = row(Label("Place", "small", tone="muted"), self.place, gap=10)
        lines = (self.progress, self.sentence, self.beside, self.bands, row(away, None, self.listen))
        title, words = Label("Room check", "title", wrap=True), Label(_WORDS, tone="muted", wrap=True)
        self.setLayout(column(title, words, named, *lines, gap=12, margins=(24, 20, 24, 20)))
        self.setMinimumWidth(look().px(_WIDTH))
        self.listen.setFocus()


def _when(room: Room) -> str:
    return ago_words(room.measured_at, datetime.now(UTC))
