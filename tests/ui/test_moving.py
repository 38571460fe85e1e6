"""Settings: everything goes into one archive, and comes back out of one; what happened is told in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from studio import drafts
from studio.domain.moments import now
from studio.paths import DataFolder
from studio.store import Store
from studio.ui.settings.moving import Moving, MovingWays
from studio.ui.stage import Stage
from tests.moving.made import a_library, packed
from tests.store.made import HOME

from .pieces import all_plain, nameless


@pytest.fixture
def section(qtbot, store: Store, stage: Stage, woken: list[int]) -> Iterator[Moving]:
    made = Moving(store, stage, MovingWays(lambda record: (), lambda: woken.append(1)))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.hide()


@pytest.fixture
def woken() -> list[int]:
    return []


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    old = a_library(DataFolder.open(tmp_path / "old"))
    path = packed(old, tmp_path / "old.zip").path
    old.close()
    return path


def test_everything_is_written_and_told(qtbot, section: Moving, store: Store, tmp_path: Path) -> None:
    drafts.from_words(store, "Rain, tin, you, home", HOME)
    section.take_away(tmp_path / "mine.zip")
    assert section.work.working is not None
    qtbot.waitUntil(section.told.isVisible)
    assert section.told.text().startswith("mine.zip is written: 0 records of yours, 0 of others, 1 draft, 0 takes, ")
    assert (tmp_path / "mine.zip").exists() and section.work.working is None


def test_what_comes_in_is_told_and_the_courier_is_called(
    qtbot, section: Moving, store: Store, archive: Path, woken: list[int]
) -> None:
    store.library.shelve(HOME, bookmark="c1")
    section.bring_in(archive)
    qtbot.waitUntil(section.told.isVisible)
    assert section.told.text().startswith("New here: 2 takes, 2 drafts,")
    assert woken == [1] and len(store.drafts.list()) == 2 and now() > ""


def test_what_is_wrong_is_said_and_changes_nothing(
    qtbot, section: Moving, stage: Stage, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "photo.zip").write_bytes(b"no archive at all")
    store.library.shelve(HOME, bookmark="c1")
    section.bring_in(tmp_path / "photo.zip")
    qtbot.waitUntil(lambda: bool(stage.notices.now))
    assert stage.notices.now[0].title == "This archive is damaged, or is none"
    assert not section.told.isVisible()


def test_the_buttons_ask_for_a_file_and_the_name_tells_the_day(qtbot, section: Moving) -> None:
    section.away.click()
    section.bring.click()
    where, which = section.findChildren(QFileDialog)
    assert where.acceptMode() is QFileDialog.AcceptMode.AcceptSave and now()[:10] in where.selectedFiles()[0]
    assert which.fileMode() is QFileDialog.FileMode.ExistingFile
    for dialog in (where, which):
        dialog.close()


def test_every_control_has_a_name_and_all_words_are_plain(section: Moving) -> None:
    assert nameless(section) == []
    all_plain(section)
