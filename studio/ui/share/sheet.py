"""The share sheet asks only for a title, and says in words what is sent, where it goes, what it builds on and what others may do
with it. What may be chosen there is what all ancestors allow."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from studio.contract import MAX_TITLE
from studio.domain.ids import PlatformId
from studio.domain.parcel import Parcel
from studio.domain.record import RIGHTS_IN_WORDS, Draft, Rights, Source
from studio.domain.rights import Terms, terms
from studio.domain.words import tidy_title
from studio.drafts import seal
from studio.errors import StudioError
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.kinds import AI_IN_WORDS
from studio.ui.sources import SourceList
from studio.ui.sources.bound import Bound
from studio.ui.sources.list import BY_HAND
from studio.ui.sources.rights import settle
from studio.ui.stage import Stage
from studio.ui.tasks import Task
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.facts import Facts
from studio.ui.widgets.inside import Inside
from studio.ui.widgets.label import Label
from studio.ui.widgets.preview import Preview

from .content import facts_of, look_at_draft
from .tags import TagsField
from .told import SoundTold

_WIDTH = 480
#: The buttons and the window's own frame.
_OUTSIDE = 130


class ShareSheet(QDialog):
    """Open it with `open()`. Closing it keeps the draft with what was typed; nothing is sent before *Send*."""

    #: The parcel that now waits in the outbox; None where the draft was sent before.
    sent = Signal(object)
    #: The draft's id: it was kept and not sent.
    kept = Signal(str)

    def __init__(self, store: Store, stage: Stage, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._stage = stage
        self._draft = draft
        self._sealing = False
        #: What all ancestors allow; None while that is looked up.
        self._terms: Terms | None = None
        self._is_wanted = False
        self.setWindowTitle("Send it")
        self.setModal(True)
        self._build()
        self._connect()
        self._show_title_words()
        self._ask_ancestors(draft.sources)
        self.title.selectAll()
        self.title.setFocus()

    def _build(self) -> None:
        draft = self._draft
        self.preview = Preview(self._stage.tasks)
        self.preview.setFixedHeight(look().px(96))
        self.preview.show_piece(draft.id, look_at_draft(self._store, draft), "There is nothing to see of it yet.")
        self.title = QLineEdit(draft.title)
        self.title.setAccessibleName("Title")
        self.title.setPlaceholderText("A few words")
        self.title_words = Label("", "small", tone="warn", wrap=True)
        self.tags = TagsField(self._store, draft.tags)
        self.facts = Facts()
        platforms = self._store.platforms.list()
        #: An answer goes to the platform that asked.
        self._may_choose_platform = len(platforms) > 1 and draft.challenge_id is None
        self.platform = Choice("Where it goes")
        self.platform.offer([(found.name, found.id) for found in platforms], draft.platform_id)
        facts = facts_of(self._store, draft)
        self.facts.show_facts([fact for fact in facts if fact[0] != "Goes to" or not self._may_choose_platform])
        self.told = SoundTold(self._store, self._stage.tasks, draft)
        self.sources = SourceList(self._store, BY_HAND)
        self.sources.title.setFont(look().font("body"))
        self.sources.show_sources(draft.sources, draft.record_id)
        self.bound = Bound(self._store, self._stage.tasks)
        self.rights, self.ai = Choice("Rights"), Choice("Training of AI")
        self.trouble = Label("", tone="warn", wrap=True, aloud=True)
        self.trouble.hide()
        self.keep = Button("Keep as draft", "quiet")
        self.send = Button("Send", "primary")
        self.setLayout(self._lay_out())

    def _lay_out(self) -> QVBoxLayout:
        """What is asked can be scrolled where the screen is small; the two buttons always stay in sight."""
        lines = column(
            Label("Send it", "heading"),
            self.preview,
            column(_asks("Title"), self.title, self.title_words, gap=4),
            self.tags,
            self.facts,
            gap=14,
            margins=(24, 20, 24, 4),
        )
        if self._may_choose_platform:
            lines.addLayout(column(_asks("Where it goes"), self.platform, gap=4))
        lines.addWidget(self.told)
        lines.addWidget(self.sources)
        lines.addLayout(column(_asks("What others may do"), self.rights, self.ai, self.bound, gap=4))
        inside = Inside(lines, self.screen().availableGeometry().height() - look().px(_OUTSIDE))
        inside.setMinimumWidth(look().px(_WIDTH))
        # What is offered comes below the line when somebody is in it; then both are laid out, and can be scrolled to.
        see = partial(inside.ensureWidgetVisible, self.tags)
        self.tags.line.entered.connect(lambda: QTimer.singleShot(0, self.tags, see))
        foot = column(self.trouble, row(self.keep, None, self.send), gap=10, margins=(24, 8, 24, 20))
        return column(inside, foot, gap=0)

    def _connect(self) -> None:
        self.title.textChanged.connect(self._show_title_words)
        self.title.returnPressed.connect(self.do_send)
        self.sources.changed.connect(self._ask_ancestors)
        self.bound.found.connect(self._on_terms)
        self.keep.clicked.connect(self.reject)
        self.send.clicked.connect(self.do_send)

    @Slot()
    def _show_title_words(self) -> None:
        """A long title stays whole in the field and in the draft; the words say what will be sent of it."""
        typed = self.title.text()
        too_long = len(typed) > MAX_TITLE and tidy_title(typed) != typed.strip()
        if too_long:
            start = tidy_title(typed, 40)
            self.title_words.say(
                f"A title holds {MAX_TITLE} characters and this one has {len(typed)}. It is sent shortened: “{start}”"
            )
        self.title_words.setVisible(too_long)

    @Slot(object)
    def _ask_ancestors(self, sources: tuple[Source, ...]) -> None:
        """A piece of one's own is free at once; a large family is walked beside the window."""
        self._terms = None
        if any(not source.removed for source in sources):
            self.bound.ask(sources)
        else:
            self.bound.hide()
            self._on_terms(terms(()))

    @Slot(object)
    def _on_terms(self, found: Terms) -> None:
        """Offers what all ancestors allow; what was chosen stays where it is among that."""
        self._terms = found
        chosen = self.rights.value or self._draft.rights
        allowed = {rights: words for rights, words in RIGHTS_IN_WORDS.items() if rights in found.choices}
        self.rights.offer(
            [(words, rights) for rights, words in allowed.items()], chosen if chosen in allowed else found.rights
        )
        wish = bool(self._draft.ai_training if self.ai.value is None else self.ai.value) and found.ai_training
        wishes = [allowed for allowed in AI_IN_WORDS if found.ai_training or not allowed]
        self.ai.offer([(AI_IN_WORDS[allowed], allowed) for allowed in wishes], wish)
        for choice in (self.rights, self.ai):
            choice.setVisible(bool(found.choices))
        self.send.setEnabled(bool(found.choices) and not self._sealing)
        if self._is_wanted:
            self.do_send()

    @Slot()
    def do_send(self) -> None:
        self._is_wanted = self._terms is None
        if self._sealing or self._terms is None or not self._terms.choices:
            return
        self._sealing = True
        self._keep_changes()
        self.trouble.hide()
        self._set_busy(True)
        store, draft = self._store, self._draft

        def seal_all(task: Task) -> Parcel | None:
            settle(store, draft)
            return seal(store, draft.id)

        self._stage.tasks.run(seal_all, alive(self, self._on_sealed), on_trouble=alive(self, self._on_trouble))

    def _on_sealed(self, parcel: Parcel | None) -> None:
        self._sealing = False
        self.accept()
        self.sent.emit(parcel)

    def _on_trouble(self, error: StudioError) -> None:
        self._sealing = False
        self._set_busy(False)
        self.trouble.say(f"{error.title}. {error.advice}")
        self.trouble.show()
        self.title.setFocus()

    def _set_busy(self, on: bool) -> None:
        for widget in (self.title, self.tags, self.platform, self.sources, self.rights, self.ai, self.keep, self.send):
            widget.setEnabled(not on)
        self.send.say("Making it ready…" if on else "Send")

    def _keep_changes(self) -> None:
        """Writes what was chosen into the draft; a title of nothing but blanks leaves the old one."""
        rights, platform = self.rights.value, self.platform.value
        self._draft = self._store.drafts.get(self._draft.id)  # another computer may have changed it, or sent it
        if self._draft.sealed:
            return
        changed = replace(
            self._draft,
            title=self.title.text(),
            tags=self.tags.tags,
            rights=Rights(str(rights)) if rights else self._draft.rights,
            ai_training=bool(self.ai.value) if self._terms else self._draft.ai_training,
            sources=self.sources.sources,
            platform_id=PlatformId(str(platform)) if platform else self._draft.platform_id,
        )
        if changed != self._draft:
            self._store.drafts.change(changed)
            self._draft = changed

    @Slot()
    def reject(self) -> None:
        """Esc, the window's cross and *Keep as draft*: the draft stays with what was typed."""
        if self._sealing:
            return
        self._keep_changes()
        super().reject()
        self.kept.emit(self._draft.id)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.reject()


def _asks(words: str) -> Label:
    return Label(words, "small", tone="muted")
