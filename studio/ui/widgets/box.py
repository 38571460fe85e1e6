"""Frames and the little grammar of layouts: rows and columns with spacing in steps of four."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from studio.ui.theme import look


class Box(QFrame):
    """A frame the style sheet knows: card, side, rail, bar, quote, drop, notice, surface."""

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("box", kind)

    def mark(self, name: str, on: bool) -> None:
        """Sets a state the style sheet knows: "chosen" or "worry"."""
        if bool(self.property(name)) != on:
            self.setProperty(name, on)
            self.style().unpolish(self)
            self.style().polish(self)


class Card(Box):
    """A quiet panel with a hairline and round corners."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("card", parent)


class Hairline(Box):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("hairline", parent)
        self.setFixedHeight(1)


Item = QWidget | QLayout | int | None


def row(*items: Item, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Side by side: widgets, layouts, a number for a fixed gap, None for what is left over. Margins: left, top, right, bottom."""
    layout = QHBoxLayout()
    _fill(layout, items, gap, margins, across=True)
    return layout


def column(*items: Item, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """One below the other; items as in `row`."""
    layout = QVBoxLayout()
    _fill(layout, items, gap, margins, across=False)
    return layout


def _fill(
    layout: QHBoxLayout | QVBoxLayout,
    items: tuple[Item, ...],
    gap: int,
    margins: tuple[int, int, int, int],
    *,
    across: bool,
) -> None:
    now = look()
    layout.setSpacing(now.px(gap))
    layout.setContentsMargins(*(now.px(side) for side in margins))
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            size = now.px(item)
            least = QSizePolicy.Policy.Minimum
            fixed = QSizePolicy.Policy.Fixed
            layout.addSpacerItem(QSpacerItem(size, 0, fixed, least) if across else QSpacerItem(0, size, least, fixed))
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)
