"""The two things that a record offers: to be kept on this computer, and to be built on. What is not here is fetched first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from studio.domain.record import Kind, Record
from studio.domain.request import Errand
from studio.errors import StudioError
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.stage import Stage
from studio.ui.widgets.button import Button

_REMIXED = (Kind.AUDIO, Kind.IMAGE, Kind.TEXT)


@dataclass(frozen=True, slots=True)
class PieceWays:
    """What leads out of the page. `keep` fetches a record's file and its family and returns when they are here (it runs on a
    task and raises StudioErrors); `remix_this` opens where the record is built on, its file is here by then; without it there is
    no such button. `send` keeps an errand and wakes whoever carries it; without it nobody's lines are answered here."""

    keep: Callable[[Record], None]
    remix_this: Callable[[Record], None] | None = None
    send: Callable[[Errand], None] | None = None


class Offer(QObject):
    """Two buttons for the head of a page. `kept` comes when a record's file and family have come."""

    kept = Signal()

    def __init__(self, store: Store, stage: Stage, ways: PieceWays, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._stage = stage
        self._ways = ways
        self._record: Record | None = None
        self.keep = Button("Keep offline", icon="download")
        self.remix = Button("Remix this", "primary")
        self.keep.clicked.connect(self._on_keep)
        self.remix.clicked.connect(self._on_remix)

    def show_record(self, record: Record) -> None:
        """A tombstone offers nothing."""
        self._record = record
        there, here = record.media is not None, self._is_here(record)
        self.keep.setVisible(there)
        self.keep.say("Kept offline" if here else "Keep offline")
        self.keep.set_icon("check" if here else "download")
        self.remix.setVisible(there and self._ways.remix_this is not None and record.kind in _REMIXED)
        for button in (self.keep, self.remix):
            button.setEnabled(True)

    @Slot()
    def _on_keep(self) -> None:
        """Of a record that is here its family is fetched anew."""
        if self._record is not None:
            self._fetch(self._record, lambda: self._stage.notices.hint("Kept on this computer, with its family tree"))

    @Slot()
    def _on_remix(self) -> None:
        record, remix_this = self._record, self._ways.remix_this
        if record is None or remix_this is None:
            return
        if self._is_here(record):
            remix_this(record)
        else:
            self._fetch(record, lambda: remix_this(record))

    def _fetch(self, record: Record, then: Callable[[], None]) -> None:
        self.keep.say("Keeping it …")
        for button in (self.keep, self.remix):
            button.setEnabled(False)

        def done(_: object) -> None:
            if self._is_shown(record):
                self.kept.emit()
                then()

        def failed(error: StudioError) -> None:
            if self._record is not None:
                self.show_record(self._record)
            self._stage.bell.trouble.emit(error)

        keep = self._ways.keep
        self._stage.tasks.run(lambda _: keep(record), alive(self, done), on_trouble=alive(self, failed))

    def _is_shown(self, record: Record) -> bool:
        return self._record is not None and self._record.id == record.id

    def _is_here(self, record: Record) -> bool:
        return record.media is not None and all(self._store.media.has(file.sha256) for file in record.files())
