"""The take editor: every verb is an edit in the store, by mouse and by keys alone, and what is undone outlives a restart."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from studio.domain.edits import Comp, Fades, Fill, Gain, Piece, Punch, Remove, Trim, edited
from studio.domain.take import Take
from studio.store import Store
from studio.ui.cutting import CuttingPage
from studio.ui.cutting.sight import Sight
from studio.ui.cutting.wave import time_words
from studio.ui.stage import Stage
from studio.ui.theme import Theme
from tests.ui.pieces import all_plain, nameless

from .made import RATE, a_recording, press, shown

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def take(qtbot, page: CuttingPage, store: Store) -> Take:
    take = a_recording(store)
    shown(qtbot, page, take)
    return take


def test_another_look_of_the_window_shows_the_same_part_of_the_take(
    qtbot, page: CuttingPage, store: Store, stage: Stage, take: Take
) -> None:
    page.wave.zoom(6, RATE)
    page.wave.select(RATE // 2, RATE)
    before = page.wave.sight
    again = CuttingPage(store, page.playing._player, stage)
    qtbot.addWidget(again)
    again.recall(page.remember())
    again.resize(page.size())
    again.show()
    qtbot.waitUntil(lambda: again.cutter.wave is not None, timeout=20_000)
    assert again.wave.sight == before and before.left > 0
    assert again.wave.selection == (RATE // 2, RATE) and again.said.said.startswith("Selected")


def edits(store: Store, take: Take) -> tuple[object, ...]:
    found = store.takes.get(take.id)
    return found.edits[: found.edits_done]


def test_the_take_is_shown_with_its_words_and_its_length(page: CuttingPage, take: Take) -> None:
    assert page.title.said == take.prompt and "0:02.0 · not edited" in page.about.said
    assert page.wave.sight.frames == 2 * RATE and page.wave.sight.right == pytest.approx(2 * RATE)


@pytest.mark.parametrize(
    ("key", "made"),
    [
        (Qt.Key.Key_T, Trim(24_000, 48_000)),
        (Qt.Key.Key_Delete, Remove(24_000, 48_000)),
        (Qt.Key.Key_S, Fill(24_000, 48_000)),
        (Qt.Key.Key_I, Fades(48_000, 0)),
        (Qt.Key.Key_O, Fades(0, 72_000)),
    ],
)
def test_a_key_edits_what_is_selected(
    qtbot, page: CuttingPage, store: Store, take: Take, key: Qt.Key, made: object
) -> None:
    page.wave.select(24_000, 48_000)
    press(qtbot, page, key)
    assert edits(store, take) == (made,)
    assert page.wave.sight.frames == edited(store.takes.get(take.id)).frames
    assert "1 edit" in page.about.said


def test_nothing_selected_is_nothing_removed(qtbot, page: CuttingPage, store: Store, take: Take) -> None:
    for key in (Qt.Key.Key_T, Qt.Key.Key_Delete, Qt.Key.Key_S, Qt.Key.Key_F):
        press(qtbot, page, key)
    assert edits(store, take) == ()
    assert not any(chip.isEnabled() for chip in page.verbs.on_selection.values())


@pytest.mark.parametrize(("key", "words"), [(Qt.Key.Key_Delete, "Nothing would be left"), (Qt.Key.Key_T, "all of it")])
def test_what_would_change_nothing_is_told_and_is_no_edit(
    qtbot, page: CuttingPage, store: Store, stage: Stage, take: Take, key: Qt.Key, words: str
) -> None:
    press(qtbot, page, Qt.Key.Key_A, CTRL)
    press(qtbot, page, key)
    assert edits(store, take) == () and words in stage.notices.now[-1].title


def test_a_gap_is_filled_with_the_room(qtbot, page: CuttingPage, store: Store, take: Take) -> None:
    page.wave.select(24_000, 48_000)
    press(qtbot, page, Qt.Key.Key_F)
    (fill,) = edits(store, take)
    assert isinstance(fill, Fill) and fill.tone is not None and fill.tone.take_id == take.id
    assert fill.tone.start >= RATE or fill.tone.start + fill.tone.frames <= RATE // 2
    assert page.cutter.wave is not None and np.abs(page.cutter.wave.columns(100)[26:49]).max() < 0.02


def test_what_is_louder_stays_below_the_ceiling(qtbot, page: CuttingPage, store: Store, take: Take) -> None:
    page.verbs.gain_wanted.emit(6.0)
    qtbot.waitUntil(lambda: edits(store, take) == (Gain(6.0, -1.0),), timeout=20_000)
    qtbot.waitUntil(lambda: not page.cutter.is_busy)
    page.verbs.gain_wanted.emit(-2.0)
    qtbot.waitUntil(lambda: edited(store.takes.get(take.id)).gain_db == -2.0, timeout=20_000)
    qtbot.waitUntil(lambda: page.verbs.gain.value == -2.0)


def test_undo_and_redo_outlive_a_restart(qtbot, page: CuttingPage, store: Store, take: Take) -> None:
    for start in (10_000, 20_000, 30_000):
        page.wave.select(start, start + 5_000)
        press(qtbot, page, Qt.Key.Key_Delete)
    press(qtbot, page, Qt.Key.Key_Z, CTRL)
    press(qtbot, page, Qt.Key.Key_Z, CTRL)
    assert edits(store, take) == (Remove(10_000, 15_000),)
    again = Store.open(store.folder)
    kept = again.takes.get(take.id)
    again.close()
    assert (len(kept.edits), kept.edits_done) == (3, 1)
    page.open_take(kept)
    qtbot.waitUntil(lambda: page.cutter.wave is not None and not page.cutter.is_busy)
    assert page.verbs.undo.isEnabled() and page.verbs.redo.isEnabled()
    press(qtbot, page, Qt.Key.Key_Z, CTRL | SHIFT)
    press(qtbot, page, Qt.Key.Key_Z, CTRL | SHIFT)
    assert len(edits(store, take)) == 3 and not page.verbs.redo.isEnabled()


def test_the_wave_is_worked_by_keys_alone(qtbot, page: CuttingPage, take: Take) -> None:
    wave = page.wave
    press(qtbot, page, Qt.Key.Key_End)
    assert wave.cursor_frame == 2 * RATE and wave.selection is None
    press(qtbot, page, Qt.Key.Key_Home, SHIFT)
    assert wave.selection == (0, 2 * RATE)
    assert wave.accessibleDescription() == "Selected 0:02.0, from 0:00.0 to 0:02.0"
    press(qtbot, page, Qt.Key.Key_Home)
    press(qtbot, page, Qt.Key.Key_Right, CTRL)
    press(qtbot, page, Qt.Key.Key_Right, SHIFT)
    start, end = wave.selection or (0, 0)
    assert 0 < start < end and wave.accessibleDescription().startswith("Selected")
    scale = wave.sight.scale
    press(qtbot, page, Qt.Key.Key_Plus)
    press(qtbot, page, Qt.Key.Key_Plus)
    assert wave.sight.scale == pytest.approx(scale / 2)
    press(qtbot, page, Qt.Key.Key_Minus)
    press(qtbot, page, Qt.Key.Key_0)
    assert wave.sight.scale == pytest.approx(wave.sight.whole_scale)


def test_the_mouse_selects_and_the_wheel_zooms_where_it_stands(qtbot, page: CuttingPage, take: Take) -> None:
    wave = page.wave
    qtbot.mousePress(wave, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseMove(wave, QPoint(200, 100))
    qtbot.mouseRelease(wave, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
    assert wave.selection == (wave.sight.frame_at(100), wave.sight.frame_at(200))
    under = wave.sight.frame_at(300)
    turn = QWheelEvent(
        QPointF(300, 100), wave.mapToGlobal(QPointF(300, 100)), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        CTRL, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(wave, turn)
    assert wave.sight.scale < wave.sight.whole_scale and abs(wave.sight.frame_at(300) - under) <= wave.sight.scale


def test_close_up_the_samples_themselves_are_drawn(qtbot, page: CuttingPage, take: Take) -> None:
    for _ in range(10):
        page.wave.zoom(1, RATE // 2)
    assert page.wave.sight.scale < 5
    qtbot.waitUntil(lambda: page.cutter.near is not None, timeout=20_000)
    page.wave.select(22_000, 26_000)
    press(qtbot, page, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: page.cutter.near is not None, timeout=20_000)
    near = page.cutter.near
    assert near is not None and near.high[: 21_000 - near.start].any()
    assert not near.high[23_000 - near.start : 25_000 - near.start].any()


def test_a_layer_that_ended_before_its_punch_is_not_listed(qtbot, page: CuttingPage, store: Store) -> None:
    take = a_recording(store)
    for number, preroll_frames in ((2, RATE), (3, 2_400)):
        a_recording(store, 1.0, number, layer_of=take.id, layer_at=60_000, preroll_frames=preroll_frames)
    shown(qtbot, page, store.takes.get(take.id))
    qtbot.waitUntil(lambda: bool(page.side.rows))
    assert len(page.side.rows) == 1


def test_a_layer_that_is_not_heard_any_more_is_brought_back(qtbot, page: CuttingPage, store: Store) -> None:
    take = a_recording(store)
    layer = a_recording(store, 1.0, 2, layer_of=take.id, layer_at=60_000, preroll_frames=2_400)
    store.takes.edit(take.id, Punch(60_000, Piece(layer.id, 2_400, RATE - 2_400)))
    store.takes.edit(take.id, Trim(0, 50_000))
    shown(qtbot, page, store.takes.get(take.id))
    qtbot.waitUntil(lambda: len(page.side.rows) == 1)
    page.side.bring_back_pressed.emit(layer)
    qtbot.waitUntil(lambda: len(edits(store, take)) == 3, timeout=20_000)
    assert edited(store.takes.get(take.id)).pieces[-1].take_id == layer.id


def test_a_take_whose_sound_is_gone_is_told_and_its_edits_stay(
    qtbot, page: CuttingPage, store: Store, stage: Stage, take: Take
) -> None:
    page.wave.select(24_000, 48_000)
    press(qtbot, page, Qt.Key.Key_Delete)
    store.takes.file(take).unlink()
    page.open_take(store.takes.get(take.id))
    qtbot.waitUntil(lambda: bool(stage.notices.now), timeout=20_000)
    assert stage.notices.now[-1].title == "The sound of a take is gone"
    assert edits(store, take) == (Remove(24_000, 48_000),)


def test_a_comp_of_a_take_that_is_gone_is_not_made_silently(
    qtbot, page: CuttingPage, store: Store, stage: Stage, take: Take
) -> None:
    other = a_recording(store, 1.0)
    store.takes.edit(take.id, Comp((Piece(other.id, 0, 1_000),)))
    store.takes.file(other).unlink()
    page.refresh()
    qtbot.waitUntil(lambda: bool(stage.notices.now), timeout=20_000)
    press(qtbot, page, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: page.cutter.now.frames == 2 * RATE, timeout=20_000)


def test_both_themes_and_large_text_draw_it_whole(qtbot, page: CuttingPage, take: Take, theme: Theme) -> None:
    for name, percent in (("booth", 100), ("paper", 100), ("paper", 200)):
        theme.set(name, percent)
        page.wave.refresh()
        image = page.wave.grab().toImage()
        middle = [image.pixelColor(image.width() * 3 // 8, y).lightness() for y in range(image.height())]
        assert max(middle) - min(middle) > 100


def test_sight_keeps_what_is_under_the_pointer() -> None:
    sight = Sight().of(480_000, 1_000)
    closer = sight.zoomed(1 / 4, 240_000)
    assert closer.x_of(240_000) == sight.x_of(240_000) and closer.scale == sight.scale / 4
    assert closer.moved_to(-100).left == 0 and closer.moved_to(1e9).right == pytest.approx(480_000)
    assert closer.of(240_000, 1_000).right <= 240_000 and sight.of(240_000, 500).right == pytest.approx(240_000)
    assert sight.zoomed(1e-9, 0).scale == 1 / 8


@pytest.mark.parametrize(
    ("seconds", "step", "words"),
    [(0, 1, "0:00"), (61.5, 0.5, "1:01.5"), (3_661, 60, "1:01:01"), (1.25, 0.05, "0:01.25")],
)
def test_places_on_the_ruler_are_as_fine_as_its_steps(seconds: float, step: float, words: str) -> None:
    assert time_words(seconds, step) == words


def test_everything_has_a_name_and_peoples_words_stay_plain(qtbot, page: CuttingPage, store: Store) -> None:
    nasty = "<b>Rain</b> & <img src='x'>"
    take = a_recording(store, prompt=nasty, line_id="1")
    a_recording(store, line_id="1", seed=2)
    a_recording(store, 1.0, 3, layer_of=take.id, layer_at=1_000)
    shown(qtbot, page, take)
    assert page.title.said == nasty and nameless(page) == []
    all_plain(page)
    page.do("compare")
    qtbot.waitUntil(lambda: page.compared.lined is not None, timeout=20_000)
    assert nameless(page) == []
    page.do("leave")
    page.split_by_silence()
    qtbot.waitUntil(lambda: bool(page.split.parts), timeout=20_000)
    assert nameless(page) == []
    all_plain(page)
