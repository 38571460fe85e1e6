"""The menu of a clip and of a lane: the same deeds as the keys, with their keys beside them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from studio.domain.remix import Curve

from .keys import key_words

_CLIP: tuple[tuple[str, str], ...] = (
    ("split", "Split at the playhead"),
    ("duplicate", "Duplicate"),
    ("fill", "Loop to fill"),
    ("reverse", "Play backwards"),
    ("mute", "Mute"),
    ("", ""),
    ("group", "Group"),
    ("ungroup", "Ungroup"),
    ("", ""),
    ("fit chosen", "Look nearer"),
    ("loop chosen", "Play this over and over"),
    ("", ""),
    ("delete", "Delete"),
)
_LANE: tuple[tuple[str, str], ...] = (
    ("rename lane", "Rename"),
    ("mute lane", "Mute"),
    ("solo lane", "Solo"),
    ("", ""),
    ("remove lane", "Remove the lane"),
)
_CURVES = {Curve.EQUAL_POWER: "Even loudness", Curve.LINEAR: "Straight", Curve.SMOOTH: "Soft at both ends"}


def clip_menu(parent: QWidget, do: Callable[[str], None], curve: Curve, set_curve: Callable[[Curve], None]) -> QMenu:
    menu = _menu(parent, _CLIP, do)
    fades = menu.addMenu("Shape of the fades")
    one_of = QActionGroup(fades)
    for kind, words in _CURVES.items():
        action = QAction(words, one_of, checkable=True, checked=kind is curve)
        action.triggered.connect(lambda _=False, kind=kind: set_curve(kind))
        fades.addAction(action)
    return menu


def lane_menu(parent: QWidget, do: Callable[[str], None]) -> QMenu:
    return _menu(parent, _LANE, do)


def _menu(parent: QWidget, lines: tuple[tuple[str, str], ...], do: Callable[[str], None]) -> QMenu:
    menu = QMenu(parent)
    for deed, words in lines:
        if not deed:
            menu.addSeparator()
            continue
        keys = key_words(deed)
        action = menu.addAction(f"{words}\t{keys}" if keys else words)
        action.triggered.connect(lambda _=False, deed=deed: do(deed))
    return menu
