"""A calm field for words. What is too long to send, or to lay out without a freeze, is not pasted in the first place."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from studio.contract import MAX_TEXT_BYTES
from studio.domain.amounts import size_words
from studio.ui.theme import look

#: Qt lays out a whole line at every key: 20 000 characters without a break cost 45 ms, a million cost minutes.
LONGEST_LINE = 20_000


class Editor(QPlainTextEdit):
    #: Something was not pasted: a title and an advice.
    refused = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Your words")
        self.setFont(look().font("quote"))
        self.setTabChangesFocus(True)
        self.setCenterOnScroll(False)
        self.document().setDocumentMargin(look().px(8))
        self.setCursorWidth(max(1, look().px(2)))
        self.setMinimumHeight(round(QFontMetricsF(self.font()).lineSpacing() * 4))

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() and not source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if not self.canInsertFromMimeData(source):
            return
        text = source.text()
        words = self._refusal(text)
        if words:
            self.refused.emit(*words)
            return
        self.insertPlainText(text)
        self.ensureCursorVisible()

    def _refusal(self, text: str) -> tuple[str, str] | None:
        size = len(text.encode("utf-8", "replace"))
        if size + self.document().characterCount() > MAX_TEXT_BYTES:
            told = f"It has {size_words(size)} and a record holds {size_words(MAX_TEXT_BYTES)}."
            return "This text is too long to paste", f"{told} What you wrote is unchanged; paste a shorter part."
        longest = max(map(len, text.splitlines()), default=0) + self.textCursor().block().length()
        if longest > LONGEST_LINE:
            told = f"It has a line of more than {LONGEST_LINE} characters."
            return (
                "One line of this text is too long",
                f"{told} Put breaks between its paragraphs, then paste it again.",
            )
        return None
