"""A colour, chosen from a few that go with everything, or any other."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QColorDialog, QMenu, QWidget

from studio.ui import tokens
from studio.ui.theme import look
from studio.ui.widgets.button import Chip

_SEE_THROUGH = "See-through"


class ColourButton(Chip):
    """Tells `chosen` as "#rrggbb"; with `clear` also "" for none."""

    chosen = Signal(str)

    def __init__(self, name: str, *, clear: bool = False, parent: QWidget | None = None) -> None:
        super().__init__("", name=name, parent=parent)
        self._name = name
        self._clear = clear
        self._colour = ""
        self.clicked.connect(self._open)
        self.show_colour(tokens.PAINTS["White"])

    def show_colour(self, colour: str) -> None:
        self._colour = colour
        words = next((words for words, value in tokens.PAINTS.items() if value == colour), colour or _SEE_THROUGH)
        self.say(f"\u2002{words}")  # a space keeps the words off the spot
        self.name(f"{self._name}: {words}")
        side = look().px(14)
        self.setIconSize(QSize(side, side))
        self.setIcon(_spot(colour, side, self.devicePixelRatioF()))

    def menu_of_colours(self) -> QMenu:
        menu = QMenu(self)
        for words, colour in tokens.PAINTS.items():
            entry = menu.addAction(_spot(colour, look().px(14), self.devicePixelRatioF()), words)
            entry.triggered.connect(partial(self._choose, colour))
        if self._clear:
            menu.addAction(_SEE_THROUGH).triggered.connect(partial(self._choose, ""))
        menu.addSeparator()
        menu.addAction("Another…").triggered.connect(self._ask)
        return menu

    def _open(self) -> None:
        menu = self.menu_of_colours()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _ask(self) -> None:
        dialog = QColorDialog(QColor(self._colour or tokens.PAINTS["White"]), self)
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog, False)
        dialog.colorSelected.connect(lambda colour: self._choose(colour.name()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _choose(self, colour: str, _checked: bool = False) -> None:
        self.show_colour(colour)
        self.chosen.emit(colour)


def _spot(colour: str, side: int, ratio: float) -> QIcon:
    """A round spot of the colour; an empty ring for none."""
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(look().colour("faint"))
    painter.setBrush(QColor(colour) if colour else QColor(0, 0, 0, 0))
    painter.drawEllipse(QRectF(0.5, 0.5, side - 1, side - 1))
    painter.end()
    return QIcon(picture)
