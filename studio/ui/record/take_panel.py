"""The takes at the right: a list, and the one next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from studio.domain.ids import TakeId
from studio.domain.script import Line
from studio.store import Store
from studio.ui.stage import Stage
from studio.ui.tab_order import tab_after
from studio.ui.widgets.box import Box, column, row
from studio.ui.widgets.button import Button, Chip
from studio.ui.widgets.empty import Empty
from studio.ui.widgets.label import Label

from .checks import Checks
from .line_note import LineNote
from .sitting import Sitting
from .spec_chip import SpecChip
from .standing import Standing
from .words import takes_words

if TYPE_CHECKING:
    from studio.domain.take import Take

    from .take_list import TakeList
    from .take_row import TakeRow

#: A panel that is out of sight is painted by nobody; after so long its list is made all the same.
_UNSEEN_MS = 200


class TakePanel(Box):
    """Shows the takes of a sitting's line. Every signal names a take by its id.

    The list is made for the first take. Where there are takes at the start, it comes right after the first picture, which it
    would keep waiting for some 20 ms.
    """

    play_pressed = Signal(str)
    guide_pressed = Signal()
    star_pressed = Signal(str)
    discard_pressed = Signal(str)
    edit_pressed = Signal(str)
    wave_pressed = Signal(str, float)
    check_pressed = Signal(str)
    share_pressed = Signal()
    all_pressed = Signal()
    deliver_pressed = Signal()

    def __init__(self, store: Store, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__("side", parent)
        self._store, self._stage = store, stage
        self.checks = Checks(store, stage, self)
        self._list: TakeList | None = None
        self._sitting: Sitting | None = None
        self._takes: list[Take] = []
        self._may_list = False
        self._build()
        self.all.clicked.connect(self.all_pressed)
        self.share.clicked.connect(self.share_pressed)
        self.deliver.clicked.connect(self.deliver_pressed)

    @property
    def takes(self) -> list[Take]:
        """What the list shows, newest first."""
        return self._takes

    @property
    def rows(self) -> list[TakeRow]:
        return self._list.rows if self._list else []

    def chosen(self) -> Take | None:
        """What the keys mean: the selected take, else the newest."""
        selected = self._list.selected if self._list else None
        newest = self._takes[0] if self._takes else None
        return next((take for take in self._takes if take.id == selected), newest)

    def to_share(self) -> Take | None:
        """The take that a person selected; without one the newest starred, else the newest."""
        chosen = self.chosen()
        if self._list and self._list.is_persons_choice:
            return chosen
        return next((take for take in self._takes if take.starred), chosen)

    def show_sitting(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self.checks.ask(sitting.spec, sitting.challenge_id or sitting.session_id)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        sitting = self._sitting
        if sitting is None:
            return
        alone = len(sitting.lines) == 1
        line_id = None if alone else sitting.line.id
        self._takes = self._store.takes.list(session_id=sitting.session_id, line_id=line_id)
        if self._list is None and self._takes and self._may_list:
            self._list = self._make_list()
        if self._list:
            self._list.show_takes(self._takes)
            self._list.setVisible(bool(self._takes))
        self._empty.setVisible(not self._takes)
        self.all.setVisible(not alone)
        self._where.say("" if alone else f"line {sitting.at + 1}{_wanted_words(len(self._takes), sitting.line)}")
        self.deliver.setVisible(bool(sitting.title))

    def show_standing(self, standing: Standing) -> None:
        self.foot.say(standing.sentence())
        self.share.setEnabled(any(standing.takes) if standing.sitting.is_set else bool(self._takes))
        self.note.show_standing(standing)

    def show_playing(self, id: TakeId | None, part: float) -> None:
        """`part` (0…1) of the take that sounds now."""
        if self._list:
            self._list.show_playing(id, part)

    def show_point(self, id: TakeId, part: float) -> None:
        """Where the next punch begins, 0…1 of that take."""
        if self._list:
            self._list.show_point(id, part)

    def showEvent(self, event: QShowEvent) -> None:
        """Below the edge of a narrow window it is shown, but not painted."""
        super().showEvent(event)
        QTimer.singleShot(_UNSEEN_MS, self, self._bring_list)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._may_list:
            QTimer.singleShot(0, self, self._bring_list)

    @Slot()
    def _bring_list(self) -> None:
        if not self._may_list:
            self._may_list = True
            self.refresh()

    def _make_list(self) -> TakeList:
        from .take_list import TakeList

        made = TakeList(self._store, self._stage, self.checks)
        made.play_pressed.connect(self.play_pressed)
        made.guide_pressed.connect(self.guide_pressed)
        made.star_pressed.connect(self.star_pressed)
        made.discard_pressed.connect(self.discard_pressed)
        made.edit_pressed.connect(self.edit_pressed)
        made.check_pressed.connect(self.check_pressed)
        made.wave_pressed.connect(self.wave_pressed)
        made.changed.connect(self.refresh, Qt.ConnectionType.QueuedConnection)
        self._room.addWidget(made)
        tab_after(self.note, made)
        return made

    def _build(self) -> None:
        self._where = Label("", "small", tone="muted")
        self.note = LineNote()
        self.all = Chip("All lines")
        self._empty = Empty(
            "mic",
            "Your takes will be here",
            "Press the red button and say the line, as often as you like.",
        )
        listed = QWidget()
        self._room = column(self._empty)
        listed.setLayout(self._room)
        self.foot = Label("", "small", tone="muted", wrap=True)
        self.spec = SpecChip(self.checks, self._store.folder)
        self.deliver = Button("Deliver…")
        self.share = Button("Share…", "primary")
        head = row(Label("Takes", "card"), self._where, None, self.all, gap=10)
        foot, last = row(self.foot, self.spec), row(self.deliver, None, self.share)
        foot.setStretch(0, 1)
        lines = column(head, self.note, listed, foot, last, gap=10, margins=(18, 18, 18, 18))
        lines.setStretch(2, 1)
        self.setLayout(lines)


def _wanted_words(count: int, line: Line) -> str:
    return f" · {takes_words(count, line.takes_wanted)}" if line.takes_wanted > 1 else ""
