from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from studio.domain.ids import ClipId
from studio.domain.remix import Clip, Curve, Material, Remix
from studio.remix import timeline
from studio.ui.remix.timeline import Snap
from studio.ui.remix.timeline.keys import KEYS
from tests.remix.made import a_clip, a_lane, a_remix

from .conftest import S, Stand

Key = Qt.Key
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def seconds(frames: int) -> float:
    return round(frames / S, 3)


def press(stand: Stand, text: str) -> None:
    pressed = QKeySequence(text)[0]  # type: ignore[index]
    stand.key(pressed.key(), pressed.keyboardModifiers())


def test_every_deed_has_a_key_and_every_key_one_deed(stand: Stand) -> None:
    deeds = set(stand.view._table)
    assert set(KEYS) <= deeds
    assert deeds - {deed for deed, keys in KEYS.items() if keys} == {"come in"}
    keys = [key for texts in KEYS.values() for key in texts]
    assert len(keys) == len(set(keys))


def test_an_unknown_deed_is_no_deed(stand: Stand) -> None:
    with pytest.raises(KeyError):
        stand.view.do("fly")


def test_tab_goes_from_clip_to_clip_and_then_on(
    qtbot, make: Callable[[Remix], Stand], materials: tuple[Material, ...]
) -> None:
    clips = [a_clip(materials[0], at * S, name, length=S) for at, name in enumerate("ab")]
    stand = make(
        a_remix(materials, a_lane(*clips, id="x"), a_lane(id="y"), a_lane(a_clip(materials[0], 0, "c"), id="z"))
    )
    page = QWidget()
    before, behind, lines = QLineEdit(), QLineEdit(), QVBoxLayout(page)
    for widget in (before, stand.view, behind):
        lines.addWidget(widget)
    page.resize(900, 600)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    before.setFocus()
    seen = []
    QTest.keyClick(before, Key.Key_Tab)
    for _ in range(3):
        seen.append(stand.scene.selection.current)
        stand.key(Key.Key_Tab)
    assert seen == ["a", "b", "c"]
    assert not stand.canvas.hasFocus()
    stand.view.setFocus()
    stand.choose("b")
    stand.key(Key.Key_Backtab)
    assert stand.view.selection == {"a"}
    stand.view.setParent(None)


def test_whoever_lets_go_is_not_caught_in_the_lanes(qtbot, stand: Stand) -> None:
    stand.choose("h")
    stand.key(Key.Key_Escape)
    assert not stand.view.selection
    stand.key(Key.Key_Tab)
    assert not stand.canvas.hasFocus()


@pytest.mark.parametrize(
    ("snap", "key", "start"),
    [
        (Snap.GRID, "Right", 1.1),
        (Snap.GRID, "Left", 0.9),
        (Snap.BEATS, "Right", 1.5),
        (Snap.BEATS, "Left", 0.5),
        (Snap.OFF, "Right", 1.1),
        (Snap.EDGES, "Shift+Left", 0.99),
        (Snap.GRID, "Shift+Right", 1.01),
    ],
)
def test_the_arrows_nudge_by_a_step_of_what_snaps(stand: Stand, snap: Snap, key: str, start: float) -> None:
    stand.view.snap = snap
    stand.choose("h")
    press(stand, key)
    assert seconds(stand.clip("h").start) == start


def test_a_nudge_from_between_two_lines_goes_to_the_next(stand: Stand) -> None:
    stand.editor.commit(timeline.move(stand.remix, ClipId("h"), S + 1_234))
    stand.view.snap = Snap.GRID
    stand.choose("h")
    press(stand, "Left")
    assert stand.clip("h").start == S
    press(stand, "Right")
    assert seconds(stand.clip("h").start) == 1.1


def test_up_and_down_hang_clips_into_other_lanes(stand: Stand) -> None:
    stand.choose("h")
    press(stand, "Down")
    assert stand.lane_of("h") == "voice"
    press(stand, "Down")
    press(stand, "Down")
    assert stand.lane_of("h") == "rain"
    press(stand, "Up")
    assert stand.lane_of("h") == "voice"


def test_without_a_clip_the_arrows_move_the_playhead_and_choose_lanes(qtbot, stand: Stand) -> None:
    stand.view.snap = Snap.GRID
    stand.view.show_playhead(2 * S)
    with qtbot.waitSignal(stand.view.seek_wanted) as sought:
        press(stand, "Right")
    assert sought.args == [round(2.1 * S)]
    press(stand, "Down")
    press(stand, "Down")
    assert stand.view.chosen_lane == "voice"
    assert not stand.editor.can_undo


@pytest.mark.parametrize(
    ("key", "start", "end"),
    [("Alt+Right", 4, 6.1), ("Alt+Left", 4, 5.9), ("Alt+Shift+Left", 3.9, 6), ("Alt+Shift+Right", 4.1, 6)],
)
def test_edges_are_trimmed_by_keys(stand: Stand, key: str, start: float, end: float) -> None:
    stand.choose("b")
    press(stand, key)
    assert (seconds(stand.clip("b").start), seconds(stand.clip("b").end)) == (start, end)


def test_s_splits_at_the_playhead_what_is_chosen_else_all(stand: Stand) -> None:
    stand.view.show_playhead(S * 5 // 2)
    stand.editor.commit(timeline.move(stand.remix, ClipId("b"), 2 * S))
    stand.choose("b")
    press(stand, "S")
    assert [seconds(clip.start) for clip in stand.remix.lanes[1].clips] == [0, 2, 2.5]
    assert len(stand.remix.lanes[0].clips) == 1
    stand.editor.undo()
    stand.view.do("let go")
    press(stand, "S")
    assert [len(lane.clips) for lane in stand.remix.lanes] == [2, 3, 0]


def test_a_clip_is_duplicated_behind_itself_and_the_new_one_is_chosen(stand: Stand) -> None:
    stand.choose("b")
    press(stand, "Ctrl+D")
    (id,) = stand.view.selection
    assert id != "b"
    assert seconds(stand.clip(id).start) == 6


def test_several_clips_are_duplicated_as_they_lie(stand: Stand) -> None:
    stand.choose("h", "b")
    press(stand, "Ctrl+D")
    assert sorted(seconds(stand.clip(id).start) for id in stand.view.selection) == [6, 9]
    stand.editor.undo()
    assert not stand.editor.can_undo


def test_delete_removes_and_the_keys_stand_on_the_next_clip(stand: Stand) -> None:
    stand.choose("a")
    press(stand, "Delete")
    assert stand.scene.find(ClipId("a")) is None
    assert stand.scene.selection.current == "b"
    assert seconds(stand.clip("b").start) == 4


def test_delete_with_ripple_closes_the_gap(stand: Stand) -> None:
    stand.view.ripple = True
    stand.choose("a")
    press(stand, "Backspace")
    assert seconds(stand.clip("b").start) == 3


def test_clips_are_grouped_and_let_go_again(stand: Stand) -> None:
    stand.choose("h", "b")
    press(stand, "Ctrl+G")
    assert stand.clip("h").group == stand.clip("b").group != ""
    stand.choose("h")
    press(stand, "Ctrl+Shift+G")
    assert stand.clip("h").group == stand.clip("b").group == ""


def of(stand: Stand, id: str, what: Callable[[Clip], object]) -> object:
    return what(stand.clip(id))


@pytest.mark.parametrize(
    ("key", "what", "then"),
    [
        ("V", lambda clip: clip.reverse, True),
        ("M", lambda clip: clip.muted, True),
        ("Ctrl+Up", lambda clip: clip.gain_db, 1.0),
        ("Ctrl+Down", lambda clip: clip.gain_db, -1.0),
        ("Ctrl+Left", lambda clip: clip.pan, -0.1),
        ("Ctrl+Right", lambda clip: clip.pan, 0.1),
        ("I", lambda clip: clip.fade_in.frames, S // 10),
        ("O", lambda clip: clip.fade_out.frames, S // 10),
        ("Shift+I", lambda clip: clip.fade_in.frames, 0),
        ("C", lambda clip: clip.fade_in.curve, Curve.SMOOTH),
        ("L", lambda clip: (clip.loop, clip.end), (2 * S, 8 * S)),
    ],
)
def test_the_sound_of_a_clip_is_changed_by_keys(
    stand: Stand, key: str, what: Callable[[Clip], object], then: object
) -> None:
    stand.choose("b")
    press(stand, key)
    assert of(stand, "b", what) == then


def test_a_loop_fills_up_to_the_next_clip_else_to_the_end_of_the_piece(stand: Stand) -> None:
    stand.choose("a")
    press(stand, "L")
    assert seconds(stand.clip("a").end) == 4
    stand.choose("h")
    press(stand, "L")
    assert seconds(stand.clip("h").end) == 6


def test_the_three_curves_follow_each_other(stand: Stand) -> None:
    stand.choose("b")
    seen = []
    for _ in Curve:
        press(stand, "C")
        seen.append(stand.clip("b").fade_out.curve)
    assert set(seen) == set(Curve)


def test_lanes_are_muted_and_heard_alone_by_keys(stand: Stand) -> None:
    stand.click(stand.at(8, 2))
    press(stand, "Shift+M")
    press(stand, "Shift+S")
    assert (stand.remix.lanes[2].muted, stand.remix.lanes[2].solo) == (True, True)
    press(stand, "M")
    assert stand.remix.lanes[2].muted is False


def test_markers_are_set_at_the_playhead_and_taken_away(stand: Stand) -> None:
    stand.view.show_playhead(2 * S)
    press(stand, "K")
    stand.view.show_playhead(5 * S)
    press(stand, "K")
    assert [(marker.frame, marker.name) for marker in stand.remix.markers] == [(2 * S, "Marker 1"), (5 * S, "Marker 2")]
    press(stand, "Shift+K")
    assert [marker.name for marker in stand.remix.markers] == ["Marker 1"]


def test_the_zoom_keeps_the_playhead_where_it_is(stand: Stand) -> None:
    stand.view.show_playhead(3 * S)
    x = stand.canvas.sight.x_of(3 * S)
    before = stand.scene.scale.frames_per_px
    for _ in range(4):
        press(stand, "+")
    assert stand.scene.scale.frames_per_px < before / 2
    assert abs(stand.canvas.sight.x_of(3 * S) - x) <= 1
    press(stand, "-")
    assert abs(stand.canvas.sight.x_of(3 * S) - x) <= 1


def test_fit_shows_the_whole_piece_or_what_is_chosen(stand: Stand) -> None:
    press(stand, "F")
    sight = stand.canvas.sight
    assert sight.x_of(0) == 0
    assert sight.width * 0.8 < sight.x_of(stand.remix.frames) <= sight.width
    stand.choose("b")
    press(stand, "Shift+F")
    sight = stand.canvas.sight
    assert 0 < sight.x_of(4 * S) < sight.x_of(6 * S) < sight.width
    assert sight.x_of(6 * S) - sight.x_of(4 * S) > sight.width * 0.8


def test_ctrl_and_the_wheel_zoom_at_the_pointer(qtbot, stand: Stand) -> None:
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    frame = stand.canvas.sight.frame_at(300)
    turned = (QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, CTRL, Qt.ScrollPhase.NoScrollPhase, False)
    at = QPointF(300, 50)
    QApplication.sendEvent(stand.canvas.viewport(), QWheelEvent(at, at, *turned))
    assert stand.scene.scale.frames_per_px < S / 100
    assert abs(stand.canvas.sight.x_of(frame) - 300) <= 1


def test_ctrl_l_asks_for_a_loop_over_what_is_chosen(qtbot, stand: Stand) -> None:
    stand.choose("h", "b")
    with qtbot.waitSignal(stand.view.loop_wanted) as wanted:
        press(stand, "Ctrl+L")
    assert wanted.args == [(S, 6 * S)]


def test_enter_adds_the_clip_the_keys_stand_on(stand: Stand) -> None:
    stand.choose("h")
    press(stand, "Ctrl+A")
    assert stand.view.selection == {"h", "a", "b"}
    press(stand, "Return")
    assert stand.view.selection == {"a", "b"}


def test_keys_do_nothing_to_the_piece_while_something_is_dragged(stand: Stand) -> None:
    stand.press(stand.at(5, 1))
    stand.move(stand.at(6, 1))
    press(stand, "Delete")
    stand.release(stand.at(6, 1))
    assert seconds(stand.clip("b").start) == 5


def test_a_chosen_clip_is_brought_into_sight(stand: Stand) -> None:
    stand.editor.commit(timeline.move(stand.remix, ClipId("b"), 60 * S))
    stand.choose("b")
    sight = stand.canvas.sight
    assert 0 <= sight.x_of(60 * S) < sight.width


def test_the_view_turns_its_page_with_the_playhead_but_not_against_the_hand(stand: Stand) -> None:
    bar = stand.canvas.horizontalScrollBar()
    last = stand.canvas.sight.frames()[1]
    stand.view.show_playhead(last - 2_000)
    stand.view.show_playhead(last + 2_000)
    assert bar.value() > 0
    bar.setValue(0)
    stand.view.show_playhead(last + 4_000)
    assert bar.value() == 0


def test_lanes_and_markers_are_renamed_and_lanes_removed_by_keys(stand: Stand) -> None:
    stand.click(stand.at(8, 2))
    for key, words in (("F2", "Rain on tin"), ("K", ""), ("Shift+F2", "Verse")):
        press(stand, key)
        if words:
            field = stand.view.findChild(QLineEdit)
            assert field is not None
            field.setText(words)
            QTest.keyClick(field, Key.Key_Return)
            field.setParent(None)
    assert stand.remix.lanes[2].name == "Rain on tin"
    assert [marker.name for marker in stand.remix.markers] == ["Verse"]
    press(stand, "Shift+Delete")
    assert [lane.name for lane in stand.remix.lanes] == ["Hum", "Voice"]
