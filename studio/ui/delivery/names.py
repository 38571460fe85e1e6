"""The pattern of names, its fields to press, and what comes of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.delivering import Plan
from studio.domain.naming import DEFAULT, FIELDS, MAX_PATTERN
from studio.ui.widgets.box import Box, column
from studio.ui.widgets.button import Chip
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label

_SHOWN = 4


class Names(QWidget):
    changed = Signal()

    def __init__(self, pattern: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pattern = QLineEdit(pattern or DEFAULT)
        self.pattern.setAccessibleName("Pattern of names")
        self.pattern.setMaxLength(MAX_PATTERN)
        self.pattern.textChanged.connect(self.changed)
        self.fields = [Chip(f"{{{name}}}", name=f"Add the field {name}") for name in FIELDS]
        for chip, name in zip(self.fields, FIELDS, strict=True):
            chip.clicked.connect(partial(self._insert, f"{{{name}}}"))
        self.preview = [Label("", "small", elide=True) for _ in range(_SHOWN)]
        self.more = Label("", "small", tone="muted")
        box = Box("quote")
        box.setLayout(column(*self.preview, self.more, gap=2, margins=(12, 8, 12, 8)))
        self.setLayout(column(self.pattern, Flow(*self.fields, gap=6), box, gap=8))
        self._box = box

    def show_plan(self, plan: Plan | None) -> None:
        """The first names, and how many more there are; nothing where the pattern makes none."""
        names = plan.names if plan else ()
        self._box.setVisible(bool(names))
        for at, label in enumerate(self.preview):
            label.setVisible(at < len(names))
            label.say(names[at] if at < len(names) else "")
        rest = len(names) - _SHOWN
        self.more.setVisible(rest > 0)
        self.more.say(f"and {rest} more")

    def _insert(self, text: str) -> None:
        self.pattern.insert(text)
        self.pattern.setFocus()
