"""The top of an open picture remix: back, undo, how closely it is seen, and what can be done with the whole of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.ui.widgets.box import Box, column, row
from studio.ui.widgets.button import Button, Chip
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.sides import Sides

_NARROW = 690


class Bar(Box):
    """Signals say what was pressed; `show_zoom` and `show_steps` say what is."""

    back_pressed = Signal()
    undo_pressed = Signal()
    redo_pressed = Signal()
    closer_pressed = Signal()
    farther_pressed = Signal()
    fit_pressed = Signal()
    add_pressed = Signal()
    words_pressed = Signal()
    export_pressed = Signal()
    share_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bar", parent)
        self.back = Button("", "icon", icon="chevron-left", name="My picture remixes")
        self.undo = Button("", "icon", icon="undo-2", name="Undo")
        self.redo = Button("", "icon", icon="redo-2", name="Redo")
        self.farther = Button("", "icon", icon="minus", name="Farther away")
        self.fit = Chip("Fit")
        self.closer = Button("", "icon", icon="plus", name="Closer")
        self.words = Button("Add words")
        self.add = Button("Add picture…")
        self.export = Button("Export…")
        self.share = Button("Share…", "primary")
        self._lay_out()
        self._connect()
        self.show_zoom(1.0)

    def show_zoom(self, zoom: float) -> None:
        self.fit.say(f"{zoom * 100:.0f} %")
        self.fit.name(f"Shown at {zoom * 100:.0f} percent; press to see the whole canvas")

    def show_steps(self, *, can_undo: bool, can_redo: bool) -> None:
        self.undo.setEnabled(can_undo)
        self.redo.setEnabled(can_redo)

    def show_empty(self, empty: bool) -> None:
        """Nothing is there to be exported or sent."""
        self.export.setEnabled(not empty)
        self.share.setEnabled(not empty)

    def _lay_out(self) -> None:
        left = row(self.back, 4, self.undo, self.redo, 8, self.farther, self.fit, self.closer, None, gap=2)
        right = Flow(self.words, self.add, self.export, self.share, gap=8, right=True)
        self.setLayout(column(Sides(left, right, _NARROW, grows=1), gap=0, margins=(12, 10, 20, 10)))

    def _connect(self) -> None:
        pairs = (
            (self.back, self.back_pressed),
            (self.undo, self.undo_pressed),
            (self.redo, self.redo_pressed),
            (self.farther, self.farther_pressed),
            (self.fit, self.fit_pressed),
            (self.closer, self.closer_pressed),
            (self.words, self.words_pressed),
            (self.add, self.add_pressed),
            (self.export, self.export_pressed),
            (self.share, self.share_pressed),
        )
        for button, signal in pairs:
            button.clicked.connect(signal)
