"""The chips above the list: one of what it is, and at most one kind."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QWidget

from studio.domain.record import Kind
from studio.ui.widgets.button import Chip
from studio.ui.widgets.flow import Flow

from .shelf import What

_KINDS = ((Kind.AUDIO, "Voice", "mic"), (Kind.IMAGE, "Pictures", "image"), (Kind.TEXT, "Words", "text-align-start"))


class Filters(QWidget):
    #: The person chose another.
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        chips = Flow()
        self.whats, self.kinds = QButtonGroup(self), QButtonGroup(self)
        self.kinds.setExclusive(False)
        for at, what in enumerate(What):
            chip = Chip(what, checkable=True)
            self.whats.addButton(chip, at)
            chips.addWidget(chip)
        for at, (_, name, icon) in enumerate(_KINDS):
            chip = Chip(name, checkable=True, icon=icon)
            self.kinds.addButton(chip, at)
            chips.addWidget(chip)
        self.setLayout(chips)
        self.clear()
        self.whats.idClicked.connect(lambda _: self.changed.emit())
        self.kinds.idClicked.connect(self._on_kind)

    @property
    def what(self) -> What:
        return list(What)[max(self.whats.checkedId(), 0)]

    @property
    def kind(self) -> Kind | None:
        return next((kind for at, (kind, _, _) in enumerate(_KINDS) if self.kinds.button(at).isChecked()), None)

    @property
    def all(self) -> bool:
        """Nothing is filtered."""
        return self.what is What.ALL and self.kind is None

    def clear(self) -> None:
        """Shows everything."""
        self.whats.button(0).setChecked(True)
        for button in self.kinds.buttons():
            button.setChecked(False)

    @Slot(int)
    def _on_kind(self, at: int) -> None:
        """A kind pressed again shows every kind."""
        for button in self.kinds.buttons():
            if button is not self.kinds.button(at):
                button.setChecked(False)
        self.changed.emit()
