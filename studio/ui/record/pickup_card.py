"""A pickup: what a leader asks for once more, and the earlier take and its room to match it with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from studio.domain.script import Pickup
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.stage import Stage
from studio.ui.widgets.box import Card, column
from studio.ui.widgets.button import Button
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label

from .line_row import place_words

if TYPE_CHECKING:
    from studio.domain.take import Take

#: So much is played before the place that is asked about, and of the room.
_LEAD_S, _ROOM_S = 1.0, 4.0


class PickupCard(Card):
    """Stands above the words while their pickup is open."""

    #: A Take, and from which second on.
    play_wanted = Signal(object, float)

    def __init__(self, store: Store, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._stage = store, stage
        self._pickup: Pickup | None = None
        self._before: Take | None = None
        self._newest: Take | None = None
        self.reason = Label("", "strong", wrap=True, aloud=True)
        self.place = Label("", "small", tone="muted", wrap=True, aloud=True)
        self.earlier = Button("Earlier take", icon="play", name="Play the earlier take")
        self.room = Button("Its room", icon="volume-2", name="Play the room of the earlier take alone")
        self.newest = Button("Newest take", icon="play", name="Play the newest take")
        self.setLayout(
            column(self.reason, self.place, Flow(self.earlier, self.room, self.newest), gap=6, margins=(14, 10, 14, 10))
        )
        self.earlier.clicked.connect(self._play_earlier)
        self.room.clicked.connect(self._find_room)
        self.newest.clicked.connect(self._play_newest)

    def show_pickup(self, pickup: Pickup, takes: list[Take]) -> None:
        """`takes` of its line, the newest one first."""
        self._pickup = pickup
        self._before = earlier_of(takes, pickup)
        self._newest = next((take for take in takes if take.started_at > pickup.asked_at), None)
        self.reason.say(f"Pickup: {pickup.reason}")
        place = place_words(pickup)
        self.place.say(f"At {place} of the take that was delivered" if place else "The whole line")
        for button, take in ((self.earlier, self._before), (self.room, self._before), (self.newest, self._newest)):
            button.setEnabled(take is not None)

    @Slot()
    def _play_earlier(self) -> None:
        if self._before and self._pickup:
            self.play_wanted.emit(self._before, max(0.0, (self._pickup.start_s or 0.0) - _LEAD_S))

    @Slot()
    def _play_newest(self) -> None:
        if self._newest:
            self.play_wanted.emit(self._newest, 0.0)

    @Slot()
    def _find_room(self) -> None:
        take = self._before
        if take is None:
            return
        path = self._store.takes.file(take)

        def found(_: object) -> tuple[int, int] | None:
            from studio.sound import peaks, quiet

            stretch = quiet.quietest(peaks.of_file(path))
            return (stretch.start, stretch.frames) if stretch else None

        self._stage.tasks.run(found, alive(self, lambda stretch: self._play_room(take, stretch)))

    def _play_room(self, take: Take, stretch: tuple[int, int] | None) -> None:
        if stretch is None:
            self._stage.notices.hint("There is no pause in this take to hear the room in")
        else:
            self.play_wanted.emit(room_of(take, *stretch), 0.0)


def earlier_of(takes: list[Take], pickup: Pickup) -> Take | None:
    """What was delivered, as far as it is known here: the newest starred take from before it was asked, else the newest."""
    before = [take for take in takes if take.started_at <= pickup.asked_at]
    return next((take for take in before if take.starred), before[0] if before else None)


def room_of(take: Take, start: int, frames: int) -> Take:
    """The same take as some seconds of that quiet stretch alone; it is played and never kept."""
    from studio.domain.edits import Comp, Piece

    length = int(_ROOM_S * take.rate_hz)
    tone = Piece(take.id, start, length, tone_frames=frames)
    return replace(take, frames=length, edits=(Comp((tone,)),), edits_done=1)
