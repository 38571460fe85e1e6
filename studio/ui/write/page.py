"""A words challenge: the brief on top, a calm field, a count, and one way on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.domain.challenge import Challenge
from studio.domain.ids import DraftId, PlatformId
from studio.domain.record import Draft, Kind
from studio.errors import StudioError
from studio.store import Store
from studio.ui.page import Page
from studio.ui.stage import Stage
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.inside import Inside
from studio.ui.widgets.label import Label

from .editor import Editor
from .saver import Saver

#: Lines longer than this are hard to read.
_WIDEST = 760
#: A brief that is longer than this is scrolled, so that the field keeps its room.
_ASKED = 180
_COUNT_MS = 150
_FREE_TITLE = "Your own words"
_FREE_BRIEF = "A story, a line, a song without its tune. It is kept here as you type."


class WritePage(Page):
    """`send` opens the share sheet for a draft."""

    def __init__(self, store: Store, stage: Stage, send: Callable[[DraftId], None]) -> None:
        super().__init__()
        self._store = store
        self._stage = stage
        self._send_draft = send
        self._challenge: Challenge | None = None
        self._build()
        self._connect()
        self.write_freely()

    def answer(self, challenge: Challenge) -> None:
        """Opens what was begun for this challenge, or an empty page."""
        drafts = self._store.drafts.list()
        begun = next((d for d in drafts if d.challenge_id == challenge.id and d.kind is Kind.TEXT), None)
        self._open(begun, challenge)

    def open_draft(self, id: DraftId) -> None:
        draft = self._store.drafts.get(id)
        self._open(draft, self._store.library.challenge(draft.challenge_id) if draft.challenge_id else None)

    def write_freely(self) -> None:
        self._open(None, None)

    def refresh(self) -> None:
        """What was sent meanwhile leaves the field; a piece without a home gets the home platform once that is there."""
        draft = self._saver.draft
        if draft is not None and self._is_gone(draft.id):
            self._open(None, self._challenge)
        elif draft is None and not self.editor.toPlainText():
            self._saver.begin(None, self._platform_id(), self._challenge)
        self.editor.setFocus()

    def _build(self) -> None:
        self.title = Label("", "heading", wrap=True)
        self.brief = Label("", "body", tone="muted", wrap=True)
        self.editor = Editor()
        self.editor.setPlaceholderText("Begin anywhere")
        self.count = Label("", "small", tone="muted")
        self.kept = Label("", "small", tone="muted")
        self.send = Button("Send…", "primary")
        self._saver = Saver(self._store, self._stage.tasks, self.editor.toPlainText, self)
        self._counting = QTimer(self, singleShot=True, interval=_COUNT_MS)
        self.setLayout(self._lay_out())

    def _lay_out(self) -> QHBoxLayout:
        foot = row(self.count, 8, self.kept, None, self.send)
        asked = Inside(column(self.title, self.brief, gap=10), look().px(_ASKED))
        lines = column(asked, 4, self.editor, foot, gap=10)
        lines.setStretch(2, 1)
        middle = QWidget()
        middle.setMaximumWidth(look().px(_WIDEST))
        middle.setLayout(lines)
        whole = row(gap=0, margins=(24, 28, 24, 24))
        whole.addStretch(1)
        whole.addWidget(middle, 100)
        whole.addStretch(1)
        return whole

    def _connect(self) -> None:
        self.editor.textChanged.connect(self._on_typed)
        self.editor.refused.connect(self._on_refused)
        self._counting.timeout.connect(self._show_count)
        self._saver.saved.connect(self._on_saved)
        self._saver.trouble.connect(self._on_trouble)
        self.send.clicked.connect(self.do_send)
        self._stage.bell.drafts_changed.connect(self._on_drafts)

    def _open(self, draft: Draft | None, challenge: Challenge | None) -> None:
        self._saver.flush()
        self._challenge = challenge
        platform_id = challenge.platform_id if challenge else self._platform_id()
        self.editor.blockSignals(True)
        self.editor.setPlainText(draft.text if draft else "")
        self.editor.blockSignals(False)
        self._saver.begin(draft, platform_id, challenge)
        self.title.say(challenge.title if challenge else _FREE_TITLE)
        self.brief.say(challenge.brief if challenge else _FREE_BRIEF)
        self.kept.say("Kept on this computer" if draft else "")
        self.context_changed.emit(f"{challenge.title} · challenge" if challenge else "")
        self._show_count()

    def _platform_id(self) -> PlatformId | None:
        home = self._store.platforms.home() or next(iter(self._store.platforms.list()), None)
        return home.id if home else None

    @Slot()
    def _on_typed(self) -> None:
        self.kept.say("")
        self._saver.touch()
        self._counting.start()

    @Slot()
    def _show_count(self) -> None:
        words = len(self.editor.toPlainText().split())
        self.count.say("1 word" if words == 1 else f"{words} words")

    @Slot()
    def _on_saved(self) -> None:
        self.kept.say("Kept on this computer" if self._saver.draft else "")

    @Slot(object)
    def _on_trouble(self, error: StudioError) -> None:
        self.send.setEnabled(True)
        self._stage.notices.trouble(error)

    @Slot(str, str)
    def _on_refused(self, title: str, advice: str) -> None:
        self._stage.notices.notice("write:refused", title, advice, worry=True)

    @Slot()
    def do_send(self) -> None:
        self.send.setEnabled(False)
        self._saver.finish(self._on_finished, self._on_trouble)

    def _on_finished(self, draft: Draft) -> None:
        self.send.setEnabled(True)
        self._send_draft(draft.id)

    @Slot()
    def _on_drafts(self) -> None:
        draft = self._saver.draft
        if draft is not None and self._is_gone(draft.id):
            self._open(None, self._challenge)

    def _is_gone(self, id: DraftId) -> bool:
        found = self._store.drafts.find(id)
        return found is None or found.sealed

    def hideEvent(self, event: QHideEvent) -> None:
        self._saver.flush()
        super().hideEvent(event)
