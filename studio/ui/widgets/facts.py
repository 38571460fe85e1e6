"""Facts side by side: a quiet name and, beside it, words that may take several lines."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from studio.ui.theme import look

from .label import Label

Fact = tuple[str, str]


class Facts(QWidget):
    """`show_facts` replaces what is shown; facts without words are left out. Names have `names` pixels at least, so that those of
    several stand below each other."""

    def __init__(self, names: int = 84, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: list[Label] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look().px(12))
        self._grid.setVerticalSpacing(look().px(8))
        self._grid.setColumnMinimumWidth(0, look().px(names))
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: Iterable[Fact]) -> None:
        self._facts = [fact for fact in facts if fact[1]]
        while len(self._labels) < 2 * len(self._facts):
            self._add_line()
        for at, label in enumerate(self._labels):
            line, side = divmod(at, 2)
            label.setVisible(line < len(self._facts))
            label.say(self._facts[line][side] if line < len(self._facts) else "")

    @property
    def said(self) -> tuple[Fact, ...]:
        """What is shown, in order."""
        return tuple(self._facts)

    def _add_line(self) -> None:
        line = len(self._labels) // 2
        name, words = Label("", "small", tone="muted"), Label("", "small", wrap=True)
        for side, label in enumerate((name, words)):
            self._grid.addWidget(label, line, side, Qt.AlignmentFlag.AlignTop)
            self._labels.append(label)
