"""The outbox's page: a sentence that calms, what waits in the order in which it goes out, what has arrived, and one of them in
detail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QModelIndex, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.domain.parcel import Parcel, ParcelState
from studio.domain.parcel_words import Around, say
from studio.store import Store
from studio.ui import tokens
from studio.ui.aloud import say_aloud
from studio.ui.glance import look_at_media
from studio.ui.page import Page
from studio.ui.stage import Stage
from studio.ui.theme import look
from studio.ui.widgets.beside import Beside
from studio.ui.widgets.box import column
from studio.ui.widgets.button import Button
from studio.ui.widgets.cards import CardDelegate, CardRow
from studio.ui.widgets.empty import Empty
from studio.ui.widgets.head import Head
from studio.ui.widgets.label import Label
from studio.ui.widgets.rows import ROW
from studio.ui.widgets.stack import Stack
from studio.ui.widgets.tiles import Tiles

from . import details as words
from .deeds import Deeds, OutboxWays
from .details import Details
from .line_view import LineModel, LineView
from .listing import PAGE, Listing
from .pager import Pager
from .row import TILE_PX, row_of

#: "Next try in 20 seconds" stays true.
_CLOCK_MS = 1_000
#: How often a running upload is looked at.
_PACE_MS = 250
#: Rings of the bell closer together than this are answered once.
_GATHER_MS = 150
_TILE_HEIGHT_PX = 42
_CALM = "Everything here is saved on this computer. It goes out by itself when you are back online, once and only once."


class OutboxPage(Page):
    def __init__(self, store: Store, stage: Stage, ways: OutboxWays) -> None:
        super().__init__()
        self._store = store
        self._stage = stage
        self._ways = ways
        self._parcels: dict[str, Parcel] = {}
        self._around: dict[str, Around] = {}
        self._listing = Listing(store, ways)
        self._first = 0
        self._told = ("", "")
        self.deeds = Deeds(store, stage, ways, self)
        self._build()
        self._connect()

    def remember(self) -> object:
        return self._first, self._current_key()

    def recall(self, remembered: object) -> None:
        """The same parcels are in sight, and the same one is chosen."""
        if isinstance(remembered, tuple):
            self._first, key = remembered
            self.refresh()
            self.view.setCurrentIndex(self.model.index(max(self.model.row_of(key), 0)))

    def _build(self) -> None:
        self.model = LineModel(self)
        self.view = LineView("Outbox")
        self.view.setModel(self.model)
        now = look()
        self.tiles = Tiles(self._stage.tasks, now.px(TILE_PX), now.px(_TILE_HEIGHT_PX), self, playable=False)
        self._delegate = CardDelegate(self.view, self._draw_tile)
        self.view.setItemDelegate(self._delegate)
        self.pause_all = Button("Pause all")
        self.try_now = Button("Try now", "primary")
        self.details = Details(self._store, self._stage, self._ways.awaited)
        self.empty = Empty(
            "send", "Nothing waits to be sent", "What you send stays here until it has arrived.", "Record something"
        )
        self.pager = Pager()
        self._stack = Stack()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.view)
        self.setLayout(self._lay_out())
        self._gather = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._look_soon = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._clock = QTimer(self, interval=_CLOCK_MS)
        self._pace = QTimer(self, interval=_PACE_MS)

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
        self._look_soon.timeout.connect(self._look_at_visible)
        self._clock.timeout.connect(self._on_clock)
        self._pace.timeout.connect(self._on_pace)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.view.verticalScrollBar().valueChanged.connect(self._look_soon_again)
        self.view.clicked.connect(self._beside.show_panel)
        self.view.nudged.connect(self._nudge)
        self.model.dropped.connect(self._move)
        self.tiles.changed.connect(self.view.viewport().update)
        self.pager.older_pressed.connect(lambda: self._turn(PAGE))
        self.pager.newer_pressed.connect(lambda: self._turn(-PAGE))
        self._delegate.verb_pressed.connect(self.do_verb)
        self.details.pressed.connect(self._on_pressed)
        self.pause_all.clicked.connect(self._on_pause_all)
        self.try_now.clicked.connect(self._on_try_now)
        self.empty.pressed.connect(self._ways.record)

    @Slot()
    def refresh(self) -> None:
        listing = self._listing.read(self._first)
        self._parcels, self._around, self._first = listing.parcels, listing.around, listing.first
        self.model.in_line = listing.in_line
        self._show()
        self.pager.show_page(self._first, len(self._parcels), listing.total, listing.need_person)
        self.pause_all.setVisible(bool(listing.waiting))
        self.pause_all.say("Let all go on" if listing.all_paused else "Pause all")
        self.try_now.setVisible(bool(listing.waiting))
        self._stack.setCurrentWidget(self.view if self._parcels else self.empty)
        self._panel.setVisible(bool(self._parcels))
        if self._parcels and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0))
        self._look_soon.start()

    def _show(self) -> None:
        now = datetime.now(UTC)
        going = self._ways.progress()
        self._around |= {id: replace(self._around[id], going=one) for id, one in going.items() if id in self._around}
        self.model.set_rows([self._row(parcel, now) for parcel in self._parcels.values()])
        self._show_details(now)

    def _row(self, parcel: Parcel, now: datetime) -> CardRow:
        return row_of(parcel, now, self._around[parcel.id], self._listing.challenge_of(parcel))

    def _show_details(self, now: datetime) -> None:
        parcel = self._parcels.get(self._current_key())
        if parcel is None:
            return
        can_move = (self.model.beyond(parcel.id, -1) is not None, self.model.beyond(parcel.id, 1) is not None)
        around = self._around[parcel.id]
        self.details.show_parcel(parcel, now, around, can_move=can_move)
        self._tell(parcel, now, around)

    def _tell(self, parcel: Parcel, now: datetime, around: Around) -> None:
        """What happens to the parcel that is looked at is said aloud; how far it is, is not."""
        state = f"{parcel.state} {parcel.paused} {around.withdrawing} {around.withdrawn} {parcel.trouble}"
        known, before = self._told
        self._told = (parcel.id, state)
        if known == parcel.id and before != state and self.isVisible():
            say_aloud(self.view, f"{parcel.title}: {say(parcel, now, around).text}")

    def _current_key(self) -> str:
        index = self.view.currentIndex()
        return index.data(ROW).key if index.isValid() else ""

    # small pictures

    def _draw_tile(self, painter: QPainter, rect: QRect, key: str) -> bool:
        parcel = self._parcels.get(key)
        return parcel is not None and self.tiles.draw(painter, rect, parcel.media.sha256)

    @Slot()
    def _look_soon_again(self) -> None:
        self._look_soon.start()

    @Slot()
    def _look_at_visible(self) -> None:
        if not self.isVisible() or not self.model.rows:
            return
        area = self.view.viewport().rect()
        first = max(self.view.indexAt(area.topLeft()).row(), 0)
        last = self.view.indexAt(area.bottomLeft()).row()
        rows = self.model.rows[first : (last if last >= 0 else len(self.model.rows)) + 1]
        media = {one.media.sha256: one for row in rows if (one := self._parcels.get(row.key))}
        looks = {sha256: look_at_media(self._store, one.kind, one.media) for sha256, one in media.items()}
        self.tiles.want({sha256: seen for sha256, seen in looks.items() if seen})

    # what happens

    @Slot()
    def _on_ring(self) -> None:
        if self.isVisible() and not self._gather.isActive():
            self._gather.start()

    @Slot()
    def _on_clock(self) -> None:
        if self._parcels:
            self._show()

    @Slot()
    def _on_pace(self) -> None:
        """Only what is being uploaded is looked at."""
        now = datetime.now(UTC)
        for id, going in self._ways.progress().items():
            parcel = self._parcels.get(id)
            if parcel is not None and parcel.state is ParcelState.UPLOADING:
                self._around[id] = replace(self._around[id], going=going)
                self.model.change(self.model.row_of(id), self._row(parcel, now))
                if id == self._current_key():
                    self.details.show_standing(parcel, now, self._around[id])

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._show_details(datetime.now(UTC))

    def _turn(self, by: int) -> None:
        self._first = max(self._first + by, 0)
        self.refresh()
        self.view.setCurrentIndex(self.model.index(0))
        self.view.scrollToTop()

    @Slot(str)
    def do_verb(self, key: str) -> None:
        """What the button of a row says."""
        parcel = self._store.parcels.find(key)
        if parcel is None:
            return
        self.deeds.do(parcel, self.model.rows[self.model.row_of(key)].verb)
        self.refresh()

    @Slot(str)
    def _on_pressed(self, verb: str) -> None:
        """A button of the details."""
        parcel = self._store.parcels.find(self._current_key())
        if parcel is None:
            return
        does = {
            words.PAUSE: lambda: self.deeds.pause(parcel, on=True),
            words.NOW: lambda: self.deeds.try_now(parcel),
            words.TAKE_BACK: lambda: self.deeds.take_back(parcel),
            words.WITHDRAW: lambda: self.deeds.ask_to_withdraw(parcel),
            words.EARLIER: lambda: self._nudge(-1),
            words.LATER: lambda: self._nudge(1),
        }
        does.get(verb, lambda: self.deeds.do(parcel, verb))()
        self.refresh()

    @Slot(int)
    def _nudge(self, step: int) -> None:
        key = self._current_key()
        before = self.model.beyond(key, step)
        if before is not None:
            self._move(key, before)

    @Slot(str, str)
    def _move(self, key: str, before: str) -> None:
        self.deeds.move(key, before)
        self.refresh()
        at = self.model.row_of(key)
        self.view.setCurrentIndex(self.model.index(at))
        say_aloud(self.view, f"Number {self._first + at + 1} in line")

    @Slot()
    def _on_pause_all(self) -> None:
        self.deeds.pause(None, on=self._store.parcels.paused() < self._store.parcels.waiting())
        self.refresh()

    @Slot()
    def _on_try_now(self) -> None:
        self.deeds.try_now(None)
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.view.hasFocus():
            self.do_verb(self._current_key())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look_soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()
        self._pace.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        for timer in (self._clock, self._pace, self._gather, self._look_soon):
            timer.stop()
