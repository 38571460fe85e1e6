"""The menus of an open remix."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from .timeline import Snap

SNAPS = {
    Snap.GRID: "Lines of the ruler",
    Snap.BEATS: "Beats",
    Snap.EDGES: "Edges of clips and markers",
    Snap.ZEROS: "Where a sound crosses zero",
    Snap.OFF: "Nothing",
}
SNAP_WORDS = {Snap.GRID: "ruler", Snap.BEATS: "beats", Snap.EDGES: "edges", Snap.ZEROS: "zero crossings", Snap.OFF: ""}


def snap_menu(
    parent: QWidget, snap: Snap, ripple: bool, choose: Callable[[Snap], None], set_ripple: Callable[[bool], None]
) -> QMenu:
    menu = QMenu(parent)
    for one, words in SNAPS.items():
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(one is snap)
        action.triggered.connect(lambda _=False, one=one: choose(one))
    menu.addSeparator()
    _switch(menu, "What lies behind moves along (ripple)", ripple, set_ripple)
    return menu


def more_menu(
    parent: QWidget, deeds: dict[str, Callable[[], None] | None], limiter: bool, set_limiter: Callable[[bool], None]
) -> QMenu:
    """`deeds` by their words; None is one that cannot be done now."""
    menu = QMenu(parent)
    for words, act in deeds.items():
        action = menu.addAction(words)
        action.setEnabled(act is not None)
        if act is not None:
            action.triggered.connect(lambda _=False, act=act: act())
    menu.addSeparator()
    _switch(menu, "Keep the master below full scale (limiter)", limiter, set_limiter)
    return menu


def _switch(menu: QMenu, words: str, on: bool, then: Callable[[bool], None]) -> QAction:
    action = menu.addAction(words)
    action.setCheckable(True)
    action.setChecked(on)
    action.toggled.connect(then)
    return action
