from __future__ import annotations

from pathlib import Path

import pytest

from studio.domain.ids import DraftId
from studio.domain.parcel import Trouble
from studio.domain.record import Draft
from studio.store import Store
from studio.ui.stage import Stage
from studio.ui.versions.news import News
from studio.ui.versions.words import changed_words, watching_words
from tests.store.made import a_parcel, a_studied, a_taken


@pytest.fixture
def seen() -> list[tuple[str, DraftId]]:
    return []


@pytest.fixture
def draft(store: Store) -> Draft:
    return a_studied(store)


@pytest.fixture
def news(qapp, store: Store, stage: Stage, draft: Draft, seen: list[tuple[str, DraftId]]) -> News:
    return News(store, stage, lambda id: seen.append(("versions", id)), lambda id: seen.append(("draft", id)))


def titles(stage: Stage) -> list[str]:
    return [notice.title for notice in stage.notices.now]


def test_a_save_after_sending_is_offered_as_a_new_draft(
    news: News, store: Store, stage: Stage, draft: Draft, seen: list[tuple[str, DraftId]]
) -> None:
    store.parcels.seal(draft, a_parcel(draft, media=draft.media))
    store.versions.join(draft.id, a_taken(store, b"second save"), "2")
    (notice,) = stage.notices.now
    assert notice.title == "A save came after you sent it" and "Kitchen at dawn" in notice.advice
    store.versions.join(draft.id, a_taken(store, b"third save"), "3")
    (notice,) = stage.notices.now
    stage.notices.press(notice)
    ((what, id),) = seen
    assert what == "draft" and store.drafts.get(id).media == store.versions.list(draft.id)[0].media
    assert titles(stage) == []


def test_a_notice_that_was_put_away_stays_away_until_there_is_something_new(
    news: News, store: Store, stage: Stage, draft: Draft
) -> None:
    store.parcels.seal(draft, a_parcel(draft, media=draft.media))
    store.versions.join(draft.id, a_taken(store, b"second save"), "2")
    stage.notices.dismiss(stage.notices.now[0])
    store.versions.rename(store.versions.list(draft.id)[0].id, "A name")
    assert titles(stage) == []
    store.versions.join(draft.id, a_taken(store, b"third save"), "3")
    assert titles(stage) == ["A save came after you sent it"]


def test_a_broken_file_is_told_until_it_is_whole_and_one_that_is_gone_is_not(
    news: News, store: Store, stage: Stage, draft: Draft, seen: list[tuple[str, DraftId]]
) -> None:
    store.studies.tell(draft.id, Trouble("This picture is damaged", "Save it again.", True))
    (notice,) = stage.notices.now
    assert notice.title == "This picture is damaged" and "kitchen.ora" in notice.advice and notice.worry
    store.versions.join(draft.id, a_taken(store, b"second save"), "2")
    assert titles(stage) == []
    store.studies.tell(draft.id, Trouble("The watched file is not there", "It is safe.", True, "gone"))
    assert titles(stage) == []


def test_what_is_said_of_a_watched_file(store: Store, draft: Draft) -> None:
    assert watching_words(None) == ""
    assert watching_words(store.studies.get(draft.id)).startswith("yes: saves from your paint app")
    assert watching_words(store.studies.get(draft.id), sealed=True).startswith("yes: later saves are kept")
    store.studies.watch(draft.id, False)
    assert watching_words(store.studies.get(draft.id)).startswith("no: ")


def test_many_long_names_of_layers_are_told_shortly(store: Store, draft: Draft, tmp_path: Path) -> None:
    store.versions.join(draft.id, a_taken(store, b"second save", tuple(f"{at}" * 90 for at in range(9))), "2")
    after, before = store.versions.list(draft.id)
    words = changed_words(before, after)
    assert words.startswith("9 layers added: ") and "and 6 more" in words and len(words) < 220
