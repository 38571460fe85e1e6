"""The two things that a record offers: to be kept on this computer, and to be built on. What is not here is fetched first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from studio.domain.ids import RecordId
from studio.domain.record import Kind, Record
from studio.domain.request import Errand
from studio.errors import StudioError
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.stage import Stage
from studio.ui.widgets.button import Button

#: What is opened is fetched unasked up to so many bytes: five minutes of a WAV file in mono.
SEEN_BYTES = 32 << 20
_REMIXED = (Kind.AUDIO, Kind.IMAGE, Kind.TEXT)


@dataclass(frozen=True, slots=True)
class PieceWays:
    """What leads out of the page. `keep` fetches a record's file and its family and returns when they are here (it runs on a
    task and raises StudioErrors); `remix_this` opens where the record is built on, its file is here by then; without it there is
    no such button. `send` keeps an errand and wakes whoever carries it; without it nobody's lines are answered here. `keep_seen`
    does as `keep` without being asked; without it, or where the line is `metered`, nothing is fetched unasked."""

    keep: Callable[[Record], None]
    remix_this: Callable[[Record], None] | None = None
    send: Callable[[Errand], None] | None = None
    keep_seen: Callable[[Record], None] | None = None
    metered: Callable[[], bool] = lambda: False


class Offer(QObject):
    """Two buttons for the head of a page. `kept` comes when a record's file and family have come."""

    kept = Signal()

    def __init__(self, store: Store, stage: Stage, ways: PieceWays, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._stage = stage
        self._ways = ways
        self._record: Record | None = None
        #: What is being fetched unasked, and what is wished of it meanwhile.
        self._seen: dict[RecordId, Callable[[], None]] = {}
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
        if record.id in self._seen:
            self.keep.say("Fetching it …")

    def look(self) -> None:
        """Somebody opened the record: it can be heard, seen or read at once where it is small and the line is free. Where it
        cannot be fetched now nothing is said; the buttons are there for that, also meanwhile."""
        record, keep = self._record, self._ways.keep_seen
        if record is None or keep is None or record.media is None or self._is_here(record) or self._ways.metered():
            return
        if sum(file.size_bytes for file in record.files()) > SEEN_BYTES or record.id in self._seen:
            return
        self._seen[record.id] = lambda: None
        self.show_record(record)

        def done(_: object) -> None:
            wish = self._seen.pop(record.id)
            if self._is_shown(record):
                self.show_record(record)
                self.kept.emit()
                wish()

        self._stage.tasks.run(lambda _: keep(record), alive(self, done), on_trouble=alive(self, done))

    @Slot()
    def _on_keep(self) -> None:
        """Of a record that is here its family is fetched anew."""
        if self._record is not None and not self._waits(self._record, self._on_keep):
            self._fetch(self._record, lambda: self._stage.notices.hint("Kept on this computer, with its family tree"))

    @Slot()
    def _on_remix(self) -> None:
        record, remix_this = self._record, self._ways.remix_this
        if record is None or remix_this is None or self._waits(record, self._on_remix):
            return
        if self._is_here(record):
            remix_this(record)
        else:
            self._fetch(record, lambda: remix_this(record))

    def _waits(self, record: Record, wish: Callable[[], None]) -> bool:
        """What is wished of a record that is being fetched unasked is done as soon as that has ended: two fetches of one file
        would disturb each other."""
        if record.id not in self._seen:
            return False
        self._seen[record.id] = wish
        self._show_fetching("Keeping it …")
        return True

    def _show_fetching(self, words: str) -> None:
        self.keep.say(words)
        for button in (self.keep, self.remix):
            button.setEnabled(False)

    def _fetch(self, record: Record, then: Callable[[], None]) -> None:
        self._show_fetching("Keeping it …")

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
