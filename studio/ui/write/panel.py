"""Beside the writing: the sources as they write themselves, what they ask, and another text to lay beside."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from studio.domain.ids import RecordId
from studio.domain.record import Source
from studio.store import Store
from studio.ui.sources import SourceList
from studio.ui.sources.bound import Bound
from studio.ui.sources.list import READ
from studio.ui.tasks import Tasks
from studio.ui.widgets.box import Box, column, row
from studio.ui.widgets.button import Button


class Panel(Box):
    #: Another text of the library is wanted beside.
    another_pressed = Signal()

    def __init__(self, store: Store, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__("side", parent)
        self._sources: tuple[Source, ...] | None = None
        self.list = SourceList(store, READ)
        self.bound = Bound(store, tasks)
        self.another = Button("Add another text…", icon="plus")
        self.another.clicked.connect(self.another_pressed)
        lines = column(self.list, self.bound, 4, row(self.another, None), None, gap=12, margins=(18, 20, 18, 20))
        self.setLayout(lines)

    def show_sources(self, sources: Sequence[Source], own: RecordId | None) -> None:
        self.list.show_sources(sources, own)
        if self._sources != tuple(sources):
            self._sources = tuple(sources)
            self.bound.ask(sources)

    @Slot()
    def refresh(self) -> None:
        """A record may have got a title, other rights, or have been withdrawn meanwhile."""
        if self.isVisible() and self._sources is not None:
            self.list.refresh()
            self.bound.ask(self._sources)
