"""Ruler, heads, menus, what is dropped, and what a screen reader is told."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from studio.domain.ids import LaneId, RecordId
from studio.domain.remix import Curve, Lane, Marker
from studio.remix import timeline
from studio.ui.remix.timeline import Snap, record_data
from studio.ui.remix.timeline.access import CanvasFace
from studio.ui.remix.timeline.fader import LOUDEST_DB, QUIETEST_DB, gain_at, place_of
from studio.ui.remix.timeline.heads import Head
from tests.ui.pieces import all_plain, nameless

from .conftest import S, Stand

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def head(stand: Stand, name: str) -> Head:
    return next(one for one in stand.view.findChildren(Head) if one.accessibleName().startswith(name))


def on_ruler(stand: Stand, seconds: float) -> QPoint:
    return QPoint(stand.canvas.sight.x_of(round(seconds * S)), 10)


# the ruler


def test_a_press_on_the_ruler_seeks_and_a_drag_goes_on_seeking(stand: Stand) -> None:
    sought: list[int] = []
    stand.view.seek_wanted.connect(sought.append)
    ruler = stand.view._ruler
    QTest.mousePress(ruler, LEFT, NONE, on_ruler(stand, 2))
    QTest.mouseMove(ruler, on_ruler(stand, 3))
    QTest.mouseRelease(ruler, LEFT, NONE, on_ruler(stand, 3))
    assert sought == [2 * S, 3 * S]


def test_shift_on_the_ruler_spans_a_loop_and_a_press_ends_it(stand: Stand) -> None:
    wanted: list[object] = []
    stand.view.loop_wanted.connect(wanted.append)
    ruler = stand.view._ruler
    for end in (3.0, 1.0):
        QTest.mousePress(ruler, LEFT, SHIFT, on_ruler(stand, 1))
        if end != 1.0:
            QTest.mouseMove(ruler, on_ruler(stand, end))
        QTest.mouseRelease(ruler, LEFT, NONE, on_ruler(stand, end))
    assert wanted == [(S, 3 * S), None]


def test_a_marker_is_dragged_in_one_step_and_esc_leaves_it(stand: Stand) -> None:
    stand.editor.commit(timeline.mark(stand.remix, Marker(2 * S, "Verse")))
    ruler = stand.view._ruler
    inside = QPoint(8, 0)
    QTest.mousePress(ruler, LEFT, NONE, on_ruler(stand, 2) + inside)
    QTest.mouseMove(ruler, on_ruler(stand, 5))
    assert stand.remix.markers == (Marker(2 * S, "Verse"),)
    QTest.mouseRelease(ruler, LEFT, NONE, on_ruler(stand, 5))
    assert stand.remix.markers == (Marker(5 * S, "Verse"),)
    QTest.mousePress(ruler, LEFT, NONE, on_ruler(stand, 5) + inside)
    QTest.mouseMove(ruler, on_ruler(stand, 7))
    stand.view.do("let go")
    QTest.mouseRelease(ruler, LEFT, NONE, on_ruler(stand, 7))
    assert stand.remix.markers == (Marker(5 * S, "Verse"),)


@pytest.mark.parametrize(("key", "name"), [(Qt.Key.Key_Return, "Bridge"), (Qt.Key.Key_Escape, "Verse")])
def test_a_marker_is_renamed_where_it_stands(stand: Stand, key: Qt.Key, name: str) -> None:
    stand.editor.commit(timeline.mark(stand.remix, Marker(2 * S, "Verse")))
    QTest.mouseDClick(stand.view._ruler, LEFT, NONE, on_ruler(stand, 2) + QPoint(8, 0))
    field = stand.view.findChild(QLineEdit)
    assert field is not None
    field.setText("Bridge")
    QTest.keyClick(field, key)
    assert [marker.name for marker in stand.remix.markers] == [name]


# the heads


def test_mute_solo_and_gain_are_set_in_the_heads(stand: Stand) -> None:
    voice = head(stand, "Voice")
    voice._mute.click()
    voice._solo.click()
    assert (stand.remix.lanes[1].muted, stand.remix.lanes[1].solo) == (True, True)
    fader = voice._gain
    QTest.mousePress(fader, LEFT, NONE, QPoint(fader.width() // 2, 10))
    QTest.mouseMove(fader, QPoint(fader.width() // 4, 10))
    assert stand.remix.lanes[1].gain_db == 0
    QTest.mouseRelease(fader, LEFT, NONE, QPoint(fader.width() // 4, 10))
    assert stand.remix.lanes[1].gain_db == pytest.approx(gain_at(0.25), abs=1.0)
    QTest.mouseDClick(fader, LEFT, NONE, QPoint(3, 10))
    assert stand.remix.lanes[1].gain_db == 0
    QTest.keyClick(fader, Qt.Key.Key_Right)
    assert stand.remix.lanes[1].gain_db == 0.5


def test_esc_takes_the_drag_of_a_gain_back(stand: Stand) -> None:
    fader = head(stand, "Voice")._gain
    QTest.mousePress(fader, LEFT, NONE, QPoint(5, 10))
    QTest.mouseMove(fader, QPoint(9, 10))
    QTest.keyClick(fader, Qt.Key.Key_Escape)
    QTest.mouseRelease(fader, LEFT, NONE, QPoint(9, 10))
    assert fader.gain_db == 0
    assert not stand.editor.can_undo


def test_a_gain_stands_where_it_is_set() -> None:
    for tenths in range(round(QUIETEST_DB * 10) + 2, round(LOUDEST_DB * 10), 7):
        gain = tenths / 10
        assert gain_at(place_of(gain)) == pytest.approx(0.0 if abs(gain) < 0.4 else gain, abs=0.06)
    assert place_of(-144) == 0
    assert place_of(48) == 1


def test_a_lane_is_renamed_in_its_head(stand: Stand) -> None:
    QTest.mouseDClick(head(stand, "Rain"), LEFT, NONE, QPoint(30, 20))
    field = stand.view.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "Rain on tin")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert stand.remix.lanes[2].name == "Rain on tin"


def test_heads_are_used_again_while_the_lanes_scroll(stand: Stand) -> None:
    more = [Lane(LaneId(f"more{number}"), f"Lane {number}") for number in range(40)]
    for lane in more:
        stand.editor.commit(timeline.add_lane(stand.remix, lane))
    stand.canvas.verticalScrollBar().setValue(20 * 96)
    QApplication.processEvents()
    heads = stand.view.findChildren(Head)
    assert len(heads) <= 7
    shown = sorted((one.y(), one.lane_id) for one in heads if one.isVisible())
    assert shown[0][1] == "more17"
    assert [y for y, _ in shown] == [n * 96 for n in range(len(shown))]


def test_what_stands_under_a_name_comes_from_the_page(stand: Stand) -> None:
    assert "Hum, source" in head(stand, "Hum").accessibleName()
    assert "your own" in head(stand, "Voice").accessibleName()
    stand.view.set_line_of(lambda lane: "source · ines" if lane.id == "hum" else "")
    assert head(stand, "Hum").accessibleName() == "Hum, source · ines"


# menus


def test_the_menu_of_a_clip_does_what_the_keys_do(stand: Stand) -> None:
    stand.choose("b")
    stand.canvas.menu_wanted.emit(None)
    menu = stand.view.findChild(QMenu)
    assert menu is not None
    words = {action.text().split("\t")[0]: action for action in menu.actions()}
    words["Play backwards"].trigger()
    assert stand.clip("b").reverse
    shapes = cast(QMenu, words["Shape of the fades"].menu())
    next(action for action in shapes.actions() if action.text() == "Straight").trigger()
    assert stand.clip("b").fade_in.curve is Curve.LINEAR
    menu.close()


def test_beside_the_clips_there_is_the_menu_of_the_lane(stand: Stand) -> None:
    stand.choose("b")
    stand.canvas.menu_wanted.emit(stand.at(7, 2))
    menu = stand.view.findChild(QMenu)
    assert menu is not None
    next(action for action in menu.actions() if action.text().startswith("Mute")).trigger()
    assert stand.remix.lanes[2].muted
    assert not stand.clip("b").muted
    menu.close()


def test_a_lane_is_removed_by_its_menu_and_comes_back_with_undo(stand: Stand) -> None:
    before = stand.remix
    stand.click(stand.at(2, 0))
    stand.view.do("remove lane")
    assert [lane.id for lane in stand.remix.lanes] == ["voice", "rain"]
    assert not stand.view.selection
    stand.editor.undo()
    assert stand.remix == before


# what is dropped


def drop(stand: Stand, data: QMimeData, at: QPoint) -> list[tuple[object, object, int]]:
    dropped: list[tuple[object, object, int]] = []
    stand.view.dropped.connect(lambda what, lane, frame: dropped.append((what, lane, frame)))
    place = stand.canvas.viewport().mapTo(stand.view, at)
    action, buttons = Qt.DropAction.CopyAction, LEFT
    enter = QDragEnterEvent(place, action, data, buttons, NONE)
    QApplication.sendEvent(stand.view, enter)
    if enter.isAccepted():
        QApplication.sendEvent(stand.view, QDropEvent(QPointF(place), action, data, buttons, NONE))
    return dropped


def test_files_and_records_are_dropped_where_they_fall(stand: Stand, tmp_path: Path) -> None:
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(tmp_path / "rain.wav"))])
    assert drop(stand, files, stand.at(2, 2)) == [([tmp_path / "rain.wav"], "rain", 2 * S)]


def test_a_record_below_the_lanes_asks_for_a_new_lane_and_snaps(stand: Stand) -> None:
    stand.view.snap = Snap.BEATS
    records = record_data([RecordId("one"), RecordId("two")])
    assert drop(stand, records, stand.at(2.2, 3)) == [(["one", "two"], None, 2 * S)]


def test_words_and_addresses_are_not_welcome(stand: Stand) -> None:
    words = QMimeData()
    words.setText("a song")
    words.setUrls([QUrl("https://example.org/song.wav")])
    assert drop(stand, words, stand.at(2, 0)) == []


# screen readers


def test_a_screen_reader_is_told_clip_lane_start_and_length(stand: Stand) -> None:
    stand.choose("b")
    face = QAccessible.queryAccessibleInterface(stand.canvas)
    assert isinstance(face, CanvasFace)
    assert face.role() == QAccessible.Role.List
    assert face.childCount() == 3
    child = face.child(2)
    assert child is not None
    name = child.text(QAccessible.Text.Name)
    assert "lane Voice, starts at 0:04.00, 2.0 seconds long, chosen" in name
    assert child.state().selected
    assert not face.child(0).state().selected  # type: ignore[union-attr]
    assert face.indexOfChild(child) == 2
    assert face.child(3) is None
    rect, sight = child.rect(), stand.canvas.sight
    assert rect.width() == 200
    middle = rect.center()
    assert face.childAt(middle.x(), middle.y()) is child
    assert stand.canvas.accessibleDescription() == name
    assert sight.x_of(4 * S) == rect.left() - stand.canvas.viewport().mapToGlobal(QPoint()).x()


def test_what_was_done_to_a_clip_is_said_with_it(stand: Stand) -> None:
    stand.choose("b")
    for deed in ("reverse", "louder", "fade in longer", "fill", "mute"):
        stand.view.do(deed)
    words = stand.canvas.accessibleDescription()
    for part in ("+1.0 dB", "backwards", "loop", "muted", "fades in over 0:00.10"):
        assert part in words


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ("right", "starts at 0:04.10"),
        ("down", "in lane Rain"),
        ("louder", "+1.0 dB"),
        ("reverse", "backwards"),
        ("duplicate", "1 clip duplicated"),
        ("end later", "from 0:04.00 to 0:06.10"),
    ],
)
def test_what_a_deed_came_to_is_spoken(stand: Stand, deed: str, words: str) -> None:
    stand.choose("b")
    stand.view.do(deed)
    assert words in stand.view._speaker.last


def test_every_control_has_a_name_and_nobodys_words_are_markup(stand: Stand) -> None:
    stand.editor.commit(timeline.change_lane(stand.remix, stand.remix.lanes[0].id, name="<img src='x'>"))
    assert nameless(stand.view) == []
    all_plain(stand.view)
    assert head(stand, "<img").accessibleName().startswith("<img src='x'>")


def test_the_line_is_asked_for_when_everybody_has_heard_of_an_edit(qtbot, stand: Stand) -> None:
    words = {"rain": "empty"}
    stand.view.set_line_of(lambda lane: words.get(lane.id, ""))
    stand.editor.changed.connect(lambda: words.update(rain="source · imara"))
    stand.editor.commit(timeline.change_lane(stand.remix, LaneId("rain"), gain_db=-1.0))
    qtbot.waitUntil(lambda: head(stand, "Rain").accessibleName() == "Rain, source · imara")
