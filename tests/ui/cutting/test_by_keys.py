"""The editor by the keyboard alone: whatever is in sight is reached by Tab, and one sees where one is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from studio.store import Store
from studio.ui.cutting import CuttingPage
from tests.by_keys import focus, press, tab_to, unreached, unseen

from .made import RATE, a_recording, shown


def test_every_control_is_reached_and_seen(qtbot, page: CuttingPage, store: Store) -> None:
    take = a_recording(store, 4.0, 1, line_id="1", number=1)
    a_recording(store, 2.0, 2, line_id="1", number=2)
    shown(qtbot, page, take)
    focus(qtbot, page)
    page.wave.select(RATE, 2 * RATE)
    assert unreached(qtbot, page) == [] and unseen(qtbot, page) == []
    tab_to(page.side.split)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.split.words.said != "", timeout=20_000)
    assert unreached(qtbot, page) == [] and unseen(qtbot, page) == []
    press(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is page.wave
    press(Qt.Key.Key_C)
    qtbot.waitUntil(lambda: page.compared.lined is not None, timeout=20_000)
    assert unreached(qtbot, page) == [] and unseen(qtbot, page) == []
    page.take_focus()
    assert QApplication.focusWidget() is page.compared.view


def test_tab_comes_to_back_first(qtbot, page: CuttingPage, store: Store) -> None:
    shown(qtbot, page, a_recording(store))
    focus(qtbot, page)
    assert QApplication.focusWidget() is page.wave
    press(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is page.back
