"""The outbox's page: a sentence that calms, the parcels, and one parcel in detail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QModelIndex, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from studio.domain.challenge import Challenge
from studio.domain.ids import DraftId, ParcelId, PlatformId, RecordId
from studio.domain.parcel import Parcel, ParcelState
from studio.errors import StudioError
from studio.store import Store
from studio.ui import tokens
from studio.ui.page import Page
from studio.ui.stage import Stage
from studio.ui.widgets.beside import Beside
from studio.ui.widgets.box import column
from studio.ui.widgets.button import Button
from studio.ui.widgets.cards import CardDelegate, CardRow
from studio.ui.widgets.empty import Empty
from studio.ui.widgets.head import Head
from studio.ui.widgets.label import Label
from studio.ui.widgets.rows import ROW, RowsModel, RowsView

from .details import Details
from .pager import Pager
from .row import EDIT, FIX, RESUME, SEE, row_of

#: Parcels on one page; older ones are a press away, so that ten thousand cost no more than five hundred.
PAGE = 500
#: "Next try in 20 seconds" stays true.
_CLOCK_MS = 1_000
#: Rings of the bell closer together than this are answered once.
_GATHER_MS = 60
_CALM = "Everything here is saved on this computer. It goes out by itself when you are back online, once and only once."


@dataclass(frozen=True, slots=True)
class OutboxWays:
    """What leads out of the outbox. `is_online` answers at once; `wake` calls the courier; `edit` opens a draft that came
    back; `see` shows a record where it lives; `record` is the first thing to do."""

    is_online: Callable[[PlatformId], bool]
    wake: Callable[[], None]
    edit: Callable[[DraftId], None]
    see: Callable[[RecordId], None]
    record: Callable[[], None]


class OutboxPage(Page):
    def __init__(self, store: Store, stage: Stage, ways: OutboxWays) -> None:
        super().__init__()
        self._store = store
        self._stage = stage
        self._ways = ways
        self._parcels: dict[str, Parcel] = {}
        self._challenges: dict[str, Challenge | None] = {}
        self._before: list[ParcelId] = []
        self._build()
        self._connect()

    def _build(self) -> None:
        self.model = RowsModel[CardRow](lambda shown: shown.key, CardRow.spoken)
        self.view = RowsView("Waiting to be sent")
        self.view.setModel(self.model)
        self._delegate = CardDelegate(self.view)
        self.view.setItemDelegate(self._delegate)
        self.pause_all = Button("Pause all")
        self.try_now = Button("Try now", "primary")
        self.details = Details(self._store, self._stage)
        self.empty = Empty(
            "send", "Nothing waits to be sent", "What you send stays here until it has arrived.", "Record something"
        )
        self.pager = Pager()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.view)
        self.setLayout(self._lay_out())
        self._gather = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._clock = QTimer(self, interval=_CLOCK_MS)

    def _lay_out(self) -> QVBoxLayout:
        head = Head(Label(_CALM, tone="muted", wrap=True), self.pause_all, self.try_now)
        work, panel = QWidget(), QWidget()
        lines = column(head, self._stack, self.pager, gap=14, margins=(24, 22, 8, 0))
        lines.setStretch(1, 1)
        work.setLayout(lines)
        panel.setLayout(column(self.details, margins=(10, 22, 24, 22)))
        self._panel = panel
        self._beside = Beside(work, panel, tokens.SIDE_PANEL + 34)
        return column(self._beside, gap=0)

    def _connect(self) -> None:
        bell = self._stage.bell
        for ring in (bell.parcels_changed, bell.links_changed, bell.platforms_changed, bell.library_changed):
            ring.connect(self._on_ring)
        self._gather.timeout.connect(self.refresh)
        self._clock.timeout.connect(self._on_clock)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.pager.older_pressed.connect(self._on_older)
        self.pager.newer_pressed.connect(self._on_newer)
        self.view.clicked.connect(self._beside.show_panel)
        self._delegate.verb_pressed.connect(self.do_verb)
        self.details.verb_pressed.connect(self.do_verb)
        self.details.pause_pressed.connect(self._pause)
        self.pause_all.clicked.connect(self._on_pause_all)
        self.try_now.clicked.connect(self._on_try_now)
        self.empty.pressed.connect(self._ways.record)

    @Slot()
    def refresh(self) -> None:
        before = self._before[-1] if self._before else None
        self._parcels = {parcel.id: parcel for parcel in self._store.parcels.list(PAGE, before)}
        self._challenges = self._answered()
        self._show()
        counts = self._store.parcels.counts()
        self.pager.show_page(
            PAGE * len(self._before),
            len(self._parcels),
            sum(counts.values()),
            counts.get(ParcelState.NEEDS_ATTENTION, 0),
        )
        waiting, paused = self._store.parcels.waiting(), self._store.parcels.paused()
        self.pause_all.setVisible(bool(waiting))
        self.pause_all.say("Let all go on" if waiting and paused == waiting else "Pause all")
        self.try_now.setVisible(bool(waiting))
        self._stack.setCurrentWidget(self.view if self._parcels else self.empty)
        self._panel.setVisible(bool(self._parcels))
        if self._parcels and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0))

    def _answered(self) -> dict[str, Challenge | None]:
        """The challenges that are answered here."""
        wanted = {parcel.challenge_id for parcel in self._parcels.values() if parcel.challenge_id}
        return {id: self._store.library.challenge(id) for id in wanted}

    def _show(self) -> None:
        now = datetime.now(UTC)
        online = {id: self._ways.is_online(id) for id in {parcel.platform_id for parcel in self._parcels.values()}}
        self.model.set_rows(
            [
                row_of(
                    parcel,
                    now,
                    online=online[parcel.platform_id],
                    challenge=self._challenges.get(parcel.challenge_id or ""),
                )
                for parcel in self._parcels.values()
            ]
        )
        self._show_details()

    def _show_details(self) -> None:
        parcel = self._parcels.get(self._current_key())
        if parcel:
            self.details.show_parcel(parcel, online=self._ways.is_online(parcel.platform_id))

    def _current_key(self) -> str:
        index = self.view.currentIndex()
        return index.data(ROW).key if index.isValid() else ""

    @Slot()
    def _on_ring(self) -> None:
        if self.isVisible() and not self._gather.isActive():
            self._gather.start()

    @Slot()
    def _on_clock(self) -> None:
        if self._parcels:
            self._show()

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._show_details()

    @Slot()
    def _on_older(self) -> None:
        self._before.append(ParcelId(next(reversed(self._parcels))))
        self._turn()

    @Slot()
    def _on_newer(self) -> None:
        self._before.pop()
        self._turn()

    def _turn(self) -> None:
        self.refresh()
        self.view.setCurrentIndex(self.model.index(0))
        self.view.scrollToTop()

    @Slot(str)
    def do_verb(self, key: str) -> None:
        """What the button of a row says."""
        parcel = self._store.parcels.find(key)
        if parcel is None:
            return
        row = self.model.rows[self.model.row_of(key)]
        if row.verb == SEE:
            self._ways.see(parcel.record_id)
        elif row.verb == RESUME:
            self._pause(key, False)
        elif row.verb in (EDIT, FIX):
            self._take_back(parcel)

    def _take_back(self, parcel: Parcel) -> None:
        try:
            self._store.parcels.take_back(ParcelId(parcel.id))
        except StudioError as error:
            self._stage.notices.trouble(error)
            self.refresh()
            return
        self._ways.edit(parcel.draft_id)

    @Slot(str, bool)
    def _pause(self, key: str, on: bool) -> None:
        self._store.parcels.pause(ParcelId(key), on)
        if not on:
            self._ways.wake()
        self.refresh()

    @Slot()
    def _on_pause_all(self) -> None:
        on = self._store.parcels.paused() < self._store.parcels.waiting()
        self._store.parcels.pause(None, on)
        if not on:
            self._ways.wake()
        self.refresh()

    @Slot()
    def _on_try_now(self) -> None:
        self._store.parcels.try_now()
        self._ways.wake()
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.view.hasFocus():
            self.do_verb(self._current_key())
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()
        self._gather.stop()
