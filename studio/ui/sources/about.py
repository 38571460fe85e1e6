"""One source: how it was used, and a line of thanks."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from studio.domain.record import Origin, Source, SourceType
from studio.domain.words import tidy_title
from studio.ui.theme import look
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.label import Label

from .told import USED, Told

#: As much as a platform takes (`contract.SourceRef.thanks`).
MOST_THANKS = 500
_WIDTH = 420
_BY_ITSELF = "It is in the piece, so it is named. It leaves the list when it is no longer there."
_REMOVED = "It was in the piece once and is not any more. It is not sent."


class About(QDialog):
    #: The source with what was chosen.
    done_with = Signal(object)
    #: The key of a source that was added by hand and is not wanted any more.
    unwanted = Signal(str)

    def __init__(self, parent: QWidget, told: Told, source: Source) -> None:
        super().__init__(parent)
        self._told, self._source = told, source
        self.setWindowTitle("A source")
        by_itself = source.origin is Origin.AUTO
        self.type = Choice("How it was used")
        offered = [(used_title(type), type) for type in types_for(source)]
        self.type.offer(offered, source.type)
        self.thanks = thanks_field(source.thanks)
        self.remove = Button("Remove from the sources", "quiet")
        self.remove.setVisible(not by_itself)
        self.ready = Button("Done", "primary")
        who = f"{told.title} · {told.person}" if told.person else told.title
        lines = column(Label(who, "title", wrap=True), gap=14, margins=(24, 20, 24, 20))
        if by_itself:
            lines.addWidget(Label(_REMOVED if source.removed else _BY_ITSELF, "small", tone="muted", wrap=True))
        lines.addLayout(column(asks("How it was used"), self.type, gap=4))
        lines.addLayout(column(asks("A line of thanks, if you like"), self.thanks, gap=4))
        lines.addLayout(row(self.remove, None, self.ready))
        self.setLayout(lines)
        self.setMinimumWidth(look().px(_WIDTH))
        self.thanks.returnPressed.connect(self.do_done)
        self.ready.clicked.connect(self.do_done)
        self.remove.clicked.connect(self.do_remove)

    @Slot()
    def do_done(self) -> None:
        type = SourceType(str(self.type.value))
        self.accept()
        self.done_with.emit(replace(self._source, type=type, thanks=tidy_title(self.thanks.text(), MOST_THANKS)))

    @Slot()
    def do_remove(self) -> None:
        self.accept()
        self.unwanted.emit(self._told.key)


def types_for(source: Source | None) -> list[SourceType]:
    """What is in the piece is more than an inspiration."""
    by_itself = source is not None and source.origin is Origin.AUTO
    return [type for type in SourceType if not (by_itself and type is SourceType.INSPIRED_BY)]


def used_title(type: SourceType) -> str:
    return {SourceType.INSPIRED_BY: "Inspired by it"}.get(type, USED[type].capitalize())


def thanks_field(thanks: str) -> QLineEdit:
    field = QLineEdit(thanks)
    field.setMaxLength(MOST_THANKS)
    field.setPlaceholderText("Thank you for …")
    field.setAccessibleName("A line of thanks")
    return field


def asks(words: str) -> Label:
    return Label(words, "small", tone="muted")
