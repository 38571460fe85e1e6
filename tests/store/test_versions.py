from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio.domain.cleaned import Cleaned
from studio.domain.ids import DraftId, new_id
from studio.domain.parcel import Trouble
from studio.domain.privacy import About, Finding
from studio.domain.record import Draft
from studio.domain.study import Study
from studio.errors import Refused
from studio.paths import DataFolder
from studio.store import Store, sidecars
from studio.store.media import MediaFolder

from .made import a_draft, a_parcel, a_platform, a_studied, a_taken

LATER = datetime.now(UTC) + timedelta(days=31)


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def store(folder: DataFolder, told: list[str]) -> Iterator[Store]:
    store = Store.open(folder, told.append)
    store.platforms.add(a_platform())
    yield store
    store.close()


def sealed(store: Store, draft: Draft) -> Draft:
    draft = store.drafts.get(draft.id)
    assert store.parcels.seal(draft, a_parcel(draft, media=draft.media))
    return store.drafts.get(draft.id)


def numbers(store: Store, draft: Draft, *, removed: bool = False) -> list[int]:
    return [version.number for version in store.versions.list(draft.id, removed=removed)]


def test_a_save_becomes_the_newest_version_and_what_the_draft_holds(store: Store, told: list[str]) -> None:
    draft = a_studied(store)
    told.clear()
    second = a_taken(store, b"second save", ("Ink", "Sky"))
    version = store.versions.join(draft.id, second, "seen")
    assert version is not None and (version.number, version.layers) == (2, ("Ink", "Sky"))
    assert store.drafts.get(draft.id).media == second.media
    assert store.versions.current(draft.id) == version and numbers(store, draft) == [2, 1]
    study = store.studies.get(draft.id)
    assert (study.seen, study.sha256) == ("seen", second.original)
    assert told == ["drafts"]


def test_a_sealed_draft_is_not_changed_and_the_save_waits(store: Store) -> None:
    draft = sealed(store, a_studied(store))
    version = store.versions.join(draft.id, a_taken(store, b"second save"), "seen")
    assert version is not None and version.waits
    assert store.drafts.get(draft.id) == draft
    assert store.versions.waiting() == [version]
    current = store.versions.current(draft.id)
    assert current is not None and current.number == 1


def test_what_waited_joins_the_draft_when_it_is_taken_back(store: Store) -> None:
    draft = sealed(store, a_studied(store))
    newest = a_taken(store, b"third save")
    store.versions.join(draft.id, a_taken(store, b"second save"), "2")
    store.versions.join(draft.id, newest, "3")
    store.versions.join_waiting()
    assert store.drafts.get(draft.id).media == draft.media
    store.parcels.take_back(store.parcels.list()[0].id)
    store.versions.join_waiting()
    assert store.drafts.get(draft.id).media == newest.media
    assert store.versions.waiting() == []


def test_a_new_draft_of_what_waits_is_watched_from_then_on(store: Store) -> None:
    draft = sealed(store, a_studied(store))
    version = store.versions.join(draft.id, a_taken(store, b"second save"), "seen")
    assert version is not None
    other = replace(draft, id=DraftId(new_id()), media=version.media, sealed=False)
    store.versions.branch(version.id, other)
    assert store.versions.waiting() == []
    assert store.drafts.get(other.id) == other
    assert store.studies.find(draft.id) is None and store.studies.get(other.id).path == "/paintings/kitchen.ora"
    assert numbers(store, other) == [1] and numbers(store, draft) == [2, 1]
    third = store.versions.join(other.id, a_taken(store, b"third save"), "again")
    assert third is not None and third.number == 2 and not third.waits


def test_going_back_is_a_new_version_and_loses_nothing(store: Store) -> None:
    draft = a_studied(store)
    first = store.versions.current(draft.id)
    assert first is not None
    second = store.versions.join(draft.id, a_taken(store, b"second save"), "seen")
    assert second is not None
    back = store.versions.go_back(first.id)
    assert (back.number, back.back_to, back.media) == (3, 1, first.media)
    assert store.drafts.get(draft.id).media == first.media
    assert numbers(store, draft) == [3, 2, 1]
    assert store.versions.go_back(back.id) == back, "it is there already"
    assert store.studies.get(draft.id).sha256 == second.original, "the file itself was not touched"


def test_a_sealed_draft_does_not_go_back(store: Store) -> None:
    draft = sealed(store, a_studied(store))
    first = store.versions.current(draft.id)
    assert first is not None
    with pytest.raises(Refused, match="on its way"):
        store.versions.go_back(first.id)


def test_a_version_can_be_named_deleted_and_brought_back(store: Store) -> None:
    draft = a_studied(store)
    store.versions.join(draft.id, a_taken(store, b"second save"), "seen")
    second, first = store.versions.list(draft.id)
    store.versions.rename(first.id, " Before\nthe light ")
    assert store.versions.get(first.id).title == "Before the light"
    store.versions.remove(first.id)
    assert (numbers(store, draft), numbers(store, draft, removed=True)) == ([2], [1])
    store.versions.bring_back(first.id)
    assert numbers(store, draft) == [2, 1]
    with pytest.raises(Refused, match="what the draft holds"):
        store.versions.remove(second.id)


def test_files_of_a_deleted_version_go_after_30_days_but_not_those_that_are_needed(store: Store) -> None:
    draft = a_studied(store)
    other = a_studied(store, b"second save")
    store.versions.join(draft.id, a_taken(store, b"second save"), "2")
    store.versions.join(draft.id, a_taken(store, b"third save"), "3")
    third, second, first = store.versions.list(draft.id)
    store.versions.remove(second.id)
    store.versions.remove(first.id)
    store.space.release(store.versions.purge())
    assert numbers(store, draft, removed=True) == [2, 1], "not before its time"
    store.space.release(store.versions.purge(LATER))
    assert numbers(store, draft, removed=True) == []
    assert not store.media.has(first.media.sha256) and not store.media.has(first.original)
    assert store.media.has(second.media.sha256) and store.media.has(second.original), "the other draft has them too"
    assert numbers(store, draft) == [3] and numbers(store, other) == [1]
    assert store.media.has(third.original)


def test_a_purged_draft_takes_its_versions_along(store: Store, folder: DataFolder) -> None:
    draft = a_studied(store)
    version = store.versions.current(draft.id)
    assert version is not None
    store.drafts.remove(draft.id)
    gone = store.versions.purge(LATER)
    store.drafts.purge(LATER)
    store.space.release(gone)
    assert store.drafts.find(draft.id) is None and store.studies.find(draft.id) is None
    assert not store.media.has(version.original)
    assert list(folder.studies.iterdir()) == []


def test_who_still_looks_at_an_older_version_does_not_bring_it_back(store: Store) -> None:
    """The share sheet holds the draft as it was when it was opened."""
    seen = a_studied(store)
    newer = a_taken(store, b"second save")
    store.versions.join(seen.id, newer, "seen")
    store.drafts.change(replace(seen, title="A better title"))
    draft = store.drafts.get(seen.id)
    assert (draft.title, draft.media) == ("A better title", newer.media)


def test_a_draft_that_was_saved_meanwhile_is_not_sealed_as_it_was(store: Store) -> None:
    seen = a_studied(store)
    store.versions.join(seen.id, a_taken(store, b"second save"), "seen")
    assert not store.parcels.seal(seen, a_parcel(seen, media=seen.media))
    assert store.parcels.list() == [] and not store.drafts.get(seen.id).sealed


def test_nothing_joins_a_draft_whose_file_is_not_watched(store: Store) -> None:
    draft = a_studied(store)
    store.studies.watch(draft.id, False)
    assert store.studies.watched() == []
    assert store.versions.join(draft.id, a_taken(store, b"second save"), "seen") is None
    assert numbers(store, draft) == [1]
    store.studies.watch(draft.id, True)
    store.drafts.remove(draft.id)
    assert store.studies.watched() == [], "a draft that was thrown away is not watched"
    store.drafts.bring_back(draft.id)
    assert [study.id for study in store.studies.watched()] == [draft.id]


def test_a_look_that_finds_nothing_new_rings_no_bell(store: Store, told: list[str]) -> None:
    draft = a_studied(store)
    told.clear()
    store.studies.saw(draft.id, "seen", "a" * 64)
    assert told == []
    store.studies.tell(draft.id, Trouble("The file is gone", "Put it back.", True))
    store.studies.saw(draft.id, "seen", "a" * 64)
    assert told == ["drafts", "drafts"] and store.studies.get(draft.id).trouble is None


def test_a_path_with_bytes_that_are_no_text_is_kept(store: Store) -> None:
    draft = a_studied(store, path="/paintings/k\udcfcche.ora")
    assert store.studies.get(draft.id).path == "/paintings/k\udcfcche.ora"
    store.studies.follow(draft.id, "/elsewhere/k\udcfcche.ora")
    assert store.studies.get(draft.id).path == "/elsewhere/k\udcfcche.ora"


def test_the_media_of_every_version_is_needed(store: Store) -> None:
    """Nothing that a kept version is made of may be freed."""
    draft = a_studied(store)
    store.versions.join(draft.id, a_taken(store, b"second save"), "seen")
    versions = store.versions.list(draft.id)
    store.space.release({sha256 for one in versions for sha256 in (one.media.sha256, one.original)})
    assert all(store.media.has(one.media.sha256) and store.media.has(one.original) for one in versions)


def test_drafts_with_their_versions_come_back_from_the_sidecars_alone(folder: DataFolder) -> None:
    store = Store.open(folder)
    draft = a_studied(store)
    taken = a_taken(store, b"second save", ("Ink",))
    cleaned = Cleaned(taken.media.sha256, taken.original, (Finding(About.PLACE, "53.55, 9.99"),))
    store.cleanings.note(cleaned)
    store.versions.join(draft.id, taken, "seen")
    store.versions.rename(store.versions.list(draft.id)[1].id, "The first")
    kept = (store.drafts.list(), store.versions.list(draft.id), store.studies.get(draft.id))
    store.close()
    (folder.studies / "rubbish.json").write_bytes(b"\xff{")
    (folder.studies / "strange.json").write_text('{"draft": {}, "study": 3, "versions": [1]}')
    folder.database.write_bytes(random.Random(1).randbytes(100_000))
    store = Store.open(folder)
    assert store.rebuilt is not None and store.rebuilt.drafts == 1
    assert (store.drafts.list(), store.versions.list(draft.id), store.studies.get(draft.id)) == kept
    assert store.cleanings.find(cleaned.sha256, cleaned.original) == cleaned
    store.close()


def test_a_sidecar_survives_its_flat_form(tmp_path: Path, store: Store) -> None:
    draft = a_studied(store)
    kept = sidecars.Kept(a_draft(tags=("tin roof",)), Study(draft.id, "/a/b.psd", trouble=Trouble("a", "b", True)), ())
    sidecars.write_versions(tmp_path, kept)
    assert sidecars.read_versions(sidecars.versions_path(tmp_path, kept.draft.id)) == kept


def test_what_a_killed_studio_left_half_made_goes_after_a_day(tmp_path: Path) -> None:
    media = MediaFolder(tmp_path)
    kept = media.add_bytes(b"a whole file")
    left = (tmp_path / "0190.copy", media.path(kept).with_name("half a fetch.part"))
    for path in left:
        path.write_bytes(b"half")
    now_s = left[0].stat().st_mtime
    media.sweep(now_s + 3_600)
    assert all(path.exists() for path in left)
    media.sweep(now_s + 90_000)
    assert not any(path.exists() for path in left) and media.has(kept)
