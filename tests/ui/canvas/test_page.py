from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QMenu

from studio.domain.canvas import Blend
from studio.domain.ids import RecordId, SourceId
from studio.domain.record import Origin, Source, SourceType
from studio.remix.canvas import edits, file
from studio.remix.canvas.render import render
from studio.store import Store
from studio.ui import tokens
from studio.ui.canvas import CanvasPage, painting
from studio.ui.canvas.desk import Desk
from studio.ui.canvas.leaving import settled
from studio.ui.stage import Stage

from .conftest import SLOW_MS, a_file, a_kept_record, is_shown, laid, layer_of, titles, with_pictures


def drag(qtbot, desk: Desk, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From one place of the canvas to another."""
    view = desk.view
    points = [QPoint(*(round(value) for value in view.camera.to_widget(*place))) for place in (start, end)]
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=points[0])
    qtbot.mouseMove(view, pos=(points[0] + points[1]) / 2)
    view.repaint()
    qtbot.mouseMove(view, pos=points[1])
    view.repaint()
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=points[1])


def test_a_file_that_is_added_gives_the_canvas_its_size_and_is_shown(qtbot, desk: Desk, tmp_path: Path) -> None:
    assert desk.empty.isVisible() and not desk.bar.share.isEnabled()
    canvas = with_pictures(qtbot, desk, tmp_path)
    assert (canvas.width_px, canvas.height_px, canvas.layers[0].name) == (400, 300, "0")
    frame = desk.shown.frame
    assert frame is not None
    assert frame.whole.pixelColor(frame.whole.width() - 5, frame.whole.height() - 5).red() > 240
    assert desk.view.isVisible() and desk.bar.share.isEnabled()
    qtbot.waitUntil(lambda: bool(desk.shown.tiles), timeout=SLOW_MS)


def test_a_layer_is_dragged_in_one_step_that_can_be_undone_and_is_on_the_disk(
    qtbot, page: CanvasPage, desk: Desk, tmp_path: Path
) -> None:
    with_pictures(qtbot, desk, tmp_path)
    before = layer_of(desk)
    drag(qtbot, desk, (200, 150), (260, 180))
    after = layer_of(desk)
    assert (after.x - before.x, after.y - before.y) == pytest.approx((60, 30), abs=2)
    desk.editor.undo()
    assert layer_of(desk) == before
    desk.editor.redo()
    qtbot.waitUntil(lambda: desk.editor.is_saved, timeout=SLOW_MS)
    assert file.load(page.canvases.path(desk.editor.canvas.id)).layers == (after,)


def test_what_is_in_the_hand_looks_as_it_will_when_it_is_let_go(qtbot, desk: Desk, tmp_path: Path) -> None:
    canvas = with_pictures(qtbot, desk, tmp_path, 3)
    one, two, three = canvas.layers
    two = replace(two, x=150.0, rotation=10.0, blend=Blend.MULTIPLY, opacity=0.8)
    three = replace(three, x=320.0, scale=0.5, blend=Blend.SCREEN)
    desk.editor.commit(replace(canvas, layers=(one, two, three)))
    desk.view.choose(two.id)
    qtbot.waitUntil(lambda: is_shown(desk) and desk.shown.frame.wish.chosen == two.id, timeout=SLOW_MS)  # type: ignore[union-attr]
    frame = desk.shown.frame
    assert frame is not None and frame.below is not None
    held = replace(two, x=210.0, y=170.0, rotation=-25.0, scale=0.7)
    mix, room = QImage(frame.below.size(), frame.below.format()), QImage(frame.below.size(), frame.below.format())
    painter = QPainter(room)
    painting.draw_in_hand(painter, frame, mix, held, desk.view.camera, 1.0)
    painter.end()
    true = render(edits.put(desk.editor.canvas, held), desk.view._shown._plates, frame.wish.zoom, frame.wish.window)
    assert true is not None
    difference = np.abs(as_array(mix) - true[..., :3].astype(int))
    assert difference.mean() < 1.0 and np.percentile(difference, 99) <= 12


def as_array(image: QImage) -> np.ndarray:
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).astype(int)


def test_a_record_is_a_source_until_it_is_covered_and_returns(qtbot, desk: Desk, store: Store, tmp_path: Path) -> None:
    record = a_kept_record(store, tmp_path)
    desk.adder.add_thing(record)
    laid(qtbot, desk, 1)
    qtbot.waitUntil(lambda: len(desk.panel.sources.sources) == 1, timeout=SLOW_MS)
    (source,) = desk.panel.sources.sources
    assert (source.record_id, source.share, source.type) == (record.id, 1.0, SourceType.EDITED)
    assert source.place == "xywh=percent:0,0,100,100" and not source.removed
    desk.adder.add_files([a_file(tmp_path, "cover.png", (1, 2, 3))])
    laid(qtbot, desk, 2)
    qtbot.waitUntil(lambda: desk.panel.sources.sources[0].removed, timeout=SLOW_MS)
    assert desk.panel.sources.fold.isVisible()
    desk.side.list.hidden.emit(layer_of(desk).id, True)
    qtbot.waitUntil(lambda: not desk.panel.sources.sources[0].removed, timeout=SLOW_MS)
    assert desk.panel.sources.sources[0].id == source.id
    assert desk.panel.tree.isVisible()


def test_layers_are_ordered_hidden_doubled_and_removed_by_the_keys(
    qtbot, desk: Desk, stage: Stage, tmp_path: Path
) -> None:
    canvas = with_pictures(qtbot, desk, tmp_path, 2)
    first, second = (layer.id for layer in canvas.layers)
    desk.side.list.setFocus()
    assert desk.view.chosen == second
    qtbot.keyClick(desk.side.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [layer.id for layer in desk.editor.canvas.layers] == [second, first]
    qtbot.keyClick(desk.side.list, Qt.Key.Key_Space)
    assert layer_of(desk, 0).hidden
    desk.view.setFocus()
    qtbot.keyClick(desk.view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert len(desk.editor.canvas.layers) == 3
    qtbot.keyClick(desk.view, Qt.Key.Key_Delete)
    assert [layer.id for layer in desk.editor.canvas.layers] == [second, first]
    qtbot.keyClick(desk.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(desk.editor.canvas.layers) == 3


def test_layers_are_ordered_by_the_hand(qtbot, desk: Desk, tmp_path: Path) -> None:
    ids = [layer.id for layer in with_pictures(qtbot, desk, tmp_path, 3).layers]
    view = desk.side.list
    rows = [view.visualRect(view.model_now.index(row)).center() for row in range(3)]
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=rows[0])
    for place in (rows[1], rows[2], rows[2] + QPoint(0, 24)):
        event = mouse_move(view, place)
        view.mouseMoveEvent(event)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=rows[2] + QPoint(0, 24))
    assert [layer.id for layer in desk.editor.canvas.layers] == [ids[2], ids[0], ids[1]]


def mouse_move(view, place: QPoint):  # type: ignore[no-untyped-def]
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    where, none = QPointF(place), Qt.KeyboardModifier.NoModifier
    left = Qt.MouseButton.LeftButton
    return QMouseEvent(QEvent.Type.MouseMove, where, view.viewport().mapToGlobal(where), left, left, none)


def test_arrows_move_the_chosen_layer_and_the_view_goes_closer_by_keys(qtbot, desk: Desk, tmp_path: Path) -> None:
    with_pictures(qtbot, desk, tmp_path)
    desk.view.setFocus()
    x = layer_of(desk).x
    qtbot.keyClick(desk.view, Qt.Key.Key_Right)
    qtbot.keyClick(desk.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert layer_of(desk).x == x + 11
    zoom = desk.view.camera.zoom
    qtbot.keyClick(desk.view, Qt.Key.Key_Plus)
    assert desk.view.camera.zoom == pytest.approx(zoom * 1.25)
    qtbot.keyClick(desk.view, Qt.Key.Key_1)
    assert desk.view.camera.zoom == pytest.approx(1.0)
    qtbot.keyClick(desk.view, Qt.Key.Key_0)
    assert desk.view.camera.zoom == pytest.approx(zoom)
    qtbot.keyClick(desk.view, Qt.Key.Key_Escape)
    assert desk.view.chosen is None


def test_words_are_typed_and_kept_as_one_step(qtbot, desk: Desk) -> None:
    desk.bar.words.click()
    assert layer_of(desk).words is not None and desk.side.form.text.hasFocus()
    steps = len(desk.editor._history._past)
    qtbot.keyClicks(desk.side.form.text, "Night rain")
    qtbot.waitUntil(lambda: layer_of(desk).name == "Night rain")
    assert len(desk.editor._history._past) == steps + 1
    desk.side.form.colour.chosen.emit("#b5482f")
    words = layer_of(desk).words
    assert words is not None and (words.text, words.colour) == ("Night rain", "#b5482f")


def test_what_is_typed_is_not_lost_when_another_layer_is_chosen(qtbot, desk: Desk, tmp_path: Path) -> None:
    canvas = with_pictures(qtbot, desk, tmp_path)
    desk.bar.words.click()
    qtbot.keyClicks(desk.side.form.text, "Tin")
    desk.view.choose(canvas.layers[0].id)
    assert layer_of(desk).name == "Tin"


def test_figures_change_the_chosen_layer(qtbot, desk: Desk, tmp_path: Path) -> None:
    with_pictures(qtbot, desk, tmp_path)
    form = desk.side.form
    form.opacity.settled.emit(50.0)
    form.scale.settled.emit(25.0)
    form.turn.settled.emit(-30.0)
    form.cuts["left"].settled.emit(20.0)
    form.flip_h.click()
    form.blend.chosen.emit(Blend.MULTIPLY)
    layer = layer_of(desk)
    assert (layer.opacity, layer.scale, layer.rotation, layer.crop.left) == pytest.approx((0.5, 0.25, -30, 0.2))
    assert layer.flip_h and layer.blend is Blend.MULTIPLY
    assert desk.side.list.model_now.rows[0].said == "Yours · Multiply · 50 %"


def test_the_canvas_has_a_size_a_background_and_a_title(qtbot, desk: Desk, stage: Stage, tmp_path: Path) -> None:
    with_pictures(qtbot, desk, tmp_path)
    desk.view.choose(None)
    form = desk.side.canvas_form
    form.width_px.setText("500")
    form.width_px.editingFinished.emit()
    assert (desk.editor.canvas.width_px, layer_of(desk).x) == (500, 250)
    for words, colour in (("Sky", tokens.PAINTS["Sky"]), ("See-through", "")):
        qtbot.mouseClick(form.background, Qt.MouseButton.LeftButton)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        menu.setActiveAction(next(action for action in menu.actions() if action.text() == words))
        qtbot.keyClick(menu, Qt.Key.Key_Return)
        assert desk.editor.canvas.background == colour
    form.title.setText("Night")
    form.title.editingFinished.emit()
    assert (desk.editor.canvas.background, desk.editor.canvas.title) == ("", "Night")
    form.height_px.setText("0")
    form.height_px.editingFinished.emit()
    assert desk.editor.canvas.height_px == 300 and titles(stage)[0] == "A canvas cannot have this size"


def test_seen_closely_only_a_part_is_made_and_the_rest_is_there_all_the_same(qtbot, desk: Desk, tmp_path: Path) -> None:
    with_pictures(qtbot, desk, tmp_path)
    desk.view.zoom_by(12.0)
    qtbot.waitUntil(lambda: desk.shown.frame is not None and desk.shown.frame.wish.zoom > 10, timeout=SLOW_MS)
    frame, around = desk.shown.frame, desk.shown.around
    assert frame is not None and around is not None and around is not frame
    assert frame.whole.width() <= desk.view.width() + 1 and frame.whole.height() <= desk.view.height() + 1
    place = desk.view.camera.to_widget(200, 150)
    colour = desk.view.grab().toImage().pixelColor(round(place[0]) + 40, round(place[1]) + 40)
    assert abs(colour.red() - 127) < 12 and abs(colour.green() - 127) < 12
    drag(qtbot, desk, (200, 150), (205, 150))
    assert layer_of(desk).x == pytest.approx(205, abs=0.3)


def test_what_was_said_where_it_is_shared_is_kept_when_it_is_shared_again() -> None:
    auto = Source(SourceId("a"), RecordId("r"), SourceType.SAMPLED, Origin.AUTO, share=0.4)
    said = (
        replace(auto, type=SourceType.TRACED, thanks="Thank you", share=0.9),
        Source(SourceId("b"), RecordId("idea"), SourceType.INSPIRED_BY),
        Source(SourceId("c"), RecordId("gone"), SourceType.SAMPLED, Origin.AUTO),
    )
    assert settled((auto,), said) == (replace(auto, type=SourceType.TRACED, thanks="Thank you"), said[1])


@pytest.mark.parametrize(("ground", "ink"), [((12, 14, 60), "#ffffff"), ((240, 230, 200), "#1a1a1e")])
def test_words_can_be_read_over_what_they_are_written_on(
    qtbot, desk: Desk, tmp_path: Path, ground: tuple[int, int, int], ink: str
) -> None:
    desk.adder.add_files([a_file(tmp_path, colour=ground)])
    laid(qtbot, desk, 1)
    desk.add_words()
    words = layer_of(desk).words
    assert words is not None and words.colour == ink
