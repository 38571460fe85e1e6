from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing

import pytest
import requests

from studio.domain.ids import PersonId, PlatformId, RecordId, new_id
from studio.domain.moments import now
from studio.domain.platform import Platform
from studio.domain.record import Kind
from studio.inbox.fetcher import Fetcher
from studio.store import Store
from studio.store.sought import Sought
from studio.wire.exchange import Timeouts
from studio.wire.links import Links
from tests.outbox.made import words
from tests.proxy import Mischief, Proxy
from tests.rogue import LOGIN_PAGE, Answer, Rogue
from tests.served import Served
from tests.waiting import until

QUICK = Timeouts(0.5, 1.0)
ID = PlatformId(new_id())


def rogue_of(*pages: dict[str, object], date: str = "") -> Rogue:
    """A platform that tells these pages, one after the other by the number in the bookmark."""
    card = {"id": ID, "name": "Elsewhere", "api": 1, "version": "1", "home": False, "now": now()}
    card |= {"max_upload_bytes": 1 << 30, "max_chunk_bytes": 1 << 20}

    def answer(method: str, path: str) -> Answer:
        if path.endswith("/platform"):
            return Answer(200, json.dumps(card).encode(), headers={"Date": date} if date else {})
        after = path.partition("after=")[2].partition("&")[0]
        told = json.dumps(pages[min(int(after or 0), len(pages) - 1)]).encode()
        return Answer(200, told, headers={"Date": date} if date else {})

    return Rogue(answer)


def joined(store: Store, address: str) -> Links:
    store.platforms.add(Platform(ID, "Elsewhere", address, False, PersonId("me"), "me"))
    links = Links(timeouts=QUICK)
    links.set(ID, address, "token")
    return links


def told_record(title: str) -> dict[str, object]:
    author = {"id": new_id(), "handle": "Ada"}
    media = {"sha256": "0" * 64, "size_bytes": 3, "mime": "text/plain"}
    record = {"id": new_id(), "revision_id": new_id(), "kind": "text", "title": title, "author": author, "media": media}
    return record | {"rights": "CC0-1.0", "ai_training": False, "made_at": now(), "posted_at": now()}


def test_the_first_round_brings_everything_and_the_next_nothing_new(store: Store, served: Served) -> None:
    links = served.joined(store)
    fetcher = Fetcher(store, links)
    assert fetcher.round()
    challenges, records = store.challenges.list(), store.library.records()
    assert len(challenges) >= 24 and len(records) >= 12
    assert {challenge.kind for challenge in challenges} >= {Kind.AUDIO, Kind.IMAGE, Kind.TEXT}
    assert any(record.sources for record in records) and all(record.author.handle for record in records)
    assert all(record.tags for record in records)
    assert "Rain on tin" in [record.title for record in store.library.find(Sought("weath")).records]
    platform = store.platforms.get(served.id)
    assert platform.bookmark and platform.synced_at
    assert fetcher.round()
    assert store.library.records() == records and store.platforms.get(served.id).bookmark == platform.bookmark
    links.close_mine()


def test_tags_of_a_hostile_platform_are_tidied_and_an_older_platform_tells_none(store: Store) -> None:
    nasty = ["x" * 10_000, "a\u202eb", "Rain, tin", " rain  tin ", "<b>loud</b>", *(str(at) for at in range(99))]
    told = [told_record("Older"), told_record("Hostile") | {"tags": nasty}]
    changes = [{"cursor": str(at), "what": "record", "record": one} for at, one in enumerate(told)]
    with rogue_of({"changes": changes, "next": "1", "more": False}) as rogue:
        links = joined(store, rogue.address)
        Fetcher(store, links).round()
        links.close_mine()
    tags = {record.title: record.tags for record in store.library.records()}
    assert tags["Older"] == () and len(tags["Hostile"]) == 20
    assert tags["Hostile"][:4] == ("x" * 50, "ab", "Rain tin", "<b>loud</b>")


def test_what_others_post_arrives_while_the_answer_is_held(store: Store, served: Served) -> None:
    links = served.joined(store)
    fetcher = Fetcher(store, links)
    fetcher.round()
    fetcher.start()
    parcel = words(store, served, "Said while you listened")
    client = served.client()
    client.upload(store.media.path(parcel.media.sha256), parcel.media)
    client.put_record(parcel.record_id, parcel.body, parcel.revision_id)
    client.close()
    until(lambda: store.library.record(parcel.record_id), "the record is in the library")
    fetcher.stop()
    assert not any(thread.name == "fetcher" for thread in threading.enumerate())
    links.close_mine()


def test_stopping_ends_a_held_answer_at_once(store: Store, served: Served) -> None:
    """The platform would hold it for 25 s."""
    with Proxy(served.port) as proxy:
        links = served.joined(store, proxy.address)
        fetcher = Fetcher(store, links)
        fetcher.round()
        asked = proxy.counts["requests"]
        fetcher.start()
        until(lambda: proxy.counts["requests"] >= asked + 2, "the platform holds its answer")
        fetcher.stop()
        assert not any(thread.name == "fetcher" for thread in threading.enumerate())
        links.close_mine()


def test_a_refused_bookmark_fetches_everything_anew_without_duplicates(store: Store, served: Served) -> None:
    links = served.joined(store)
    fetcher = Fetcher(store, links)
    fetcher.round()
    before = store.library.records(), store.challenges.list(), store.platforms.get(served.id).bookmark
    store.library.shelve(served.id, bookmark="c999999999")
    fetcher.round()
    fetcher.round()
    assert (store.library.records(), store.challenges.list(), store.platforms.get(served.id).bookmark) == before
    links.close_mine()


def test_a_kind_of_tomorrow_is_left_out_and_the_bookmark_passes_it(store: Store) -> None:
    known = {"cursor": "1", "what": "record", "record": told_record("Known")}
    strange: list[object] = [
        {"cursor": "2", "what": "podcast", "podcast": {}},
        {"cursor": "3", "what": "record", "record": told_record("A hologram") | {"kind": "hologram"}},
        "nonsense",
    ]
    pages = {"changes": [known, *strange], "next": "1", "more": True}, {"changes": [], "next": "2", "more": False}
    with rogue_of(*pages) as rogue:
        links = joined(store, rogue.address)
        assert Fetcher(store, links).round()
        links.close_mine()
    assert [record.title for record in store.library.records()] == ["Known"]
    assert store.platforms.get(ID).bookmark == "2"


def test_the_bookmark_stays_where_the_shelf_ends(store: Store, served: Served) -> None:
    """A platform that goes silent between two pages leaves the first on the shelf, with its bookmark."""
    first = {"changes": [{"cursor": "1", "what": "record", "record": told_record("First")}], "next": "1", "more": True}
    with rogue_of(first, {"changes": "garbage", "next": 2}) as rogue:
        links = joined(store, rogue.address)
        assert not Fetcher(store, links).round()
        links.close_mine()
    assert [record.title for record in store.library.records()] == ["First"]
    assert store.platforms.get(ID).bookmark == "1"


def test_a_feed_that_never_comes_to_an_end_is_left(store: Store) -> None:
    """It says that more follows, and never what; asked again and again it would keep both sides busy."""
    first = {"changes": [{"cursor": "1", "what": "record", "record": told_record("First")}], "next": "1", "more": True}
    with rogue_of(first, {"changes": [], "next": "1", "more": True}) as rogue:
        links = joined(store, rogue.address)
        assert not Fetcher(store, links).round()
        assert rogue.asked["GET /api/v1/changes"] == 2
        links.close_mine()
    assert store.platforms.get(ID).bookmark == "1"


def test_a_login_page_changes_nothing_on_the_shelf(store: Store) -> None:
    with Rogue(lambda method, path: LOGIN_PAGE) as rogue:
        links = joined(store, rogue.address)
        assert not Fetcher(store, links).round()
        assert not links.is_online(ID)
        links.close_mine()
    assert store.platforms.get(ID).bookmark == ""


def test_a_platform_that_comes_back_is_noticed_and_the_links_say_so(
    store: Store, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.inbox.fetcher.PROBE_EVERY_S", 0.05)
    with Proxy(served.port) as proxy:
        address, port = proxy.address, proxy.port
    links = served.joined(store, address, QUICK)
    online = threading.Event()
    fetcher = Fetcher(store, links, chance=lambda: 1.0)
    for _ in range(3):
        assert not fetcher.round()
    links.on_change = lambda: online.set() if links.is_online(served.id) else None
    fetcher.start()
    with Proxy(served.port, port=port):
        assert online.wait(10)
        until(lambda: store.challenges.list(), "the library is filled")
        fetcher.stop()
    links.close_mine()


def test_one_silent_platform_keeps_nobody_from_the_others(store: Store, served: Served) -> None:
    with Proxy(served.port, Mischief(black_hole=True)) as hole:
        links = served.joined(store, timeouts=QUICK)
        links.set(ID, hole.address, "token")
        store.platforms.add(Platform(ID, "A hole", hole.address, False, PersonId("me"), "me"))
        assert Fetcher(store, links).round()
        assert store.challenges.list() and not links.is_online(ID)
        links.close_mine()


@pytest.mark.expects_log("what a platform told could not be kept")
def test_what_cannot_be_kept_of_one_platform_keeps_nobody_from_the_others(store: Store, served: Served) -> None:
    with closing(sqlite3.connect(store.folder.database)) as database, database:
        no = f"WHEN new.platform_id = '{ID}' BEGIN SELECT RAISE(ABORT, 'no'); END"
        database.execute(f"CREATE TRIGGER no BEFORE INSERT ON records {no}")
    page = {"changes": [{"cursor": "1", "what": "record", "record": told_record("One")}], "next": "1", "more": False}
    with rogue_of(page) as rogue:
        links = joined(store, rogue.address)
        store.platforms.add(Platform(served.id, "Home", "", True, PersonId("me"), "me"))
        links.set(served.id, served.address, served.token)
        fetcher = Fetcher(store, links)
        assert fetcher.round() and len(store.library.records()) >= 12
        assert fetcher.round() and rogue.asked["GET /api/v1/changes"] == 1, "it is left in peace for a while"
        links.close_mine()


def test_numbers_and_moments_that_nobody_can_reckon_with_are_left_out(store: Store) -> None:
    challenge: dict[str, object] = {
        "id": new_id(),
        "kind": "text",
        "title": "Fine",
        "by": "",
        "summary": "",
        "brief": "",
        "minutes": 2,
    }
    challenge |= {"effort": "stretch"}
    odd: list[dict[str, object]] = [
        {"minutes": 10**30},
        {"pay_minor": 10**30},
        {"closes_at": "9999-12-31T23:59:59.999Z"},
    ]
    told = [challenge, *(challenge | {"id": new_id()} | one for one in odd)]
    changes: list[dict[str, object]] = [{"cursor": "1", "what": "challenge", "challenge": one} for one in told]
    records = [told_record("Fine"), told_record("Never") | {"posted_at": "2026-99-99T99:99:99.999Z"}]
    changes += [{"cursor": "1", "what": "record", "record": one} for one in records]
    with rogue_of({"changes": changes, "next": "1", "more": False}) as rogue:
        links = joined(store, rogue.address)
        assert Fetcher(store, links).round()
        links.close_mine()
    assert [one.title for one in store.challenges.list()] == ["Fine"]
    assert [one.title for one in store.library.records()] == ["Fine"]


@pytest.mark.parametrize("date", ["Fri, 31 Dec 9999 23:59:59 -2300", "Mon, 01 Jan 1601 00:00:00 GMT", "Nonsense"])
def test_a_clock_that_shows_no_moment_is_not_heard(store: Store, date: str) -> None:
    page = {"changes": [], "next": "1", "more": False}
    with rogue_of(page, date=date) as rogue:
        links = joined(store, rogue.address)
        assert Fetcher(store, links).round()
        links.close_mine()
    assert store.clocks.find(ID) is None


def test_a_withdrawn_record_stays_as_a_tombstone(store: Store, served: Served) -> None:
    links = served.joined(store)
    fetcher = Fetcher(store, links)
    fetcher.round()
    parcel = words(store, served, "Here and gone")
    client = served.client()
    client.upload(store.media.path(parcel.media.sha256), parcel.media)
    client.put_record(parcel.record_id, parcel.body, parcel.revision_id)
    client.close()
    headers = {"Authorization": f"Bearer {served.token}", "Idempotency-Key": new_id()}
    assert requests.delete(f"{served.address}/api/v1/records/{parcel.record_id}", headers=headers, timeout=10).ok
    fetcher.round()
    record = store.library.record(RecordId(parcel.record_id))
    assert record and record.state == "withdrawn" and record.media is None
    links.close_mine()
