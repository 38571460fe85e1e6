"""The talk about a record's sources: each request as a card, and the way to ask to be named oneself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from studio.domain.record import Person, Record, RecordState
from studio.domain.request import Deed, Errand, Request
from studio.errors import StudioError
from studio.store import Store
from studio.ui.stage import Stage
from studio.ui.widgets.box import column
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label

from .card import AGAIN, DROP, RequestCard
from .changes import Changes, ReadLog
from .saying import Saying
from .told import Told, source_title, tell, text_of

#: Keeps an errand and wakes whoever carries it.
Send = Callable[[Errand], None]
ASK = "You forgot to source me"
#: So many cards at first, and so many more at each press.
_FIRST, _MORE = 12, 50
_NOBODY = "Nobody has asked anything about the sources of this record."


class RequestsPanel(QWidget):
    """Shows one record after the other; follows the library by itself while it is seen."""

    def __init__(
        self, store: Store, stage: Stage, send: Send, record: Record | None = None, read_log: ReadLog | None = None
    ) -> None:
        super().__init__()
        self._store = store
        self._stage = stage
        self._send = send
        self._read_log = read_log
        self._changes: Changes | None = None
        self._record: Record | None = None
        self._shown: tuple[Told, ...] | None = None
        self._text = ""
        self.cards: list[RequestCard] = []
        self._most = _FIRST
        self.ask = Button(ASK)
        self.earlier = Button("", "quiet", icon="chevron-down")
        self.nobody = Label(_NOBODY, "small", tone="muted", wrap=True)
        self._lay_out()
        self.ask.clicked.connect(self.do_ask)
        self.earlier.clicked.connect(self.show_earlier)
        stage.bell.library_changed.connect(self.refresh)
        if record is not None:
            self.show_record(record)

    def _lay_out(self) -> None:
        self._lines = column(gap=12)
        self._foot = column(gap=0)
        title = Label("Talk", "title")
        self.setLayout(column(title, self.nobody, self._lines, self.earlier, self.ask, self._foot, None, gap=12))

    def show_record(self, record: Record) -> None:
        self._record = record
        self._most = _FIRST
        self._text = text_of(self._store, record)
        self._shown = None
        if self._changes is not None:
            self._foot.removeWidget(self._changes)
            self._changes.deleteLater()
        if self._read_log is not None:
            self._changes = Changes(self._store, self._stage, self._read_log, record)
            self._foot.addWidget(self._changes)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Small indexed reads; cards are made anew only where something changed."""
        if self._record is None:
            return
        record = self._record = self._store.library.record(self._record.id) or self._record
        me = self._me()
        told = tell(self._store, record, me, self._text) if me else ()
        self.ask.setVisible(me is not None and me.id != record.author.id and record.state is not RecordState.WITHDRAWN)
        self.earlier.setVisible(len(told) > self._most)
        self.earlier.say(f"{len(told) - self._most:,} earlier")
        if told[: self._most] != self._shown:
            self._show(told[: self._most])
        if self.isVisible():
            self._hear()

    @Slot()
    def show_earlier(self) -> None:
        self._most += _MORE
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    @Slot()
    def do_ask(self) -> None:
        from .ask import AskSheet

        me = self._me()
        if self._record is not None and me is not None:
            sheet = AskSheet(self, self._store, self._stage, self._record, me, self._text)
            sheet.asked.connect(self._send_it)
            self._open(sheet)

    def _me(self) -> Person | None:
        """Who this person is on the record's platform."""
        assert self._record is not None
        platform = self._store.platforms.find(self._record.platform_id)
        return Person(platform.person_id, platform.handle) if platform else None

    def _show(self, told: tuple[Told, ...]) -> None:
        """Cards that stayed the same stay, so that the focus does, too."""
        known = {card.told.key: card for card in self.cards}
        self.cards = []
        for one in told:
            card = known.get(one.key)
            if card is None or card.told != one:
                card = RequestCard(one)
                card.pressed.connect(self._on_pressed)
            self.cards.append(card)
        for card in known.values():
            self._lines.removeWidget(card)
            if card not in self.cards:
                card.hide()
                card.deleteLater()
        for at, card in enumerate(self.cards):
            self._lines.insertWidget(at, card)
        self.nobody.setVisible(not told)
        self._shown = told

    def _hear(self) -> None:
        """What is seen here is no news any more."""
        assert self._record is not None
        here = [one for one in self._store.requests.news() if one.record_id == self._record.id]
        if here:
            self._store.requests.hear(here)

    @Slot(object, str)
    def _on_pressed(self, told: Told, deed: str) -> None:
        from studio.outbox import errands

        request, errand = told.request, told.errand
        if deed == AGAIN and errand is not None:
            self._store.errands.try_now(errand.id)
            self._send(errand)
        elif deed == DROP and errand is not None:
            self._store.errands.drop(errand)
        elif deed == Deed.ADD:
            self._send_it(errands.add(request))
        elif deed == Deed.WITHDRAW:
            self._send_it(errands.withdraw(request))
        else:
            self._ask_why(request, Deed(deed))

    def _ask_why(self, request: Request, deed: Deed) -> None:
        from studio.outbox import errands

        source, asker = source_title(self._store, request), request.asker.handle
        public = "Everybody can read it."
        if deed is Deed.DISPUTE:
            saying = Saying(self, "Why is it not that?", f"{asker} may reply once. {public}", "Say it")
            saying.said.connect(lambda words: self._send_it(errands.dispute(request, words)))
        elif deed is Deed.REPLY:
            saying = Saying(self, f"Reply to {request.author.handle}", f"You can reply once. {public}", "Reply")
            saying.said.connect(lambda words: self._send_it(errands.reply(request, words)))
        else:
            saying = Saying(self, "Why is it removed?", f"“{source}” is a source now. {public}", "Remove the source")
            saying.said.connect(partial(self._remove, request))
        self._open(saying)

    def _remove(self, request: Request, why: str) -> None:
        from studio.outbox import errands

        source = request.source_in(self._record.sources) if self._record else None
        if source is not None:
            self._send_it(errands.remove(request.platform_id, request.record_id, source.id, why))

    @Slot(object)
    def _send_it(self, errand: Errand) -> None:
        try:
            self._send(errand)
        except StudioError as error:
            self._stage.notices.trouble(error)
        self.refresh()

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
