"""A sound that was made elsewhere: chosen or dropped in the booth, and listed before it is sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from studio.drafts import from_sound, told_of
from studio.store import Store
from studio.ui.record.files import Files
from studio.ui.share.sheet import ShareSheet
from studio.ui.stage import Stage
from tests.private.made import flac, m4a

from .conftest import HOME
from .pieces import all_plain, nameless


def opened(qtbot, store: Store, stage: Stage, path: Path) -> ShareSheet:
    sheet = ShareSheet(store, stage, from_sound(store, path, HOME))
    qtbot.addWidget(sheet)
    sheet.show()
    return sheet


def test_what_a_sound_file_says_beside_its_sound_is_listed(qtbot, store: Store, stage: Stage, tmp_path: Path) -> None:
    """INP-6."""
    sheet = opened(qtbot, store, stage, flac(tmp_path / "rain.flac"))
    assert sheet.told.isVisible()
    facts = dict(sheet.told.facts.said)
    assert facts["Place"] == "PLANTED-PLACE" and facts["Name"] == "PLANTED-ARTIST"
    all_plain(sheet)
    assert nameless(sheet) == []


def test_a_name_stays_when_it_is_ticked(qtbot, store: Store, stage: Stage, tmp_path: Path) -> None:
    draft = from_sound(store, flac(tmp_path / "rain.flac"), HOME)
    sheet = ShareSheet(store, stage, draft)
    qtbot.addWidget(sheet)
    sheet.show()
    qtbot.mouseClick(sheet.told.copyright, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Name" not in dict(sheet.told.facts.said), timeout=20_000)
    told = told_of(store, draft.id)
    assert told is not None and [one.words for one in told.still] == ["PLANTED-ARTIST"]
    sheet.reject()
    assert told_of(store, draft.id) == told


def test_a_sound_without_room_for_words_offers_none(qtbot, store: Store, stage: Stage, tmp_path: Path) -> None:
    sheet = opened(qtbot, store, stage, m4a(tmp_path / "rain.m4a"))
    assert sheet.told.isVisible() and not sheet.told.copyright.isVisible()


@pytest.mark.parametrize("address", ["file", "web"])
def test_a_file_of_this_computer_is_taken_when_it_is_dropped(qtbot, tmp_path: Path, address: str) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    files, chosen = Files(page), list[Path]()
    files.chosen.connect(chosen.append)
    path = tmp_path / "rain.wav"
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) if address == "file" else QUrl("https://example.org/rain.wav")])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(5, 5).toPoint(), copy, mime, left, none)
    enter.ignore()
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted() == (address == "file")
    QApplication.sendEvent(page, QDropEvent(QPointF(5, 5), copy, mime, left, none))
    assert chosen == ([path] if address == "file" else [])
