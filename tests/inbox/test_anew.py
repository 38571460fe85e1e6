"""A platform that was put back to an older copy of itself: everything is fetched anew, nothing doubles, nothing sent is lost."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.domain.ids import RecordId
from studio.domain.parcel import ParcelState
from studio.inbox.fetcher import Fetcher
from studio.inbox.shelving import shelve
from studio.outbox.courier import Courier
from studio.paths import DataFolder
from studio.store import Store
from studio.wire.links import Links
from tests.outbox.conftest import IN_MEMORY
from tests.outbox.made import told_records, words
from tests.served import Served


@pytest.fixture
def mortal() -> Iterator[Served]:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder, Served(Path(folder)) as platform:
        yield platform


def put_back(platform: Served, copy: Path, links: Links) -> None:
    """As a host does it: ended, the older copy in its place, started."""
    platform.stop()
    shutil.rmtree(platform.folder / "platform")
    shutil.copytree(copy, platform.folder / "platform")
    platform.start()
    links.set(platform.id, platform.address, platform.token)


def copied(platform: Served, to: Path) -> Path:
    platform.stop()
    shutil.copytree(platform.folder / "platform", to)
    platform.start()
    return to


def shelf(store: Store) -> dict[RecordId, tuple[str, str]]:
    return {record.id: (record.title, str(record.state)) for record in store.library.records(limit=10_000)}


def test_an_older_copy_of_the_platform_gets_back_what_was_sent_to_it_since(
    store: Store, mortal: Served, tmp_path: Path
) -> None:
    """Its feed has grown past the old bookmark again meanwhile, so that the numbers alone tell nothing."""
    links = mortal.joined(store)
    courier, fetcher = Courier(store, links), Fetcher(store, links)
    first = words(store, mortal, "Before the copy")
    courier.round()
    kept = copied(mortal, tmp_path / "copy")
    links.set(mortal.id, mortal.address, mortal.token)
    second = words(store, mortal, "After the copy", builds_on=(first.record_id,))
    courier.round()
    fetcher.round()
    before = shelf(store)
    put_back(mortal, kept, links)
    foreign = [_by_another_studio(mortal, f"Meanwhile {number}") for number in range(3)]
    fetcher.round()
    fetcher.round()
    assert store.parcels.get(first.id).state is ParcelState.LIVE
    assert store.parcels.get(second.id).state is ParcelState.QUEUED, "it is lost there and goes out once more"
    assert courier.round() is None
    fetcher.round()
    assert shelf(store) == before | {id: (f"Meanwhile {number}", "live") for number, id in enumerate(foreign)}
    told = told_records(mortal)
    assert sorted(record.id for record in told) == sorted(shelf(store)), "each once"
    assert [source.record_id for source in next(r for r in told if r.id == second.record_id).sources] == [
        first.record_id
    ]
    links.close_mine()


def test_what_others_posted_after_the_copy_stays_as_a_tombstone_until_it_is_told_again(
    store: Store, mortal: Served, tmp_path: Path
) -> None:
    links = mortal.joined(store)
    fetcher = Fetcher(store, links)
    kept = copied(mortal, tmp_path / "copy")
    links.set(mortal.id, mortal.address, mortal.token)
    lost = _by_another_studio(mortal, "Soon forgotten")
    fetcher.round()
    record = store.library.record(lost)
    assert record and record.state == "live"
    put_back(mortal, kept, links)
    fetcher.round()
    fetcher.round()
    record = store.library.record(lost)
    assert record and record.state == "withdrawn" and record.media, "what was kept of it here is still known"
    links.close_mine()


def _by_another_studio(platform: Served, text: str) -> RecordId:
    with tempfile.TemporaryDirectory() as folder:
        other = Store.open(DataFolder.open(Path(folder)))
        links = platform.joined(other)
        parcel = words(other, platform, text)
        Courier(other, links).round()
        assert other.parcels.get(parcel.id).state is ParcelState.LIVE
        links.close_mine()
        other.close()
    return parcel.record_id


def test_a_fetch_anew_that_is_cut_short_goes_on_and_ends_well(store: Store, mortal: Served) -> None:
    """Killed between two pages: what was not told yet is neither lost nor taken for gone."""
    links = mortal.joined(store)
    fetcher = Fetcher(store, links)
    fetcher.round()
    before = shelf(store), store.challenges.list()
    store.library.doubt(mortal.id)
    client = mortal.client()
    page = client.changes("")
    client.close()
    half = page.model_copy(update={"changes": page.changes[: len(page.changes) // 2], "more": True})
    half = half.model_copy(update={"next": half.changes[-1].cursor})
    shelve(store, mortal.id, half)
    assert shelf(store) == before[0]
    Fetcher(store, links).round()
    assert (shelf(store), store.challenges.list()) == before
    links.close_mine()
