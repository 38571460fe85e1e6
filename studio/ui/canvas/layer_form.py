"""What can be said of the chosen layer in figures and words: for the keys, for screen readers, and where a hand is not exact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from studio.domain.canvas import MAX_LETTERS, Align, Blend, Crop, Layer, Words
from studio.remix.canvas import edits
from studio.ui.theme import look
from studio.ui.widgets.amount import Amount
from studio.ui.widgets.box import column, row
from studio.ui.widgets.button import Button, Chip
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label

from .colour import ColourButton

_BLENDS = {
    Blend.NORMAL: "Normal",
    Blend.MULTIPLY: "Multiply, darker",
    Blend.SCREEN: "Screen, lighter",
    Blend.OVERLAY: "Overlay, stronger",
}
_ALIGNS = {Align.LEFT: "Left", Align.MIDDLE: "In the middle", Align.RIGHT: "Right"}
#: Letters that come faster than this are one change.
_SETTLES_MS = 500
_TEXT_HEIGHT = 84
Edit = Callable[[Layer, float], Layer]


class LayerForm(QWidget):
    """`changed` tells the layer as it shall be, one step each; `held` as it would be while a slider is dragged."""

    changed = Signal(object)
    held = Signal(object)
    duplicate_pressed = Signal()
    remove_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layer: Layer | None = None
        self._build()
        self._connect()

    def show_layer(self, layer: Layer | None) -> None:
        if layer is None or self._layer is None or layer.id != self._layer.id:
            self._flush_words()
        self._layer = layer
        if layer is None:
            return
        self.opacity.show_value(layer.opacity * 100)
        self.scale.show_value(layer.scale * 100)
        self.turn.show_value(layer.rotation)
        self.blend.choose(layer.blend)
        self.flip_h.setChecked(layer.flip_h)
        self.flip_v.setChecked(layer.flip_v)
        self._words_part.setVisible(layer.words is not None)
        self.crop.setVisible(layer.picture is not None)
        self._crop_part.setVisible(layer.picture is not None and self.crop.isChecked())
        crop = layer.crop
        cut = {"left": crop.left, "top": crop.top, "right": 1 - crop.right, "bottom": 1 - crop.bottom}
        for side, amount in self.cuts.items():
            amount.show_value(cut[side] * 100)
        if layer.words is not None:
            self._show_words(layer.words)

    def _show_words(self, words: Words) -> None:
        if self.text.toPlainText() != words.text and not self._typing.isActive():
            self.text.blockSignals(True)
            self.text.setPlainText(words.text)
            self.text.blockSignals(False)
        self.colour.show_colour(words.colour)
        self.bold.setChecked(words.bold)
        self.align.choose(words.align)

    def _build(self) -> None:
        percent = lambda value: f"{value:.0f} %"  # noqa: E731
        self.opacity = Amount("Opacity", (0, 100), 100, percent, step=1)
        self.scale = Amount("Size", (1, 400), 100, percent, bend=2.0)
        self.turn = Amount("Turn", (-180, 180), 0, lambda value: f"{value:.0f}°", step=1)
        self.blend = Choice("Blend")
        self.blend.offer([(words, blend) for blend, words in _BLENDS.items()], Blend.NORMAL)
        self.flip_h = Button("", "icon", icon="flip-vertical-2", name="Flip left and right")
        self.flip_v = Button("", "icon", icon="flip-horizontal-2", name="Flip up and down")
        for button in (self.flip_h, self.flip_v):
            button.setCheckable(True)
        self.duplicate = Button("", "icon", icon="copy", name="Duplicate the layer")
        self.remove = Button("", "icon", icon="trash-2", name="Remove the layer")
        self.crop = Chip("Crop", checkable=True, icon="crop")
        names = {"left": "Cut at the left", "top": "Cut at the top", "right": "Cut at the right", "bottom": "Cut below"}
        self.cuts = {side: Amount(name, (0, 99), 0, percent, step=1) for side, name in names.items()}
        self._crop_part = QWidget()
        self._crop_part.setLayout(column(*self.cuts.values(), gap=4))
        self._words_part = self._build_words()
        tools = Flow(self.flip_h, self.flip_v, self.duplicate, self.remove, self.crop, gap=0)
        asks = Label("Blend", "small", tone="muted")
        amounts = column(self.opacity, self.scale, self.turn, gap=6)
        self.setLayout(
            column(self._words_part, tools, amounts, column(asks, self.blend, gap=4), self._crop_part, gap=10)
        )

    def _build_words(self) -> QWidget:
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("The words")
        self.text.setPlaceholderText("Your words")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(look().px(_TEXT_HEIGHT))
        self.colour = ColourButton("Colour of the words")
        self.bold = Chip("Bold", checkable=True)
        self.align = Choice("Lines begin")
        self.align.offer([(words, align) for align, words in _ALIGNS.items()], Align.MIDDLE)
        part = QWidget()
        part.setLayout(column(self.text, row(self.colour, self.bold, None, gap=6), self.align, gap=8))
        return part

    def _connect(self) -> None:
        self._typing = QTimer(self, singleShot=True, interval=_SETTLES_MS)
        self._typing.timeout.connect(self._flush_words)
        edits_of: list[tuple[Amount, Edit]] = [
            (self.opacity, lambda layer, value: replace(layer, opacity=value / 100)),
            (self.scale, lambda layer, value: edits.scaled(layer, value / 100)),
            (self.turn, edits.turned),
            *((amount, partial(_cut, side)) for side, amount in self.cuts.items()),
        ]
        for amount, edit in edits_of:
            amount.moved.connect(partial(self._on_amount, edit, self.held.emit))
            amount.settled.connect(partial(self._on_amount, edit, self.changed.emit))
        self.blend.chosen.connect(lambda value: self._tell(blend=Blend(str(value))))
        self.flip_h.clicked.connect(lambda on: self._tell(flip_h=on))
        self.flip_v.clicked.connect(lambda on: self._tell(flip_v=on))
        self.crop.toggled.connect(lambda on: self._crop_part.setVisible(on))
        self.duplicate.clicked.connect(self.duplicate_pressed)
        self.remove.clicked.connect(self.remove_pressed)
        self.text.textChanged.connect(self._typing.start)
        self.colour.chosen.connect(lambda colour: self._tell_words(colour=colour))
        self.bold.clicked.connect(lambda on: self._tell_words(bold=on))
        self.align.chosen.connect(lambda value: self._tell_words(align=Align(str(value))))

    def _on_amount(self, edit: Edit, tell: Callable[[Layer], None], value: float) -> None:
        self._flush_words()
        if self._layer is not None:
            tell(edit(self._layer, value))

    def _tell(self, **fields: object) -> None:
        self._flush_words()
        if self._layer is not None:
            self.changed.emit(replace(self._layer, **fields))  # type: ignore[arg-type]

    def _tell_words(self, **fields: object) -> None:
        self._flush_words()
        if self._layer is not None and self._layer.words is not None:
            self._tell(words=replace(self._layer.words, **fields))  # type: ignore[arg-type]

    @Slot()
    def _flush_words(self) -> None:
        """What was typed last is kept, also when another layer is chosen."""
        if not self._typing.isActive() and self.sender() is not self._typing:
            return
        self._typing.stop()
        layer, text = self._layer, self.text.toPlainText()[:MAX_LETTERS]
        if layer is not None and layer.words is not None and layer.words.text != text:
            self._layer = replace(layer, words=replace(layer.words, text=text))
            self.changed.emit(self._layer)


def _cut(side: str, layer: Layer, value: float) -> Layer:
    """So many percent less at one side; at least one percent stays."""
    crop, part = layer.crop, value / 100
    if side == "left":
        crop = replace(crop, left=min(part, crop.right - 0.01))
    elif side == "top":
        crop = replace(crop, top=min(part, crop.bottom - 0.01))
    elif side == "right":
        crop = replace(crop, right=max(1 - part, crop.left + 0.01))
    else:
        crop = replace(crop, bottom=max(1 - part, crop.top + 0.01))
    return edits.cropped(layer, Crop(crop.left, crop.top, crop.right, crop.bottom))
