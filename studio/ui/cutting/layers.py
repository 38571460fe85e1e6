"""What was punched in over the take: the newest first, each with whether it is heard, and the way to bring it back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from studio.domain.amounts import length_words
from studio.domain.edits import Edited, punched
from studio.domain.take import Take
from studio.ui.theme import look
from studio.ui.widgets.box import Box, column, row
from studio.ui.widgets.button import Button, Chip
from studio.ui.widgets.label import Label

#: More than this many are not listed; the newest are the ones that are wanted.
_MOST = 50


class Side(Box):
    """The panel at the right: layers, and the way to the other takes of the line."""

    #: A layer, by its Take.
    bring_back_pressed = Signal(object)
    compare_pressed = Signal()
    split_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("side", parent)
        self.compare = Button("Compare takes…", icon="layers")
        self.split = Button("Split by silence…", icon="list")
        self.none = Label("", "small", tone="muted", wrap=True)
        self.rows: list[QWidget] = []
        inside = QWidget()
        self._lines = column(None, gap=10)
        inside.setLayout(self._lines)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        lines = column(
            Label("Punched in", "card"), self.none, scroll, self.compare, self.split, gap=10, margins=(18, 18, 18, 18)
        )
        lines.setStretch(2, 1)
        self.setLayout(lines)
        self.compare.clicked.connect(self.compare_pressed)
        self.split.clicked.connect(self.split_pressed)

    def show_layers(self, layers: tuple[Take, ...], now: Edited, rate_hz: int) -> None:
        """Those that ended before their punch came have nothing to bring back."""
        heard = {piece.take_id for piece in now.pieces}
        layers = tuple(layer for layer in layers if punched(layer) is not None)
        while self.rows:
            line = self.rows.pop()
            self._lines.removeWidget(line)
            line.hide()
            line.deleteLater()
        for number, layer in list(enumerate(layers, 1))[-_MOST:][::-1]:
            line = _row(number, layer, rate_hz, partial(self.bring_back_pressed.emit, layer), heard=layer.id in heard)
            self.rows.append(line)
            self._lines.insertWidget(len(self.rows) - 1, line)
        self.none.setVisible(not layers)
        self.none.say(
            "Nothing yet. In the booth, B speaks a take anew from a point on; what was there stays underneath."
        )

    def show_others(self, count: int) -> None:
        """How many other takes the line has."""
        self.compare.setEnabled(count > 0)
        self.compare.setAccessibleDescription("" if count else "This line has no other take")


def _row(number: int, layer: Take, rate_hz: int, bring_back: Callable[[], None], *, heard: bool) -> QWidget:
    where = f"from {length_words(layer.layer_at / rate_hz)}" if layer.layer_at is not None else ""
    name = Label(f"Layer {number}", "strong")
    about = Label(f"{where} · {'heard' if heard else 'not heard'}", "small", tone="muted", wrap=True)
    line = Box("card")
    button = Chip("Bring back", icon="rotate-ccw", name=f"Bring back layer {number}")
    button.setVisible(not heard)
    button.clicked.connect(bring_back)
    lines = row(column(name, about, gap=2), button, gap=8, margins=(10, 8, 10, 8))
    lines.setStretch(0, 1)
    line.setLayout(lines)
    line.setMinimumHeight(look().px(44))
    return line
