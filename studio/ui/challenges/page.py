"""Active challenges as cards, filters above, the honest card at the right. Everything is read from the store: no network needed."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QListView, QWidget

from studio.domain.challenge import Challenge
from studio.domain.ids import ChallengeId
from studio.store import Store
from studio.ui import tokens
from studio.ui.kinds import ICON_OF_KIND
from studio.ui.page import Page
from studio.ui.stage import Stage
from studio.ui.widgets.beside import Beside
from studio.ui.widgets.box import column
from studio.ui.widgets.button import Chip
from studio.ui.widgets.empty import Empty
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.head import Head
from studio.ui.widgets.label import Label
from studio.ui.widgets.rows import ROW, RowsModel, RowsView
from studio.ui.widgets.stack import Stack

from . import words
from .card import ChallengeDelegate, ChallengeRow
from .honest import Honest

_SHARE = 0.345
_RECENT = 3


class Grid(RowsView):
    """Cards in as many columns as fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Challenges", parent)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setLayoutMode(QListView.LayoutMode.SinglePass)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.cards = ChallengeDelegate(self)
        self.setItemDelegate(self.cards)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.cards.fit(self.viewport().width())
        size = self.cards.sizeHint(None, QModelIndex())  # type: ignore[arg-type]
        self.setGridSize(QSize(size.width(), size.height()))
        super().resizeEvent(event)


class ChallengesPage(Page):
    #: A Challenge that somebody wants to answer.
    answer_wanted = Signal(object)

    def __init__(self, store: Store, stage: Stage) -> None:
        super().__init__()
        self._store = store
        self._stage = stage
        self._challenges: dict[ChallengeId, Challenge] = {}
        self._build()
        self._connect()

    def show_challenge(self, id: ChallengeId) -> None:
        """Chooses one, whatever the filter was."""
        self._stand(0, id)

    def remember(self) -> object:
        chosen = self.chosen()
        return (self._filters.checkedId(), chosen.id) if chosen else None

    def recall(self, remembered: object) -> None:
        """The same filter, and the same one is chosen."""
        if isinstance(remembered, tuple):
            self._stand(*remembered)

    def _stand(self, filter: int, id: ChallengeId) -> None:
        self._filters.button(filter).setChecked(True)
        self.refresh()
        self._choose(self._model.row_of(id))

    def take_focus(self) -> None:
        """Enter answers what is chosen."""
        self.grid.setFocus()

    @Slot()
    def refresh(self) -> None:
        now = datetime.now(UTC)
        every = self._store.challenges.list()
        self._challenges = {challenge.id: challenge for challenge in every}
        for at, some in enumerate(words.FILTERS):
            self._filters.button(at).setVisible(at == 0 or any(some.keeps(challenge, now) for challenge in every))
        keeps = words.FILTERS[max(self._filters.checkedId(), 0)].keeps
        self._model.set_rows([_row(challenge) for challenge in self._challenges.values() if keeps(challenge, now)])
        self.count.say(words.open_words(len(every)))
        self._pages.setCurrentIndex(1 if every else 0)
        if not self.grid.currentIndex().isValid():
            self._choose(0)
        self._show_chosen()

    def _build(self) -> None:
        self._filters = QButtonGroup(self)
        chips = []
        for at, some in enumerate(words.FILTERS):
            chip = Chip(some.name, checkable=True, icon=some.icon)
            chip.setChecked(at == 0)
            self._filters.addButton(chip, at)
            chips.append(chip)
        self.count = Label("", "small", tone="muted")
        self._model: RowsModel[ChallengeRow] = RowsModel(lambda card: card.id, lambda card: card.spoken)
        self.grid = Grid()
        self.grid.setModel(self._model)
        self.honest = Honest()
        filters = QWidget()
        filters.setLayout(Flow(*chips))
        head = Head(filters, self.count)
        work, panel = QWidget(), QWidget()
        lines = column(head, self.grid, gap=14, margins=(24, 18, 4, 0))
        lines.setStretch(1, 1)
        work.setLayout(lines)
        panel.setLayout(column(self.honest, margins=(10, 18, 24, 18)))
        self._pages = Stack()
        waiting = "They come from your platform, which is starting. You can record at once; nothing is lost."
        self.empty = Empty("flag", "Challenges will be here", waiting)
        self._pages.addWidget(self.empty)
        self._beside = Beside(work, panel, tokens.DETAIL_PANEL, _SHARE)
        self._pages.addWidget(self._beside)
        self.setLayout(column(self._pages, gap=0))

    def _connect(self) -> None:
        self._stage.bell.library_changed.connect(self._on_library)
        self._filters.idClicked.connect(self._on_filter)
        self.grid.selectionModel().currentChanged.connect(self._show_chosen)
        self.grid.clicked.connect(self._beside.show_panel)
        self.grid.doubleClicked.connect(self._answer)
        self.honest.answer_pressed.connect(self._answer)

    @property
    def cards(self) -> list[ChallengeRow]:
        """What the grid shows, in its order."""
        return list(self._model.rows)

    def chosen(self) -> Challenge | None:
        card: ChallengeRow | None = self.grid.currentIndex().data(ROW)
        return self._challenges.get(card.id) if card else None

    def _choose(self, at: int) -> None:
        if 0 <= at < self._model.rowCount():
            self.grid.setCurrentIndex(self._model.index(at))

    @Slot()
    def _on_library(self) -> None:
        if self.isVisible():
            self.refresh()

    @Slot(int)
    def _on_filter(self, _: int) -> None:
        self.refresh()
        self.grid.scrollToTop()

    @Slot()
    def _show_chosen(self) -> None:
        challenge = self.chosen()
        self.honest.setVisible(challenge is not None)
        if challenge:
            recent = self._store.library.records(challenge_id=challenge.id, limit=_RECENT)
            self.honest.show_challenge(challenge, recent, datetime.now(UTC))

    @Slot()
    def _answer(self) -> None:
        challenge = self.chosen()
        if challenge:
            self.answer_wanted.emit(challenge)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a card answers it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.grid.hasFocus():
            self._answer()
            return
        super().keyPressEvent(event)


def _row(challenge: Challenge) -> ChallengeRow:
    effort, money = words.effort_words(challenge), words.money_short(challenge)
    return ChallengeRow(
        challenge.id,
        ICON_OF_KIND[challenge.kind],
        challenge.title,
        challenge.by,
        challenge.summary,
        effort,
        money,
        challenge.pay_minor is not None,
        f"{challenge.title}, by {challenge.by}. {challenge.summary} {effort}. {money}",
    )
