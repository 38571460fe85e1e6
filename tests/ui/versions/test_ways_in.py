"""The versions of a draft are reached from the library and from the outbox."""

from __future__ import annotations

import pytest

from studio.domain.parcel_words import Around
from studio.domain.record import Draft
from studio.store import Store
from studio.ui.library.details import Details as LibraryDetails
from studio.ui.outbox.details import Details as OutboxDetails
from studio.ui.pieces.things import standing
from studio.ui.stage import Stage
from tests.store.made import a_draft, a_parcel, a_studied, a_taken
from tests.store.test_versions import LATER


@pytest.fixture
def draft(store: Store) -> Draft:
    draft = a_studied(store)
    store.versions.join(draft.id, a_taken(store, b"second save"), "2")
    return store.drafts.get(draft.id)


def test_the_library_tells_of_a_watched_file_and_its_versions(qtbot, store: Store, stage: Stage, draft: Draft) -> None:
    details = LibraryDetails(store, stage)
    qtbot.addWidget(details)
    details.show_thing(draft, standing(store, LATER))
    assert details.versions.said == "Versions · 2"
    assert dict(details.facts.said)["Watching"] == "yes: saves from your paint app join this draft"
    with qtbot.waitSignal(details.versions_pressed) as wanted:
        details.versions.click()
    assert wanted.args == [draft.id]
    details.show_thing(a_draft(), standing(store, LATER))
    assert details.versions.isHidden() and "Watching" not in dict(details.facts.said)


def test_the_outbox_tells_of_a_watched_file_and_its_versions(qtbot, store: Store, stage: Stage, draft: Draft) -> None:
    parcel = a_parcel(draft, media=draft.media)
    assert store.parcels.seal(draft, parcel)
    details = OutboxDetails(store, stage, lambda _: [])
    qtbot.addWidget(details)
    details.show_parcel(parcel, LATER, Around(), can_move=(False, False))
    assert details.versions.said == "Versions · 2"
    said = dict(details.facts.said)
    assert said["Watching"] == "yes: later saves are kept beside what is sent"
    assert said["File"].startswith("kitchen.ora · ")
    with qtbot.waitSignal(details.versions_pressed) as wanted:
        details.versions.click()
    assert wanted.args == [draft.id]
