"""A pickup of the line that is on, above its words while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from studio.domain.script import LineState
from studio.store import Store
from studio.ui.stage import Stage
from studio.ui.tab_order import insert_before

from .standing import Standing

if TYPE_CHECKING:
    from .pickup_card import PickupCard

_DONE = (LineState.DELIVERED, LineState.ACCEPTED)


class Pickups(QObject):
    """Belongs to the booth's page, and puts a card into its `room`, above `words`. The card is made for the first pickup."""

    #: A Take, and from which second on.
    play_wanted = Signal(object, float)

    def __init__(self, store: Store, stage: Stage, room: QBoxLayout, words: QWidget) -> None:
        super().__init__(words)
        self._store, self._stage, self._room, self._words = store, stage, room, words
        self.card: PickupCard | None = None

    def show_standing(self, standing: Standing) -> None:
        at = standing.sitting.at
        pickup = standing.mark(at).pickup if standing.states[at] not in _DONE else None
        if pickup:
            self.card = self.card or self._made()
            takes = self._store.takes.list(session_id=standing.sitting.session_id, line_id=standing.sitting.line.id)
            self.card.show_pickup(pickup, takes)
        if self.card:
            self.card.setVisible(pickup is not None)

    def _made(self) -> PickupCard:
        from .pickup_card import PickupCard

        card = PickupCard(self._store, self._stage)
        card.play_wanted.connect(self.play_wanted)
        insert_before(self._room, self._words, card)
        return card
