"""What is selected is heard, and no more; a cut is heard as it will be sent."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from studio.store import Store
from studio.ui.cutting import CuttingPage

from .made import RATE, a_recording, press, shown

pytestmark = pytest.mark.usefixtures("sound_card")


def test_what_is_selected_is_played_to_its_end_and_the_wave_shows_where(qtbot, page: CuttingPage, store: Store) -> None:
    shown(qtbot, page, a_recording(store, 4.0))
    page.wave.select(RATE, 2 * RATE)
    qtbot.keyClick(page.wave, Qt.Key.Key_Space)
    assert page.verbs.play.said == "Stop"
    qtbot.waitUntil(lambda: page.wave.playhead is not None, timeout=10_000)
    assert RATE <= (page.wave.playhead or 0) < 2 * RATE
    qtbot.waitUntil(lambda: not page.playing.is_on, timeout=10_000)
    assert page.wave.playhead is None and page.verbs.play.said == "Play"


def test_an_edited_take_is_played_with_its_edits_and_stops_at_a_press(qtbot, page: CuttingPage, store: Store) -> None:
    shown(qtbot, page, a_recording(store, 6.0))
    page.wave.select(0, RATE)
    press(qtbot, page, Qt.Key.Key_Delete)
    qtbot.keyClick(page.wave, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: page.wave.playhead is not None, timeout=10_000)
    qtbot.keyClick(page.wave, Qt.Key.Key_P)
    assert not page.playing.is_on and page.wave.playhead is None
