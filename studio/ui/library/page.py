"""The library's page: what is looked for, one calm list, and one thing in detail with its sound, picture or words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from studio.domain.ids import RecordId
from studio.domain.record import Kind, Record
from studio.store import Store
from studio.ui import tokens
from studio.ui.actions import bind
from studio.ui.alive import alive
from studio.ui.glance import Look
from studio.ui.page import Page
from studio.ui.pieces.playing import Playing, frames_of
from studio.ui.pieces.things import Thing, key_of, kind_of, length_s, look_at, sound_of, standing
from studio.ui.stage import Stage
from studio.ui.tasks import Task
from studio.ui.theme import look
from studio.ui.widgets.beside import Beside
from studio.ui.widgets.box import column
from studio.ui.widgets.cards import CardDelegate
from studio.ui.widgets.empty import Empty
from studio.ui.widgets.label import Label
from studio.ui.widgets.stack import Stack
from studio.ui.widgets.tiles import Tiles

from . import order, shelf
from .deeds import Deeds, LibraryWays
from .details import DISCARD, Details
from .filters import Filters
from .long_rows import LongRows
from .long_view import LongView
from .order import Order
from .shelf import What
from .space import SpaceLine

if TYPE_CHECKING:
    from studio.sound.player import Player

_GATHER_MS = 60
_TILE_HEIGHT_PX = 42
_KEYS = {"find": ("Ctrl+F",)}


class LibraryPage(Page):
    def __init__(self, store: Store, stage: Stage, player: Player, ways: LibraryWays) -> None:
        super().__init__()
        self._store = store
        self._stage = stage
        self._ways = ways
        self._reading: Task | None = None
        self._seeking: Task | None = None
        #: The number of a record that shall be chosen as soon as it is in the list.
        self._awaited: int | None = None
        self.playing = Playing(player, self)
        self._deeds = Deeds(store, stage, ways, self, self.playing, self._on_kept)
        self._build()
        self._connect()

    def see(self, id: RecordId) -> None:
        """Chooses a record, whatever the filters were."""
        record = self._store.library.record(id)
        self.filters.clear()
        self.model.show_order(order.NOTHING)
        self._awaited = self._store.library.finding.number_of(record) if record else None
        self.refresh()

    @Slot(str)
    def look_for(self, words: str) -> None:
        """Looks for these words, whatever the filters were."""
        self.filters.clear()
        self.filters.words.setText(words)
        self._on_filter()

    def remember(self) -> object:
        return self.filters.wanted, self.filters.more.isChecked(), self.model.number(self.view.currentIndex().row())

    def recall(self, remembered: object) -> None:
        """The same filters and words, and the same thing is chosen."""
        if isinstance(remembered, tuple):
            wanted, more, self._awaited = remembered
            self.filters.offer_challenges(self._store.challenges.list())
            self.filters.stand(wanted, more=more)

    @Slot()
    def refresh(self) -> None:
        """The newest at once; where there are more, the rest beside the window."""
        wanted = self.filters.wanted
        self._around = standing(self._store, datetime.now(UTC), discarded=wanted.what is What.DISCARDED)
        if self._reading:
            self._reading.stop()
        found = order.read(self._store, wanted, order.FIRST)
        if found.whole or self.model.rowCount() <= len(found.numbers):
            self._show(found)
        if not found.whole:
            store = self._store
            self._reading = self._stage.tasks.run(lambda _: order.read(store, wanted), alive(self, self._show))

    def _show(self, found: Order) -> None:
        """What is chosen stays chosen, where it has gone its neighbour is; and the place on screen stays."""
        bar, before = self.view.verticalScrollBar(), self.view.currentIndex().row()
        place, chosen = bar.value(), self.model.number(before)
        self.model.show_order(found)
        self._show_empty(found)
        at, awaited = self.model.row_with(chosen), self.model.row_with(self._awaited)
        now = next((row for row in (awaited, at, min(before, len(found.numbers) - 1)) if row >= 0), 0)
        self.view.setCurrentIndex(self.model.index(now))
        if awaited >= 0:
            self._awaited = None
        else:
            moved = at - before if place and at >= 0 <= before else 0
            bar.setValue(place + moved * self.view.row_px)
        self._look_soon.start()

    def _build(self) -> None:
        self.filters = Filters()
        self.count = Label("", "small", tone="muted")
        self.model = LongRows(self._store, lambda thing: shelf.row_of(thing, self._around), self)
        self.view = LongView("Library")
        self.view.setModel(self.model)
        now = look()
        self.tiles = Tiles(self._stage.tasks, now.px(shelf.TILE_PX), now.px(_TILE_HEIGHT_PX), self)
        self._delegate = CardDelegate(self.view, self._draw_tile)
        self.view.setItemDelegate(self._delegate)
        self.view.setMinimumHeight(2 * self.view.row_px)
        self.details = Details(self._store, self._stage)
        self.space = SpaceLine(self._store, self._stage, self._ways.keep)
        self._around = standing(self._store, datetime.now(UTC))
        self._gather = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._look_soon = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._lay_out()

    def _lay_out(self) -> None:
        self.nothing = Empty("search", "Nothing here", "Another filter may show more.", "Show everything")
        self.first = Empty(
            "mic",
            "What you make will be here",
            "Your takes, your drafts, and what others on your platforms made.",
            "Record something",
        )
        self._lists = Stack()
        self._lists.addWidget(self.nothing)
        self._lists.addWidget(self.view)
        work, self._panel = QWidget(), QWidget()
        lines = column(self.filters, self.count, self._lists, self.space, gap=10, margins=(24, 18, 8, 12))
        lines.setStretch(2, 1)
        work.setLayout(lines)
        self._panel.setLayout(column(self.details, margins=(10, 18, 24, 18)))
        self._beside = Beside(work, self._panel, tokens.SIDE_PANEL + 34)
        self._pages = Stack()
        self._pages.addWidget(self.first)
        self._pages.addWidget(self._beside)
        self.setLayout(column(self._pages, gap=0))

    def _connect(self) -> None:
        bell = self._stage.bell
        for ring in (bell.takes_changed, bell.drafts_changed, bell.library_changed, bell.platforms_changed):
            ring.connect(self._on_ring)
        self._gather.timeout.connect(self.refresh)
        self._look_soon.timeout.connect(self._look_at_visible)
        self.playing.changed.connect(self._show_playing)
        self.filters.changed.connect(self._on_filter)
        self.filters.words.left.connect(self.view.setFocus)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.view.verticalScrollBar().valueChanged.connect(lambda _: self._look_soon.start())
        self.view.clicked.connect(self._beside.show_panel)
        self.view.doubleClicked.connect(self._on_double_click)
        self._delegate.verb_pressed.connect(self._on_row_verb)
        self._delegate.tile_pressed.connect(self.play)
        self.tiles.changed.connect(self.view.viewport().update)
        self.details.pressed.connect(lambda verb: self.do(verb, self._current_key()))
        self.details.play_pressed.connect(lambda: self.play(self._current_key()))
        self.details.seek_pressed.connect(self.seek)
        self.details.tag_pressed.connect(self.look_for)
        self.first.pressed.connect(self._ways.record)
        self.nothing.pressed.connect(self._show_everything)
        bind(self, _KEYS, {"find": self._find}, while_typing=True)

    @Slot()
    def _find(self) -> None:
        """The words can be typed at once, over those that are there."""
        self.filters.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.words.selectAll()

    @Slot()
    def _show_everything(self) -> None:
        self.filters.clear()
        self._on_filter()

    @Slot()
    def _on_filter(self) -> None:
        """Another list: it begins at its top."""
        self._awaited = None
        self.model.show_order(order.NOTHING)
        self.refresh()
        self.view.verticalScrollBar().setValue(0)

    def _show_empty(self, found: Order) -> None:
        count, wanted = len(found.numbers), self.filters.wanted
        self._pages.setCurrentWidget(self.first if wanted.all and not count else self._beside)
        self._lists.setCurrentWidget(self.view if count else self.nothing)
        self._panel.setVisible(bool(count))
        self.count.say(f"{count:,} here" if found.whole and count else f"The newest {count}" if count else "")
        typed = bool(wanted.sought.words.strip())
        self.nothing.title.say("Nothing has all of these words" if typed else "Nothing here")
        self.nothing.words.say(
            "The beginning of a word is enough, and accents make no difference. Fewer words, or no filter, find more."
            if typed
            else "Another filter may show more."
        )

    # one thing

    def _current(self) -> Thing | None:
        return self.model.thing(self.view.currentIndex().row()) if self.view.currentIndex().isValid() else None

    def _current_key(self) -> str:
        thing = self._current()
        return key_of(thing) if thing is not None else ""

    def _thing(self, key: str) -> Thing | None:
        """One of those on screen, or the chosen one."""
        rows = [self.view.currentIndex().row(), *self.view.visible_rows()]
        things = (self.model.thing(at) for at in rows if at >= 0)
        return next((thing for thing in things if thing is not None and key_of(thing) == key), None)

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._show_details()

    def _show_details(self) -> None:
        thing = self._current()
        if thing is not None:
            self.details.show_thing(thing, self._around)
            self._show_playing()

    @Slot(QModelIndex)
    def _on_double_click(self, index: QModelIndex) -> None:
        """A record opens; what is one's own is heard."""
        thing = self.model.thing(index.row())
        if isinstance(thing, Record):
            self.do(shelf.OPEN, key_of(thing))
        elif thing is not None:
            self.play(key_of(thing))

    @Slot(str)
    def _on_row_verb(self, key: str) -> None:
        thing = self._thing(key)
        if thing is not None:
            self.do(shelf.verb_of(thing, self._around), key)

    def do(self, verb: str, key: str) -> None:
        """What a button of a row or of the details says."""
        thing = self._thing(key)
        if thing is not None:
            self._deeds.do(verb, thing, discarded=self._around.discarded)

    # small pictures

    def _draw_tile(self, painter: QPainter, rect: QRect, key: str) -> bool:
        playing = key == self.playing.key
        return self.tiles.draw(painter, rect, key, playing=playing, played=self.playing.played if playing else 0.0)

    @Slot()
    def _look_at_visible(self) -> None:
        if not self.isVisible():
            return
        looks: dict[str, Look] = {}
        for at in self.view.visible_rows():
            thing = self.model.thing(at)
            if thing is not None and kind_of(thing) in (Kind.AUDIO, Kind.IMAGE):
                seen = look_at(self._store, thing)
                looks |= {key_of(thing): seen} if seen else {}
        self.tiles.want(looks)

    def _on_kept(self) -> None:
        self.refresh()
        self.space.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.filters.offer_challenges(self._store.challenges.list())
        self.space.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look_soon.start()

    @Slot(str)
    def play(self, key: str) -> None:
        """Plays it, or stops it when it sounds already."""
        thing = self._thing(key)
        path = sound_of(self._store, thing) if thing is not None else None
        if thing is not None and path is not None:
            self.playing.toggle(key, path, length_s(self._store, thing))

    @Slot(float)
    def seek(self, part: float) -> None:
        """Plays what is chosen from this part (0…1) of it on."""
        thing = self._current()
        path = sound_of(self._store, thing) if thing is not None else None
        if thing is not None and path is not None:
            key = key_of(thing)

            def play(whole: tuple[int, int]) -> None:
                frames, rate_hz = whole
                if key == self._current_key() and self.isVisible():
                    self.playing.play(key, path, frames / rate_hz, int(part * frames))

            if self._seeking:
                self._seeking.stop()
            self._seeking = self._stage.tasks.run(lambda _: frames_of(path), alive(self, play))

    @Slot()
    def _show_playing(self) -> None:
        here = bool(self.playing.key) and self.playing.key == self._current_key()
        self.details.show_playing(self.playing.played if here else None, self.playing.place_s)
        self.view.viewport().update()

    @Slot()
    def _on_ring(self) -> None:
        if self.isVisible() and not self._gather.isActive():
            self._gather.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """In the list: Enter does what the row's button says, P plays, Delete discards."""
        key = self._current_key()
        thing = self._current()
        if thing is None or not self.view.hasFocus():
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.do(shelf.verb_of(thing, self._around), key)
        elif event.key() in (Qt.Key.Key_P, Qt.Key.Key_Space):
            self.play(key)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.do(DISCARD, key)
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.playing.stop()
        self._gather.stop()
        self._look_soon.stop()
        super().hideEvent(event)
