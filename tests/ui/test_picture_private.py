"""The panel beside a picture: listed before it is removed, and the person decides what stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from studio.domain.privacy import Keep
from studio.drafts import told_of
from studio.store import Store
from studio.ui.picture import PicturePage
from studio.ui.stage import Stage
from tests.private.made import a_photograph

from .pieces import all_plain, nameless
from .test_picture_page import SLOW_MS, taken


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, tmp_path: Path) -> Iterator[PicturePage]:
    page = PicturePage(store, stage, lambda id: None)
    page.resize(1_204, 748)
    qtbot.addWidget(page)
    page.show()
    page.take_file(a_photograph(tmp_path / "p.jpg"))
    taken(qtbot, page)
    yield page
    page.hide()


def test_a_photograph_is_listed_before_it_is_sent(page: PicturePage) -> None:
    """INP-6."""
    facts = dict(page.private.removed.said)
    assert facts["Place"] == "33.85667° S, 151.21000° E, 58 m high"
    assert facts["Serial number"] == "camera 0123456\nlens 98"
    assert facts["Name"] == "Imara <b>"
    assert page.removed.said == "Place, names, camera data and more removed"
    assert not page.private.profile.isVisible() and page.private.copyright.isVisible()
    all_plain(page)
    assert nameless(page) == []


def test_a_ticked_copyright_line_stays_and_is_told_as_such(qtbot, page: PicturePage, store: Store) -> None:
    assert page.draft is not None
    before = page.draft.media
    qtbot.mouseClick(page.private.copyright, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.private.still.isVisible(), timeout=SLOW_MS)
    assert dict(page.private.still.said) == {"Name": "Imara <b>", "Copyright line": "(c) 2026 Imara"}
    assert page.draft.media != before and page.private.copyright.isChecked()
    told = told_of(store, page.draft.id)
    assert told is not None and told.keep == Keep(copyright=True)


def test_the_untouched_original_can_be_seen(qtbot, page: PicturePage, store: Store) -> None:
    assert page.draft is not None
    version = store.versions.current(page.draft.id)
    assert version is not None
    large = store.folder.previews / version.original[:2] / f"{version.original}.large"
    qtbot.mouseClick(page.private.original, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(large.is_file, timeout=SLOW_MS)
    assert page.private.original.isChecked()
    page.open_draft(page.draft.id)
    assert not page.private.original.isChecked()
