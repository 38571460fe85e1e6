"""Where a delivery goes: what is there already, what is gone, and what is left when it is stopped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from studio.store import Store
from studio.ui.delivery.sheet import DeliverySheet
from studio.ui.stage import Stage
from studio.ui.widgets.working import Working

from ..pieces import a_sounding_take
from .sheets import SESSION, a_script, opened, press, record, said


def test_the_sheet_has_its_size_before_it_is_seen(
    qtbot, store: Store, stage: Stage, window: QWidget, out: Path
) -> None:
    """Where it grew while it came, X11 put it into the screen's corner, with its title above the screen."""
    heights: list[int] = []

    class Watcher(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if isinstance(watched, DeliverySheet) and event.type() == QEvent.Type.Show:
                heights.append(watched.height())
            return False

    watcher = Watcher(window)
    QApplication.instance().installEventFilter(watcher)
    sitting = a_script(store)
    record(store, sitting, 1, 2)
    sheet = opened(qtbot, store, stage, window, sitting, out)
    QApplication.instance().removeEventFilter(watcher)
    assert heights == [sheet.height()]


def test_files_that_exist_are_told_and_both_are_kept(
    qtbot, store: Store, stage: Stage, window: QWidget, out: Path
) -> None:
    (out / "pier_01.wav").write_bytes(b"mine")
    sitting = a_script(store, naming="{id}")
    record(store, sitting, 1)
    sheet = opened(qtbot, store, stage, window, sitting, out)
    qtbot.waitUntil(lambda: "“pier_01.wav” exists already." in sheet.trouble.said, timeout=20_000)
    assert not sheet.go.isEnabled()
    qtbot.mouseClick(sheet.keep_both, Qt.MouseButton.LeftButton)
    assert sheet.names.preview[0].said == "pier_01 (2).wav"
    press(qtbot, sheet)
    qtbot.waitUntil(lambda: "pier_01 (2).wav is ready" in said(stage), timeout=30_000)
    assert (out / "pier_01.wav").read_bytes() == b"mine"


def test_a_folder_that_is_gone_is_told_before_anything_is_made(
    qtbot, store: Store, stage: Stage, window: QWidget, out: Path
) -> None:
    sitting = a_script(store)
    record(store, sitting, 1)
    sheet = opened(qtbot, store, stage, window, sitting, out / "gone")
    qtbot.waitUntil(lambda: sheet.trouble.said == "The folder is not there. Choose another folder.", timeout=20_000)
    assert not sheet.go.isEnabled() and sheet.names.preview[0].said
    sheet.go_into(out)
    qtbot.waitUntil(sheet.go.isEnabled, timeout=20_000)
    assert sheet.trouble.said == ""


def test_what_went_wrong_is_over_when_it_is_tried_again(
    qtbot, store: Store, stage: Stage, window: QWidget, out: Path
) -> None:
    sitting = a_script(store)
    record(store, sitting, 1)
    sheet = opened(qtbot, store, stage, window, sitting, out)
    out.rmdir()
    press(qtbot, sheet)
    qtbot.waitUntil(lambda: said(stage) == ["The folder is not there"], timeout=20_000)
    out.mkdir()
    press(qtbot, opened(qtbot, store, stage, window, sitting, out))
    qtbot.waitUntil(lambda: said(stage) == ["The pier_Mara_1_01.wav is ready"], timeout=20_000)


def test_a_delivery_can_be_stopped_and_leaves_nothing(
    qtbot, store: Store, stage: Stage, window: QWidget, out: Path
) -> None:
    sitting = a_script(store)
    a_sounding_take(store, seconds=600, session_id=SESSION, line_id="pier_01", starred=True)
    sheet = opened(qtbot, store, stage, window, sitting, out)
    sheet.form.kind.choose(".mp3")
    sheet.form.kind.chosen.emit(".mp3")
    press(qtbot, sheet)
    qtbot.waitUntil(lambda: bool(window.findChildren(Working)), timeout=20_000)
    window.findChildren(Working)[-1].stop.click()
    qtbot.waitUntil(lambda: not list(out.iterdir()), timeout=30_000)
    assert said(stage) == []
    assert store.scripts.marks(SESSION) == {}
