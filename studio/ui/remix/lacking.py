"""A sound of the remix is not on this computer: told once, and fetched again with one press."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from studio.errors import StudioError
from studio.ui.stage import Stage

from .adder import Adder
from .adding import missing_of
from .editor import Editor
from .rooms import Rooms

KEY = "remix:missing"
_NAMED = 3


class Lacking(QObject):
    #: Materials that are not here any more.
    lost = Signal(object)
    #: What was missing is here again.
    came = Signal()

    def __init__(self, rooms: Rooms, editor: Editor, stage: Stage, adder: Adder) -> None:
        super().__init__(adder)
        self._rooms, self._editor, self._stage, self._adder = rooms, editor, stage, adder

    @Slot(object)
    def tell(self, error: StudioError) -> None:
        """Without one of its sounds nobody can say who is heard."""
        found = missing_of(self._rooms.store, self._editor.remix)
        self.lost.emit(found)
        if not any(one.record_id for one in found):
            self._stage.notices.trouble(error)
            return
        named = ", ".join(f"“{one.title}”" for one in found[:_NAMED])
        advice = f"{named} can be fetched again. Until then nobody can say who is heard."
        title = "A sound of this remix is not on this computer"
        self._stage.notices.notice(KEY, title, advice, verb="Fetch it", press=self.fetch, worry=True)

    @Slot()
    def fetch(self) -> None:
        self._adder.fetch(self._editor.remix, self._on_fetched)

    def _on_fetched(self) -> None:
        self._stage.notices.clear(KEY)
        self._rooms.transport.change(self._editor.remix)
        self.came.emit()
