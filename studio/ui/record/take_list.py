"""The list of takes: a card each with its wave, chosen by the arrows, with its verbs as signs, keys and a menu."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu

from studio.domain.amounts import length_words
from studio.domain.ids import TakeId
from studio.domain.take import Take
from studio.store import Store
from studio.ui.aloud import say_aloud
from studio.ui.stage import Stage
from studio.ui.widgets.beside import room_px
from studio.ui.widgets.rows import ROW, RowsModel, RowsView

from . import words
from .checks import Checks
from .playing import guided
from .take_row import TakeDelegate, TakeRow, wave_bars
from .waves import Waves


class TakeList(RowsView):
    """Every signal names a take by its id, but `changed`: the waves have come, or there is more or less room for them."""

    play_pressed = Signal(str)
    guide_pressed = Signal()
    star_pressed = Signal(str)
    discard_pressed = Signal(str)
    edit_pressed = Signal(str)
    check_pressed = Signal(str)
    wave_pressed = Signal(str, float)
    changed = Signal()

    #: Left and Right move the point of a punch, here too.
    _OWN = RowsView._OWN - {Qt.Key.Key_Left, Qt.Key.Key_Right}

    def __init__(self, store: Store, stage: Stage, checks: Checks) -> None:
        super().__init__("Takes")
        self._store, self._choices, self._checks = store, stage.choices, checks
        self._waves = Waves(stage.tasks, self)
        self._selected_here: TakeId | None = None
        self._model: RowsModel[TakeRow] = RowsModel(lambda take: take.id, lambda take: take.spoken, self)
        self._delegate = TakeDelegate(self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._delegate.play_pressed.connect(self.play_pressed)
        self._delegate.guide_pressed.connect(self.guide_pressed)
        self._choices.changed.connect(self._show_guide)
        self._show_guide()
        self._delegate.star_pressed.connect(self.star_pressed)
        self._delegate.discard_pressed.connect(self.discard_pressed)
        self._delegate.check_pressed.connect(self.check_pressed)
        self._delegate.wave_pressed.connect(self.wave_pressed)
        self.customContextMenuRequested.connect(self._open_menu)
        self._waves.changed.connect(self.changed)
        checks.changed.connect(self.changed)

    @property
    def rows(self) -> list[TakeRow]:
        return list(self._model.rows)

    @property
    def selected(self) -> TakeId | None:
        row: TakeRow | None = self.currentIndex().data(ROW)
        return row.id if row else None

    @property
    def is_persons_choice(self) -> bool:
        """A person selected it: neither the list did, nor did Tab merely come by."""
        is_selected = self.selectionModel().isSelected(self.currentIndex())
        return is_selected and self.selected != self._selected_here

    def show_takes(self, takes: list[Take]) -> None:
        known, now = {row.id: row.sentence for row in self._model.rows}, [self._row(take) for take in takes]
        self._model.set_rows(now)
        changed = [row for row in now if known.get(row.id, row.sentence) != row.sentence]
        if changed and self.isActiveWindow():
            say_aloud(self, f"{changed[0].name}: {changed[0].sentence}")
        if known and takes and takes[0].id not in known:
            self._selected_here = takes[0].id
            self.setCurrentIndex(self._model.index(0))  # the keys mean the take that was just made

    def show_playing(self, id: TakeId | None, part: float) -> None:
        """`part` (0…1) of the take that sounds now."""
        if (id, part) != (self._delegate.playing, self._delegate.played):
            self._delegate.playing, self._delegate.played = id, part
            self.viewport().update()

    def show_point(self, id: TakeId, part: float) -> None:
        """Where the next punch begins, 0…1 of that take."""
        self._delegate.pointed = (id, part)
        self.viewport().update()

    @Slot()
    def _show_guide(self) -> None:
        self._delegate.with_guide = self._choices.now.play_with_guide
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.changed.emit()

    def _row(self, take: Take) -> TakeRow:
        name = f"Take {take.number}"
        checked = self._checks.of(take)
        told = words.told(take, checked)
        return TakeRow(
            take.id,
            name,
            length_words(checked.measures.duration_s if checked else take.duration_s),
            told.sentence,
            told.tone,
            told.figures,
            take.starred,
            words.spoken(take, name, told.sentence),
            self._waves.of(take, self._store.takes.heard(take), wave_bars(room_px(self))),
            guided(self._store, take) is not None,
        )

    @Slot(QPoint)
    def _open_menu(self, at: QPoint) -> None:
        """The same verbs, for the menu key and the right button."""
        take: TakeRow | None = self.currentIndex().data(ROW)
        if take is None:
            return
        menu = QMenu(self)
        menu.addAction("Play", lambda: self.play_pressed.emit(take.id))
        if take.has_guide:
            along = menu.addAction("Play with the guide", self.guide_pressed.emit)
            along.setCheckable(True)
            along.setChecked(self._delegate.with_guide)
        menu.addAction("Edit…", lambda: self.edit_pressed.emit(take.id))
        menu.addAction("Remove the star" if take.starred else "Star", lambda: self.star_pressed.emit(take.id))
        menu.addAction("Delivery check…", lambda: self.check_pressed.emit(take.id))
        menu.addAction("Discard", lambda: self.discard_pressed.emit(take.id))
        menu.exec(self.viewport().mapToGlobal(at))
        menu.deleteLater()
