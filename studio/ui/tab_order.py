"""Tab goes as one reads, also through what is made when it is first wanted."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QWidget


def insert_before(room: QBoxLayout, shown: QWidget, made: QWidget, stretch: int = 0) -> None:
    """Puts `made` above `shown` in `room`, on the screen and for Tab."""
    at = room.indexOf(shown)
    room.insertWidget(at, made, stretch)
    item = room.itemAt(at - 1) if at else None
    above = item.widget() if item else None
    if above is not None:
        tab_after(above, made)


def tab_after(above: QWidget, made: QWidget) -> None:
    """Tab comes to all within `made` right after all within `above`, or after what stands before that where nothing stops it there.
    Qt orders only what Tab stops at. (Its own chain is not walked: to PySide each widget on it would be a child of the one before,
    and be gone when that one goes.)"""
    all_here = above.window().findChildren(QWidget)
    stops = [one for one in all_here if _is_stop(one)]
    new = [one for one in stops if _is_in(made, one)]
    inside = [one for one in stops if _is_in(above, one) and one not in new]
    before = [one for one in all_here[: all_here.index(above)] if _is_stop(one)]
    places = [*(inside or before)[-1:], *new]
    for last, one in pairwise(places):
        QWidget.setTabOrder(last, one)


def _is_in(whole: QWidget, one: QWidget) -> bool:
    return one is whole or whole.isAncestorOf(one)


def _is_stop(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
