"""A record is taken back: asked once here, done once there; a tombstone stays on both sides."""

from __future__ import annotations

from dataclasses import replace

from studio.contract import RECORDS
from studio.domain.ids import RecordId, new_id
from studio.domain.parcel import ParcelState
from studio.domain.record import RecordState
from studio.inbox.fetcher import Fetcher
from studio.outbox import errands
from studio.outbox.courier import Courier
from studio.store import Store
from studio.wire.exchange import Timeouts
from tests.outbox.made import told_changes, words
from tests.outbox.test_courier import Clock, carried
from tests.proxy import Mischief, Proxy
from tests.served import Served

QUICK = Timeouts(0.5, 1.0)


def test_a_withdrawn_record_is_a_tombstone_here_and_there(store: Store, served: Served) -> None:
    links, clock = served.joined(store), Clock()
    parcel, child = words(store, served, "This was too much"), words(store, served, "Built on it")
    carried(Courier(store, links, clock=clock), clock)
    assert Fetcher(store, links).round()
    store.errands.add(errands.withdraw_record(served.id, parcel.record_id))
    assert set(store.errands.withdrawals([parcel.record_id, child.record_id])) == {parcel.record_id}
    carried(Courier(store, links, clock=clock), clock)
    here = store.library.record(parcel.record_id)
    assert here is not None
    assert (here.state, here.media, here.title) == (RecordState.WITHDRAWN, None, parcel.title)
    assert store.library.withdrawn([parcel.record_id, child.record_id]) == {parcel.record_id}
    assert store.errands.waiting() == 0 and not store.errands.withdrawals([parcel.record_id])
    client = served.client()
    assert client.record(parcel.record_id).state == "withdrawn"
    assert not client.has_media(parcel.media.sha256) and client.has_media(child.media.sha256)
    client.close()
    assert store.media.has(parcel.media.sha256), "the person's own file stays"
    links.close_mine()


def test_what_is_withdrawn_offline_waits_over_a_restart_and_can_be_kept_after_all(store: Store, served: Served) -> None:
    links, clock = served.joined(store), Clock()
    first, second = words(store, served, "The first one"), words(store, served, "The second one")
    carried(Courier(store, links, clock=clock), clock)
    links.set(served.id, "http://127.0.0.1:9", served.token)
    for parcel in (first, second):
        store.errands.add(errands.withdraw_record(served.id, parcel.record_id))
    Courier(store, links, clock=clock).round()
    again = Store.open(store.folder)
    waiting = again.errands.withdrawals([first.record_id, second.record_id])
    assert set(waiting) == {first.record_id, second.record_id}
    again.errands.drop(waiting[second.record_id])
    links.set(served.id, served.address, served.token)
    carried(Courier(again, links, clock=clock), clock)
    client = served.client()
    assert [client.record(one.record_id).state for one in (first, second)] == ["withdrawn", "live"]
    client.close()
    again.close()
    links.close_mine()


def test_a_withdrawal_whose_answers_are_lost_happens_once(store: Store, served: Served) -> None:
    """SYN-1"""
    clean, clock = served.joined(store), Clock()
    parcels = [words(store, served, f"Number {number}") for number in range(8)]
    carried(Courier(store, clean, clock=clock), clock)
    before = told_changes(served)[-1].cursor
    with Proxy(served.port, Mischief(lose_reply=0.5, duplicate=0.2), seed=3) as proxy:
        links = served.joined(store, proxy.address, QUICK)
        for parcel in parcels:
            store.errands.add(errands.withdraw_record(served.id, parcel.record_id))
        carried(Courier(store, links, clock=clock), clock)
        assert proxy.counts["lost"]
        links.close_mine()
    told = [change.record for change in told_changes(served, before) if change.record]
    assert sorted(record.id for record in told) == sorted(parcel.record_id for parcel in parcels)
    assert {record.state for record in told} == {"withdrawn"}
    clean.close_mine()


def test_a_record_that_the_platform_does_not_know_needs_nobody(store: Store, served: Served) -> None:
    links, clock = served.joined(store), Clock()
    store.errands.add(errands.withdraw_record(served.id, RecordId(new_id())))
    carried(Courier(store, links, clock=clock), clock)
    assert store.errands.waiting() == 0
    links.close_mine()


def test_what_was_withdrawn_elsewhere_before_its_arrival_was_heard_of_is_no_damage(
    store: Store, served: Served
) -> None:
    links, clock, client = served.joined(store), Clock(), served.client()
    parcel = words(store, served, "Gone again already")
    client.upload(store.media.path(parcel.media.sha256), parcel.media)
    client.put_record(parcel.record_id, parcel.body, parcel.revision_id)
    client.withdraw_record(f"{RECORDS}/{parcel.record_id}", new_id())
    client.close()
    store.parcels.change(replace(parcel, state=ParcelState.RECEIVED))
    carried(Courier(store, links, clock=clock), clock)
    assert store.parcels.get(parcel.id).state is ParcelState.LIVE
    assert Fetcher(store, links).round()
    assert store.library.withdrawn([parcel.record_id])
    links.close_mine()
