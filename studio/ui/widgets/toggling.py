"""Buttons that stay down, for who presses nothing: screen readers and voice control toggle them, and Qt tells that by `toggled`
alone, as it tells what code sets. Here it is `clicked`, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton as _Button
else:
    _Button = object


class Toggling(_Button):
    """Comes before a class of Qt's buttons."""

    _is_told = False

    def setCheckable(self, checkable: bool) -> None:
        if checkable and not self.isCheckable():
            self.toggled.connect(self._on_toggled)
        super().setCheckable(checkable)

    def setChecked(self, checked: bool) -> None:
        self._is_told = True
        super().setChecked(checked)
        self._is_told = False

    def nextCheckState(self) -> None:
        """A press, of which Qt tells by itself."""
        self._is_told = True
        super().nextCheckState()
        self._is_told = False

    @Slot(bool)
    def _on_toggled(self, checked: bool) -> None:
        group = self.group()
        gives_way = not checked and (self.autoExclusive() or (group is not None and group.exclusive()))
        if self._is_told or gives_way:
            return
        self.clicked[bool].emit(checked)  # type: ignore[index]
        if group is not None:
            group.idClicked.emit(group.id(self))
