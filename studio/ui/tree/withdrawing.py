"""Taking a record of one's own back, from its own page. It goes out with everything else, and until then the outbox can keep it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from studio.domain.record import Record, RecordState
from studio.domain.request import Errand
from studio.store import Store
from studio.ui.notices import Question
from studio.ui.pieces.withdrawal import WITHDRAW, question
from studio.ui.widgets.button import Button

UNDER_WAY = "Is being withdrawn"


class Withdrawing(QObject):
    """A button that is there on one's own live records. `send` keeps an errand and wakes whoever carries it."""

    def __init__(self, store: Store, send: Callable[[Errand], None] | None, page: QWidget) -> None:
        super().__init__(page)
        self._store = store
        self._send = send
        self._page = page
        self._record: Record | None = None
        self.question: Question | None = None
        self.button = Button(f"{WITHDRAW}…")
        self.button.clicked.connect(self._ask)

    def show_record(self, record: Record) -> None:
        self._record = record
        under_way = record.id in self._store.errands.withdrawals([record.id])
        platform = self._store.platforms.find(record.platform_id)
        is_mine = platform is not None and platform.person_id == record.author.id
        self.button.setVisible(self._send is not None and is_mine and record.state is RecordState.LIVE)
        self.button.say(UNDER_WAY if under_way else f"{WITHDRAW}…")
        self.button.setEnabled(not under_way)

    @Slot()
    def _ask(self) -> None:
        if self._record is not None:
            self.question = question(f"“{self._record.title}”", self._page)
            self.question.finished.connect(self._on_answer)
            self.question.open()

    @Slot()
    def _on_answer(self) -> None:
        asked, self.question = self.question, None
        if asked is None or self._record is None or self._send is None:
            return
        asked.deleteLater()
        if asked.answer == WITHDRAW:
            from studio.outbox import errands

            self._send(errands.withdraw_record(self._record.platform_id, self._record.id))
            self.show_record(self._record)
