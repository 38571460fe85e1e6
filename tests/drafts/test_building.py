"""Drafts that build on others: on records, on drafts that are not sent yet, on works from outside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from studio import contract
from studio.domain.ids import PersonId, PlatformId, RecordId, RemixId, SourceId, new_id
from studio.domain.parcel import ParcelState
from studio.domain.record import Draft, Kind, Media, Origin, Person, Source, SourceType, Work
from studio.drafts import from_file, from_words, seal
from studio.errors import Refused
from studio.outbox.line import awaited, waits_for
from studio.paths import DataFolder
from studio.store import Store
from tests.store.made import HOME, a_platform, a_record

ELSEWHERE = PlatformId("018f0000-0000-7000-8000-0000000000bb")


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    store = Store.open(folder)
    store.platforms.add(a_platform())
    yield store
    store.close()


def building_on(id: str, **changes: Any) -> Source:
    return replace(Source(SourceId(new_id()), RecordId(id), SourceType.SAMPLED, Origin.AUTO), **changes)


def a_remix(store: Store, text: str, *sources: Source) -> Draft:
    return from_words(store, text, HOME, sources=sources)


def told(store: Store, draft: Draft) -> list[dict[str, Any]]:
    parcel = seal(store, draft.id)
    assert parcel is not None
    contract.RecordIn.model_validate_json(parcel.body)
    found: list[dict[str, Any]] = json.loads(parcel.body)["sources"]
    return found


def test_what_is_heard_of_a_source_goes_with_it_and_what_was_removed_stays_here(store: Store) -> None:
    record = a_record()
    store.library.shelve(HOME, records=(record,))
    heard = building_on(record.id, place="t=1.5,30", amount_s=24.2, share=0.38, thanks="For the hum")
    gone = building_on(a_record().id, removed=True)
    draft = a_remix(store, "a mix", heard, gone)
    assert store.drafts.get(draft.id).sources == (heard, gone)
    (one,) = told(store, draft)
    assert one | {"place": "t=1.5,30", "amount_s": 24.2, "share": 0.38, "thanks": "For the hum"} == one
    assert (one["record_id"], one["origin"], one["work"]) == (record.id, "auto", None)


def test_a_work_from_outside_is_told_with_its_author_and_licence(store: Store) -> None:
    work = Work("Night train", "E. Hopper", "https://example.org/night", "CC-BY-4.0")
    source = Source(SourceId(new_id()), None, SourceType.INSPIRED_BY, work=work)
    (one,) = told(store, a_remix(store, "after a picture", source))
    assert one["record_id"] is None
    assert one["work"] == {
        "title": "Night train",
        "author": "E. Hopper",
        "address": work.address,
        "licence": "CC-BY-4.0",
    }


def test_a_record_of_another_platform_is_a_work_from_outside_there(store: Store) -> None:
    store.platforms.add(replace(a_platform(ELSEWHERE, is_home=False), address="https://choir.example"))
    record = replace(a_record(), platform_id=ELSEWHERE)
    store.library.shelve(ELSEWHERE, records=(record,))
    (one,) = told(store, a_remix(store, "a mix", building_on(record.id)))
    assert one["record_id"] is None
    assert one["work"]["title"] == record.title
    assert one["work"]["address"] == f"https://choir.example/api/v1/records/{record.id}"


@pytest.mark.parametrize("title", ["x" * 300, "", "\u202e"])
def test_a_record_of_another_platform_is_named_whatever_it_is_called_there(store: Store, title: str) -> None:
    record = a_record(platform_id=ELSEWHERE, title=title, author=Person(PersonId(new_id()), "y" * 300))
    store.library.shelve(ELSEWHERE, records=(record,))
    (one,) = told(store, a_remix(store, "a mix", building_on(record.id)))
    assert 1 <= len(one["work"]["title"]) <= 200 and 1 <= len(one["work"]["author"]) <= 200


def test_what_a_draft_builds_on_is_sealed_before_it_and_arrives_first(store: Store) -> None:
    first = a_remix(store, "the first")
    second = a_remix(store, "the second", building_on(first.id))
    third = a_remix(store, "the third", building_on(second.id), building_on(first.id))
    seal(store, third.id)
    sent = store.parcels.list()[::-1]
    assert [parcel.record_id for parcel in sent] == [one.record_id for one in (first, second, third)]
    assert [awaited(store, parcel) for parcel in sent] == [[], ["the first"], ["the second", "the first"]]
    store.parcels.change(replace(sent[0], state=ParcelState.RECEIVED))
    assert awaited(store, sent[1]) == []


def test_a_source_that_was_taken_back_holds_what_builds_on_it(store: Store) -> None:
    first = a_remix(store, "the first")
    second = a_remix(store, "the second", building_on(first.id))
    seal(store, second.id)
    newest, oldest = store.parcels.list()
    store.parcels.take_back(oldest.id)
    assert awaited(store, newest) == ["the first"]
    assert waits_for(store, newest) == ["“the first”, which you have not sent"]


def test_what_holds_a_remix_is_named_with_what_is_to_be_done_about_it(store: Store) -> None:
    first = a_remix(store, "the first")
    seal(store, a_remix(store, "the second", building_on(first.id)).id)
    newest, oldest = store.parcels.list()
    assert waits_for(store, newest) == ["“the first”"]
    store.parcels.pause(oldest.id, on=True)
    assert waits_for(store, newest) == ["“the first”, which is paused"]
    store.parcels.change(replace(oldest, state=ParcelState.NEEDS_ATTENTION))
    assert waits_for(store, newest) == ["“the first”, which needs you"]


def test_two_drafts_that_build_on_each_other_are_refused_in_words_and_stay(store: Store) -> None:
    one, other = a_remix(store, "one"), a_remix(store, "other")
    store.drafts.change(replace(one, sources=(building_on(other.id),)))
    store.drafts.change(replace(other, sources=(building_on(one.id),)))
    with pytest.raises(Refused, match="build on each other"):
        seal(store, one.id)
    assert len(store.drafts.list()) == 2
    assert store.parcels.list() == []


def test_more_sources_than_a_record_can_name_are_refused_in_words_and_the_draft_stays(store: Store) -> None:
    many = [building_on(new_id()) for _ in range(contract.MAX_SOURCES + 1)]
    draft = a_remix(store, "of many", *many)
    with pytest.raises(Refused, match="too many sources"):
        seal(store, draft.id)
    assert store.drafts.list() == [draft] and store.parcels.list() == []
    store.drafts.change(replace(draft, sources=(*many[:-1], replace(many[-1], removed=True))))
    assert len(told(store, draft)) == contract.MAX_SOURCES


def test_a_mixdown_goes_where_most_of_its_sources_are(store: Store) -> None:
    store.platforms.add(replace(a_platform(ELSEWHERE, is_home=False), address="https://choir.example"))
    record = replace(a_record(), platform_id=ELSEWHERE)
    store.library.shelve(ELSEWHERE, records=(record,))
    path = store.folder.root / "mix.flac"
    path.write_bytes(b"a mix")
    on_both = a_record()  # of the starter set, with which both platforms come
    store.library.shelve(HOME, records=(on_both,))
    store.library.shelve(ELSEWHERE, records=(replace(on_both, platform_id=ELSEWHERE),))
    sources = (building_on(a_record().id, removed=True), building_on(on_both.id), building_on(record.id))
    draft = from_file(store, path, Media("", 0, "audio/flac"), "Night Choir", HOME, sources=sources)
    assert draft.platform_id == ELSEWHERE
    assert [one["record_id"] for one in told(store, draft)] == [on_both.id, record.id]


def test_a_second_mixdown_of_a_remix_takes_the_place_of_the_first(store: Store) -> None:
    remix = RemixId(new_id())
    facts = Media("", 0, "audio/flac", duration_s=1.0)
    for name in ("first", "second"):
        path = store.folder.root / f"{name}.flac"
        path.write_bytes(name.encode())
        draft = from_file(store, path, facts, "Night Choir", HOME, remix_id=remix)
    assert [one.id for one in store.drafts.list()] == [draft.id]
    assert draft.kind is Kind.AUDIO
    assert draft.media is not None
    assert store.media.path(draft.media.sha256).read_bytes() == b"second"
