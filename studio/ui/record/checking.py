"""All that the check says of a take, opened over the booth; what is fixed there is undone like anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from studio.store import Store
from studio.ui.stage import Stage

from .deeds import Deeds
from .take_panel import TakePanel

if TYPE_CHECKING:
    from studio.domain.take import Take

    from .check_sheet import CheckSheet


class Checking(QObject):
    def __init__(self, store: Store, stage: Stage, takes: TakePanel, deeds: Deeds) -> None:
        super().__init__(takes)
        self._store, self._stage, self._takes, self._deeds = store, stage, takes, deeds
        self.sheet: CheckSheet | None = None
        takes.check_pressed.connect(self.open)

    @Slot(str)
    def open(self, id: str = "") -> None:
        take = self._deeds.find(id)
        if take is None or self.sheet is not None:
            return
        from .check_sheet import CheckSheet  # the first window does not wait for it

        self.sheet = CheckSheet(self._takes, self._store, self._stage, self._takes.checks, take)
        self.sheet.fixed.connect(self._on_fixed)
        self.sheet.undo_wanted.connect(self._deeds.undo)
        self.sheet.heard.connect(self._deeds.hear)
        self.sheet.finished.connect(self._on_closed)
        self.sheet.open()

    @Slot(object, int)
    def _on_fixed(self, take: Take, count: int) -> None:
        def undo() -> None:
            for _ in range(count):
                self._store.takes.undo(take.id)

        self._deeds.did(f"Take {take.number} fixed", undo)

    @Slot()
    def _on_closed(self) -> None:
        if self.sheet:
            self.sheet.deleteLater()
            self.sheet = None
