"""Tab goes as one reads, also through what is made when it is first wanted.

What stands where is asked of the layouts. PySide takes what `nextInFocusChain` (or a widget's `focusWidget`) returns for a child of
the one that was asked, with which it then ends: the next polish of all widgets met one that was gone, and the studio crashed.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QLayout, QScrollArea, QWidget


def insert_before(room: QBoxLayout, shown: QWidget, made: QWidget, stretch: int = 0) -> None:
    """Puts `made` above `shown` in `room`, on the screen and for Tab."""
    at = room.indexOf(shown)
    room.insertWidget(at, made, stretch)
    item = room.itemAt(at - 1) if at else None
    above = item.widget() if item else None
    if above is not None:
        tab_after(above, made)


def tab_after(above: QWidget, made: QWidget) -> None:
    """Tab comes to all within `made` right after all within `above`. Qt orders only what Tab stops at."""
    new = stops(made)
    inside = [one for one in stops(above) if one not in new]
    for last, one in pairwise([*inside[-1:], *new]):
        QWidget.setTabOrder(last, one)


def stops(widget: QWidget) -> list[QWidget]:
    """Where Tab stops in it, as its layout has them."""
    found = [widget] if widget.focusPolicy() & Qt.FocusPolicy.TabFocus else []
    inside = widget.widget() if isinstance(widget, QScrollArea) else None
    if inside is not None:
        return [*found, *stops(inside)]
    layout = widget.layout()
    return [*found, *(_stops_in(layout) if layout is not None else [])]


def _stops_in(layout: QLayout) -> list[QWidget]:
    found: list[QWidget] = []
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget, inner = (item.widget(), item.layout()) if item else (None, None)
        if widget is not None:
            found += stops(widget)
        elif inner is not None:
            found += _stops_in(inner)
    return found
