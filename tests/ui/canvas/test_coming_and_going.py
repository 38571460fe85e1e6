from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget

from studio.credit import manifest, tags
from studio.credit.identity import Identity
from studio.domain.ids import DraftId
from studio.domain.record import RecordState, Rights
from studio.store import Store
from studio.ui.canvas import CanvasPage, CanvasWays
from studio.ui.canvas.adding import MIME
from studio.ui.canvas.desk import Desk
from studio.ui.canvas.export_dialog import ExportDialog
from studio.ui.stage import Stage
from studio.ui.theme import Theme
from tests.store.made import HOME
from tests.ui.pieces import all_plain, nameless
from tests.ui.planted import texts

from .conftest import SLOW_MS, Ways, a_file, a_kept_record, laid, titles, with_pictures


def test_a_picture_is_exported_and_names_its_source(qtbot, desk: Desk, store: Store, tmp_path: Path) -> None:
    record = a_kept_record(store, tmp_path)
    desk.adder.add_thing(record)
    laid(qtbot, desk, 1)
    desk.bar.export.click()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, ExportDialog))
    dialog.form.choose(".webp")
    with qtbot.waitSignal(desk.leaving.exported, timeout=SLOW_MS):
        dialog.go_on(tmp_path / "night")
    done = tags.read(tmp_path / "night.webp")
    assert done is not None and [one.title for one in done.sources] == ["Rain on tin"]


def test_a_shared_picture_is_a_draft_with_its_sources_and_a_file_with_its_credits(
    qtbot, desk: Desk, store: Store, ways: Ways, tmp_path: Path
) -> None:
    record = a_kept_record(store, tmp_path)
    desk.adder.add_thing(record)
    laid(qtbot, desk, 1)
    desk.side.canvas_form.title_changed.emit("Night")
    desk.bar.share.click()
    qtbot.waitUntil(lambda: len(ways.shared) == 1, timeout=SLOW_MS)
    draft = store.drafts.get(DraftId(ways.shared[0]))
    assert (draft.title, draft.remix_id) == ("Night", desk.editor.canvas.id)
    assert [source.record_id for source in draft.sources] == [record.id]
    assert draft.media is not None and (draft.media.mime, draft.media.width_px) == ("image/png", 400)
    sent = store.media.path(draft.media.sha256)
    signed = manifest.read(sent, Identity.find(store.folder.root))
    assert signed.standing is manifest.Standing.THIS_STUDIO and signed.credits is not None
    desk.bar.share.click()
    qtbot.waitUntil(lambda: len(ways.shared) == 2, timeout=SLOW_MS)
    assert ways.shared[0] == ways.shared[1]


def dropped(desk: Desk, mime: QMimeData) -> None:
    none = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
    desk.dropEvent(event)


def test_files_records_and_pixels_can_be_dropped_or_pasted(
    qtbot, desk: Desk, store: Store, stage: Stage, tmp_path: Path
) -> None:
    files, records, web = QMimeData(), QMimeData(), QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(a_file(tmp_path)))])
    dropped(desk, files)
    laid(qtbot, desk, 1)
    records.setData(MIME, a_kept_record(store, tmp_path).id.encode())
    dropped(desk, records)
    laid(qtbot, desk, 2)
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    QGuiApplication.clipboard().setImage(image)
    desk.view.setFocus()
    qtbot.keyClick(desk.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    laid(qtbot, desk, 3)
    web.setUrls([QUrl("https://example.org/p.png")])
    dropped(desk, web)
    trouble, hint = titles(stage)
    assert trouble == "There is no picture in what came"
    assert hint.startswith("“Pasted picture” does not say whose it is.")


def test_what_is_no_picture_is_refused_in_words_and_nothing_changes(
    qtbot, desk: Desk, stage: Stage, tmp_path: Path
) -> None:
    canvas = with_pictures(qtbot, desk, tmp_path)
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    desk.adder.add_files([bad])
    qtbot.waitUntil(lambda: titles(stage) == ["This picture is damaged"], timeout=SLOW_MS)
    assert desk.editor.canvas.layers == canvas.layers


def test_a_picture_that_went_from_the_disk_is_told_and_its_layer_and_source_stay(
    qtbot, page: CanvasPage, store: Store, stage: Stage, ways: Ways, tmp_path: Path
) -> None:
    record = a_kept_record(store, tmp_path)
    page.remix_this(record)
    desk = page.desk
    assert desk is not None
    laid(qtbot, desk, 1)
    qtbot.waitUntil(lambda: desk.seeing.is_current and desk.editor.is_saved, timeout=SLOW_MS)
    assert record.media is not None and desk.editor.canvas.title == "After Rain on tin"
    store.media.path(record.media.sha256).unlink()
    again = CanvasPage(store, stage, CanvasWays(ways.keep, ways.share))
    qtbot.addWidget(again)
    again.resize(1_204, 748)
    again.show()
    again.open_canvas(desk.editor.canvas.id)
    qtbot.waitUntil(lambda: "A picture of this piece cannot be shown" in titles(stage), timeout=SLOW_MS)
    assert again.desk is not None
    qtbot.waitUntil(lambda: again.desk is not None and again.desk.seeing.is_current, timeout=SLOW_MS)
    assert again.desk.side.list.model_now.rows[0].worry
    assert [one.removed for one in again.desk.editor.canvas.sources] == [False]
    again.desk.bar.export.click()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, ExportDialog))
    dialog.go_on(tmp_path / "night")
    qtbot.waitUntil(lambda: "Its file is not on this computer any more" in titles(stage), timeout=SLOW_MS)
    assert not (tmp_path / "night.png").exists()
    again.desk.leave()


def test_my_picture_remixes_are_listed_and_a_damaged_one_is_told(
    qtbot, page: CanvasPage, desk: Desk, store: Store, tmp_path: Path
) -> None:
    with_pictures(qtbot, desk, tmp_path)
    qtbot.waitUntil(lambda: desk.editor.is_saved, timeout=SLOW_MS)
    (store.folder.remixes / "bad.canvas").write_text("{}")
    desk.bar.back.click()
    qtbot.waitUntil(lambda: len(page.shelf.model.rows) == 2, timeout=SLOW_MS)
    worries = {row.key: row.worry for row in page.shelf.model.rows}
    assert worries["bad"] and page.desk is None
    good = next(row for row in page.shelf.model.rows if not row.worry)
    assert (good.title, good.said) == ("Untitled picture", "1 layer")
    page.shelf.open_pressed.emit(good.key)
    qtbot.waitUntil(lambda: page.desk is not None, timeout=SLOW_MS)
    assert page.desk is not None and len(page.desk.editor.canvas.layers) == 1


def test_a_removed_one_can_be_brought_back(qtbot, page: CanvasPage, stage: Stage, store: Store) -> None:
    canvas = page.canvases.new("Night")
    page.canvases.save(canvas)
    page.refresh()
    qtbot.waitUntil(lambda: len(page.shelf.model.rows) == 1, timeout=SLOW_MS)
    page.shelf.remove_pressed.emit(canvas.id)
    qtbot.waitUntil(lambda: len(page.shelf.model.rows) == 0, timeout=SLOW_MS)
    assert page.shelf.empty.isVisible()
    stage.notices.press(stage.notices.now[-1])
    qtbot.waitUntil(lambda: len(page.shelf.model.rows) == 1, timeout=SLOW_MS)


def test_in_a_narrow_window_with_large_text_a_canvas_can_be_begun(
    qtbot, store: Store, stage: Stage, ways: Ways, theme: Theme
) -> None:
    theme.set("paper", 200)
    window, page = QWidget(), CanvasPage(store, stage, CanvasWays(ways.keep, ways.share))
    qtbot.addWidget(window)
    page.canvases.save(page.canvases.new("Night"))
    page.setParent(window)
    page.resize(700, 500)
    window.show()
    page.refresh()
    new = page.shelf.new
    qtbot.waitUntil(new.isVisible, timeout=SLOW_MS)
    qtbot.waitUntil(lambda: new.mapTo(page, new.rect().topRight()).x() < 700, timeout=SLOW_MS)
    assert new.width() >= new.minimumSizeHint().width()
    new.click()
    qtbot.waitUntil(lambda: page.desk is not None, timeout=SLOW_MS)
    share = page.desk.bar.share
    qtbot.waitUntil(lambda: share.mapTo(page, share.rect().topRight()).x() < 700, timeout=SLOW_MS)
    page.desk.leave()


def test_a_new_look_of_the_window_keeps_every_step(
    qtbot, page: CanvasPage, desk: Desk, store: Store, stage: Stage, ways: Ways, tmp_path: Path
) -> None:
    with_pictures(qtbot, desk, tmp_path)
    desk.view.zoom_by(3)
    closer = desk.view.camera
    again = CanvasPage(store, stage, CanvasWays(ways.keep, ways.share))
    qtbot.addWidget(again)
    again.recall(page.remember())
    assert again.desk is not None and again.desk.editor is desk.editor and again.desk.editor.can_undo
    assert again.desk.view.chosen == desk.view.chosen is not None
    assert again.desk.view.camera == desk.view.camera == closer
    again.desk.leave()


@pytest.mark.parametrize(("theme_name", "percent"), [("booth", 100), ("paper", 200)])
def test_every_control_has_a_name_and_planted_text_stays_text(
    qtbot,
    page: CanvasPage,
    theme: Theme,
    store: Store,
    bait: Path,
    unopened: None,
    theme_name: str,
    percent: int,
    tmp_path: Path,
) -> None:
    theme.set(theme_name, percent)
    for text in texts(bait)[:6]:
        page.begin()
        desk = page.desk
        assert desk is not None
        desk.adder.add_thing(a_kept_record(store, tmp_path, text or "x"))
        laid(qtbot, desk, 1)
        desk.side.canvas_form.title_changed.emit(text[:200])
        desk.add_words()
        qtbot.waitUntil(lambda d=desk: d.seeing.is_current, timeout=SLOW_MS)
        all_plain(page)
        assert nameless(page) == []
        desk.view.choose(None)
        assert nameless(page) == []


def test_what_may_not_be_changed_is_told_before_it_is_added(qtbot, desk: Desk, store: Store, tmp_path: Path) -> None:
    asked: list[tuple[str, str]] = []

    def leave_it(title: str, words: str) -> bool:
        asked.append((title, words))
        return False

    desk.adder.ask = leave_it
    desk.adder.add_thing(a_kept_record(store, tmp_path, "Not to be changed", rights=Rights.BY_ND))
    qtbot.waitUntil(lambda: len(asked) == 1, timeout=SLOW_MS)
    assert asked[0][0] == "Not to be changed" and asked[0][1]
    assert desk.editor.canvas.layers == ()


def test_a_record_that_was_withdrawn_meanwhile_stays_a_source_without_a_name(
    qtbot, desk: Desk, store: Store, tmp_path: Path
) -> None:
    record = a_kept_record(store, tmp_path)
    desk.adder.add_thing(record)
    laid(qtbot, desk, 1)
    store.library.shelve(HOME, records=[replace(record, state=RecordState.WITHDRAWN, media=None)])
    with qtbot.waitSignal(desk.leaving.exported, timeout=SLOW_MS):
        desk.leaving.export(desk.editor.canvas, tmp_path / "night.png", 90)
    read = tags.read(tmp_path / "night.png")
    assert read is not None
    assert [(one.title, one.author, one.record_id) for one in read.sources] == [("Rain on tin", "", record.id)]
