from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from studio.domain.record import Kind, Media
from studio.drafts import from_picture, from_words, pages
from studio.store import Store
from studio.ui.library import LibraryPage, LibraryWays
from studio.ui.pieces.closer import Closer
from studio.ui.pieces.zoom import LEAST, MOST, Zoom
from studio.ui.stage import Stage
from tests.store.made import HOME, a_record

from .conftest import Sound
from .pieces import a_sounding_take, nameless

SLOW_MS = 30_000


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, sound: Sound) -> Iterator[LibraryPage]:
    def nothing(*_: object) -> None:
        return

    page = LibraryPage(
        store, stage, sound.player, LibraryWays(nothing, nothing, nothing, nothing, lambda: None, nothing)
    )
    page.resize(1_204, 748)
    qtbot.addWidget(page)
    page.show()
    yield page
    page.hide()


@pytest.fixture
def zoom(qtbot) -> Zoom:
    zoom = Zoom()
    zoom.resize(400, 300)
    qtbot.addWidget(zoom)
    zoom.show()
    zoom.show_image(QImage(1_600, 800, QImage.Format.Format_RGB32))
    return zoom


def opened(page: LibraryPage) -> Closer:
    return next(child for child in page.findChildren(Closer) if child.isVisible())


def test_a_picture_is_whole_then_its_own_size_then_as_large_as_one_likes(qtbot, zoom: Zoom) -> None:
    assert zoom.scale_now == pytest.approx(0.25, abs=0.01)
    qtbot.keyClick(zoom, Qt.Key.Key_1)
    assert zoom.scale_now == pytest.approx(1.0)
    qtbot.keyClick(zoom, Qt.Key.Key_Plus)
    assert zoom.scale_now == pytest.approx(1.25)
    qtbot.keyClick(zoom, Qt.Key.Key_Minus)
    qtbot.keyClick(zoom, Qt.Key.Key_0)
    assert zoom.scale_now == pytest.approx(0.25, abs=0.01)
    zoom.resize(800, 600)
    qtbot.waitUntil(lambda: zoom.scale_now > 0.45)


def test_a_small_picture_is_not_blown_up(zoom: Zoom) -> None:
    zoom.show_image(QImage(20, 10, QImage.Format.Format_RGB32))
    assert zoom.scale_now == pytest.approx(1.0)


def test_the_wheel_keeps_the_spot_under_the_pointer_and_stays_within_bounds(zoom: Zoom) -> None:
    zoom.own_size()
    spot = QPointF(300, 200)
    before = zoom.mapToScene(spot.toPoint())
    for steps in (1, 1, 1):
        turn(zoom, spot, steps)
    after = zoom.mapToScene(spot.toPoint())
    assert abs(after.x() - before.x()) < 3 and abs(after.y() - before.y()) < 3
    turn(zoom, spot, 100)
    assert zoom.scale_now == pytest.approx(MOST)
    turn(zoom, spot, -200)
    assert zoom.scale_now == pytest.approx(LEAST)


def turn(zoom: Zoom, spot: QPointF, notches: int) -> None:
    nobody, buttons = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton
    QApplication.sendEvent(
        zoom.viewport(),
        QWheelEvent(
            spot,
            zoom.viewport().mapToGlobal(spot),
            QPoint(),
            QPoint(0, 120 * notches),
            buttons,
            nobody,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )


def test_a_kept_picture_is_looked_at_in_all_its_pixels(qtbot, page: LibraryPage, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.new("RGB", (2_000, 1_000), (200, 120, 60)).save(path)
    from_picture(store, path, HOME)
    page.refresh()
    assert page.details.closer.isVisible() and page.details.closer.said == "Look closer"
    qtbot.mouseClick(page.details.closer, Qt.MouseButton.LeftButton)
    closer = opened(page)
    qtbot.waitUntil(closer.zoom.isVisible, timeout=SLOW_MS)
    assert closer.zoom.sceneRect().size().toSize().width() == 2_000
    qtbot.mouseClick(closer.own, Qt.MouseButton.LeftButton)
    assert closer.figure.said == "100 %"
    assert nameless(closer) == []
    qtbot.keyClick(closer, Qt.Key.Key_Escape)
    assert not closer.isVisible()
    assert list(store.media.folder.rglob("*.large*")) == []


def test_a_text_is_read_whole_however_long_and_whatever_it_says(qtbot, page: LibraryPage, store: Store) -> None:
    text = "<b>Rain</b> & <img src='x'>\n" + "word " * 30_000 + "the end"
    data = text.encode()
    sha256 = store.media.add_bytes(data)
    store.library.shelve(HOME, records=[a_record(media=Media(sha256, len(data), "text/plain"))])
    page.refresh()
    assert page.details.closer.said == "Read it all"
    qtbot.mouseClick(page.details.closer, Qt.MouseButton.LeftButton)
    closer = opened(page)
    qtbot.waitUntil(closer.text.isVisible, timeout=SLOW_MS)
    shown = closer.text.toPlainText()
    assert shown.startswith("<b>Rain</b> & <img src='x'>\n") and shown.endswith("the end")
    assert shown.replace("\n", "") == text.replace("\n", "")
    assert not closer.own.isVisible() and nameless(closer) == []
    closer.reject()


def test_a_draft_of_words_is_read_whole(qtbot, page: LibraryPage, store: Store) -> None:
    from_words(store, "Rain, tin, you, home", HOME)
    page.refresh()
    qtbot.mouseClick(page.details.closer, Qt.MouseButton.LeftButton)
    closer = opened(page)
    qtbot.waitUntil(closer.text.isVisible)
    assert closer.text.toPlainText() == "Rain, tin, you, home"
    closer.reject()


def test_a_picture_that_is_none_is_answered_with_words(qtbot, page: LibraryPage, store: Store) -> None:
    sha256 = store.media.add_bytes(b"<html><body>no picture at all</body></html>")
    store.library.shelve(HOME, records=[a_record(kind=Kind.IMAGE, media=Media(sha256, 41, "image/png"))])
    page.refresh()
    qtbot.mouseClick(page.details.closer, Qt.MouseButton.LeftButton)
    closer = opened(page)
    qtbot.waitUntil(lambda: closer.words.said != "Opening it …", timeout=SLOW_MS)
    assert closer.words.isVisible() and not closer.zoom.isVisible()
    closer.reject()


def test_a_sound_and_what_is_not_here_cannot_be_looked_at_closely(page: LibraryPage, store: Store) -> None:
    a_sounding_take(store)
    page.refresh()
    assert not page.details.closer.isVisible()
    store.library.shelve(HOME, records=[a_record(kind=Kind.IMAGE, posted_at="2027-01-01T00:00:00.000Z")])
    page.refresh()
    page.view.setCurrentIndex(page.model.index(0))
    assert not page.details.closer.isVisible()


def test_a_click_in_the_waveform_plays_from_there(qtbot, page: LibraryPage, store: Store, sound_card: object) -> None:
    a_sounding_take(store, seconds=20.0)
    page.refresh()
    wave = page.details.preview.wave
    qtbot.waitUntil(wave.isVisible)
    qtbot.mouseClick(wave, Qt.MouseButton.LeftButton, pos=QPoint(wave.width() // 2, wave.height() // 2))
    qtbot.waitUntil(lambda: page.playing.played > 0.45, timeout=10_000)
    assert page.playing.played < 0.75 and page.details.play.said == "Stop"
    wave.setFocus()
    qtbot.keyClick(wave, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: 0 < page.playing.played < 0.4, timeout=10_000)
    page.playing.stop()


def test_the_pages_of_a_picture_record_are_turned(qtbot, store: Store, stage: Stage, tmp_path: Path) -> None:
    ids = []
    for at, colour in enumerate(("red", "lime", "blue")):
        path = tmp_path / f"{colour}.png"
        Image.new("RGB", (40 + at, 30), colour).save(path)
        ids.append(from_picture(store, path, HOME).id)
    whole = pages.join(store, ids)
    first, *rest = whole.pages
    whole = pages.put(store, whole.id, (replace(first, alt="All is <i>red</i>"), *rest))
    window = QWidget()
    qtbot.addWidget(window)
    closer = Closer(window, stage.tasks, store, whole)
    closer.open()

    def width() -> int:
        return closer.zoom.sceneRect().size().toSize().width()

    qtbot.waitUntil(lambda: width() == 40, timeout=SLOW_MS)
    assert closer.said.said == "Page 1 of 3 · All is <i>red</i>" and not closer.before.isEnabled()
    qtbot.keyClick(closer.zoom, Qt.Key.Key_PageDown)
    qtbot.mouseClick(closer.after, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: width() == 42, timeout=SLOW_MS)
    assert closer.said.said == "Page 3 of 3" and not closer.after.isEnabled()
    store.media.path(rest[0].media.sha256).unlink()
    closer.turn(-1)
    assert closer.words.isVisible() and "not on this computer" in closer.words.said
    closer.accept()
