"""What changed in a record's sources, read from its platform when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from studio.domain.amounts import ago_words
from studio.domain.record import Record, Source
from studio.domain.request import SourceChange
from studio.errors import StudioError
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.stage import Stage
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label

#: Reads the log of a record's sources from its platform, on a task's thread.
ReadLog = Callable[[Record], Sequence[SourceChange]]
ASKS = "What changed in its sources"


class Changes(QWidget):
    def __init__(
        self, store: Store, stage: Stage, read: ReadLog, record: Record, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._stage = stage
        self._read = partial(read, record)
        self.show_them = Button(ASKS, "quiet", icon="history")
        self.said: list[Label] = []
        self._lines = column(row(self.show_them, None), gap=8)
        self.setLayout(self._lines)
        self.show_them.clicked.connect(self.do_show)

    @Slot()
    def do_show(self) -> None:
        self.show_them.setEnabled(False)
        self._stage.tasks.run(lambda _: self._read(), alive(self, self._show), on_trouble=alive(self, self._on_trouble))

    def _show(self, changes: Sequence[SourceChange]) -> None:
        lines = [sentence(self._store, change) for change in changes]
        self._say(lines or ["Nothing was changed since it was posted."], "")

    def _on_trouble(self, error: StudioError) -> None:
        self._say([f"{error.title}. Try again in a moment."], "warn")

    def _say(self, lines: list[str], tone: str) -> None:
        for label in self.said:
            self._lines.removeWidget(label)
            label.hide()
            label.deleteLater()
        self.said = [Label(line, "small", tone=tone, wrap=True) for line in lines]
        for label in self.said:
            self._lines.addWidget(label)
        self.show_them.setEnabled(True)


def sentence(store: Store, change: SourceChange) -> str:
    """ "2 hours ago, ines removed Low Tide, by tobias k.: I cut that part"."""
    who = change.person.handle if change.person else "the platform's host"
    deed = "added" if change.added else "removed"
    why = f": {change.reason}" if change.reason else ""
    when = ago_words(change.at, datetime.now(UTC))
    return f"{when[0].upper()}{when[1:]}, {who} {deed} {_title(store, change.source)}{why}"


def _title(store: Store, source: Source) -> str:
    if source.work is not None:
        return f"“{source.work.title}”"
    found = store.library.record(source.record_id) if source.record_id else None
    return f"“{found.title}”, by {found.author.handle}" if found else "a record that is not here"
