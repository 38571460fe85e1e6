"""Tags of a piece as small buttons; pressing one looks for it. They break into rows as words do."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.ui.theme import look

from .button import Chip
from .flow import Flow

_MOST_PX = 180


class TagLine(QWidget):
    """Hidden where there are none."""

    #: The tag that was pressed.
    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips: list[Chip] = []
        self._flow = Flow(gap=6)
        self.setLayout(self._flow)
        self.hide()

    def show_tags(self, tags: Iterable[str], name: str = "Tag {}, find it") -> None:
        """`name` is what a screen reader says of one."""
        shown = tuple(tags)
        while len(self.chips) < len(shown):
            self._add_chip()
        for at, chip in enumerate(self.chips):
            chip.setVisible(at < len(shown))
            if at < len(shown):
                chip.say(shown[at])
                chip.setAccessibleName(name.format(shown[at]))
        self._flow.invalidate()
        self.setVisible(bool(shown))

    def _add_chip(self) -> None:
        chip = Chip("")
        chip.fit(look().px(_MOST_PX))
        chip.clicked.connect(lambda: self.pressed.emit(chip.said))
        self._flow.addWidget(chip)
        self.chips.append(chip)
