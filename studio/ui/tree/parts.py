"""The sounds of a set as a list; whoever leads the challenge answers them line by line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.domain.challenge import Challenge
from studio.domain.record import Page, Record
from studio.domain.request import Errand
from studio.errors import StudioError
from studio.store import Store
from studio.ui.stage import Stage
from studio.ui.theme import look
from studio.ui.widgets.box import Card, column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.cards import draw_line
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label
from studio.ui.widgets.rows import ROW, OpeningView, RowsModel, draw_ground

from .answered import PartRow, led, parts_of
from .pickup import PickupSheet

_ROW, _PAD, _GAP, _MOST_ROWS = 44, 14, 12, 4
#: The state has at most this part of a row.
_STATE = 0.45


class PartsSection(QWidget):
    """Shown for a set, and for a single sound that this person may answer. `chosen` tells that another part is on."""

    chosen = Signal()
    play_pressed = Signal()

    def __init__(
        self, store: Store, stage: Stage, send: Callable[[Errand], None] | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._stage = stage
        self._send = send
        self._record: Record | None = None
        self._challenge: Challenge | None = None
        #: Tells where the player is in the part that is on, in seconds.
        self.place_s: Callable[[], float] = lambda: 0.0
        self.words = Label("", "small", tone="muted", elide=True)
        self.list = PartsList()
        self.here = Label("", "small", tone="muted", wrap=True)
        self.accept = Button("Accept", icon="check")
        self.once_more = Button("Ask for a pickup…", icon="rotate-ccw")
        frame = Card()
        frame.setLayout(column(self.list, margins=(6, 6, 6, 6)))
        head = row(Label("Parts", "title"), self.words, gap=10)
        head.setStretch(1, 1)
        self._answers = Flow(self.accept, self.once_more, right=True)
        foot = row(self.here, self._answers, gap=12)
        foot.setStretch(0, 1)
        self.setLayout(column(head, frame, foot, gap=10))
        self.list.row_opened.connect(self.play_pressed)
        self.list.current_changed.connect(self._on_current)
        self.accept.clicked.connect(self.do_accept)
        self.once_more.clicked.connect(self.do_ask)

    def show_record(self, record: Record) -> None:
        """Also the same record again; then the part that is on stays on."""
        is_new = self._record is None or self._record.id != record.id
        self._record, self._challenge = record, led(self._store, record)
        rows = parts_of(self._store, record)
        self.setVisible(len(rows) > 1 or self._challenge is not None)
        for button in (self.accept, self.once_more):
            button.setVisible(self._challenge is not None and self._send is not None)
        self.words.say(_words(rows))
        self.list.show_rows(rows, first=is_new)
        self._say()
        self._hear(record)

    @property
    def page(self) -> Page | None:
        """The part that is on; None for what has no file."""
        return self.list.now.page if self.list.now else None

    @Slot()
    def do_accept(self) -> None:
        self._answer("", None)

    @Slot()
    def do_ask(self) -> None:
        now = self.list.now
        if now is None or now.page is None:
            return
        sheet = PickupSheet(self, now.title, now.page.media.duration_s, self.place_s())
        sheet.asked.connect(self._answer)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    @Slot(str, object)
    def _answer(self, reason: str, place_s: tuple[float, float] | None) -> None:
        """What is said last goes out: a word to the same line that still waits is not sent any more."""
        from studio.outbox import errands

        now, record, challenge, send = self.list.now, self._record, self._challenge, self._send
        if now is None or now.page is None or record is None or challenge is None or send is None:
            return
        try:
            answer = errands.answer_line(record, challenge.id, now.page.line_id, reason, place_s)
            for waiting in self._store.errands.of_record(record.platform_id, record.id):
                if waiting.request_id == answer.request_id:
                    self._store.errands.drop(waiting)
            send(answer)
        except StudioError as error:
            self._stage.notices.trouble(error)
        self.show_record(record)

    @Slot()
    def _on_current(self) -> None:
        self._say()
        self.chosen.emit()

    def _say(self) -> None:
        now = self.list.now
        self.here.say(now.state if now else "")
        tone = now.tone if now else "muted"
        self.here.set_tone(tone)

    def _hear(self, record: Record) -> None:
        """What is seen here is no news any more."""
        here = [one for one in self._store.replies.news() if one.record_id == record.id]
        if here:
            self._store.replies.hear(here)


def _words(rows: list[PartRow]) -> str:
    accepted = sum(one.state.startswith("Accepted") for one in rows)
    parts = "1 sound" if len(rows) == 1 else f"{len(rows):,} sounds"
    return f"{parts} · {accepted:,} accepted" if accepted else parts


class PartsList(OpeningView):
    """Arrows walk; Enter or a double click plays."""

    current_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Parts", parent)
        self._model: RowsModel[PartRow] = RowsModel(lambda one: one.at, PartRow.spoken, self)
        self.setModel(self._model)
        self.setItemDelegate(_PartDelegate(self))
        self.selectionModel().currentChanged.connect(self.current_changed)

    @property
    def now(self) -> PartRow | None:
        found: PartRow | None = self.currentIndex().data(ROW)
        return found

    def show_rows(self, rows: list[PartRow], *, first: bool) -> None:
        self._model.set_rows(rows)
        if rows and (first or not self.currentIndex().isValid()):
            self.setCurrentIndex(self._model.index(0))
        self.setFixedHeight(look().px(_ROW) * min(max(len(rows), 1), _MOST_ROWS) + 2)


class _PartDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(look().px(200), look().px(_ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        now, part = look(), index.data(ROW)
        rect = option.rect.adjusted(now.px(4), 1, -now.px(4), -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_ground(painter, rect, option.state)
        title, small = now.line_height("strong"), now.line_height("small")
        words = rect.adjusted(now.px(_PAD), 0, -now.px(_PAD), 0)
        top = words.center().y() - (title + small) // 2
        right = words.adjusted(int(words.width() * (1 - _STATE)), 0, 0, 0)
        taken = draw_line(painter, right, top, title, part.state, "small", part.tone, right=True)
        left = words.adjusted(0, 0, -taken - now.px(_GAP) if taken else 0, 0)
        draw_line(painter, left, top, title, part.title, "strong", "text")
        draw_line(painter, left, top + title, small, part.said, "small", "muted")
        painter.restore()
