"""My remixes: the last one worked on first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from studio.domain.amounts import ago_words, length_words
from studio.domain.ids import RemixId
from studio.remix.projects import Project
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.cards import CardRow
from studio.ui.widgets.empty import Empty
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label
from studio.ui.widgets.piece_list import PieceList
from studio.ui.widgets.sides import Sides
from studio.ui.widgets.stack import Stack

UNTITLED = "Untitled remix"
_NARROW = 800


class Shelf(QWidget):
    new_pressed = Signal()
    kit_pressed = Signal()
    #: The way to the picture remixes.
    pictures_pressed = Signal()
    open_pressed = Signal(str)
    rename_pressed = Signal(str)
    remove_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.new = Button("New remix", "primary")
        self.kit = Button("Open a kit…")
        self.pictures = [Button("Picture remixes", "quiet", icon="image") for _ in range(2)]
        self.rename = Button("Rename…")
        self.remove = Button("Remove")
        self.empty = Empty(
            "sliders-horizontal",
            "Build on what others made",
            "Lay records and your own takes side by side, sing over them, and send the mix. "
            "Everybody whose sound can be heard is credited by itself.",
            "Start a remix",
        )
        self.view = PieceList("My remixes")
        self.model = self.view.cards
        self._stack = Stack()
        self._lay_out()
        self._connect()

    def show_projects(self, projects: Sequence[Project], now: datetime | None = None) -> None:
        moment = now or datetime.now(UTC)
        self.view.show_cards([row_of(one, moment) for one in projects])
        self._stack.setCurrentIndex(1 if projects else 0)
        self.setFocusProxy(self.view if projects else self.empty)

    def _lay_out(self) -> None:
        words = row(Label("My remixes", "heading"), self.pictures[0], None, gap=14)
        head = Sides(words, Flow(self.rename, self.remove, self.kit, self.new, gap=10, right=True), _NARROW)
        full = QWidget()
        lines = column(head, self.view, gap=14, margins=(24, 20, 24, 16))
        lines.setStretch(1, 1)
        full.setLayout(lines)
        inviting = QWidget()
        inviting.setLayout(column(self.empty, row(None, self.pictures[1], None), gap=0, margins=(24, 20, 24, 40)))
        self._stack.addWidget(inviting)
        self._stack.addWidget(full)
        self.setLayout(column(self._stack, gap=0))

    def _connect(self) -> None:
        self.empty.pressed.connect(self.new_pressed)
        self.new.clicked.connect(self.new_pressed)
        self.kit.clicked.connect(self.kit_pressed)
        for button in self.pictures:
            button.clicked.connect(self.pictures_pressed)
        self.rename.clicked.connect(self.view.rename_chosen)
        self.remove.clicked.connect(self.view.remove_chosen)
        self.view.opened.connect(self.open_pressed)
        self.view.rename_wanted.connect(self.rename_pressed)
        self.view.remove_wanted.connect(self.remove_pressed)
        self.view.chosen_changed.connect(self._show_buttons)

    @Slot()
    def _show_buttons(self) -> None:
        found = self.view.chosen
        self.rename.setEnabled(found is not None and not found.worry)
        self.remove.setEnabled(found is not None)


def row_of(one: Project, now: datetime) -> CardRow:
    when = ago_words(one.changed_at, now)
    if one.trouble:
        return CardRow(one.id, "triangle-alert", f"{one.id}.remix", when, one.trouble, "warn", worry=True)
    lanes = "1 lane" if one.lanes == 1 else f"{one.lanes} lanes"
    said = f"{lanes} · {length_words(one.duration_s)}" if one.duration_s else "Empty so far"
    return CardRow(one.id, "sliders-horizontal", one.title or UNTITLED, when, said, verb="Open")


def id_of(key: str) -> RemixId:
    return RemixId(key)
