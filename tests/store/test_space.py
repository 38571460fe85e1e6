from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.domain.ids import PersonId, PlatformId, SourceId, new_id
from studio.domain.record import Kind, Media, Person, Record, Source, SourceType
from studio.paths import DataFolder
from studio.store import Store
from studio.store.sought import Sought

from .made import HOME, a_draft, a_parcel, a_platform, a_record, a_take

OTHER_PLATFORM = PlatformId("018f0000-0000-7000-8000-000000000002")


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    store = Store.open(folder)
    store.platforms.add(a_platform())
    yield store
    store.close()


def kept(store: Store, text: str, **fields: object) -> Record:
    """A record whose file is here."""
    data = text.encode()
    media = Media(store.media.add_bytes(data), len(data), "text/plain")
    record = a_record(media=media, title=text, **fields)
    store.library.shelve(record.platform_id, records=[record])
    return record


def me(store: Store) -> Person:
    return Person(store.platforms.get(HOME).person_id, "you")


def citing(record: Record) -> tuple[Source, ...]:
    return (Source(SourceId(new_id()), record.id, SourceType.SAMPLED),)


def is_here(store: Store, record: Record) -> bool:
    assert record.media
    return store.media.has(record.media.sha256)


def titles(store: Store, sought: Sought) -> set[str]:
    return {record.title for record in store.library.find(sought).records}


def test_kept_words_are_found_by_what_they_say_until_they_are_freed(store: Store) -> None:
    text = kept(store, "A lantern in the harbour")
    store.library.shelve(HOME, records=[replace(text, title="Verse")])
    store.space.look()
    assert titles(store, Sought("lant har")) == titles(store, Sought(here=True)) == {"Verse"}
    store.space.free()
    assert titles(store, Sought("lant har")) == titles(store, Sought(here=True)) == set()
    assert titles(store, Sought("verse")) == {"Verse"}


def test_a_file_that_was_here_before_its_record_is_read_when_that_is_told(store: Store) -> None:
    sha256 = store.media.add_bytes(b"a lantern")
    store.space.look()
    store.library.shelve(HOME, records=[a_record(media=Media(sha256, 9, "text/plain"))])
    store.space.look()
    assert titles(store, Sought("lantern")) == {"Hum"}


def test_a_file_that_the_person_deleted_is_missed_at_the_next_look(store: Store) -> None:
    record = kept(store, "Rain")
    store.space.look()
    assert record.media
    store.media.path(record.media.sha256).unlink()
    store.space.look()
    assert titles(store, Sought(here=True)) == set() and store.space.used().others_bytes == 0


def test_the_space_of_others_is_told_and_freed_with_what_was_made_from_it(store: Store) -> None:
    record = kept(store, "Others' words")
    kept(store, "My words", author=me(store))
    assert record.media
    small = store.media.path(record.media.sha256).with_suffix(".small")
    small.write_bytes(b"a small picture")
    store.space.look()
    used = store.space.used()
    assert (used.others_bytes, used.free_bytes, used.free_files) == (13, 13, 1)
    assert store.space.free() == (record,)
    assert not is_here(store, record) and not small.exists()
    assert store.space.used().others_bytes == 0
    assert store.library.record(record.id) == record, "its people, rights and family stay"
    assert store.space.free() == ()


ROLES = (
    "mine",
    "draft",
    "removed draft",
    "sealed",
    "cited by my draft",
    "cited by mine",
    "mine elsewhere",
    "in a remix",
    "guide of a take",
    "on a canvas",
    "plain",
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(roles=st.lists(st.sets(st.sampled_from(ROLES), max_size=3), min_size=1, max_size=6))
def test_nothing_that_is_used_here_is_ever_freed(
    tmp_path_factory: pytest.TempPathFactory, roles: list[set[str]]
) -> None:
    store = Store.open(DataFolder.open(tmp_path_factory.mktemp("space")))
    store.platforms.add(a_platform())
    store.platforms.add(replace(a_platform(OTHER_PLATFORM, is_home=False), handle="me there"))
    records = [kept(store, f"Piece {at}") for at in range(len(roles))]
    for record, uses in zip(records, roles, strict=True):
        for use in sorted(uses):
            _use(store, record, use)
    store.space.look()
    free = {record.id for record, uses in zip(records, roles, strict=True) if uses <= {"plain"}}
    assert store.space.used().free_files == len(free)
    assert {record.id for record in store.space.free()} == free
    assert [is_here(store, record) for record in records] == [record.id not in free for record in records]
    store.close()


def _use(store: Store, record: Record, use: str) -> None:
    if use == "mine":
        store.library.shelve(HOME, records=[a_record(media=record.media, author=me(store))])
    elif use == "mine elsewhere":
        author = Person(store.platforms.get(OTHER_PLATFORM).person_id, "me there")
        store.library.shelve(
            OTHER_PLATFORM, records=[a_record(platform_id=OTHER_PLATFORM, media=record.media, author=author)]
        )
    elif use == "cited by mine":
        store.library.shelve(HOME, records=[a_record(media=None, author=me(store), sources=citing(record))])
    elif use == "cited by my draft":
        store.drafts.add(a_draft(sources=citing(record)))
    elif use == "sealed":
        assert record.media
        draft = a_draft(media=replace(record.media, duration_s=float("nan")))
        store.parcels.seal(draft, a_parcel(draft, media=record.media, kind=Kind.TEXT))
    elif use == "in a remix":
        assert record.media
        (store.folder.root / "remixes").mkdir(exist_ok=True)
        path = store.folder.root / "remixes" / f"{new_id()}.remix"
        path.write_text(json.dumps({"materials": [{"sha256": record.media.sha256}]}))
    elif use == "guide of a take":
        assert record.media
        store.takes.add(a_take(guide_sha256=record.media.sha256, guide_frame=0))
    elif use == "on a canvas":
        assert record.media
        (store.folder.root / "remixes").mkdir(exist_ok=True)
        path = store.folder.root / "remixes" / f"{new_id()}.canvas"
        path.write_text(json.dumps({"layers": [{"picture": {"sha256": record.media.sha256}}]}))
    elif use in ("draft", "removed draft"):
        draft = a_draft(media=record.media)
        store.drafts.add(draft)
        if use == "removed draft":
            store.drafts.remove(draft.id)


def test_what_another_also_posted_is_freed_for_both(store: Store) -> None:
    first = kept(store, "The same words")
    second = replace(first, id=type(first.id)(new_id()), author=Person(PersonId(new_id()), "bo"))
    store.library.shelve(HOME, records=[second])
    store.space.look()
    assert store.space.used().others_bytes == len("The same words")
    assert {record.id for record in store.space.free()} == {first.id, second.id}
