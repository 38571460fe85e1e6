"""A text to write beside: readable, what is quoted of it marked, and how it is worked with in one press."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QTextCursor
from PySide6.QtWidgets import QButtonGroup, QPlainTextEdit, QWidget

from studio.domain.ids import RecordId
from studio.domain.record import SourceType
from studio.errors import Refused, StudioError
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button, Chip
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label

from .languages import languages
from .shown import Span, mark
from .texts import NOT_KEPT, Piece

_MANNERS = (
    (SourceType.SAMPLED, "Quote from it"),
    (SourceType.EDITED, "Continue this story"),
    (SourceType.TRANSLATED, "Translate this"),
)


class BesideText(QWidget):
    #: The person chose how the text that is shown is worked with: a SourceType.
    manner_chosen = Signal(object)
    #: Another of the texts is to be shown, by its id.
    text_chosen = Signal(object)
    language_chosen = Signal(str)
    keep_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._piece: Piece | None = None
        self.which = Choice("The text beside")
        self.title = Label("", "card", wrap=True)
        self.who = Label("", "small", tone="muted", wrap=True)
        self.words = QPlainTextEdit(readOnly=True)
        self.words.setAccessibleName("The text beside")
        self.words.setFont(look().font("quote"))
        self.words.setTabChangesFocus(True)
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.words.document().setDocumentMargin(look().px(8))
        self.words.setMinimumHeight(round(QFontMetricsF(self.words.font()).lineSpacing() * 4))
        self.told = Label("", tone="muted", wrap=True)
        self.keep = Button("Keep offline", icon="download")
        self.language = Choice("Language of the translation")
        self.language.offer([("Which language?", ""), *languages()], "")
        self._manners = QButtonGroup(self)
        self._chips = {type: self._chip(type, words) for type, words in _MANNERS}
        self._lay_out()
        self._connect()

    def _chip(self, type: SourceType, words: str) -> Chip:
        chip = Chip(words, checkable=True)
        self._manners.addButton(chip)
        chip.clicked.connect(lambda: self.manner_chosen.emit(type))
        return chip

    def _lay_out(self) -> None:
        manners = Flow(*self._chips.values(), gap=8)
        lines = column(self.which, column(self.title, self.who, gap=0), manners, self.language, gap=10)
        lines.addWidget(self.words, 1)
        lines.addWidget(self.told)
        lines.addLayout(row(self.keep, None))
        lines.addStretch(0)
        self.setLayout(lines)

    def _connect(self) -> None:
        self.which.chosen.connect(self.text_chosen)
        self.language.chosen.connect(lambda tag: self.language_chosen.emit(str(tag)))
        self.keep.clicked.connect(self.keep_pressed)

    def manner_chip(self, type: SourceType) -> Chip:
        return self._chips[type]

    def offer(self, texts: Sequence[tuple[str, RecordId]], shown: RecordId) -> None:
        """The titles and ids of all texts that lie beside."""
        self.which.setVisible(len(texts) > 1)
        self.title.setVisible(len(texts) == 1)
        self.which.offer(texts, shown)

    def show_piece(self, piece: Piece) -> None:
        if self._piece is not piece:
            self._piece = piece
            self.words.setPlainText(piece.shown.text)
        self._show_head(piece.title, f"by {piece.who}")
        self._show_told("", can_keep=False)

    def show_trouble(self, title: str, error: StudioError | None, *, can_keep: bool) -> None:
        """It is still being read, or there is a reason why it cannot be; `can_keep` where its file can be fetched."""
        self._piece = None
        self._show_head(title, "")
        words = f"{error.title}. {error.advice}" if error else "Opening it …"
        self._show_told(words, can_keep=can_keep and isinstance(error, Refused) and error.code == NOT_KEPT)

    def show_manner(self, type: SourceType, language: str) -> None:
        chip = self._chips.get(type, self._chips[SourceType.SAMPLED])
        chip.setChecked(True)
        self.language.setVisible(type is SourceType.TRANSLATED)
        if language not in [self.language.itemData(at) for at in range(self.language.count())]:
            self.language.addItem(language, language)
        self.language.choose(language)

    def mark(self, spans: Sequence[Span]) -> None:
        if self._piece is not None:
            mark(self.words, spans)

    @Slot()
    def show_span(self, span: Span) -> None:
        """Scrolls to a place of the text, without moving what is selected in it."""
        cursor = QTextCursor(self.words.document())
        cursor.setPosition(min(span[0], self.words.document().characterCount() - 1))
        if not self.words.textCursor().hasSelection():
            self.words.setTextCursor(cursor)
            self.words.ensureCursorVisible()

    def _show_head(self, title: str, who: str) -> None:
        self.title.say(title)
        self.who.say(who)
        self.who.setVisible(bool(who))

    def _show_told(self, words: str, *, can_keep: bool) -> None:
        self.words.setVisible(not words)
        self.told.say(words)
        self.told.setVisible(bool(words))
        self.keep.setVisible(can_keep)
