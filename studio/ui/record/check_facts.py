"""What a check tells of a take beside what fails: what passed, what is good to know, and at a press every figure."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Chip
from studio.ui.widgets.facts import Facts
from studio.ui.widgets.label import Label

from . import words
from .checks import Checked

#: The longest name of a measure.
_NAMES = 136


class CheckFacts(QWidget):
    #: This came, and is to be seen.
    came = Signal(QWidget)

    def __init__(self) -> None:
        super().__init__()
        self.passed, self.known, self.figures = Facts(_NAMES), Facts(_NAMES), Facts(_NAMES)
        self.besides = Label("Not asked, and good to know", "small", tone="muted")
        self.more = Chip("More figures", checkable=True)
        lines = (self.passed, self.besides, self.known, row(self.more, None), self.figures)
        self.setLayout(column(*lines, gap=14))
        self.more.toggled.connect(self._on_more)

    def show_checked(self, checked: Checked) -> None:
        found, asked = checked.measures, {one.what for one in checked.verdicts}
        passed, known = [one for one in checked.verdicts if one.passed], words.facts(found, asked)
        self.passed.show_facts((words.NAMES[one.what], words.minus(one.figures)) for one in passed)
        self.passed.setVisible(len(passed) > 0)
        self.known.show_facts(known)
        self.besides.setVisible(bool(asked) and len(known) > 0)
        self.figures.show_facts(words.figures_of(found, asked))
        self.more.setVisible(len(self.figures.said) > 0)
        self.figures.setVisible(len(self.figures.said) > 0 and self.more.isChecked())

    @Slot(bool)
    def _on_more(self, on: bool) -> None:
        """They come into sight as soon as they have their place."""
        self.figures.setVisible(on)
        QTimer.singleShot(0, self.figures, lambda: self.came.emit(self.figures))
