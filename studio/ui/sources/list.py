"""The sources of a piece: written by themselves where they are in it, added by hand where they are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from studio.domain.ids import RecordId, SourceId, new_id
from studio.domain.record import Origin, Source, SourceType
from studio.store import Store
from studio.ui.widgets.box import column
from studio.ui.widgets.button import Chip
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label

from .about import About
from .inspired import choose
from .outside import OutsideWork
from .rows import SourceRows
from .told import Thing, key_of, tell

HEARD = "Written from what can be heard. Mute a source for the whole piece and it leaves the list."
SEEN = "Written from what can be seen. Cover a source whole and it leaves the list."
READ = "Written from what you quote. Take the words out and the source leaves the list."
BY_HAND = "Name what this piece builds on, or what gave you the idea."


class SourceList(QWidget):
    """`show_sources` shows them; each change of the person's comes back whole through `changed`, as a new tuple."""

    changed = Signal(object)

    def __init__(self, store: Store, hint: str = HEARD, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._sources: tuple[Source, ...] = ()
        self._own: RecordId | None = None
        self.title = Label("Sources", "card")
        self.hint = Label(hint, "small", tone="muted", wrap=True)
        self.rows = SourceRows("Sources of this piece")
        self.inspired = Chip("Inspired by…", icon="plus", name="Inspired by a record of the library")
        self.outside = Chip("A work from outside…", icon="plus", name="Add a work from outside")
        self.fold = Chip("", checkable=True, icon="history")
        self.gone = SourceRows("Removed from the piece")
        buttons = Flow(self.inspired, self.outside, self.fold, gap=8)
        self.setLayout(column(self.title, self.hint, self.rows, buttons, self.gone, gap=8))
        self._connect()
        self.show_sources(())

    @property
    def sources(self) -> tuple[Source, ...]:
        return self._sources

    def show_sources(self, sources: Sequence[Source], own: RecordId | None = None) -> None:
        """`own` is the piece itself, which cannot build on itself."""
        self._sources, self._own = tuple(sources), own
        told = tell(self._store, self._sources)
        gone = [one for one in told if one.removed]
        self.rows.show_told([one for one in told if not one.removed])
        self.fold.say(f"Removed from the piece ({len(gone)})")
        self.fold.setVisible(bool(gone))
        self.gone.show_told(gone if self.fold.isChecked() else [])

    def refresh(self) -> None:
        """Titles and people may have come meanwhile."""
        self.show_sources(self._sources, self._own)

    def _connect(self) -> None:
        for rows in (self.rows, self.gone):
            rows.opened.connect(self.open_source)
        self.rows.unwanted.connect(self.remove)
        self.inspired.clicked.connect(self.choose_record)
        self.outside.clicked.connect(self.describe_work)
        self.fold.toggled.connect(lambda _: self.refresh())

    @Slot()
    def choose_record(self) -> None:
        """Asks for a record of the library, or a draft, that gave the idea."""
        palette = choose(self, self._store, "Inspired by", self._add_record, but_not=self._own)
        palette.open()

    @Slot()
    def describe_work(self) -> None:
        dialog = OutsideWork(self)
        dialog.done_with.connect(self._add_work)
        _show(dialog)

    @Slot(str)
    def open_source(self, key: str) -> None:
        """The type, the line of thanks; and for a work from outside its own words."""
        found = [source for source in self._sources if key_of(source) == key]
        told = next((one for one in (*self.rows.told, *self.gone.told) if one.key == key), None)
        if not found or told is None:
            return
        if found[0].work is not None:
            dialog = OutsideWork(self, found[0])
            dialog.done_with.connect(self._change)
            dialog.unwanted.connect(self.remove)
            _show(dialog)
            return
        about = About(self, told, found[0])
        about.done_with.connect(self._change)
        about.unwanted.connect(self.remove)
        _show(about)

    @Slot(str)
    def remove(self, key: str) -> None:
        """Takes away what was added by hand; what is in the piece stays until it can no longer be heard, seen or read."""
        self._tell(tuple(one for one in self._sources if key_of(one) != key or one.origin is Origin.AUTO))

    def _add_record(self, thing: Thing) -> None:
        id = RecordId(thing.id)
        if not any(source.record_id == id and not source.removed for source in self._sources):
            self._tell((*self._sources, Source(SourceId(new_id()), id, SourceType.INSPIRED_BY)))

    @Slot(object)
    def _add_work(self, source: Source) -> None:
        self._tell((*self._sources, source))

    @Slot(object)
    def _change(self, source: Source) -> None:
        """All places of the same record are one source to a person: they change together."""
        key = key_of(source)

        def changed(one: Source) -> Source:
            return replace(one, type=source.type, thanks=source.thanks, work=source.work)

        self._tell(tuple(changed(one) if key_of(one) == key else one for one in self._sources))

    def _tell(self, sources: tuple[Source, ...]) -> None:
        if sources != self._sources:
            self.show_sources(sources, self._own)
            self.changed.emit(sources)


def _show(dialog: About | OutsideWork) -> None:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
