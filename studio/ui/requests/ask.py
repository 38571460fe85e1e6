"""Asking to be named: what it is from, where it is, and a line to its author."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from studio.domain.record import Kind, Person, Record, Source, SourceType, Work
from studio.domain.request import MAX_WORDS
from studio.errors import StudioError
from studio.store import Store
from studio.store.sought import Sought
from studio.ui.kinds import ICON_OF_KIND
from studio.ui.palette import Palette
from studio.ui.search import MOST, Match
from studio.ui.sources.about import asks, types_for, used_title
from studio.ui.stage import Stage
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.inside import Inside
from studio.ui.widgets.label import Label

from .saying import room_words, words_field
from .spots import spot_of

_WIDTH, _OUTSIDE = 480, 130
_MOST_OWN = 30
_TYPES = {
    Kind.AUDIO: SourceType.SAMPLED,
    Kind.VIDEO: SourceType.SAMPLED,
    Kind.IMAGE: SourceType.TRACED,
    Kind.TEXT: SourceType.EDITED,
}


class AskSheet(QDialog):
    """Open it with `open()`. Nothing leaves this computer before it is kept here: `asked` hands over the errand."""

    asked = Signal(object)

    def __init__(self, parent: QWidget, store: Store, stage: Stage, record: Record, me: Person, text: str = "") -> None:
        super().__init__(parent)
        self._store = store
        self._record = record
        self._me = me
        self._suggested = ""
        self._pieces: list[Record | Work] = list(self._mine())
        self.setWindowTitle("You forgot to source me")
        self.piece = Choice("What it is from")
        self.another = Button("Find another…", "quiet", icon="search")
        self.elsewhere = Button("It is from elsewhere…", "quiet", icon="globe")
        self.type = Choice("How it was used")
        self.type.offer([(used_title(type), type) for type in types_for(None)], _TYPES[record.kind])
        self.spot = spot_of(store, stage.tasks, record, text)
        self.words = words_field("What you say to the author")
        self.trouble = Label("", "small", tone="warn", wrap=True)
        self.trouble.hide()
        self.back = Button("Not now", "quiet")
        self.send = Button("Ask", "primary")
        self.piece.offer([(title_words(one), at) for at, one in enumerate(self._pieces)], 0)
        self.setLayout(self._lay_out())
        self._connect()
        self._suggest()

    def _lay_out(self) -> QVBoxLayout:
        author = self._record.author.handle
        intro = (
            f"{author} sees it and can add the source with one press. Everybody can read what is asked and answered."
        )
        lines = column(
            Label("You forgot to source me", "heading", wrap=True),
            Label(f"About “{self._record.title}”, by {author}", wrap=True),
            Label(intro, "small", tone="muted", wrap=True),
            column(asks("What it is from"), self.piece, Flow(self.another, self.elsewhere, gap=4), gap=4),
            column(asks("How it was used"), self.type, gap=4),
            gap=14,
            margins=(24, 20, 24, 4),
        )
        if self.spot is not None:
            where = "Mark the words that are from you" if self._record.kind is Kind.TEXT else "Where it is, if you know"
            lines.addLayout(column(asks(where), self.spot, gap=4))
        lines.addLayout(column(asks(f"What you say to {author}"), self.words, gap=4))
        inside = Inside(lines, self.screen().availableGeometry().height() - look().px(_OUTSIDE))
        inside.setMinimumWidth(look().px(_WIDTH))
        foot = column(self.trouble, row(self.back, None, self.send), gap=10, margins=(24, 8, 24, 20))
        return column(inside, foot, gap=0)

    def _connect(self) -> None:
        self.piece.currentIndexChanged.connect(self._suggest)
        self.words.textChanged.connect(self._look)
        self.another.clicked.connect(self.find_another)
        self.elsewhere.clicked.connect(self.name_elsewhere)
        self.back.clicked.connect(self.reject)
        self.send.clicked.connect(self.do_ask)

    def choose(self, thing: Record | Work) -> None:
        """What it is from, also where it stands in no list."""
        if thing not in self._pieces:
            self._pieces.append(thing)
            self.piece.addItem(title_words(thing), len(self._pieces) - 1)
        self.piece.choose(self._pieces.index(thing))

    @Slot()
    def find_another(self) -> None:
        palette = Palette(self, self._found, title="What is it from?", asks="Find a record by its title or its author")
        palette.finished.connect(palette.deleteLater)
        palette.open()

    @Slot()
    def name_elsewhere(self) -> None:
        from studio.ui.sources.outside import OutsideWork

        dialog = OutsideWork(self)
        dialog.done_with.connect(self._on_elsewhere)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object)
    def _on_elsewhere(self, source: Source) -> None:
        if source.work is not None:
            self.choose(source.work)
            self.type.choose(source.type)

    @Slot()
    def do_ask(self) -> None:
        """What cannot be asked is said here; the rest goes out by itself, also later."""
        from studio.outbox import errands

        if not self.send.isEnabled():
            return
        thing = self._pieces[self.piece.currentIndex()]
        try:
            place = self.spot.place() if self.spot else ""
            source = thing if isinstance(thing, Work) else thing.id
            type, words = SourceType(str(self.type.value)), self.words.toPlainText()
            errand = errands.ask(self._record.platform_id, self._record.id, source, type, words, place)
        except StudioError as error:
            self._tell(f"{error.title}. {error.advice}")
            return
        self.accept()
        self.asked.emit(errand)

    @Slot()
    def _suggest(self) -> None:
        """A sentence to begin with, as long as nobody typed another one."""
        if self.words.toPlainText() == self._suggested:
            at = self.piece.currentIndex()
            title = self._pieces[at].title if at >= 0 else ""
            self._suggested = f"This is from “{title}”, could you source me?" if title else ""
            self.words.setPlainText(self._suggested)
        self._look()

    @Slot()
    def _look(self) -> None:
        typed = len(self.words.toPlainText().strip())
        self.send.setEnabled(self.piece.currentIndex() >= 0 and 0 < typed <= MAX_WORDS)
        self._tell(room_words(typed) if typed > MAX_WORDS else "")

    def _tell(self, words: str) -> None:
        self.trouble.say(words)
        self.trouble.setVisible(bool(words))

    def _mine(self) -> list[Record]:
        """This person's own records on that platform, newest first."""
        found = self._store.library.find(Sought(words=self._me.handle), limit=8 * _MOST_OWN).records
        mine = [one for one in found if one.author.id == self._me.id and self._may_be(one)]
        return mine[:_MOST_OWN]

    def _found(self, words: str) -> list[Match]:
        records = self._store.library.find(Sought(words), limit=4 * MOST).records
        return [self._match(one) for one in records if self._may_be(one)][:MOST]

    def _match(self, one: Record) -> Match:
        return Match(one.id, ICON_OF_KIND[one.kind], one.title, f"by {one.author.handle}", partial(self.choose, one))

    def _may_be(self, one: Record) -> bool:
        return one.platform_id == self._record.platform_id and one.id != self._record.id


def title_words(thing: Record | Work) -> str:
    """ "Low Tide, by tobias k."."""
    author = thing.author if isinstance(thing, Work) else thing.author.handle
    return f"{thing.title}, by {author}" if author else thing.title
