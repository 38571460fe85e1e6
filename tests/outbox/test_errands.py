"""Few words on their way: kept before they are sent, in order, once, and shown as the platform tells them back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from studio.domain.ids import ErrandId, RecordId, RequestId, SourceId, new_id
from studio.domain.record import Record, SourceType, Work
from studio.domain.request import Deed, Errand, RequestState
from studio.errors import Refused
from studio.inbox.fetcher import Fetcher
from studio.outbox import errands
from studio.outbox.courier import Courier
from studio.store import Store
from studio.wire.exchange import Timeouts
from studio.wire.links import Links
from studio.wire.told import request_of
from tests.outbox.made import told_changes
from tests.outbox.test_courier import Clock, carried
from tests.proxy import Mischief, Proxy
from tests.rogue import Answer, Rogue
from tests.served import Served

QUICK = Timeouts(0.5, 1.0)
MANY = 30


def a_record(store: Store, links: Links, served: Served) -> Record:
    """A record of the starter set, by somebody else."""
    assert Fetcher(store, links).round()
    return store.library.records()[0]


def an_ask(served: Served, record: Record, title: str = "") -> Errand:
    work = Work(title or f"Song {new_id()}", "Somebody")
    return errands.ask(served.id, record.id, work, SourceType.SAMPLED, "  It is mine. \u202e", "t=41,44")


def taken_back(asked: Errand) -> Errand:
    """Who asks may think better of it before the request was ever sent."""
    id = ErrandId(new_id())
    return replace(asked, id=id, deed=Deed.WITHDRAW, door=f"{asked.door}/withdrawal", body="{}")


def test_an_errand_is_put_and_told_back(store: Store, served: Served) -> None:
    links = served.joined(store)
    record = a_record(store, links, served)
    errand = an_ask(served, record, "Low Tide")
    store.errands.add(errand)
    assert store.errands.waiting() == store.errands.waiting(served.id) == 1
    assert Courier(store, links).round() is None
    assert store.errands.waiting() == 0
    (request,) = [one for one in store.requests.of_record(served.id, record.id) if one.id == errand.request_id]
    assert (request.state, request.words, request.place) == (RequestState.REQUESTED, "It is mine.", "t=41,44")
    assert request.work == Work("Low Tide", "Somebody") and request.asker.handle == "me"
    assert Fetcher(store, links).round()
    assert request in store.requests.of_record(served.id, record.id), "the feed says the same"
    links.close_mine()


def test_many_errands_arrive_once_each_when_half_the_replies_are_lost(store: Store, served: Served) -> None:
    """SYN-1 with words in place of files; the feed counts the effects."""
    with Proxy(served.port, Mischief(lose_reply=0.5, duplicate=0.1), seed=4) as proxy:
        links, clock = served.joined(store, proxy.address), Clock()
        record = a_record(store, served_links(served, store), served)
        before = told_changes(served)[-1].cursor
        sent = [an_ask(served, record) for _ in range(MANY)]
        for errand in sent:
            store.errands.add(errand)
        carried(Courier(store, links, clock=clock), clock)
        assert proxy.counts["lost"] > MANY / 2
    changes = told_changes(served, before)
    assert [change.request.id for change in changes if change.request] == [errand.request_id for errand in sent]
    assert int(changes[-1].cursor[1:]) - int(before[1:]) == MANY
    links.close_mine()


def served_links(served: Served, store: Store) -> Links:
    links = Links()
    links.set(served.id, served.address, served.token)
    return links


def test_what_is_said_offline_is_kept_over_a_restart_and_goes_in_order(store: Store, served: Served) -> None:
    links, clock = served.joined(store, "http://127.0.0.1:9", QUICK), Clock()
    record = a_record(store, served_links(served, store), served)
    asked = an_ask(served, record)
    store.errands.add(asked)
    store.errands.add(taken_back(asked))
    courier = Courier(store, links, clock=clock)
    rest_s = courier.round()
    assert rest_s is not None and rest_s > 0 and store.errands.waiting() == 2
    assert asked.request_id not in {one.id for one in store.requests.of_record(served.id, record.id)}
    again = Store.open(store.folder)
    links.set(served.id, served.address, served.token)
    carried(Courier(again, links, clock=clock), clock)
    states = {one.id: one.state for one in again.requests.of_record(served.id, record.id)}
    assert states[asked.request_id] is RequestState.WITHDRAWN and again.errands.waiting() == 0
    again.close()
    links.close_mine()


def test_a_refused_errand_waits_for_the_person_and_holds_back_only_its_own_followers(
    store: Store, served: Served
) -> None:
    links, clock = served.joined(store), Clock()
    record = a_record(store, links, served)
    wrong = errands.ask(served.id, record.id, RecordId(new_id()), SourceType.SAMPLED, "Mine")
    follower, fine = taken_back(wrong), an_ask(served, record)
    for errand in (wrong, follower, fine):
        store.errands.add(errand)
    carried(Courier(store, links, clock=clock), clock)
    kept = store.errands.of_record(served.id, record.id)
    assert [errand.id for errand in kept] == [wrong.id, follower.id]
    assert kept[0].trouble is not None and kept[0].trouble.title == "A source is not on this platform"
    assert kept[0].is_stopped and store.errands.due(clock(), served.id) == []
    store.errands.try_now(wrong.id)
    assert [errand.id for errand in store.errands.due(clock(), served.id)] == [wrong.id]
    store.errands.drop(wrong)
    assert store.errands.waiting() == 0
    links.close_mine()


def test_who_asked_too_often_is_patient_and_nobody_else_has_to_be(store: Store, served: Served) -> None:
    card = json.dumps(
        {"id": served.id, "name": "Elsewhere", "api": 1, "version": "1", "home": False}
        | {"now": "2026-01-01T00:00:00.000Z", "max_upload_bytes": 1 << 30, "max_chunk_bytes": 1 << 20}
    ).encode()
    problem = json.dumps({"title": "Too often", "status": 429, "code": "too_often"}).encode()

    def answer(method: str, path: str) -> Answer:
        if path.endswith("/platform"):
            return Answer(200, card)
        return Answer(429, problem, "application/problem+json", {"Retry-After": "7200"})

    with Rogue(answer) as rogue:
        links, clock = served.joined(store, rogue.address, QUICK), Clock()
        record = a_record(store, served_links(served, store), served)
        first, second = an_ask(served, record), an_ask(served, record)
        for errand in (first, second):
            store.errands.add(errand)
        rest_s = Courier(store, links, clock=clock).round()
        kept = store.errands.of_record(served.id, record.id)
        assert [errand.tries for errand in kept] == [1, 1], "the second was tried, too"
        assert all(errand.trouble and not errand.is_stopped for errand in kept)
        assert rest_s == 300.0 and min(errand.next_try_at for errand in kept) >= clock() + 3_600
        links.close_mine()


def test_an_answer_that_comes_late_does_not_undo_what_the_feed_told(store: Store, served: Served) -> None:
    links = served.joined(store)
    record = a_record(store, links, served)
    errand = an_ask(served, record)
    store.errands.add(errand)
    client = served.client()
    told = request_of(client.put_request(errand.door, errand.body, errand.id), served.id)
    newer = replace(told, state=RequestState.ACCEPTED, changed_at="2999-01-01T00:00:00.000Z")
    store.library.shelve(served.id, requests=[newer])
    store.errands.deliver(errand, told)
    assert newer in store.requests.of_record(served.id, record.id) and store.errands.waiting() == 0
    client.close()
    links.close_mine()


def test_words_are_never_empty_and_never_too_long(served: Served) -> None:
    with pytest.raises(Refused):
        errands.ask(served.id, RecordId(new_id()), RecordId(new_id()), SourceType.EDITED, " \n ")
    long = errands.remove(served.id, RecordId(new_id()), SourceId(new_id()), "word " * 1_000)
    assert len(json.loads(long.body)["words"]) <= 1_000
    assert long.request_id == RequestId(long.door.split("/")[-2])
