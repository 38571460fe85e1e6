"""A record of several files is delivered whole, once, and fetched whole."""

from __future__ import annotations

import random
from pathlib import Path

from studio import contract, drafts
from studio.domain.ids import DraftId, new_id
from studio.domain.moments import now
from studio.domain.parcel import Parcel, ParcelState
from studio.domain.record import Draft, Kind, Media, Page
from studio.inbox.keep import keep
from studio.inbox.shelving import record_of
from studio.outbox.courier import Courier
from studio.store import Store
from tests.outbox.made import told_records
from tests.outbox.test_courier import MB, Clock, carried
from tests.proxy import Mischief, Proxy
from tests.served import Served


def pages(store: Store, served: Served, folder: Path, *sizes: int, seed: int = 0) -> Parcel:
    """A parcel of several files of these sizes, random bytes that are said to be pictures."""
    chance, found = random.Random(seed), []
    for at, size in enumerate(sizes):
        path = folder / f"{seed}-{at}.bin"
        path.write_bytes(chance.randbytes(size))
        found.append(Page(Media(store.media.add_file(path), size, "image/png", width_px=4, height_px=4), f"page {at}"))
    draft = Draft(DraftId(new_id()), Kind.IMAGE, f"Pages {seed}", now(), now(), served.id).with_pages(tuple(found))
    store.drafts.add(draft)
    parcel = drafts.seal(store, draft.id)
    assert parcel is not None
    return parcel


def on_platform(served: Served, parcel: Parcel) -> contract.RecordOut:
    (record,) = [record for record in told_records(served) if record.id == parcel.record_id]
    return record


def test_all_pages_arrive_in_their_order_and_are_fetched_again(store: Store, served: Served, tmp_path: Path) -> None:
    links = served.joined(store)
    parcel = pages(store, served, tmp_path, 90_000, 2_000, 40_000)
    assert Courier(store, links).round() is None
    kept = store.parcels.get(parcel.id)
    assert kept.state is ParcelState.LIVE and kept.sent_bytes == kept.size_bytes == 132_000
    told = on_platform(served, parcel)
    record = record_of(told, served.id)
    assert record.files() == parcel.files
    assert [record.alt, *(page.alt for page in record.more)] == ["page 0", "page 1", "page 2"]
    for file in parcel.files:
        store.media.path(file.sha256).unlink()
    store.library.shelve(served.id, records=[record])
    assert store.library.records()[0].more == record.more
    keep(store, links, record)
    assert all(store.media.has(file.sha256) for file in parcel.files)
    links.close_mine()


def test_a_set_of_sounds_arrives_with_its_names_and_each_file_goes_once(
    store: Store, served: Served, tmp_path: Path
) -> None:
    links = served.joined(store)
    parts = []
    for at, size in enumerate((90_000, 2_000, 90_000)):
        path = tmp_path / f"{at}.wav"
        path.write_bytes(random.Random(f"set {size}").randbytes(size))
        media = Media(store.media.add_file(path), size, "audio/wav", duration_s=2.0)
        parts.append(Page(media, name=f"Mara_{at:02}.wav", line_id=f"L{at}"))
    draft = Draft(DraftId(new_id()), Kind.AUDIO, "Three lines", now(), now(), served.id).with_pages(tuple(parts))
    store.drafts.add(draft)
    assert store.drafts.get(draft.id).pages == tuple(parts)
    parcel = drafts.seal(store, draft.id)
    assert parcel is not None
    with Proxy(served.port) as proxy:
        links.set(served.id, proxy.address, served.token)
        Courier(store, links).round()
        assert proxy.counts["bytes_up"] < 120_000
    assert store.parcels.get(parcel.id).state is ParcelState.LIVE
    record = record_of(on_platform(served, parcel), served.id)
    assert record.pages == tuple(parts)
    store.library.shelve(served.id, records=[record])
    assert store.library.records()[0].pages == tuple(parts)
    links.close_mine()


def test_the_long_row_of_a_set_is_not_written_for_each_of_its_small_files(
    store: Store, served: Served, tmp_path: Path
) -> None:
    links = served.joined(store)
    parcel = pages(store, served, tmp_path, *[80_000] * 20, seed=3)
    rings: list[str] = []
    counted = Store.open(store.folder, rings.append)
    Courier(counted, links).round()
    assert counted.parcels.get(parcel.id).state is ParcelState.LIVE
    assert rings.count("parcels") < 6
    counted.close()
    links.close_mine()


def test_a_page_that_was_there_is_not_sent_twice(store: Store, served: Served, tmp_path: Path) -> None:
    links = served.joined(store)
    parcel = pages(store, served, tmp_path, MB, MB, seed=1)
    client = served.client()
    client.upload(store.media.path(parcel.more[0].sha256), parcel.more[0])
    client.close()
    with Proxy(served.port) as proxy:
        links.set(served.id, proxy.address, served.token)
        Courier(store, links).round()
        assert proxy.counts["bytes_up"] < 1.2 * MB
    assert store.parcels.get(parcel.id).state is ParcelState.LIVE
    links.close_mine()


def test_an_upload_that_is_cut_goes_on_in_the_page_where_it_stopped(
    store: Store, served: Served, tmp_path: Path
) -> None:
    parcel = pages(store, served, tmp_path, 2 * MB, 3 * MB, seed=2)
    with Proxy(served.port, Mischief(cut_at=(MB, 3 * MB, 4 * MB))) as proxy:
        links = served.joined(store, proxy.address)
        clock = Clock()
        carried(Courier(store, links, clock=clock, chance=lambda: 0.5), clock)
        assert proxy.counts["cut"] == 3
    assert on_platform(served, parcel).more[0].media.sha256 == parcel.more[0].sha256
    assert store.parcels.get(parcel.id).state is ParcelState.LIVE
    links.close_mine()
