"""The editor for somebody who hears it: where the cursor is, what is selected, where it was cut, and what is chosen of several."""

from __future__ import annotations

from PySide6.QtCore import Qt

from studio.domain.edits import Edited, Piece
from studio.domain.ids import TakeId
from studio.store import Store
from studio.ui.cutting import CuttingPage
from studio.ui.cutting.wave import cut_words
from tests.by_keys import focus, press

from ..by_ear import described, name
from .made import RATE, a_recording, shown
from .made import press as press_in

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def test_the_wave_says_its_cursor_its_selection_and_its_cuts(
    qtbot, page: CuttingPage, store: Store, heard: list[str]
) -> None:
    shown(qtbot, page, a_recording(store, 4.0))
    focus(qtbot, page)
    assert (name(page.wave), described(page.wave)) == ("Wave of take 1", "At 0:00.0")
    page.wave.select(RATE, 2 * RATE)
    assert described(page.wave) == "Selected 0:01.0, from 0:01.0 to 0:02.0" == heard[-1]
    press_in(qtbot, page, Qt.Key.Key_Delete)
    assert described(page.wave) == "At 0:01.0. Cut at 0:01.0" and "Removed" in heard
    press_in(qtbot, page, Qt.Key.Key_Z, CTRL)
    assert described(page.wave) == "At 0:01.0" and "Undone" in heard


def test_many_cuts_are_counted(store: Store) -> None:
    pieces = tuple(Piece(TakeId("t"), at * RATE, RATE) for at in range(12))
    assert cut_words(Edited(pieces), RATE).endswith("0:07.0, 0:08.0 and 3 more")
    assert cut_words(Edited(pieces[:1]), RATE) == ""


def test_what_is_chosen_of_several_takes_is_said(qtbot, page: CuttingPage, store: Store, heard: list[str]) -> None:
    takes = [a_recording(store, 2.0, seed, line_id="1", number=seed) for seed in (1, 2)]
    shown(qtbot, page, takes[0])
    focus(qtbot, page)
    press(Qt.Key.Key_C)
    qtbot.waitUntil(lambda: page.compared.lined is not None, timeout=20_000)
    view = page.compared.view
    assert described(view) == "Take 1, at 0:00.0. Heard: take 1 from 0:00.0"
    press(Qt.Key.Key_Down)
    for _ in range(8):
        press(Qt.Key.Key_Right, CTRL)
    press(Qt.Key.Key_End, SHIFT)
    press(Qt.Key.Key_Return)
    assert page.compared.stack is not None
    middle = described(view).rsplit(" ", 1)[-1]
    assert described(view).endswith(f"Heard: take 1 from 0:00.0, take 2 from {middle}") and middle != "0:00.0"
    assert f"Heard: take 1 from 0:00.0, take 2 from {middle}" in heard
