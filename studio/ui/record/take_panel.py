"""The takes at the right: a list, and the one next step."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QStackedLayout, QWidget

from studio.domain.amounts import length_words
from studio.domain.ids import TakeId
from studio.domain.take import Take
from studio.store import Store
from studio.ui.tasks import Tasks
from studio.ui.widgets.beside import room_px
from studio.ui.widgets.box import Box, column, row
from studio.ui.widgets.button import Button, Chip
from studio.ui.widgets.empty import Empty
from studio.ui.widgets.label import Label
from studio.ui.widgets.rows import ROW, RowsModel, RowsView

from . import words
from .sitting import Sitting
from .take_row import TakeDelegate, TakeRow, wave_bars
from .waves import Waves


class TakePanel(Box):
    """Shows the takes of a sitting's line, or of all its lines. Every signal names a take by its id."""

    play_pressed = Signal(str)
    star_pressed = Signal(str)
    discard_pressed = Signal(str)
    share_pressed = Signal()

    def __init__(self, store: Store, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__("side", parent)
        self._store = store
        self._waves = Waves(tasks, self)
        self._sitting: Sitting | None = None
        self._takes: list[Take] = []
        self._selected_here: TakeId | None = None
        self._build()
        self._connect()

    @property
    def takes(self) -> list[Take]:
        """What the list shows, newest first."""
        return self._takes

    @property
    def rows(self) -> list[TakeRow]:
        return list(self._model.rows)

    def chosen(self) -> Take | None:
        """What the keys mean: the selected take, else the newest."""
        row_now: TakeRow | None = self._list.currentIndex().data(ROW)
        newest = self._takes[0] if self._takes else None
        return next((take for take in self._takes if row_now and take.id == row_now.id), newest)

    def to_share(self) -> Take | None:
        """The take that a person selected; without one the newest starred, else the newest."""
        chosen = self.chosen()
        if chosen and self._list.currentIndex().isValid() and chosen.id != self._selected_here:
            return chosen
        return next((take for take in self._takes if take.starred), chosen)

    def show_sitting(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        sitting = self._sitting
        if sitting is None:
            return
        every = self._store.takes.list(session_id=sitting.session_id)
        alone = len(sitting.lines) == 1
        self._takes = [take for take in every if alone or self._all.isChecked() or take.line_id == sitting.line.id]
        known = {row.id for row in self._model.rows}
        self._model.set_rows([self._row(take, sitting) for take in self._takes])
        if known and self._takes and self._takes[0].id not in known:
            self._selected_here = self._takes[0].id
            self._list.setCurrentIndex(self._model.index(0))  # the keys mean the take that was just made
        self._pages.setCurrentIndex(1 if self._takes else 0)
        self._all.setVisible(not alone)
        self._where.say("" if alone or self._all.isChecked() else f"line {sitting.at + 1}")
        self._foot.say(_starred_words(every, sitting))
        self.share.setEnabled(bool(self._takes))

    def show_playing(self, id: TakeId | None, part: float) -> None:
        """`part` (0…1) of the take that sounds now."""
        if (id, part) != (self._delegate.playing, self._delegate.played):
            self._delegate.playing, self._delegate.played = id, part
            self._list.viewport().update()

    def _row(self, take: Take, sitting: Sitting) -> TakeRow:
        name = f"Take {take.number}"
        if self._all.isChecked() and len(sitting.lines) > 1:
            at = next((i for i, line in enumerate(sitting.lines, 1) if line.id == take.line_id), 0)
            name = f"Line {at}, take {take.number}" if at else name
        return TakeRow(
            take.id,
            name,
            length_words(take.duration_s),
            "We kept your take" if take.salvaged and take.levels is None else words.level_sentence(take),
            words.level_tone(take),
            words.figures(take),
            take.starred,
            words.spoken(take, name),
            self._waves.of(take.id, self._store.takes.file(take), wave_bars(room_px(self._list))),
        )

    def _build(self) -> None:
        self._where = Label("", "small", tone="muted")
        self._all = Chip("All lines", checkable=True)
        self._model: RowsModel[TakeRow] = RowsModel(lambda take: take.id, lambda take: take.spoken, self)
        self._delegate = TakeDelegate(self)
        self._list = RowsView("Takes")
        self._list.setModel(self._model)
        self._list.setItemDelegate(self._delegate)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._empty = Empty(
            "mic",
            "Your takes will be here",
            "Press the red button and say the line. You can listen, keep and try again.",
        )
        listed = QWidget()
        self._pages = QStackedLayout(listed)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._list)
        self._foot = Label("", "small", tone="muted", wrap=True)
        self.share = Button("Share…", "primary")
        self.share.setToolTip("")
        head = row(Label("Takes", "card"), self._where, None, self._all, gap=10)
        lines = column(head, listed, self._foot, row(None, self.share), gap=10, margins=(18, 18, 18, 18))
        lines.setStretch(1, 1)
        self.setLayout(lines)

    def _connect(self) -> None:
        self._delegate.play_pressed.connect(self.play_pressed)
        self._delegate.star_pressed.connect(self.star_pressed)
        self._delegate.discard_pressed.connect(self.discard_pressed)
        self._list.customContextMenuRequested.connect(self._open_menu)
        self._all.toggled.connect(self.refresh)
        self._waves.changed.connect(self.refresh)
        self.share.clicked.connect(self.share_pressed)

    def _open_menu(self, at: QPoint) -> None:
        """The same three verbs, for the menu key and the right button."""
        take: TakeRow | None = self._list.currentIndex().data(ROW)
        if take is None:
            return
        menu = QMenu(self)
        menu.addAction("Play", lambda: self.play_pressed.emit(take.id))
        menu.addAction("Remove the star" if take.starred else "Star", lambda: self.star_pressed.emit(take.id))
        menu.addAction("Discard", lambda: self.discard_pressed.emit(take.id))
        menu.exec(self._list.viewport().mapToGlobal(at))
        menu.deleteLater()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()


def _starred_words(takes: list[Take], sitting: Sitting) -> str:
    if len(sitting.lines) == 1:
        return ""
    starred = {take.line_id for take in takes if take.starred}
    count = sum(line.id in starred for line in sitting.lines)
    return f"{count} of {len(sitting.lines)} lines have a starred take."
