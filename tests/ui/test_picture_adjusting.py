"""A photograph is made ready before it is sent; the file as it came is never touched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from studio.domain.adjusting import LEAST, NONE, WHOLE, Adjustments, Cut
from studio.drafts import told_of
from studio.store import Store
from studio.ui.picture import PicturePage
from studio.ui.picture.adjusting import Adjusting
from studio.ui.picture.cropping import Grip, lit, pulled
from studio.ui.stage import Stage
from tests.private.made import a_photograph

from .pieces import nameless
from .test_picture_page import SLOW_MS, taken


@pytest.fixture
def editor(qtbot) -> Iterator[Adjusting]:
    editor = Adjusting()
    editor.resize(900, 600)
    qtbot.addWidget(editor)
    editor.show()
    picture = QImage(300, 200, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.darkGreen)
    editor.show_picture(picture, (3_000, 2_000), NONE)
    yield editor
    editor.hide()


@given(st.sampled_from(Grip), st.floats(-2, 2), st.floats(-2, 2))
def test_a_frame_that_is_pulled_stays_in_the_picture_and_open(grip: Grip, dx: float, dy: float) -> None:
    cut = pulled(Cut(0.2, 0.3, 0.7, 0.9), grip, dx, dy)
    assert 0 <= cut.left < cut.right <= 1 and 0 <= cut.top < cut.bottom <= 1
    assert cut.right - cut.left >= LEAST - 1e-9 and cut.bottom - cut.top >= LEAST - 1e-9


def test_a_corner_is_dragged_and_the_size_is_told(qtbot, editor: Adjusting) -> None:
    whole = editor.cropping.frame_rect()
    start, end = whole.topLeft().toPoint(), whole.center().toPoint()
    qtbot.mousePress(editor.cropping, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(editor.cropping, end)
    assert editor.adjustments == NONE, "a drag is one step, made when it ends"
    qtbot.mouseRelease(editor.cropping, Qt.MouseButton.LeftButton, pos=end)
    cut = editor.adjustments.cut
    assert cut.left == pytest.approx(0.5, abs=0.02) and cut.top == pytest.approx(0.5, abs=0.02)
    wide, _, high = editor.pixels.said.split()
    assert abs(int(wide) - 1_500) < 60 and abs(int(high) - 1_000) < 40
    assert "left 50 percent" in editor.cropping.accessibleDescription()


def test_everything_can_be_done_by_keys_and_undone(qtbot, editor: Adjusting) -> None:
    keys = Qt.KeyboardModifier
    qtbot.keyClick(editor.cropping, Qt.Key.Key_Left, keys.ShiftModifier)
    assert editor.adjustments.cut.right == pytest.approx(0.98)
    qtbot.keyClick(editor.cropping, Qt.Key.Key_Down, keys.ControlModifier)
    assert editor.adjustments.cut.top == pytest.approx(0.02)
    qtbot.keyClick(editor.cropping, Qt.Key.Key_R)
    assert editor.adjustments.quarters == 1 and editor.pixels.said.startswith("1")
    qtbot.keyClick(editor.cropping, Qt.Key.Key_Period)
    assert editor.adjustments.degrees == 0.1 and editor.degrees.value_words.said == "+0.1°"
    qtbot.keyClick(editor.cropping, Qt.Key.Key_Minus)
    assert editor.adjustments.light == -0.05
    for _ in range(5):
        qtbot.keyClick(editor.cropping, Qt.Key.Key_Z, keys.ControlModifier)
    assert editor.adjustments == NONE and not editor.undo.isEnabled()
    qtbot.keyClick(editor.cropping, Qt.Key.Key_Y, keys.ControlModifier)
    assert editor.adjustments.cut != WHOLE


def test_back_to_the_original_is_one_press_and_can_be_undone(qtbot, editor: Adjusting) -> None:
    editor.light.settled.emit(0.5)
    before = editor.adjustments
    qtbot.mouseClick(editor.original, Qt.MouseButton.LeftButton)
    assert editor.adjustments == NONE and not editor.original.isEnabled()
    qtbot.mouseClick(editor.undo, Qt.MouseButton.LeftButton)
    assert editor.adjustments == before


def test_leaving_uses_nothing(qtbot, editor: Adjusting) -> None:
    used: list[Adjustments] = []
    editor.used.connect(used.append)
    with qtbot.waitSignal(editor.left):
        qtbot.keyClick(editor.cropping, Qt.Key.Key_Escape)
    assert used == []


def test_every_control_has_a_name(editor: Adjusting) -> None:
    assert nameless(editor) == []


def test_light_is_seen_at_once_and_the_picture_under_it_stays() -> None:
    picture = QImage(2, 2, QImage.Format.Format_RGBA8888)
    picture.fill(Qt.GlobalColor.gray)
    lighter = lit(picture, Adjustments(light=0.5))
    assert lighter.pixelColor(0, 0).value() > picture.pixelColor(0, 0).value()
    assert lit(picture, NONE) is picture


def test_what_is_sent_is_adjusted_and_the_original_is_not(qtbot, store: Store, stage: Stage, tmp_path: Path) -> None:
    """INP-6."""
    page = PicturePage(store, stage, lambda id: None)
    page.resize(1_204, 748)
    qtbot.addWidget(page)
    page.show()
    page.take_file(a_photograph(tmp_path / "p.jpg"))
    draft = taken(qtbot, page)
    qtbot.mouseClick(page.private.adjust, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.adjusting.isVisible, timeout=SLOW_MS)
    assert not page.send.isVisible()
    qtbot.keyClick(page.adjusting.cropping, Qt.Key.Key_R)
    qtbot.mouseClick(page.adjusting.use, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.private.isVisible() and page.send.isVisible(), timeout=SLOW_MS)
    now, told = store.drafts.get(draft.id), told_of(store, draft.id)
    assert now.media is not None and told is not None
    assert (now.media.width_px, now.media.height_px, now.media.mime) == (60, 90, "image/jpeg")
    assert b"0123456" not in store.media.path(now.media.sha256).read_bytes()
    assert store.media.path(told.original).read_bytes() == (tmp_path / "p.jpg").read_bytes()
    qtbot.mouseClick(page.private.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: store.drafts.get(draft.id).media == draft.media, timeout=SLOW_MS)
    page.hide()


def test_layers_are_changed_where_they_were_painted(qtbot, store: Store, stage: Stage, tmp_path: Path) -> None:
    from tests.private.made import ora

    page = PicturePage(store, stage, lambda id: None)
    qtbot.addWidget(page)
    page.show()
    page.take_file(ora(tmp_path / "dawn.ora"))
    taken(qtbot, page)
    assert page.private.original.isVisible() and not page.private.adjust.isVisible()
    page.hide()
