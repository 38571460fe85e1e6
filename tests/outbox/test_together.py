"""Several on their way at once: who waits for whom, what the person allows, and that each arrives once all the same."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from studio.domain.parcel import ParcelState
from studio.domain.sending import Hold, Sending
from studio.outbox.courier import Courier
from studio.store import Store
from tests.outbox.made import bookmark, sound, told_records, words
from tests.proxy import Mischief, Proxy
from tests.served import Served
from tests.waiting import until

MB = 1 << 20


@contextmanager
def working(courier: Courier) -> Iterator[None]:
    courier.start()
    try:
        yield
    finally:
        courier.stop()


def test_small_things_do_not_wait_behind_large_ones(store: Store, served: Served, tmp_path: Path) -> None:
    limit = [200_000]
    links = served.joined(store)
    large = [sound(store, served, 4 * MB, 300 + number, tmp_path) for number in range(3)]
    small = [words(store, served, f"Quick as a wink {number}") for number in range(5)]
    courier = Courier(store, links, sending=lambda: Sending(limit[0]))
    with working(courier):
        until(lambda: all(store.parcels.get(one.id).state is ParcelState.LIVE for one in small), "the small are there")
        going = courier.progress()
        assert set(going) == {large[0].id, large[1].id}, "a fair share for two of them, and the third waits"
        assert all(store.parcels.get(one.id).state is not ParcelState.LIVE for one in large)
        limit[0] = 0
        until(lambda: not store.parcels.waiting(), "all is delivered")


def test_the_order_that_the_person_made_is_kept(store: Store, served: Served) -> None:
    links, before = served.joined(store), bookmark(served)
    made = [words(store, served, f"In line {number}") for number in range(12)]
    store.parcels.move(made[11].id, made[0].id)
    store.parcels.move(made[0].id, None)
    assert Courier(store, links).round() is None
    order = [made[11], *made[1:11], made[0]]
    assert [record.id for record in told_records(served, before)] == [parcel.record_id for parcel in order]


def test_the_same_file_in_two_parcels_goes_once_and_both_arrive(store: Store, served: Served, tmp_path: Path) -> None:
    with Proxy(served.port) as proxy:
        links = served.joined(store, proxy.address)
        for _ in range(2):
            sound(store, served, 3 * MB, 310, tmp_path)
        assert Courier(store, links).round() is None
        assert proxy.counts["bytes_up"] < 4 * MB
    assert store.parcels.waiting() == 0


def test_large_things_wait_for_a_line_that_is_not_metered(store: Store, served: Served, tmp_path: Path) -> None:
    links, line = served.joined(store), [Sending(large_on_metered=False, metered=True)]
    large, small = sound(store, served, 2 * MB, 320, tmp_path), words(store, served, "Light as a feather")
    courier = Courier(store, links, sending=lambda: line[0])
    assert courier.round() is None
    assert store.parcels.get(small.id).state is ParcelState.LIVE
    assert (courier.held(large), courier.held(small)) == (Hold.METERED, None)
    line[0] = replace(line[0], metered=False)
    assert courier.round() is None and store.parcels.get(large.id).state is ParcelState.LIVE


def test_an_upload_stops_when_the_line_changes_and_goes_on_from_there(
    store: Store, served: Served, tmp_path: Path
) -> None:
    links, line = served.joined(store), [Sending(limit_bytes_s=500_000, only_on="router 1", network="router 1")]
    parcel = sound(store, served, 4 * MB, 330, tmp_path)
    courier = Courier(store, links, sending=lambda: line[0])
    with working(courier):
        until(lambda: store.parcels.get(parcel.id).sent_bytes > 0, "a part is there")
        line[0] = replace(line[0], network="router 2")
        courier.wake()
        until(lambda: not courier.progress(), "nothing is under way")
        kept = store.parcels.get(parcel.id)
        assert (kept.state, courier.held(kept)) == (ParcelState.UPLOADING, Hold.ANOTHER_NETWORK)
        line[0] = Sending()
        courier.wake()
        until(lambda: not store.parcels.waiting(), "it is delivered")


def test_this_computers_own_platform_needs_no_network(store: Store, served: Served) -> None:
    links = served.joined(store)
    links.set(served.id, served.address, served.token, same_computer=True)
    words(store, served, "Just next door")
    assert Courier(store, links, sending=lambda: Sending(only_on="router 1")).round() is None
    assert store.parcels.waiting() == 0


def test_a_pause_is_heard_at_once(store: Store, served: Served, tmp_path: Path) -> None:
    links, limit = served.joined(store), [100_000]
    parcel = sound(store, served, 4 * MB, 340, tmp_path)
    courier = Courier(store, links, sending=lambda: Sending(limit[0]))
    with working(courier):
        until(lambda: any(going.sent_bytes for going in courier.progress().values()), "some of it has gone")
        store.parcels.pause(parcel.id, True)
        courier.wake()
        until(lambda: not courier.progress(), "it has stopped")
        limit[0] = 0
        store.parcels.pause(parcel.id, False)
        courier.wake()
        until(lambda: not store.parcels.waiting(), "it is delivered")


def test_a_half_upload_that_the_platform_has_thrown_away_starts_anew_and_once(
    store: Store, served: Served, tmp_path: Path
) -> None:
    """SYN-2: after 24 hours, over a restart of the studio."""
    links, before = served.joined(store), bookmark(served)
    parcel = sound(store, served, 3 * MB, 350, tmp_path)
    courier = Courier(store, links, sending=lambda: Sending(limit_bytes_s=500_000))
    with working(courier):
        until(lambda: store.parcels.get(parcel.id).sent_bytes > 0, "a part is there")
    (platform,) = served.folder.rglob("platform.db")
    with sqlite3.connect(platform) as database:
        late = database.execute("UPDATE uploads SET expires_at = '2020-01-01T00:00:00.000Z' WHERE state = 'open'")
        assert late.rowcount == 1
    database.close()
    assert Courier(store, links).round() is None
    assert store.parcels.get(parcel.id).state is ParcelState.LIVE
    assert [record.id for record in told_records(served, before)] == [parcel.record_id]


def test_a_forgotten_sign_in_pauses_all_that_were_under_way_and_fails_none(
    store: Store, served: Served, tmp_path: Path
) -> None:
    links = served.joined(store)
    made = [words(store, served, f"Who are you {number}") for number in range(4)]
    made += [sound(store, served, 2 * MB, 360 + number, tmp_path) for number in range(2)]
    links.set(served.id, served.address, "revoked-token")
    courier = Courier(store, links)
    assert courier.round() is None and store.parcels.counts() == {ParcelState.QUEUED: 6}
    links.set(served.id, served.address, served.token)
    assert courier.round() is None and store.parcels.counts() == {ParcelState.LIVE: 6}


def test_answers_lost_after_success_make_no_second_record_however_many_are_under_way(
    store: Store, served: Served, tmp_path: Path
) -> None:
    """SYN-1: as the thread does it, on a clock that is a year ahead."""
    before = bookmark(served)
    with Proxy(served.port, Mischief(lose_reply=0.3, duplicate=0.1), seed=11) as proxy:
        links, hands = served.joined(store, proxy.address), set[str]()
        made = [words(store, served, f"Said once {number}") for number in range(12)]
        made += [sound(store, served, 2 * MB, 370 + number, tmp_path) for number in range(3)]
        ahead = [1_900_000_000.0]
        courier = Courier(
            store, links, lambda: hands.add(threading.current_thread().name), clock=lambda: ahead[0], chance=lambda: 0.0
        )
        for _ in range(1_000):
            rest_s = courier.round()
            if rest_s is None:
                break
            ahead[0] += rest_s
        assert proxy.counts["lost"] > 5
    assert store.parcels.counts() == {ParcelState.LIVE: 15}
    records = told_records(served, before)
    assert sorted(record.id for record in records) == sorted(parcel.record_id for parcel in made)
    assert int(bookmark(served)[1:]) - int(before[1:]) == len(made)
