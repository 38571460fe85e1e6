"""All lines of a sitting: how far each of them is, and what is missing. Enter goes to the line that is chosen."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from studio.domain.script import LineState
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button, Chip
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label
from studio.ui.widgets.rows import ROW, RowsModel, RowsView

from .line_row import LineDelegate, LineRow, rows_of
from .standing import Standing

_CHOICE = 180


class Overview(QWidget):
    #: The person chose another line, by its place.
    line_wanted = Signal(int)
    #: The person is done here.
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._standing: Standing | None = None
        self._rows: list[LineRow] = []
        self._model: RowsModel[LineRow] = RowsModel(lambda line: line.at, lambda line: line.spoken, self)
        self.list = _LineList("All lines")
        self.list.setModel(self._model)
        self.list.setItemDelegate(LineDelegate(self.list))
        self.sentence = Label("", "strong", wrap=True)
        self.missing = Chip("Missing", checkable=True)
        self.pickups = Chip("Pickups", checkable=True)
        self.character = Choice("Character")
        self.character.setFixedWidth(look().px(_CHOICE))
        self.nothing = Label("No line is like this.", tone="muted", wrap=True)
        close = Button("", "icon", icon="x", name="Back to the prompter")
        head = row(self.sentence, close, gap=10)
        head.setStretch(0, 1)
        lines = column(head, Flow(self.missing, self.pickups, self.character), self.nothing, self.list, gap=8)
        lines.setStretch(3, 1)
        self.setLayout(lines)
        self.missing.toggled.connect(self._show)
        self.pickups.toggled.connect(self._show)
        self.character.chosen.connect(self._show)
        self.list.entered_line.connect(self.left)
        self.list.doubleClicked.connect(self.left)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        close.clicked.connect(self.left)

    @property
    def rows(self) -> list[LineRow]:
        return list(self._model.rows)

    def show_standing(self, standing: Standing) -> None:
        before = self._standing
        self._standing = standing
        if (
            before
            and (before.states, before.marks) == (standing.states, standing.marks)
            and before.takes == standing.takes
        ):
            self._choose(standing.sitting.at)
            return
        self._rows = rows_of(standing, before, self._rows)
        self.sentence.say(standing.sentence())
        self.missing.say(f"Missing · {len(standing.missing)}")
        asked = standing.states.count(LineState.PICKUP_REQUESTED)
        self.pickups.say(f"Pickups · {asked}")
        self.pickups.setVisible(asked > 0 or self.pickups.isChecked())
        if before is None or before.sitting.lines is not standing.sitting.lines:
            self._offer_characters(standing)
        self._show()

    def _offer_characters(self, standing: Standing) -> None:
        names = dict.fromkeys(line.character for line in standing.sitting.lines if line.character)
        self.character.offer([("Every character", ""), *((name, name) for name in names)], "")
        self.character.setVisible(len(names) > 1)

    @Slot()
    def _show(self) -> None:
        if self._standing is None:
            return
        rows = [line for line in self._rows if self._is_wanted(line, self._standing)]
        blocked = self.list.selectionModel().blockSignals(True)
        self._model.set_rows(rows)
        self.list.selectionModel().blockSignals(blocked)
        self.nothing.setVisible(not rows)
        self._choose(self._standing.sitting.at)
        self.list.viewport().update()

    def _choose(self, at: int) -> None:
        """A line that is not shown any more makes way for the next one that is."""
        place = self._model.row_of(at)
        if place >= 0 and place != self.list.currentIndex().row():
            self.list.setCurrentIndex(self._model.index(place))
        elif place < 0 and self._model.rows:
            near = next((line for line in self._model.rows if line.at > at), self._model.rows[-1])
            self.line_wanted.emit(near.at)

    def _is_wanted(self, line: LineRow, standing: Standing) -> bool:
        if self.pickups.isChecked() and line.state is not LineState.PICKUP_REQUESTED:
            return False
        if self.missing.isChecked() and not standing.is_missing(line.at):
            return False
        return self.character.value in ("", None, line.character)

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        line: LineRow | None = now.data(ROW)
        if line is not None and self._standing is not None and line.at != self._standing.sitting.at:
            self.line_wanted.emit(line.at)


class _LineList(RowsView):
    #: Enter was pressed on a line.
    entered_line = Signal()

    _OWN = RowsView._OWN | {Qt.Key.Key_Return, Qt.Key.Key_Enter}

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_line.emit()
        else:
            super().keyPressEvent(event)
