from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from studio.domain.parcel import Trouble
from studio.domain.record import Draft, Origin, SourceType
from studio.drafts import from_picture, seal, take_in
from studio.store import Store
from studio.ui.stage import Stage
from studio.ui.versions.sheet import BRING_BACK, GO_BACK, NEW_DRAFT, VersionsSheet
from tests.store.made import HOME, a_taken
from tests.studies.paint import painted
from tests.ui.pieces import all_plain, nameless
from tests.ui.planted import texts

SLOW_MS = 30_000


@pytest.fixture
def draft(store: Store, tmp_path: Path) -> Draft:
    """Three versions: as it was added, with a layer more, and on larger paper."""
    path = tmp_path / "kitchen.png"
    path.write_bytes(painted("first", (200, 100)))
    draft = from_picture(store, path, HOME)
    save(store, draft, "second", (200, 100), ("Ink", "Paper"))
    save(store, draft, "third", (400, 200), ("Ink", "Sky", "Paper"))
    return store.drafts.get(draft.id)


def save(store: Store, draft: Draft, words: str, size: tuple[int, int], layers: tuple[str, ...]) -> None:
    path = store.folder.root / "saved.png"
    path.write_bytes(painted(words, size))
    assert store.versions.join(draft.id, replace(take_in(store, path), layers=layers), words)


@pytest.fixture
def sheet(qtbot, store: Store, stage: Stage, draft: Draft) -> Iterator[VersionsSheet]:
    window = QWidget()
    window.resize(1_280, 800)
    qtbot.addWidget(window)
    sheet = VersionsSheet(store, stage, draft.id, window)
    sheet.show()
    yield sheet
    sheet.close()


def choose(sheet: VersionsSheet, number: int) -> None:
    at = next(at for at, row in enumerate(sheet.list.cards.rows) if sheet._versions[row.key].number == number)
    sheet.list.setCurrentIndex(sheet.list.cards.index(at))


def said(sheet: VersionsSheet) -> list[str]:
    return [row.spoken() for row in sheet.list.cards.rows]


def both_are_seen(qtbot, sheet: VersionsSheet) -> None:
    panes = (sheet.pair.left, sheet.pair.right)
    qtbot.waitUntil(lambda: all(pane.zoom.isVisible() and pane.zoom.items() for pane in panes), timeout=SLOW_MS)


def test_each_version_says_what_changed(sheet: VersionsSheet) -> None:
    third, second, first = said(sheet)
    assert "Version 3" in third and "In the draft · 1 layer added: Sky · 400 × 200, was 200 × 100" in third
    assert "Version 2" in second and "2 layers added" in second
    assert "Version 1" in first and "As it was added" in first


def test_two_are_seen_side_by_side_and_zoomed_together(qtbot, sheet: VersionsSheet) -> None:
    choose(sheet, 1)
    both_are_seen(qtbot, sheet)
    left, right = sheet.pair.left.zoom, sheet.pair.right.zoom
    sheet.own.click()
    assert right.scale_now == pytest.approx(1.0)
    assert left.scale_now == pytest.approx(2.0), "half as large a picture is shown twice as large"
    for _ in range(6):
        qtbot.keyClick(left, Qt.Key.Key_Plus)
    assert right.scale_now == pytest.approx(left.scale_now / 2)
    left.centerOn(50, 50)
    here, there = (one.mapToScene(one.viewport().rect().center()) for one in (left, right))
    assert there.x() / 400 == pytest.approx(here.x() / 200, abs=0.02)
    assert there.y() / 200 == pytest.approx(here.y() / 100, abs=0.02)
    sheet.whole.click()
    assert left.scale_now == pytest.approx(1.0) and "%" in sheet.figure.said


def test_going_back_makes_a_new_newest_version(sheet: VersionsSheet, store: Store, draft: Draft) -> None:
    assert not sheet.main.isEnabled(), "the draft holds it already"
    choose(sheet, 1)
    assert sheet.main.said == GO_BACK
    sheet.main.click()
    assert [one.number for one in store.versions.list(draft.id)] == [4, 3, 2, 1]
    assert "In the draft · Back to version 1" in said(sheet)[0]
    assert sheet.chosen is not None and sheet.chosen.number == 4


def test_a_version_is_named(qtbot, sheet: VersionsSheet, store: Store) -> None:
    choose(sheet, 2)
    qtbot.keyClick(sheet.list, Qt.Key.Key_F2)
    qtbot.keyClicks(sheet.name, "Before the light")
    qtbot.keyClick(sheet.name, Qt.Key.Key_Return)
    assert "Before the light" in said(sheet)[1] and "version 2" in said(sheet)[1]


def test_a_deleted_version_can_be_brought_back(sheet: VersionsSheet, store: Store, draft: Draft) -> None:
    assert not sheet.delete.isEnabled(), "what the draft holds is not deleted"
    choose(sheet, 2)
    sheet.delete.click()
    assert len(said(sheet)) == 2 and sheet.deleted.said == "Deleted · 1"
    sheet.deleted.click()
    assert sheet.main.said == BRING_BACK and "can be brought back for 30 days" in said(sheet)[0]
    sheet.main.click()
    assert len(said(sheet)) == 3 and not sheet.deleted.isVisible()


def test_watching_can_be_ended_and_begun_again(sheet: VersionsSheet, store: Store, draft: Draft) -> None:
    assert sheet.watching.file.said == "kitchen.png"
    assert "yes: saves from your paint app join this draft" in sheet.watching.words.said
    sheet.watching.switch.click()
    assert not store.studies.get(draft.id).watched and "no: saves" in sheet.watching.words.said
    sheet.watching.switch.click()
    assert store.studies.get(draft.id).watched
    store.studies.tell(draft.id, Trouble("The watched file is not there", "It is safe.", True))
    assert "waits: the watched file is not there. It is safe." in sheet.watching.words.said


def test_a_file_that_was_renamed_is_found_again(
    sheet: VersionsSheet, store: Store, draft: Draft, tmp_path: Path
) -> None:
    assert not sheet.watching.elsewhere.isVisible()
    store.studies.tell(draft.id, Trouble("The watched file is not there", "It is safe.", True, "gone"))
    assert sheet.watching.elsewhere.isVisible()
    (tmp_path / "kitchen.png").rename(tmp_path / "kitchen at dawn.png")
    sheet.watching.follow(tmp_path / "kitchen at dawn.png")
    assert sheet.watching.file.said == "kitchen at dawn.png" and not sheet.watching.elsewhere.isVisible()
    assert store.studies.get(draft.id).trouble is None


def test_of_a_sent_draft_a_new_one_is_made_that_builds_on_it(
    qtbot, sheet: VersionsSheet, store: Store, draft: Draft
) -> None:
    seal(store, draft.id)
    save(store, draft, "fourth", (400, 200), ())
    assert "Saved after it was sent" in said(sheet)[0]
    choose(sheet, 4)
    assert sheet.main.said == NEW_DRAFT
    with qtbot.waitSignal(sheet.draft_made) as made:
        sheet.main.click()
    new = store.drafts.get(made.args[0])
    (source,) = new.sources
    assert (source.record_id, source.type, source.origin) == (draft.record_id, SourceType.EDITED, Origin.AUTO)
    assert new.title == draft.title and store.studies.get(new.id).watched
    assert not sheet.isVisible()


def test_a_save_that_comes_while_it_is_open_is_shown(sheet: VersionsSheet, store: Store, draft: Draft) -> None:
    choose(sheet, 1)
    save(store, draft, "fourth", (400, 200), ())
    assert "Version 4" in said(sheet)[0]
    assert sheet.chosen is not None and sheet.chosen.number == 1


def test_planted_names_are_shown_as_text(
    sheet: VersionsSheet, store: Store, draft: Draft, bait: Path, unopened: None
) -> None:
    """INP-4"""
    taken = a_taken(store, b"no picture")
    for text in texts(bait):
        store.versions.rename(store.versions.list(draft.id)[1].id, text)
        store.drafts.change(replace(store.drafts.get(draft.id), title=text))
        assert store.versions.join(draft.id, replace(taken, layers=(text,)), text)
        all_plain(sheet)


def test_every_control_has_a_name(sheet: VersionsSheet) -> None:
    assert nameless(sheet) == []
