"""Left of the canvas: its layers, and what can be said of the chosen one or, where none is chosen, of the canvas itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QImage, QIntValidator
from PySide6.QtWidgets import QLineEdit, QScrollArea, QSizePolicy, QWidget

from studio.contract import MAX_TITLE
from studio.domain.canvas import MAX_SIDE_PX, Blend, Canvas, Layer, fits
from studio.domain.ids import LayerId
from studio.ui.theme import look
from studio.ui.widgets.box import Box, Hairline, column, row
from studio.ui.widgets.label import Label
from studio.ui.widgets.stack import Stack

from .colour import ColourButton
from .layer_form import LayerForm
from .layer_list import LayerList, LayerRow

WIDTH = 248
_FORM_LEAST, _FORM_MOST = 240, 340
_FIGURE = 76


class CanvasForm(QWidget):
    """Title, size and background."""

    title_changed = Signal(str)
    size_changed = Signal(int, int)
    background_changed = Signal(str)
    #: A size that no canvas can have was typed: words for it.
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLineEdit()
        self.title.setMaxLength(MAX_TITLE)
        self.title.setPlaceholderText("What is it called?")
        self.title.setAccessibleName("Title")
        self.width_px, self.height_px = _figure("Width in pixels"), _figure("Height in pixels")
        self.background = ColourButton("Background", clear=True)
        self._size = (0, 0)
        sides = row(self.width_px, Label("×", tone="muted"), self.height_px, Label("px", "small", tone="muted"), None)
        self.setLayout(
            column(
                column(_asks("Title"), self.title, gap=4),
                column(_asks("Size"), sides, gap=4),
                column(_asks("Background"), row(self.background, None), gap=4),
                gap=12,
            )
        )
        self.title.editingFinished.connect(lambda: self.title_changed.emit(self.title.text()))
        for side in (self.width_px, self.height_px):
            side.editingFinished.connect(self._on_size)
        self.background.chosen.connect(self.background_changed)

    def show_canvas(self, canvas: Canvas) -> None:
        self._size = (canvas.width_px, canvas.height_px)
        if not self.title.hasFocus():
            self.title.setText(canvas.title)
        for field, value in ((self.width_px, canvas.width_px), (self.height_px, canvas.height_px)):
            if not field.hasFocus():
                field.setText(str(value))
        self.background.show_colour(canvas.background)

    @Slot()
    def _on_size(self) -> None:
        width, height = (int(field.text() or 0) for field in (self.width_px, self.height_px))
        if (width, height) == self._size:
            return
        if fits(width, height):
            self.size_changed.emit(width, height)
            return
        self.width_px.setText(str(self._size[0]))
        self.height_px.setText(str(self._size[1]))
        self.refused.emit(f"A side has 1 to {MAX_SIDE_PX} pixels, and a canvas up to 50 million in all.")


class Side(Box):
    """`picture` gives the small picture of a layer, None while there is none."""

    def __init__(self, picture: Callable[[LayerId], QImage | None], parent: QWidget | None = None) -> None:
        super().__init__("rail", parent)
        self.list = LayerList(picture)
        self.nothing = Label("No layers yet", "small", tone="muted", wrap=True)
        self.form = LayerForm()
        self.canvas_form = CanvasForm()
        self._stack = Stack()
        for part in (self.canvas_form, self.form):
            part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
            self._stack.addWidget(_scrolled(part))
        self._title = Label("Layers", "card")
        self.kind = Label("", "small-strong", tone="muted")
        head = row(self._title, None, margins=(14, 14, 14, 0))
        lines = column(head, self.nothing, self.list, Hairline(), self.kind, self._stack, gap=8)
        lines.setStretch(2, 1)
        self._stack.setMinimumHeight(look().px(_FORM_LEAST))
        self._stack.setMaximumHeight(look().px(_FORM_MOST))
        for label in (self.nothing, self.kind):
            label.setContentsMargins(look().px(14), 0, look().px(14), 0)
        self.setLayout(lines)
        self.setFixedWidth(look().px(WIDTH))

    def show_canvas(self, canvas: Canvas, chosen: Layer | None, missing: frozenset[str]) -> None:
        rows = [row_of(layer, missing) for layer in reversed(canvas.layers)]
        self.nothing.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self.list.show_rows(rows, chosen.id if chosen else None)
        self.canvas_form.show_canvas(canvas)
        self.form.show_layer(chosen)
        self.kind.say("Chosen layer" if chosen else "Canvas")
        self._stack.setCurrentIndex(1 if chosen else 0)


def row_of(layer: Layer, missing: frozenset[str]) -> LayerRow:
    if layer.picture is not None and layer.picture.sha256 in missing:
        return LayerRow(layer.id, "triangle-alert", layer.name, "Its picture is not here", layer.hidden, worry=True)
    said = [layer.blend.value.capitalize()] if layer.blend is not Blend.NORMAL else []
    said += [f"{layer.opacity * 100:.0f} %"] if layer.opacity < 1 else []
    what = "Words" if layer.words is not None else "Source" if layer.picture and layer.picture.record_id else "Yours"
    icon = "type" if layer.words is not None else "image"
    return LayerRow(layer.id, icon, layer.name, " · ".join([what, *said]), layer.hidden)


def _figure(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setValidator(QIntValidator(1, MAX_SIDE_PX, field))
    field.setFixedWidth(look().px(_FIGURE))
    return field


def _asks(words: str) -> Label:
    return Label(words, "small", tone="muted")


def _scrolled(part: QWidget) -> QScrollArea:
    inside = QWidget()
    inside.setLayout(column(part, None, margins=(14, 4, 14, 14)))
    scroll = QScrollArea()
    scroll.setWidget(inside)
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QScrollArea.Shape.NoFrame)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return scroll
