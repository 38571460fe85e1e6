"""Which column of a table is which: its first rows, and a choice above each column."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QScrollArea, QWidget

from studio.scripts.found import Field, Found, Table
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button, Chip
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.label import Label

_WIDTH, _HEIGHT = 760, 420
_COLUMN, _WORDS = 150, 280
_SHARE = 0.92
#: More columns are not asked about, and more rows not shown.
_MOST_COLUMNS, _ROWS = 24, 6
_NAMES = (
    ("Not used", None),
    ("Words to say", Field.TEXT),
    ("Id or number", Field.ID),
    ("Character", Field.CHARACTER),
    ("Other wording", Field.ALTERNATE),
    ("Note", Field.NOTE),
    ("Effect", Field.EFFECT),
    ("File name", Field.FILE_NAME),
    ("Takes wanted", Field.TAKES_WANTED),
)


class ColumnsSheet(QDialog):
    """Open it with `open()`. What was guessed is chosen already."""

    #: The table, its columns as the person said.
    chosen = Signal(object)

    def __init__(self, parent: QWidget, found: Found) -> None:
        super().__init__(parent)
        if found.table is None:
            raise ValueError("nothing is to be asked about")
        self._table: Table = found.table
        self.setWindowTitle("Which column is which?")
        self.choices = [self._choice(place) for place in range(min(len(self._table.columns), _MOST_COLUMNS))]
        self.has_head = Chip("The first row holds headings", checkable=True)
        self.has_head.setChecked(self._table.head_at is not None)
        self.has_head.setVisible(self._table.head_at in (None, 0))
        self.worry = Label("", "small", tone="warn", wrap=True)
        self.ready, away = Button("Open the lines", "primary"), Button("Leave it", "quiet")
        self.ready.clicked.connect(self.take)
        away.clicked.connect(self.reject)
        self.finished.connect(self.deleteLater)
        asks = "Say at least which column holds the words to say. Notes may stand in several."
        lines = column(
            Label("Which column is which?", "title", wrap=True),
            Label(asks, tone="muted", wrap=True),
            self._preview(),
            row(self.has_head, None),
            self.worry,
            row(away, None, self.ready),
            gap=12,
            margins=(24, 20, 24, 20),
        )
        lines.setStretch(2, 1)
        self.setLayout(lines)
        wanted = QSize(look().px(_WIDTH), look().px(_HEIGHT))
        self.resize(wanted.boundedTo(parent.window().size() * _SHARE))
        self._judge()

    @Slot()
    def take(self) -> None:
        self.accept()
        self.chosen.emit(self._asked())

    def _asked(self) -> Table:
        head = self._table.head_at
        if not self.has_head.isHidden():
            head = 0 if self.has_head.isChecked() else None
        chosen = tuple(Field(str(choice.value)) if choice.value else None for choice in self.choices)
        rest = (None,) * (len(self._table.columns) - len(chosen))
        return replace(self._table, head_at=head, columns=(*chosen, *rest))

    def _choice(self, place: int) -> Choice:
        head = self._table.head[place].strip()
        choice = Choice(f"Column {place + 1}{f', {head}' if head else ''}")
        choice.offer(_NAMES, self._table.columns[place])
        choice.chosen.connect(self._judge)
        return choice

    def _preview(self) -> QScrollArea:
        grid, now = QGridLayout(), look()
        grid.setSpacing(now.px(8))
        top = self._table.head_at or 0
        for place, choice in enumerate(self.choices):
            choice.setFixedWidth(now.px(_WORDS if choice.value == Field.TEXT else _COLUMN))
            grid.addWidget(choice, 0, place)
            for at, shown in enumerate(self._table.rows[top : top + _ROWS], 1):
                cell = shown.cells[place] if place < len(shown.cells) else ""
                role = "small-strong" if top + at - 1 == self._table.head_at else "small"
                grid.addWidget(Label(cell, role, tone="muted", elide=True), at, place)
        grid.setRowStretch(_ROWS + 1, 1)
        grid.setColumnStretch(len(self.choices), 1)
        inside = QWidget()
        inside.setLayout(grid)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName("The first rows of the table")
        return area

    @Slot()
    def _judge(self) -> None:
        """Only notes may stand in several columns."""
        chosen = [choice.value for choice in self.choices if choice.value not in (None, Field.NOTE)]
        twice = next((name for name, field in _NAMES if chosen.count(field) > 1), "")
        self.worry.say(f"“{twice}” is chosen for two columns." if twice else "")
        self.ready.setEnabled(Field.TEXT in chosen and not twice)
