"""A work from outside of every platform: a book, a song, a photograph on a page, named by hand."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from studio.contract import MAX_TITLE
from studio.domain.ids import SourceId, new_id
from studio.domain.record import Source, SourceType, Work
from studio.domain.words import tidy_title
from studio.errors import Refused
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.inside import Inside
from studio.ui.widgets.label import Label
from studio.wire.addresses import tidy_page

from .about import MOST_THANKS, asks, thanks_field, types_for, used_title
from .licences import licences
from .told import key_of

_WIDTH, _OUTSIDE = 460, 110
_UNKNOWN, _OTHER = "", "other"
_MOST_ADDRESS = 2_000


class OutsideWork(QDialog):
    """Made without a source it makes a new one; made with one it changes that."""

    done_with = Signal(object)
    unwanted = Signal(str)

    def __init__(self, parent: QWidget, source: Source | None = None) -> None:
        super().__init__(parent)
        self._source = source
        work = source.work if source and source.work else Work("")
        self.setWindowTitle("A work from outside")
        self.title = _field("Title", work.title, "What it is called")
        self.author = _field("Who made it", work.author, "A name, or nothing where nobody knows")
        self.address = _field("Address", work.address, "https://…", _MOST_ADDRESS)
        self.type = Choice("How it was used")
        self.type.offer(
            [(used_title(type), type) for type in types_for(None)], source.type if source else SourceType.SAMPLED
        )
        self.licence = Choice("Licence")
        self.own_words = _field("The licence in your own words", "", "What its author allows")
        self.thanks = thanks_field(source.thanks if source else "")
        self.trouble = Label("", "small", tone="warn", wrap=True)
        self.remove = Button("Remove from the sources", "quiet")
        self.ready = Button("Done" if source else "Add it", "primary")
        self._offer_licences(work.licence)
        self._lay_out()
        self._connect()

    def _offer_licences(self, licence: str) -> None:
        known = [(f"{one.name} ({one.id})", one.id) for one in licences()]
        offered = [("I do not know", _UNKNOWN), *known, ("In other words", _OTHER)]
        is_known = licence in [value for _, value in offered]
        self.licence.offer(offered, licence if is_known else _OTHER)
        self.own_words.setText("" if is_known else licence)
        self._show_own_words()

    def _lay_out(self) -> None:
        lines = column(Label("A work from outside", "heading"), gap=14, margins=(24, 20, 24, 4))
        for words, field in (
            ("Title", self.title),
            ("Who made it", self.author),
            ("Where it is found", self.address),
            ("How it was used", self.type),
        ):
            lines.addLayout(column(asks(words), field, gap=4))
        lines.addLayout(column(asks("Its licence"), self.licence, self.own_words, gap=4))
        lines.addLayout(column(asks("A line of thanks, if you like"), self.thanks, gap=4))
        inside = Inside(lines, self.screen().availableGeometry().height() - look().px(_OUTSIDE))
        inside.setMinimumWidth(look().px(_WIDTH))
        self.trouble.hide()
        self.remove.setVisible(self._source is not None)
        foot = column(self.trouble, row(self.remove, None, self.ready), gap=10, margins=(24, 8, 24, 20))
        self.setLayout(column(inside, foot, gap=0))

    def _connect(self) -> None:
        self.licence.currentIndexChanged.connect(self._show_own_words)
        for field in (self.title, self.author, self.address, self.own_words, self.thanks):
            field.returnPressed.connect(self.do_done)
        self.ready.clicked.connect(self.do_done)
        self.remove.clicked.connect(self.do_remove)

    @Slot()
    def _show_own_words(self) -> None:
        self.own_words.setVisible(self.licence.value == _OTHER)

    @Slot()
    def do_done(self) -> None:
        try:
            work = self._work()
        except Refused as error:
            self.trouble.say(f"{error.title}. {error.advice}")
            self.trouble.show()
            return
        source = self._source or Source(SourceId(new_id()), None, SourceType.SAMPLED)
        type, thanks = SourceType(str(self.type.value)), tidy_title(self.thanks.text(), MOST_THANKS)
        self.accept()
        self.done_with.emit(replace(source, work=work, type=type, thanks=thanks))

    def _work(self) -> Work:
        title = tidy_title(self.title.text())
        if not title:
            self.title.setFocus()
            raise Refused("It has no title yet", "Say what the work is called, or what it is.")
        address = self.address.text().strip()
        if address:
            try:
                address = tidy_page(address)
            except Refused:
                self.address.setFocus()
                raise
        licence = self.own_words.text() if self.licence.value == _OTHER else str(self.licence.value)
        return Work(title, tidy_title(self.author.text()), address, tidy_title(licence))

    @Slot()
    def do_remove(self) -> None:
        self.accept()
        if self._source is not None:
            self.unwanted.emit(key_of(self._source))


def _field(name: str, text: str, placeholder: str, most: int = MAX_TITLE) -> QLineEdit:
    field = QLineEdit(text)
    field.setMaxLength(most)
    field.setAccessibleName(name)
    field.setPlaceholderText(placeholder)
    return field
