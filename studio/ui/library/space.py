"""The space that others' kept files take: a quiet line that says how much, and one button that frees what nothing here needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from studio.domain.amounts import size_words
from studio.domain.record import Record
from studio.store import Store
from studio.store.space import Used
from studio.ui.alive import alive
from studio.ui.stage import Stage
from studio.ui.tasks import Task
from studio.ui.theme import look
from studio.ui.widgets.box import column
from studio.ui.widgets.button import Button
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label
from studio.ui.widgets.progress import Progress

GB = 10**9
_LIMITS_GB = (1, 2, 5, 10, 20, 50, 100, 500)
_CHOICE = 150


class SpaceLine(QWidget):
    """`keep` fetches a record's file again (it runs on a task). Hidden while nothing of others is here."""

    def __init__(
        self, store: Store, stage: Stage, keep: Callable[[Record], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._stage = stage
        self._keep = keep
        self.words = Label("", "small", tone="muted", wrap=True)
        self.filled = Progress("Space used by others' records")
        self.limit = Choice("Space for others' records")
        self.limit.setFixedWidth(look().px(_CHOICE))
        self.free = Button("Free this space", "quiet")
        self.setLayout(column(self.words, self.filled, Flow(self.limit, self.free), gap=6))
        self.free.clicked.connect(self._on_free)
        self.limit.chosen.connect(lambda value: stage.choices.change(keep_limit_gb=value))
        stage.choices.changed.connect(self.refresh)
        self.hide()

    @Slot()
    def refresh(self) -> None:
        """Looks at the files beside the window."""
        self._stage.tasks.run(self._look, alive(self, self._show))

    def _look(self, task: Task) -> Used:
        self._store.space.look()
        return self._store.space.used()

    def _show(self, used: Used) -> None:
        limit_gb = self._stage.choices.now.keep_limit_gb
        words = f"Others' records kept here: {size_words(used.others_bytes)} of {limit_gb} GB."
        needed = used.others_bytes - used.free_bytes
        words += f" {size_words(needed)} of it is used in what you make and stays." if needed else ""
        words += f" {size_words(used.free_bytes)} can be freed, and fetched again later." if used.free_bytes else ""
        self.words.say(words)
        self.filled.show_part(used.others_bytes / max(limit_gb * GB, 1))
        self.filled.setAccessibleDescription(words)
        limits = sorted({*_LIMITS_GB, limit_gb})
        self.limit.offer([(f"Up to {gb} GB", gb) for gb in limits], limit_gb)
        self.free.setEnabled(used.free_bytes > 0)
        self.setVisible(used.others_bytes > 0)

    @Slot()
    def _on_free(self) -> None:
        self._stage.tasks.run(lambda _: self._store.space.free(), alive(self, self._tell))

    def _tell(self, records: tuple[Record, ...]) -> None:
        self.refresh()
        if records:
            count = len(records)
            words = "1 record freed" if count == 1 else f"{count} records freed"
            self._stage.notices.hint(words, "Fetch again", lambda: self._fetch(records))

    def _fetch(self, records: tuple[Record, ...]) -> None:
        for record in records:
            self._stage.tasks.run(partial(_again, self._keep, record), alive(self, lambda _: self.refresh()))


def _again(keep: Callable[[Record], None], record: Record, task: Task) -> None:
    keep(record)
