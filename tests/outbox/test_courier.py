from __future__ import annotations

import dataclasses
import json
import threading
from pathlib import Path

import pytest

from studio import drafts
from studio.domain.ids import PlatformId, RecordId, new_id
from studio.domain.moments import now
from studio.domain.parcel import ParcelState
from studio.domain.parcel_words import is_sent_again
from studio.errors import SignInNeeded
from studio.outbox.courier import Courier
from studio.store import Store
from studio.wire.exchange import Timeouts
from studio.wire.links import Links
from tests.outbox.made import bookmark, for_challenge, sound, told_changes, told_records, words
from tests.proxy import Mischief, Proxy
from tests.rogue import Answer, Rogue
from tests.served import Served
from tests.waiting import until

QUICK = Timeouts(0.5, 1.0)
MB = 1 << 20


class Clock:
    """Seconds that pass only when somebody waits."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def carried(courier: Courier, clock: Clock, rounds: int = 400) -> None:
    """Rounds as the thread would do them, on a clock that jumps from wait to wait."""
    for _ in range(rounds):
        rest_s = courier.round()
        if rest_s is None:
            return
        clock.now += rest_s
    pytest.fail("the courier does not come to an end")


def test_a_parcel_becomes_a_record_that_the_platform_confirms(store: Store, served: Served, tmp_path: Path) -> None:
    links = served.joined(store)
    parcel = sound(store, served, 3 * MB, 1, tmp_path)
    seen: list[ParcelState] = []
    courier = Courier(store, links, lambda: seen.append(store.parcels.get(parcel.id).state))
    assert courier.round() is None
    kept = store.parcels.get(parcel.id)
    assert (kept.state, kept.sent_bytes, kept.trouble) == (ParcelState.LIVE, 3 * MB, None) and kept.delivered_at
    client = served.client()
    record = client.record(parcel.record_id)
    assert record.media and record.media.sha256 == parcel.media.sha256 and record.title == parcel.title
    client.close()
    assert seen == [ParcelState.LIVE] and store.media.has(parcel.media.sha256)
    links.close_mine()


def test_an_answer_to_a_challenge_is_handed_in_once(store: Store, served: Served) -> None:
    links, before = served.joined(store), bookmark(served)
    parcel = for_challenge(store, served, "Rain on a tin roof")
    Courier(store, links).round()
    assert store.parcels.get(parcel.id).state is ParcelState.LIVE
    handed_in = [change.contribution for change in told_changes(served, before) if change.contribution]
    assert [found.record_id for found in handed_in] == [parcel.record_id]
    links.close_mine()


def test_the_same_bytes_are_not_sent_twice(store: Store, served: Served, tmp_path: Path) -> None:
    with Proxy(served.port) as proxy:
        links = served.joined(store, proxy.address)
        courier = Courier(store, links)
        sound(store, served, 2 * MB, 2, tmp_path)
        courier.round()
        sent = proxy.counts["bytes_up"]
        sound(store, served, 2 * MB, 2, tmp_path)
        courier.round()
        assert sent >= 2 * MB and proxy.counts["bytes_up"] - sent < 10_000
        assert store.parcels.waiting() == 0
        links.close_mine()


def test_what_is_cited_goes_before_what_cites_it(store: Store, served: Served) -> None:
    links, before = served.joined(store), bookmark(served)
    first = words(store, served, "The first line")
    second = words(store, served, "The second line", builds_on=(first.record_id,))
    third = words(store, served, "The third line", builds_on=(second.record_id, first.record_id))
    store.parcels.pause(first.id, True)
    courier = Courier(store, links)
    assert courier.round() is None
    assert {store.parcels.get(parcel.id).state for parcel in (second, third)} == {ParcelState.QUEUED}
    store.parcels.pause(first.id, False)
    assert courier.round() is None
    told = [record.id for record in told_records(served, before)]
    assert told == [first.record_id, second.record_id, third.record_id]
    links.close_mine()


def test_thirty_days_offline_keep_the_order_of_five_hundred(store: Store, served: Served) -> None:
    """SYN-4."""
    clock, before = Clock(), bookmark(served)
    with Proxy(served.port, Mischief(refuse=True)) as proxy:
        links = served.joined(store, proxy.address, QUICK)
        made = [words(store, served, "Wish you were here", title=f"Postcard {number}") for number in range(500)]
        courier = Courier(store, links, clock=clock, chance=lambda: 1.0)
        tries, begun = 0, clock.now
        while clock.now < begun + 30 * 86_400:
            rest_s = courier.round()
            assert rest_s is not None and 0 < rest_s <= 300
            clock.now += rest_s * 50  # a laptop sleeps most of the time
            tries += 1
        assert tries < 200
        assert store.parcels.counts() == {ParcelState.QUEUED: 500}
        proxy.mischief = Mischief()
        assert courier.round() is None
        links.close_mine()
    assert [record.title for record in told_records(served, before)] == [parcel.title for parcel in made]
    assert store.parcels.counts() == {ParcelState.LIVE: 500}


def test_half_of_all_replies_lost_still_delivers_each_parcel_once(store: Store, served: Served, tmp_path: Path) -> None:
    """SYN-1."""
    clock, before = Clock(), bookmark(served)
    with Proxy(served.port, Mischief(lose_reply=0.5, duplicate=0.1), seed=3) as proxy:
        links = served.joined(store, proxy.address, QUICK)
        made = [words(store, served, f"Lost and found {number}") for number in range(20)]
        made += [sound(store, served, 200_000, 100 + number, tmp_path) for number in range(5)]
        carried(Courier(store, links, clock=clock), clock)
        assert proxy.counts["lost"] > 50
        links.close_mine()
    assert sorted(record.id for record in told_records(served, before)) == sorted(parcel.record_id for parcel in made)
    assert store.parcels.counts() == {ParcelState.LIVE: 25}


def test_one_that_is_refused_holds_nobody_else_back_and_can_be_changed(store: Store, served: Served) -> None:
    links = served.joined(store)
    wrong = words(store, served, "Built on what is not there", builds_on=(RecordId(new_id()),))
    right = words(store, served, "Built on nothing")
    assert Courier(store, links).round() is None
    kept = store.parcels.get(wrong.id)
    assert kept.state is ParcelState.NEEDS_ATTENTION and kept.trouble
    assert (kept.trouble.title, kept.trouble.person_must_act) == ("A source is not on this platform", True)
    assert store.parcels.get(right.id).state is ParcelState.LIVE
    store.parcels.take_back(wrong.id)
    draft = store.drafts.get(wrong.draft_id)
    assert not draft.sealed and draft.text == "Built on what is not there"
    store.drafts.change(dataclasses.replace(draft, sources=()))
    again = drafts.seal(store, draft.id)
    assert again and Courier(store, links).round() is None
    assert store.parcels.get(again.id).state is ParcelState.LIVE
    links.close_mine()


def test_a_forgotten_sign_in_pauses_its_platform_and_fails_nothing(store: Store, served: Served) -> None:
    links = served.joined(store)
    links.set(served.id, served.address, "revoked-token")
    made = [words(store, served, f"Signed {number}") for number in range(3)]
    courier = Courier(store, links)
    assert courier.round() is None
    assert isinstance(links.trouble(served.id), SignInNeeded)
    assert {store.parcels.get(parcel.id).state for parcel in made} == {ParcelState.QUEUED}
    links.set(served.id, served.address, served.token)
    assert courier.round() is None
    assert {store.parcels.get(parcel.id).state for parcel in made} == {ParcelState.LIVE}
    links.close_mine()


def test_a_paused_upload_stops_and_goes_on_when_it_may(store: Store, served: Served, tmp_path: Path) -> None:
    links = served.joined(store)
    parcel = sound(store, served, 20 * MB, 4, tmp_path)
    courier = Courier(store, links)
    store_told = threading.Event()

    def pause_at_a_third() -> None:
        until(lambda: store.parcels.get(parcel.id).sent_bytes > 0 or store_told.is_set(), "a third is sent")
        store.parcels.pause(parcel.id, True)

    person = threading.Thread(target=pause_at_a_third)
    person.start()
    courier.round()
    store_told.set()
    person.join()
    kept = store.parcels.get(parcel.id)
    assert kept.paused and kept.state in (ParcelState.UPLOADING, ParcelState.RECEIVED, ParcelState.LIVE)
    store.parcels.pause(parcel.id, False)
    courier.round()
    assert store.parcels.get(parcel.id).state is ParcelState.LIVE
    links.close_mine()


def platform_card(id: PlatformId) -> Answer:
    told = {"id": id, "name": "Ill", "api": 1, "version": "1", "home": False, "now": now()}
    return Answer(200, json.dumps(told | {"max_upload_bytes": 1 << 30, "max_chunk_bytes": 1 << 20}).encode())


@pytest.mark.parametrize("answer", [Answer(500, b"oops", "text/plain"), Answer(200, b"\xff\x00 garbage")])
def test_a_platform_that_stumbles_is_tried_again_and_nothing_is_lost(
    store: Store, served: Served, answer: Answer
) -> None:
    """SYN-5."""
    clock = Clock()
    with Rogue(lambda method, path: platform_card(served.id) if path.endswith("/platform") else answer) as rogue:
        links = served.joined(store, rogue.address, QUICK)
        parcel = words(store, served, "Once more")
        courier = Courier(store, links, clock=clock, chance=lambda: 0.0)
        rest_s = courier.round()
        assert rest_s is not None and rest_s >= 1
        kept = store.parcels.get(parcel.id)
        assert kept.state is not ParcelState.NEEDS_ATTENTION
    links.set(served.id, served.address, served.token)
    clock.now += 300
    courier.round()
    kept = store.parcels.get(parcel.id)
    assert kept.state is ParcelState.LIVE and kept.trouble is None
    links.close_mine()


def test_a_clock_that_is_set_right_keeps_nothing_waiting_for_a_year(store: Store, served: Served) -> None:
    """SYN-6. What failed while the clock was a year ahead is tried soon by the right one."""
    clock = Clock()
    right, clock.now = clock.now, clock.now + 365 * 86_400
    busy = Answer(503, b"", "text/plain")
    with Rogue(lambda method, path: platform_card(served.id) if path.endswith("/platform") else busy) as rogue:
        links = served.joined(store, rogue.address, QUICK)
        parcel = words(store, served, "Once more")
        courier = Courier(store, links, clock=clock, chance=lambda: 0.0)
        courier.round()
        assert store.parcels.get(parcel.id).next_try_at > clock.now
    links.set(served.id, served.address, served.token)
    clock.now = right
    courier.round()
    assert store.parcels.get(parcel.id).state is ParcelState.LIVE
    links.close_mine()


def test_a_platform_that_holds_another_file_is_never_believed(store: Store, served: Served) -> None:
    parcel_ids: list[RecordId] = []

    def answer(method: str, path: str) -> Answer:
        if path.endswith("/platform"):
            return platform_card(served.id)
        if method == "POST":
            return Answer(201, headers={"Location": f"{path}/1", "Upload-Offset": str(parcel.media.size_bytes)})
        body = json.loads(parcel.body)
        told = body | {"id": parcel.record_id, "author": {"id": new_id(), "handle": "me"}, "posted_at": now()}
        return Answer(200, json.dumps(told | {"media": body["media"] | {"sha256": "0" * 64}}).encode())

    with Rogue(answer) as rogue:
        links = served.joined(store, rogue.address, QUICK)
        parcel = words(store, served, "Exactly this")
        parcel_ids.append(parcel.record_id)
        assert Courier(store, links).round() is None
        links.close_mine()
    kept = store.parcels.get(parcel.id)
    assert kept.state is ParcelState.NEEDS_ATTENTION and kept.trouble
    assert kept.trouble.title == "The platform holds another file than you sent"
    assert store.media.has(parcel.media.sha256)


def test_a_file_that_is_gone_needs_the_person_and_keeps_the_draft(store: Store, served: Served, tmp_path: Path) -> None:
    links = served.joined(store)
    parcel = sound(store, served, 1_000, 5, tmp_path)
    store.media.path(parcel.media.sha256).unlink()
    Courier(store, links).round()
    kept = store.parcels.get(parcel.id)
    assert kept.trouble and kept.trouble.title == "The file to be sent is gone"
    assert store.drafts.find(parcel.draft_id)
    links.close_mine()


def test_the_thread_sends_at_once_when_the_platform_comes_back(store: Store, served: Served) -> None:
    """SYN-5: Its wait would be 300 s long; the link that answers again ends it."""
    with Proxy(served.port, Mischief(refuse=True)) as proxy:
        links = served.joined(store, proxy.address, QUICK)
        parcel = words(store, served, "As soon as you are there")
        clock = Clock()
        courier = Courier(store, links, clock=clock)
        for _ in range(12):
            clock.now += courier.round() or 0
        links.on_change = courier.wake
        courier.start()
        proxy.mischief = Mischief()
        links.client(served.id).me()
        until(lambda: store.parcels.get(parcel.id).state is ParcelState.LIVE, "the parcel is delivered")
        courier.stop()
        links.close_mine()


def test_stopping_ends_an_upload_that_hangs(store: Store, served: Served, tmp_path: Path) -> None:
    with Proxy(served.port) as proxy:
        links = served.joined(store, proxy.address)
        parcel = sound(store, served, MB, 6, tmp_path)
        proxy.mischief = Mischief(hold_reply_to=4)
        courier = Courier(store, links)
        courier.start()
        until(lambda: proxy.counts["held"], "the platform's answer is held back")
        courier.stop()
        assert not any(thread.name == "courier" for thread in threading.enumerate())
        kept = store.parcels.get(parcel.id)
        assert kept.state is ParcelState.UPLOADING and kept.upload_url
        proxy.mischief = Mischief()
        Courier(store, links).round()
        assert store.parcels.get(parcel.id).state is ParcelState.LIVE
        links.close_mine()


def test_a_platform_nobody_knows_the_address_of_is_waited_for(store: Store, served: Served) -> None:
    served.joined(store).close_mine()
    parcel = words(store, served, "Soon")
    rest_s = Courier(store, Links()).round()
    assert rest_s is not None and rest_s > 0
    assert store.parcels.get(parcel.id) == parcel


def test_a_platform_that_needs_a_newer_studio_is_said_and_tried_again_as_it_is(store: Store, served: Served) -> None:
    card = json.loads(platform_card(served.id).body) | {"api": 99}
    with Rogue(lambda method, path: Answer(200, json.dumps(card).encode())) as rogue:
        links, clock = served.joined(store, rogue.address, QUICK), Clock()
        parcel = words(store, served, "From the past")
        Courier(store, links, clock=clock).round()
        kept = store.parcels.get(parcel.id)
        assert kept.state is ParcelState.NEEDS_ATTENTION and kept.trouble is not None
        assert kept.trouble.code == "needs_update" and is_sent_again(kept.trouble)
        links.close_mine()
