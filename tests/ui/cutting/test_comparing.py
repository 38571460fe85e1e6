"""The best parts of several takes are chosen in the window, heard before they are used, and are one edit that can be undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from studio.domain.edits import Comp
from studio.domain.take import Take
from studio.store import Store
from studio.ui.cutting import CuttingPage
from studio.ui.stage import Stage
from studio.ui.theme import Theme

from .made import a_recording, shown

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def takes(qtbot, page: CuttingPage, store: Store) -> list[Take]:
    """Three of one line; the first is open, and they are compared."""
    made = [a_recording(store, 2.0, seed, line_id="1", number=seed) for seed in (1, 2, 3)]
    a_recording(store, 2.0, 4, line_id="2")
    shown(qtbot, page, made[0])
    page.do("compare")
    qtbot.waitUntil(lambda: page.compared.lined is not None, timeout=20_000)
    return made


def edits(store: Store, take: Take) -> tuple[object, ...]:
    found = store.takes.get(take.id)
    return found.edits[: found.edits_done]


def test_only_the_takes_of_the_line_are_compared_and_the_open_one_is_chosen(
    page: CuttingPage, takes: list[Take]
) -> None:
    lined = page.compared.lined
    assert lined is not None and {take.id for take in lined.takes} == {take.id for take in takes}
    assert lined.takes[0].id == takes[0].id and lined.stack.choices[0][1] == 0
    assert not page.compared.use.isEnabled()


def test_a_part_is_chosen_by_dragging_and_becomes_one_edit(
    qtbot, page: CuttingPage, store: Store, takes: list[Take]
) -> None:
    view = page.compared.view
    row = QPoint(view.width() // 2, view.height() // 2)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=row)
    qtbot.mouseMove(view, QPoint(view.width() * 3 // 4, row.y()))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(view.width() * 3 // 4, row.y()))
    stack = page.compared.stack
    assert stack is not None and [take for _, take in stack.choices[:3]] == [0, 1, 0]
    page.compared.use.click()
    qtbot.waitUntil(lambda: len(edits(store, takes[0])) == 1, timeout=20_000)
    (comp,) = edits(store, takes[0])
    lined = page.compared.lined
    assert isinstance(comp, Comp) and lined is not None
    assert [piece.take_id for piece in comp.pieces] == [lined.takes[at].id for at in (0, 1, 0)]
    qtbot.waitUntil(lambda: page.verbs.isVisible() and page.verbs.undo.isEnabled(), timeout=20_000)
    page.do("undo")
    qtbot.waitUntil(lambda: edits(store, takes[0]) == (), timeout=20_000)


def test_a_part_is_chosen_by_keys_alone(qtbot, page: CuttingPage, store: Store, takes: list[Take]) -> None:
    view = page.compared.view
    qtbot.keyClick(view, Qt.Key.Key_Down)
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Right, CTRL)
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Right, CTRL | SHIFT)
    assert page.compared.words.said.startswith(f"Take {page.compared.lined.takes[1].number}, from ")
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert page.compared.stack is not None
    assert [take for _, take in page.compared.stack.choices[:3]] == [0, 1, 0]
    qtbot.keyClick(view, Qt.Key.Key_Z, CTRL)
    assert page.compared.stack == page.compared.lined.stack and edits(store, takes[0]) == ()


def test_another_look_of_the_window_keeps_what_was_chosen(
    qtbot, page: CuttingPage, store: Store, stage: Stage, takes: list[Take]
) -> None:
    page.compared.view.chosen.emit(1, 20_000, 40_000)
    page.compared.view.chosen.emit(2, 50_000, 60_000)
    again = CuttingPage(store, page.playing._player, stage)
    qtbot.addWidget(again)
    again.recall(page.remember())
    again.refresh()
    again.show()
    assert again.compared.isVisible() and again.compared.use.isEnabled()
    assert again.compared.stack == page.compared.stack and again.compared.lined == page.compared.lined
    again.do("undo")
    page.do("undo")
    assert again.compared.stack == page.compared.stack
    again.do("undo")
    assert not again.compared.use.isEnabled()
    qtbot.waitUntil(lambda: not again.cutter.is_busy, timeout=20_000)


def test_keys_of_the_wave_do_nothing_while_takes_are_compared(
    qtbot, page: CuttingPage, store: Store, takes: list[Take]
) -> None:
    page.wave.select(10_000, 20_000)
    for key in (Qt.Key.Key_S, Qt.Key.Key_T, Qt.Key.Key_Delete, Qt.Key.Key_I):
        qtbot.keyClick(page.compared.view, key)
    assert edits(store, takes[0]) == () and not page.cutter.is_busy
    qtbot.keyClick(page.compared.view, Qt.Key.Key_Escape)
    assert page.verbs.isVisible() and not page.compared.isVisible()


def test_a_take_that_is_gone_is_told_and_the_wave_comes_back(
    qtbot, page: CuttingPage, store: Store, stage: Stage, takes: list[Take]
) -> None:
    store.takes.file(takes[1]).unlink()
    page.do("leave")
    page.do("compare")
    qtbot.waitUntil(lambda: bool(stage.notices.now), timeout=20_000)
    assert page.verbs.isVisible() and stage.notices.now[-1].title == "The sound of a take is gone"


def test_a_line_with_one_take_has_nothing_to_compare(qtbot, page: CuttingPage, store: Store) -> None:
    shown(qtbot, page, a_recording(store, line_id="9"))
    assert not page.side.compare.isEnabled()


def test_both_themes_and_large_text_draw_all_takes(qtbot, page: CuttingPage, takes: list[Take], theme: Theme) -> None:
    for name, percent in (("booth", 100), ("paper", 200)):
        theme.set(name, percent)
        view = page.compared.view
        view.resize(view.size())
        assert view.grab().toImage().size().height() >= view.height()
