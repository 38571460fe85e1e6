"""The delivery spec that takes are held against, as a chip with a menu of all there are."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QMenu

from studio.paths import DataFolder
from studio.ui.theme import look
from studio.ui.widgets.button import Chip

from .checks import Checks

#: A title in the chip is cut here; the whole is its tooltip.
_MOST_PX = 150


class SpecChip(Chip):
    def __init__(self, checks: Checks, folder: DataFolder) -> None:
        super().__init__("", icon="shield-check")
        self._checks, self._folder = checks, folder
        self.fit(look().px(_MOST_PX))
        self.clicked.connect(self._open)
        checks.changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        spec = self._checks.spec
        self.say(spec.title if spec else "No spec")
        self.setAccessibleName(f"Takes are checked for {spec.title}" if spec else "Takes are checked for no client")

    @Slot()
    def _open(self) -> None:
        menu = self.menu_of_specs()
        menu.exec(self.mapToGlobal(QPoint(0, self.height())))
        menu.deleteLater()

    def menu_of_specs(self) -> QMenu:
        from studio.sound import specs  # the first window does not wait for it

        menu, brief = QMenu(self), self._checks.brief
        offered = [("What this brief asks", brief)] if brief else []
        offered += [("No spec", ""), *((title, name) for name, title in specs.titles(self._folder.specs).items())]
        for title, told in offered:
            action = menu.addAction(title.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(told == self._checks.told)
            action.triggered.connect(lambda _=False, told=told: self._checks.choose(told))
        return menu
