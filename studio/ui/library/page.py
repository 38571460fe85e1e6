"""The library's page: filters, one calm list, and one thing in detail with its sound, picture or words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from studio.domain.ids import DraftId, RecordId
from studio.domain.record import Draft, Kind, Record
from studio.domain.take import Take
from studio.store import Store
from studio.ui import tokens
from studio.ui.alive import alive
from studio.ui.page import Page
from studio.ui.stage import Stage
from studio.ui.theme import look
from studio.ui.widgets.beside import Beside
from studio.ui.widgets.box import column, row
from studio.ui.widgets.cards import CardDelegate, CardRow
from studio.ui.widgets.empty import Empty
from studio.ui.widgets.label import Label
from studio.ui.widgets.rows import ROW, RowsModel, RowsView

from . import shelf
from .details import DISCARD, EDIT, KEEP, Details, length_s, look_at, sound_of
from .filters import Filters
from .playing import Playing
from .shelf import BRING_BACK, SEND, SHARE, Thing, What
from .tiles import Tiles

if TYPE_CHECKING:
    from studio.sound.player import Player

_GATHER_MS = 60
_TILE_HEIGHT_PX = 42


@dataclass(frozen=True, slots=True)
class LibraryWays:
    """What leads out of the library. `share_take`, `send` and `edit` open what they name; `keep` fetches a record's file and
    returns when it is here (it runs on a task and raises StudioErrors); `record` is the first thing to do."""

    share_take: Callable[[Take], None]
    send: Callable[[DraftId], None]
    edit: Callable[[DraftId], None]
    keep: Callable[[Record], None]
    record: Callable[[], None]


class LibraryPage(Page):
    def __init__(self, store: Store, stage: Stage, player: Player, ways: LibraryWays) -> None:
        super().__init__()
        self._store = store
        self._stage = stage
        self._ways = ways
        self._things: dict[str, Thing] = {}
        self._most = shelf.FIRST
        self.playing = Playing(player, self)
        self._build()
        self._connect()

    def see(self, id: RecordId) -> None:
        """Chooses a record, whatever the filters were."""
        self.filters.clear()
        self._most = shelf.MOST
        self.refresh()
        self._choose(next((key for key, thing in self._things.items() if thing.id == id), ""))

    @Slot()
    def refresh(self) -> None:
        found = shelf.things(self._store, self.filters.what, self.filters.kind, self._most)
        self._things = {shelf.key_of(thing): thing for thing in found}
        self._around = shelf.standing(self._store, datetime.now(UTC), discarded=self.filters.what is What.DISCARDED)
        self.model.set_rows([shelf.row_of(thing, self._around) for thing in found])
        self._show_empty()
        if found and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0))
        self._show_details()
        self._look_soon.start()

    def _build(self) -> None:
        self.filters = Filters()
        self.count = Label("", "small", tone="muted")
        self.model = RowsModel[CardRow](lambda shown: shown.key, CardRow.spoken)
        self.view = RowsView("Library")
        self.view.setModel(self.model)
        now = look()
        self.tiles = Tiles(self._stage.tasks, now.px(shelf.TILE_PX), now.px(_TILE_HEIGHT_PX), self)
        self._delegate = CardDelegate(self.view, self._draw_tile)
        self.view.setItemDelegate(self._delegate)
        self.details = Details(self._store, self._stage)
        self._around = shelf.standing(self._store, datetime.now(UTC))
        self._gather = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._look_soon = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._lay_out()

    def _lay_out(self) -> None:
        self.nothing = Empty("layout-grid", "Nothing here", "Another filter may show more.")
        self.first = Empty(
            "mic",
            "What you make will be here",
            "Your takes, your drafts, and what others on your platforms made.",
            "Record something",
        )
        self._lists = QStackedWidget()
        self._lists.addWidget(self.nothing)
        self._lists.addWidget(self.view)
        head = row(self.filters, self.count, gap=16)
        head.setStretch(0, 1)
        work, panel = QWidget(), QWidget()
        lines = column(head, self._lists, gap=14, margins=(24, 18, 8, 0))
        lines.setStretch(1, 1)
        work.setLayout(lines)
        panel.setLayout(column(self.details, margins=(10, 18, 24, 18)))
        self._beside = Beside(work, panel, tokens.SIDE_PANEL + 34)
        self._pages = QStackedWidget()
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
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.view.verticalScrollBar().valueChanged.connect(self._on_scroll)
        self.view.clicked.connect(self._beside.show_panel)
        self.view.doubleClicked.connect(lambda index: self.play(index.data(ROW).key))
        self._delegate.verb_pressed.connect(self._on_row_verb)
        self._delegate.tile_pressed.connect(self.play)
        self.tiles.changed.connect(self.view.viewport().update)
        self.details.pressed.connect(lambda verb: self.do(verb, self._current_key()))
        self.details.play_pressed.connect(lambda: self.play(self._current_key()))
        self.first.pressed.connect(self._ways.record)

    @Slot()
    def _on_filter(self) -> None:
        self._most = shelf.FIRST
        self.refresh()
        self.view.scrollToTop()

    def _show_empty(self) -> None:
        self._pages.setCurrentWidget(self.first if self.filters.all and not self._things else self._beside)
        self._lists.setCurrentWidget(self.view if self._things else self.nothing)
        self.details.setVisible(bool(self._things))
        count = len(self._things)
        self.count.say(f"The newest {count}" if count == self._most else f"{count} here" if count else "")

    # one thing

    def _current_key(self) -> str:
        index = self.view.currentIndex()
        return index.data(ROW).key if index.isValid() else ""

    def _choose(self, key: str) -> None:
        at = self.model.row_of(key)
        if at >= 0:
            self.view.setCurrentIndex(self.model.index(at))
            self.view.scrollTo(self.model.index(at))

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._show_details()

    def _show_details(self) -> None:
        thing = self._things.get(self._current_key())
        if thing is not None:
            self.details.show_thing(thing, self._around)
            self._show_playing()

    @Slot(str)
    def _on_row_verb(self, key: str) -> None:
        self.do(shelf.verb_of(self._things[key], self._around), key)

    def do(self, verb: str, key: str) -> None:
        """What a button of a row or of the details says."""
        thing = self._things.get(key)
        if isinstance(thing, Take):
            self._do_with_take(verb, thing)
        elif isinstance(thing, Draft):
            if verb == SEND:
                self._ways.send(thing.id)
            elif verb == EDIT:
                self._ways.edit(thing.id)
            elif verb == BRING_BACK:
                self._store.drafts.bring_back(thing.id)
            elif verb == DISCARD and not self._around.discarded:
                self._discard_draft(thing)
        elif isinstance(thing, Record) and verb == KEEP:
            keep = self._ways.keep
            self._stage.tasks.run(lambda _: keep(thing), alive(self, lambda _: self.refresh()))

    def _do_with_take(self, verb: str, take: Take) -> None:
        if verb == SHARE:
            self._ways.share_take(take)
        elif verb == BRING_BACK:
            self._store.takes.bring_back(take.id)
        elif verb == DISCARD and not self._around.discarded:
            self.playing.stop()
            self._store.takes.discard(take.id)
            self._stage.notices.hint("Take discarded", "Undo", lambda: self._store.takes.bring_back(take.id))

    def _discard_draft(self, draft: Draft) -> None:
        self.playing.stop()
        self._store.drafts.remove(draft.id)
        self._stage.notices.hint("Draft discarded", "Undo", lambda: self._store.drafts.bring_back(draft.id))

    # small pictures

    def _draw_tile(self, painter: QPainter, rect: QRect, key: str) -> bool:
        playing = key == self.playing.key
        return self.tiles.draw(painter, rect, key, playing=playing, played=self.playing.played if playing else 0.0)

    @Slot(int)
    def _on_scroll(self, value: int) -> None:
        """Near the end of the list the next ones are read."""
        self._look_soon.start()
        bar = self.view.verticalScrollBar()
        if value > bar.maximum() - bar.pageStep() and len(self._things) == self._most < shelf.MOST:
            self._most = min(2 * self._most, shelf.MOST)
            self._gather.start()

    @Slot()
    def _look_at_visible(self) -> None:
        rows = self.model.rows
        first = self.view.indexAt(QPoint(2, 2)).row()
        if first < 0 or not rows or not self.isVisible():
            return
        bottom = self.view.indexAt(QPoint(2, self.view.viewport().height() - 2)).row()
        last = bottom if bottom >= 0 else len(rows) - 1
        looks = {}
        for shown in rows[first : last + 2]:
            thing = self._things[shown.key]
            seen = look_at(self._store, thing) if shelf.kind_of(thing) in (Kind.AUDIO, Kind.IMAGE) else None
            if seen:
                looks[shown.key] = seen
        self.tiles.want(looks)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look_soon.start()

    @Slot(str)
    def play(self, key: str) -> None:
        """Plays it, or stops it when it sounds already."""
        thing = self._things.get(key)
        path = sound_of(self._store, thing) if thing is not None else None
        if thing is not None and path is not None:
            self.playing.toggle(key, path, length_s(self._store, thing))

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
        thing = self._things.get(key)
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
