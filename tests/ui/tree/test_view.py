"""The tree as a painted widget: seen, moved, made larger, walked through and opened."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from studio.domain.ids import RecordId
from studio.ui.theme import Theme, look
from studio.ui.tree.camera import Camera
from studio.ui.tree.drawing import CARD_HEIGHT, CARD_WIDTH
from studio.ui.tree.painting import NAMES_FROM, Detail, detail_at
from studio.ui.tree.view import TreeView
from studio.ui.tree.walk import Way, walk
from tests.credit.families import id_of, record

from .trees import a_thousand, drawn, night_choir, tombstone

ROOM = QSizeF(900, 500)
places = st.floats(-5_000, 5_000)


@pytest.fixture
def view(qtbot) -> TreeView:
    view = TreeView()
    view.resize(900, 500)
    qtbot.addWidget(view)
    view.show_drawing(drawn(night_choir(), id_of(10)))
    view.show()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    return view


def spot(view: TreeView, id: RecordId) -> QPoint:
    card = view._drawing.cards[id]
    return view.camera.to_screen(QSizeF(view.size())).map(QPointF(card.x, card.y)).toPoint()


def colours(image: QImage) -> set[QColor]:
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}


@given(places, places, st.floats(0.01, 3), st.floats(0, 900), st.floats(0, 500), st.floats(0.1, 10))
def test_what_lies_under_the_pointer_stays_there(
    x: float, y: float, scale: float, a: float, b: float, times: float
) -> None:
    camera, at = Camera(scale, x, y), QPointF(a, b)
    before = camera.to_drawing(at, ROOM)
    after = camera.zoomed(times, at, ROOM)
    back = after.to_screen(ROOM).map(before)
    assert back.x() == pytest.approx(a, abs=1e-3 + abs(x) * 1e-9)
    assert back.y() == pytest.approx(b, abs=1e-3 + abs(y) * 1e-9)


@given(places, places, st.floats(1, 9_000), st.floats(1, 9_000))
def test_fit_shows_all_and_blows_nothing_up(x: float, y: float, width: float, height: float) -> None:
    bounds = QRectF(x, y, width, height)
    camera = Camera.on_all(bounds, ROOM, 20)
    assert camera.seen(ROOM).adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(bounds)
    assert camera.scale <= 1


def test_a_card_at_the_edge_moves_the_tree_no_farther_than_shows_it() -> None:
    camera = Camera(1.0, 0, 0)
    inside, right, above = QRectF(0, 0, 100, 50), QRectF(500, 0, 100, 50), QRectF(0, -400, 100, 50)
    assert camera.showing(inside, ROOM, 10) == camera
    assert camera.showing(right, ROOM, 10).x == 160
    assert camera.showing(above, ROOM, 10).y == -160


def test_only_what_is_seen_is_found(view: TreeView) -> None:
    records, root = a_thousand()
    drawing = drawn(records, root)
    chance = random.Random(3)
    for _ in range(30):
        rect = QRectF(chance.uniform(-2_000, 2_000), chance.uniform(-6_000, 6_000), 900, 500)
        found = {
            card.node.id
            for row in drawing.rows_within(rect)
            for card in row.cards[row.within(rect.left(), rect.right())]
        }
        assert {id for id, card in drawing.cards.items() if card.rect.intersects(rect)} <= found
        assert all(drawing.cards[id].rect.adjusted(-1, -1, 1, 1).intersects(rect) for id in found)
        lines = set(map(id, drawing.lines_within(rect)))
        touching = {
            id(line)
            for band in drawing._bands.values()
            for line in band
            if any(QRectF(a, b).normalized().adjusted(-1, -1, 1, 1).intersects(rect) for a, b in pairwise(line.points))
        }
        assert touching <= lines


def test_a_point_finds_the_card_that_lies_there() -> None:
    drawing = drawn(night_choir(), id_of(10))
    for id, card in drawing.cards.items():
        assert drawing.at(QPointF(card.x + CARD_WIDTH / 2 - 1, card.y - CARD_HEIGHT / 2 + 1)) == id
    assert drawing.at(QPointF(0, CARD_HEIGHT)) is None


def test_arrows_walk_to_parents_children_and_siblings_and_home_leads_back(qtbot, view: TreeView) -> None:
    walked: list[str] = []
    view.current_changed.connect(walked.append)
    keys = (
        Qt.Key.Key_Up,
        Qt.Key.Key_Left,
        Qt.Key.Key_Left,
        Qt.Key.Key_Down,
        Qt.Key.Key_Down,
        Qt.Key.Key_Right,
        Qt.Key.Key_Home,
    )
    for key in keys:
        qtbot.keyClick(view, key)
    titles = [view._drawing.cards[RecordId(id)].node.title for id in walked]
    assert titles == ["Choir pad", "Hum", "Night Choir", "Lanterns", "O Coro da Noite", "Night Choir"]
    assert view.accessibleName() == "Family tree: Night Choir, ines · this record, Voice"


def test_every_record_can_be_reached_by_arrows() -> None:
    drawing = drawn([record(0), *(record(n, 0) for n in range(1, 60)), record(60, 3, 0)], id_of(0))
    here, seen = id_of(0), {id_of(0)}
    for generation in drawing.levels.values():
        here = generation[0]
        for _ in generation:
            seen.add(here)
            here = walk(drawing, here, Way.AFTER)
    assert seen == set(drawing.cards)
    assert walk(drawing, id_of(0), Way.CHILD) != id_of(0)
    assert walk(drawing, id_of(0), Way.PARENT) == id_of(0)


def test_enter_and_a_double_click_open(qtbot, view: TreeView) -> None:
    opened: list[str] = []
    view.opened.connect(opened.append)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=spot(view, id_of(13)))
    assert opened == [id_of(2), id_of(13)]


def test_a_click_looks_and_a_drag_moves(qtbot, view: TreeView) -> None:
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=spot(view, id_of(12)))
    assert view.current == id_of(12)
    before = view.camera
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(400, 250))
    for step in range(1, 5):
        qtbot.mouseMove(view, QPoint(400 + 10 * step, 250 + 5 * step))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(440, 270))
    assert (before.x - view.camera.x, before.y - view.camera.y) == pytest.approx((40, 20))
    assert view.current == id_of(12)


def test_nobody_can_lose_the_tree(view: TreeView) -> None:
    for _ in range(50):
        view.move_by(900, 700)
    assert view.camera.seen(QSizeF(view.size())).intersects(view._drawing.bounds)


def on_screen(view: TreeView) -> QImage:
    """What the window really holds; `grab` would paint it anew."""
    QApplication.processEvents()
    return view.screen().grabWindow(view.winId()).toImage()


def test_what_was_moved_looks_as_if_it_was_painted_there(view: TreeView) -> None:
    before = on_screen(view)
    for across, down in ((7, 3), (-30, 12), (11, -5)):
        view.move_by(across, down)
        QApplication.processEvents()
    moved = on_screen(view)
    view.update()
    assert on_screen(view) == moved
    assert moved != before


def test_the_wheel_and_keys_make_it_larger_and_smaller_within_bounds(qtbot, view: TreeView) -> None:
    at = QPointF(spot(view, id_of(1)))
    before = view.camera.to_drawing(at, QSizeF(view.size()))
    none, buttons = QPoint(), Qt.MouseButton.NoButton
    turn = QWheelEvent(
        at, at, none, QPoint(0, 240), buttons, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(view, turn)
    assert view.camera.scale == pytest.approx(1.25**2)
    after = view.camera.to_drawing(at, QSizeF(view.size()))
    assert (after - before).manhattanLength() < 0.1
    qtbot.keyClick(view, Qt.Key.Key_1)
    assert view.camera.scale == pytest.approx(1.0)
    for _ in range(30):
        qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert view.camera.scale == pytest.approx(NAMES_FROM)
    for _ in range(60):
        qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.camera.scale == pytest.approx(3.0)
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.camera.seen(QSizeF(view.size())).contains(view._drawing.bounds)


def test_a_large_tree_opens_where_its_words_can_be_read_and_fits_whole_when_asked(qtbot, view: TreeView) -> None:
    records, root = a_thousand()
    view.show_drawing(drawn(records, root))
    assert detail_at(view.camera.scale) is Detail.WORDS
    assert view.rect().contains(spot(view, root))
    view.fit()
    assert view.camera.seen(QSizeF(view.size())).contains(view._drawing.bounds)
    assert len(colours(view.grab().toImage())) > 2


def test_a_tree_read_anew_stays_where_it_was_looked_at(view: TreeView) -> None:
    view.go(id_of(1))
    view.zoom_by(1.5)
    camera = view.camera
    view.show_drawing(drawn(night_choir(), id_of(10)))
    assert (view.camera, view.current) == (camera, id_of(1))
    view.show_drawing(drawn(night_choir(), id_of(1)))
    assert view.current == id_of(1)
    view.show_drawing(drawn(night_choir(), id_of(12)))
    assert view.current == id_of(12)


@pytest.mark.parametrize("name", ["booth", "paper"])
@pytest.mark.parametrize("scale", [1.0, 0.5, 0.1])
def test_both_themes_paint_every_detail(qtbot, view: TreeView, theme: Theme, name: str, scale: float) -> None:
    theme.set(name)
    view.show_drawing(drawn([*night_choir(), tombstone(3, 10), record(4, 3, 99, 10)], id_of(10)))
    view.zoom_by(scale / view.camera.scale)
    shown = colours(view.grab().toImage())
    assert look().colour("surface").name() in shown
    assert len(shown) > 3


def test_large_text_makes_large_cards(qtbot, theme: Theme, view: TreeView) -> None:
    theme.set("booth", 200)
    view.resize(2_400, 1_600)
    view.fit()
    assert view.camera.scale == pytest.approx(2.0)


def test_a_tree_without_anybody_yet_takes_keys_and_clicks(qtbot) -> None:
    view = TreeView()
    qtbot.addWidget(view)
    view.show()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_0, Qt.Key.Key_Plus):
        qtbot.keyClick(view, key)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton)
    assert not view.grab().isNull()


def test_more_than_ten_thousand_are_cut_to_the_nearest_and_counted() -> None:
    crowd = [record(0), *(record(n, 0) for n in range(1, 9_000)), *(record(n, n - 8_999) for n in range(9_000, 10_500))]
    drawing = drawn(crowd, id_of(0))
    assert (len(drawing.cards), drawing.left_out) == (10_000, 500)
    assert all(id_of(n) in drawing.cards for n in range(9_000))
    assert drawing.words.startswith("10,500 records")
