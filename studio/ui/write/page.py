"""Writing: the brief on top or another text beside, a calm field, a count, and one way on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.domain.challenge import Challenge
from studio.domain.ids import DraftId, PlatformId, RecordId
from studio.domain.record import Draft, Kind, Source, SourceType
from studio.errors import StudioError
from studio.remix.words import laid, lay
from studio.store import Store
from studio.ui.page import Page
from studio.ui.sources.told import Thing, thing_of
from studio.ui.stage import Stage
from studio.ui.theme import look
from studio.ui.widgets.beside import Beside
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.inside import Inside
from studio.ui.widgets.label import Label
from studio.ui.widgets.sides import Sides

from .company import Company, Keep
from .desk import Desk
from .editor import Editor
from .languages import usual_language
from .panel import Panel
from .saver import Saver
from .shown import mark
from .texts import Marks

#: A brief that is longer than this is scrolled, so that the field keeps its room.
_ASKED = 180
_PANEL = 300
_COUNT_MS = 150
#: Below this what can be done goes below the count of words.
_NARROW = 480
_FREE = ("Your own words", "A story, a line, a song without its tune. It is kept here as you type.")


class WritePage(Page):
    """`send` opens the share sheet for a draft; `keep` fetches a record's file and returns when it is here (on a task)."""

    def __init__(self, store: Store, stage: Stage, send: Callable[[DraftId], None], keep: Keep | None = None) -> None:
        super().__init__()
        self._store = store
        self._stage = stage
        self._send_draft = send
        self._challenge: Challenge | None = None
        self._build(keep)
        self._connect()
        self.write_freely()

    # the ways in

    def answer(self, challenge: Challenge) -> None:
        """Opens what was begun for this challenge, or an empty page."""
        self._open(self._store.drafts.begun(challenge.id, Kind.TEXT), challenge)

    def open_draft(self, id: DraftId) -> None:
        draft = self._store.drafts.get(id)
        self._open(draft, self._store.challenges.find(draft.challenge_id))

    def write_freely(self) -> None:
        self._open(None, None)

    def beside(self, thing: Thing, how: SourceType = SourceType.SAMPLED) -> None:
        """A new piece with the text of a record, or of a draft, beside it: to quote from, to continue (EDITED), to translate
        (TRANSLATED)."""
        language = usual_language(but_not=thing.language) if how is SourceType.TRANSLATED else ""
        self._open(None, None, lay((), RecordId(thing.id), how), language)
        self.editor.setFocus()

    def refresh(self) -> None:
        """What was sent meanwhile leaves the field; a piece without a home gets the home platform once that is there."""
        draft, saver = self._saver.draft, self._saver
        if draft is not None and self._is_gone(draft.id):
            self._open(None, self._challenge)
        elif draft is None and not self.editor.toPlainText():
            saver.begin(None, self._goes_to(saver.sources), self._challenge, saver.sources, saver.language)
        self._look()
        self.editor.setFocus()

    def remember(self) -> object:
        self._saver.flush()
        draft = self._saver.draft
        return draft.id if draft else None, self._challenge, self._saver.sources, self._saver.language

    def recall(self, remembered: object) -> None:
        if isinstance(remembered, tuple):
            id, challenge, sources, language = remembered
            self._open(self._store.drafts.find(id) if id else None, challenge, sources, language)

    # making

    def _build(self, keep: Keep | None) -> None:
        self.title = Label("", "heading", wrap=True)
        self.brief = Label("", "body", tone="muted", wrap=True)
        self.editor = Editor()
        self.editor.setPlaceholderText("Begin anywhere")
        self.count = Label("", "small", tone="muted")
        self.kept = Label("", "small", tone="muted")
        self.another = Button("Write beside a text…", "quiet", icon="quote")
        self.send = Button("Send…", "primary")
        self.company = Company(self._store, self._stage, keep, self)
        self.panel = Panel(self._store, self._stage.tasks)
        tasks, written = self._stage.tasks, self.editor.toPlainText
        self._saver = Saver(self._store, tasks, written, self.company.cite, self)
        self._counting = QTimer(self, singleShot=True, interval=_COUNT_MS)
        self.setLayout(self._lay_out())

    def _lay_out(self) -> QHBoxLayout:
        foot = Sides(row(self.count, 8, self.kept, None), Flow(self.another, self.send, right=True), _NARROW)
        asked = Inside(column(self.title, self.brief, gap=10), look().px(_ASKED))
        lines = column(asked, 4, self.editor, foot, gap=10)
        lines.setStretch(2, 1)
        writing = QWidget()
        writing.setLayout(lines)
        self._desk = Desk(self.company.text, writing)
        return row(Beside(self._desk, self.panel, _PANEL), gap=0)

    def _connect(self) -> None:
        self.editor.textChanged.connect(self._on_typed)
        self.editor.refused.connect(self._on_refused)
        self.editor.cursorPositionChanged.connect(self._on_cursor)
        self._counting.timeout.connect(self._look)
        self._saver.saved.connect(self._on_saved)
        self._saver.trouble.connect(self._on_trouble)
        self.company.changed.connect(self._on_sources)
        self.company.language_chosen.connect(self._on_language)
        self.company.turned.connect(self._show_asked)
        self.company.come.connect(self._look)
        self.company.marked.connect(self._on_marked)
        self.panel.list.changed.connect(self._on_sources)
        self.panel.another_pressed.connect(self.do_another)
        self.another.clicked.connect(self.do_another)
        self.send.clicked.connect(self.do_send)
        self._stage.bell.drafts_changed.connect(self._on_drafts)
        self._stage.bell.library_changed.connect(self.panel.refresh)

    def _open(
        self,
        draft: Draft | None,
        challenge: Challenge | None,
        sources: tuple[Source, ...] = (),
        language: str = "",
    ) -> None:
        """What was written before is kept; `sources` and `language` are those of a piece without a draft."""
        self._saver.flush()
        self._challenge = challenge
        self.editor.blockSignals(True)
        self.editor.setPlainText(draft.text if draft else "")
        self.editor.blockSignals(False)
        self._saver.begin(draft, self._goes_to(sources), challenge, sources, language)
        self.kept.say("Kept on this computer" if draft else "")
        self.context_changed.emit(f"{challenge.title} · challenge" if challenge else "")
        self._show_sources()
        self._look()

    def _goes_to(self, sources: tuple[Source, ...]) -> PlatformId | None:
        """What builds on a record goes to the record's platform, where the family tree grows."""
        found = (thing_of(self._store, id) for id in laid(sources))
        first = next((thing for thing in found if thing and self._store.platforms.find(thing.platform_id)), None)
        if first is not None and self._challenge is None:
            return first.platform_id
        return self._store.platforms.goes_to(self._challenge)

    def _show_sources(self) -> None:
        """The sources, the texts beside that they tell of, and what the page is about."""
        sources, draft = self._saver.sources, self._saver.draft
        self.company.show_sources(sources, self._saver.language)
        with_text = self.company.is_there
        self._desk.show_beside(with_text)
        self.panel.setVisible(with_text)
        self.another.setVisible(not with_text)
        if with_text:
            self.panel.show_sources(sources, draft.record_id if draft else None)
        self._show_asked()

    @Slot()
    def _show_asked(self) -> None:
        challenge = self._challenge
        beside = self.company.words() if self.company.is_there else _FREE
        title, brief = (challenge.title, challenge.brief) if challenge else beside
        self.title.say(title)
        self.brief.say(brief)

    # what happens

    @Slot(object)
    def _on_sources(self, sources: tuple[Source, ...]) -> None:
        self._saver.change_sources(sources)
        self._show_sources()
        self._look()

    @Slot(str)
    def _on_language(self, tag: str) -> None:
        self._saver.change_language(tag)
        self._show_sources()

    @Slot()
    def do_another(self) -> None:
        """Another text of the library, or a draft, is laid beside."""
        draft = self._saver.draft
        self.company.ask(draft.record_id if draft else None)

    @Slot()
    def _on_typed(self) -> None:
        self.kept.say("")
        self._saver.touch()
        self._counting.start()

    @Slot()
    def _look(self) -> None:
        text = self.editor.toPlainText()
        words = len(text.split())
        self.count.say("1 word" if words == 1 else f"{words} words")
        self.company.look(text)

    @Slot(object)
    def _on_marked(self, marks: Marks) -> None:
        mark(self.editor, marks.written)
        sources = marks.cited(self._saver.sources)
        if sources != self._saver.sources:
            self._saver.change_sources(sources)
            self._show_sources()
        many = len(marks.written)
        self.editor.setAccessibleDescription(f"{many} quoted place{'' if many == 1 else 's'}" if many else "")

    @Slot()
    def _on_cursor(self) -> None:
        self.company.follow(self.editor.textCursor().position())

    @Slot()
    def _on_saved(self) -> None:
        self.kept.say("Kept on this computer" if self._saver.draft else "")
        self._show_sources()

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
        elif draft is not None and self._saver.is_outdated():
            self._open(self._store.drafts.get(draft.id), self._challenge)
        elif draft is not None and self._saver.look_again():
            self._show_sources()

    def _is_gone(self, id: DraftId) -> bool:
        found = self._store.drafts.find(id)
        return found is None or found.sealed

    def hideEvent(self, event: QHideEvent) -> None:
        self._counting.stop()
        self._saver.flush()
        super().hideEvent(event)
