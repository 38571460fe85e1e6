"""Several pictures as one record, by hand: joined, put in order, described, taken out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from studio import drafts
from studio.domain.adjusting import Adjustments
from studio.domain.record import Draft, Kind, Media
from studio.drafts import pages as drafts_pages
from studio.store import Store
from studio.ui.picture import PicturePage
from studio.ui.stage import Stage
from tests.store.made import HOME

from .pieces import all_plain, nameless
from .test_picture_page import SLOW_MS

COLOURS = ("red", "lime", "blue", "white")


@pytest.fixture
def page(qtbot, store: Store, stage: Stage) -> Iterator[PicturePage]:
    page = PicturePage(store, stage, lambda id: None)
    page.resize(1_204, 748)
    qtbot.addWidget(page)
    page.show()
    yield page
    page.hide()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{at}-{colour}.png" for at, colour in enumerate(COLOURS)]
    for path, colour in zip(paths, COLOURS, strict=True):
        Image.new("RGB", (60, 40), colour).save(path)
    return paths


@pytest.fixture
def whole(page: PicturePage, store: Store, files: list[Path]) -> Draft:
    joined = drafts_pages.join(store, [drafts.from_picture(store, path, HOME).id for path in files])
    page.open_draft(joined.id)
    return joined


def order_of(draft: Draft) -> list[Media]:
    return [one.media for one in draft.pages]


def order(store: Store, id: str) -> list[Media]:
    return order_of(store.drafts.get(id))


def drag(widget: QWidget, to: QPoint) -> None:
    """A move with the left button held, which QTest's own moves do not tell."""
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    at = QPointF(to)
    QApplication.sendEvent(widget, QMouseEvent(QEvent.Type.MouseMove, at, widget.mapToGlobal(at), left, left, none))


def test_several_that_were_dropped_become_the_pages_of_one_record(
    qtbot, page: PicturePage, store: Store, files: list[Path]
) -> None:
    page.take_several(files)
    assert not page.several.join_button.isVisible()
    qtbot.waitUntil(lambda: not page.several.is_running, timeout=SLOW_MS)
    page.several.join_button.click()
    assert page.draft is not None and len(page.draft.pages) == 4
    assert store.drafts.list() == [page.draft]
    assert page.booklet.pages.strip.isVisible()
    qtbot.waitUntil(lambda: all(tile.image for tile in page.booklet.pages.strip.tiles.rows), timeout=SLOW_MS)


def test_a_page_is_moved_with_the_keys_and_by_its_buttons(page: PicturePage, store: Store, whole: Draft) -> None:
    first, second, third, fourth = order(store, whole.id)
    strip = page.booklet.pages.strip
    QTest.keyClick(strip, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert order(store, whole.id) == [second, first, third, fourth]
    assert page.booklet.pages.at == 1
    page.booklet.pages.later.click()
    page.booklet.pages.later.click()
    assert order(store, whole.id) == [second, third, fourth, first]
    assert not page.booklet.pages.later.isEnabled() and page.booklet.pages.earlier.isEnabled()


def test_a_page_is_dragged_to_its_place_and_committed_once(page: PicturePage, store: Store, whole: Draft) -> None:
    first, second, third, fourth = order(store, whole.id)
    strip, told = page.booklet.pages.strip, list[object]()
    page.booklet.pages.put.connect(told.append)

    def middle(at: int) -> QPoint:
        return strip.visualRect(strip.tiles.index(at)).center()

    QTest.mousePress(strip.viewport(), Qt.MouseButton.LeftButton, pos=middle(0))
    for at in (1, 2):
        drag(strip.viewport(), middle(at))
    assert not told
    QTest.mouseRelease(strip.viewport(), Qt.MouseButton.LeftButton, pos=middle(2))
    assert len(told) == 1 and order(store, whole.id) == [second, third, first, fourth]


def test_words_are_kept_for_each_page(page: PicturePage, store: Store, whole: Draft) -> None:
    pages = page.booklet.pages
    pages.alt.setFocus()
    QTest.keyClicks(pages.alt, "A <b>red</b> field")
    pages.alt.editingFinished.emit()
    pages.strip.setFocus()
    pages.strip.setCurrentIndex(pages.strip.tiles.index(2))
    assert pages.alt.text() == ""
    kept = store.drafts.get(whole.id)
    assert (kept.alt, [one.alt for one in kept.more]) == ("A <b>red</b> field", ["", "", ""])
    assert pages.strip.tiles.rows[0].spoken() == "Page 1, A <b>red</b> field"


def test_a_page_that_is_taken_out_is_a_draft_of_its_own(page: PicturePage, store: Store, whole: Draft) -> None:
    second = order(store, whole.id)[1]
    page.booklet.pages.strip.setCurrentIndex(page.booklet.pages.strip.tiles.index(1))
    QTest.keyClick(page.booklet.pages.strip, Qt.Key.Key_Delete)
    assert second not in order(store, whole.id) and len(order(store, whole.id)) == 3
    assert [draft.media for draft in store.drafts.list() if draft.id != whole.id] == [second]


def test_a_page_is_turned_by_itself_and_can_be_seen_as_it_came(
    qtbot, page: PicturePage, store: Store, whole: Draft
) -> None:
    strip = page.booklet.pages.strip
    strip.setCurrentIndex(strip.tiles.index(2))
    qtbot.waitUntil(page.private.adjust.isVisible)
    page.private.use(Adjustments(quarters=1))
    qtbot.waitUntil(lambda: order(store, whole.id) != order_of(whole), timeout=SLOW_MS)
    now = store.drafts.get(whole.id)
    assert [at for at in range(4) if now.pages[at].media != whole.pages[at].media] == [2]
    assert (now.pages[2].media.width_px, now.pages[2].media.height_px) == (40, 60)
    qtbot.waitUntil(lambda: page.facts.said.startswith("40 × 60"), timeout=SLOW_MS)
    assert strip.tiles.rows[2].page.media == now.pages[2].media and page.booklet.pages.at == 2
    assert page.private.original.isVisible() and page.private.back.isVisible()
    page.private.back.click()
    qtbot.waitUntil(lambda: order(store, whole.id) == order_of(whole), timeout=SLOW_MS)


def test_more_pages_are_added_to_a_single_picture(qtbot, page: PicturePage, store: Store, files: list[Path]) -> None:
    single = drafts.from_picture(store, files[0], HOME)
    page.open_draft(single.id)
    assert not page.booklet.pages.strip.isVisible() and page.booklet.pages.alt.isVisible()
    page.booklet.add(files[1:])
    qtbot.waitUntil(lambda: page.draft is not None and len(page.draft.pages) == 4, timeout=SLOW_MS)
    assert [draft.kind for draft in store.drafts.list()] == [Kind.IMAGE]
    store.drafts.bring_back(single.id)
    assert store.drafts.get(single.id) == single


def test_everything_has_a_name_and_people_s_words_stay_plain(page: PicturePage, whole: Draft) -> None:
    assert nameless(page) == []
    all_plain(page)
