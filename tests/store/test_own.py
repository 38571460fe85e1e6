"""One's own takes and drafts are found by their words as records are, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from studio.domain.ids import ChallengeId, new_id
from studio.domain.record import Draft, Kind
from studio.domain.take import Take
from studio.paths import DataFolder
from studio.store import Store
from studio.store.sought import Sought

from .made import HOME, a_draft, a_parcel, a_platform, a_record, a_take


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    store = Store.open(folder)
    store.platforms.add(a_platform())
    yield store
    store.close()


def found(store: Store, words: str = "", **more: object) -> list[str]:
    """Titles and prompts, the newest first."""
    sides = {name: more.pop(name) for name in ("takes", "drafts", "discarded") if name in more}
    numbers = sorted(store.own.numbers(Sought(words, **more), **sides), reverse=True)  # type: ignore[arg-type]
    things = store.own.at(numbers)
    return [name_of(things[number]) for number in numbers]


def name_of(thing: Take | Draft) -> str:
    return thing.prompt if isinstance(thing, Take) else thing.title


def test_they_are_found_by_all_that_they_say(store: Store) -> None:
    store.takes.add(a_take(prompt="Leave the window open.", note="Träumend", number=7))
    store.drafts.add(a_draft(title="Rain", tags=("Télhado", "雨"), note="Under it", language="pt", text="zinc\nroof"))
    for words in ("window LEA", "traum", "take 7", "you open"):
        assert found(store, words) == ["Leave the window open."], words
    for words in ("rain", "telha", "雨", "under", "pt", "portug", "roof zin", "you rai"):
        assert found(store, words) == ["Rain"], words
    assert found(store, "indow") == found(store, "rain window") == found(store, "!!!") == []
    assert len(found(store, "you")) == len(found(store)) == 2


def test_what_was_made_under_a_clock_of_another_century_is_found(store: Store) -> None:
    for year in ("1970", "2200", "9000"):
        store.drafts.add(a_draft(title=year, changed_at=f"{year}-01-01T00:00:00.000Z"))
    numbers = store.own.numbers(Sought())
    assert len(set(numbers)) == 3 and store.library.finding.at(numbers) == {}
    assert found(store)[-1] == "1970"


def test_none_is_hidden_however_many_there_are(store: Store) -> None:
    store.takes.add_all([a_take(prompt=f"Line {at}", number=at) for at in range(1_500)])
    oldest = a_draft(title="The oldest", changed_at="2020-01-01T00:00:00.000Z")
    store.drafts.add(oldest)
    assert found(store, "oldest") == ["The oldest"] and found(store, "line 3") == [
        f"Line {at}" for at in reversed(range(1_500)) if str(at).startswith("3")
    ]
    assert len(found(store)) == 1_501 and found(store)[-1] == "The oldest"


def test_they_are_of_a_kind_a_challenge_and_kept_or_discarded(store: Store) -> None:
    challenge = ChallengeId(new_id())
    take, draft = a_take(prompt="A take", challenge_id=challenge), a_draft(title="Words")
    store.takes.add(take)
    store.drafts.add(draft)
    store.drafts.add(a_draft(title="Drawn", kind=Kind.IMAGE, challenge_id=challenge))
    assert found(store, kind=Kind.AUDIO) == found(store, drafts=False) == ["A take"]
    assert found(store, kind=Kind.IMAGE) == ["Drawn"] and found(store, challenge_id=challenge) == ["Drawn", "A take"]
    store.takes.discard(take.id)
    store.drafts.remove(draft.id)
    assert found(store) == ["Drawn"] and sorted(found(store, discarded=True)) == ["A take", "Words"]
    store.takes.bring_back(take.id)
    store.drafts.purge(datetime.now(UTC) + timedelta(days=60))
    assert sorted(found(store)) == ["A take", "Drawn"] and found(store, discarded=True) == []


def test_what_changed_is_found_by_its_new_words(store: Store) -> None:
    take, draft = a_take(prompt="Before"), a_draft(title="Old title")
    store.takes.add(take)
    store.drafts.add(draft)
    (number,) = store.own.numbers(Sought("old"))
    store.takes.change(replace(take, prompt="After"))
    store.drafts.change(replace(draft, title="New title", changed_at="2099-01-01T00:00:00.000Z"))
    assert (found(store, "before"), found(store, "after")) == ([], ["After"])
    assert (found(store, "old"), found(store, "new")) == ([], ["New title"]) and found(store)[0] == "New title"
    assert store.own.at([number])[number].id == draft.id, "what is listed is still there"
    store.parcels.seal(draft, a_parcel(draft))
    assert found(store) == ["After"], "what is sent is a record"


def test_each_has_a_number_of_its_own_between_those_of_records(store: Store) -> None:
    same = "2026-01-01T00:00:00.500Z"
    store.drafts.add(a_draft(title="One", changed_at=same))
    store.drafts.add(a_draft(title="Two", changed_at=same))
    store.library.shelve(HOME, records=[a_record(posted_at=same), a_record(posted_at="2026-01-01T00:00:00.501Z")])
    records, own = store.library.finding.numbers(Sought(), 9), store.own.numbers(Sought())
    assert len({*records, *own}) == 4 and records[1] < min(own) < max(own) < records[0]
