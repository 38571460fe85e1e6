"""The one line of the share sheet in which tags may be typed; below it, once somebody is in it, tags that were used before."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.domain.tags import MAX_LINE, MAX_TAG, MAX_TAGS, is_too_much, line_of, tags_of
from studio.store import Store
from studio.ui.widgets.box import column
from studio.ui.widgets.label import Label
from studio.ui.widgets.tag_line import TagLine

#: So many tags that were used before are offered.
_OFFERED = 6


class TagsField(QWidget):
    def __init__(self, store: Store, tags: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = store.library.tags()
        self.line = _Line(line_of(tags))
        self.words = Label("", "small", tone="warn", wrap=True)
        self.offer = TagLine()
        self.setLayout(column(Label("Tags", "small", tone="muted"), self.line, self.words, self.offer, gap=4))
        self.line.textChanged.connect(self._show_words)
        self.line.textChanged.connect(self._show_offer)
        self.line.entered.connect(self._show_offer)
        self.offer.pressed.connect(self._add)
        self._show_words()

    @property
    def tags(self) -> tuple[str, ...]:
        return tags_of(self.line.text())

    @Slot()
    def _show_words(self) -> None:
        too_much = is_too_much(self.line.text())
        room = f"There is room for {MAX_TAGS} tags of up to {MAX_TAG} characters."
        self.words.say(f"{room} What goes beyond is left out." if too_much else "")
        self.words.setVisible(too_much)

    @Slot()
    def _show_offer(self) -> None:
        """Those that begin like the tag that is being typed, and are not there yet."""
        there = {tag.casefold() for tag in self.tags}
        begun = self._begun().casefold()
        fit = [tag for tag in self._known if tag.casefold().startswith(begun) and tag.casefold() not in there]
        self.offer.show_tags(fit[:_OFFERED], "Add the tag {}")

    def _begun(self) -> str:
        return next(iter(tags_of(self.line.text().rpartition(",")[2])), "")

    @Slot(str)
    def _add(self, tag: str) -> None:
        """In place of its beginning, where that was typed."""
        begun, whole = self._begun(), self.tags
        kept = whole[:-1] if begun and tag.casefold().startswith(begun.casefold()) else whole
        self.line.setText(line_of([*kept, tag]) + ", ")
        self.line.setFocus()


class _Line(QLineEdit):
    """Enter goes on with the next tag; sending is what the title and the button are for."""

    entered = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setMaxLength(MAX_LINE)
        self.setAccessibleName("Tags, separated by commas; optional")
        self.setPlaceholderText("If you like: rain, tin roof, night")

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self.text().strip().strip(","):
            self.setText(line_of(tags_of(self.text())) + ", ")
