from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from studio import contract
from studio.domain.ids import RecordId, new_id
from studio.errors import Busy, Offline
from studio.wire.client import Client
from tests.proxy import Mischief, Proxy
from tests.served import Served
from tests.wire.made import made_file, made_record

OPERATIONS = 1_000
AT_ONCE = 8


def test_a_thousand_changes_have_a_thousand_effects_when_half_the_replies_are_lost(
    served: Served, tmp_path: Path
) -> None:
    """SYN-1: Every effect takes one number of the platform's feed, so the feed counts them exactly."""
    media = made_file(tmp_path / "a", 1_000, seed=1)
    direct = served.client()
    direct.upload(tmp_path / "a", media)
    before = direct.changes("").next
    with Proxy(served.port, Mischief(lose_reply=0.5, duplicate=0.1), seed=2) as proxy:
        records = [(RecordId(new_id()), made_record(media, f"Number {number}")) for number in range(OPERATIONS)]
        clients = [served.client(proxy.address) for _ in range(AT_ONCE)]

        def send(worker: int) -> int:
            return sum(_insist(clients[worker], *pair) for pair in records[worker::AT_ONCE])

        with ThreadPoolExecutor(AT_ONCE) as pool:
            tries = sum(pool.map(send, range(AT_ONCE)))
        for client in clients:
            client.close()
        assert proxy.counts["lost"] > 0.8 * OPERATIONS and proxy.counts["duplicated"] > 0.15 * OPERATIONS
    assert tries > 1.5 * OPERATIONS
    titles, after = _heard(direct, before)
    assert _number(after) - _number(before) == OPERATIONS
    assert sorted(titles) == sorted(record.title for _, record in records)
    direct.close()


def test_flipped_bits_never_become_words_of_a_record(served: Served, tmp_path: Path) -> None:
    """SYN-3 for what is said about a file: 200 records through a proxy that flips bits both ways; none is stored or heard wrong."""
    media = made_file(tmp_path / "a", 1_000, seed=3)
    direct = served.client()
    direct.upload(tmp_path / "a", media)
    with Proxy(served.port, Mischief(flip=0.3, flip_reply=0.3), seed=4) as proxy:
        client = served.client(proxy.address)
        for number in range(200):
            id, record = RecordId(new_id()), made_record(media, f"Flipped {number}")
            _insist(client, id, record)
            told = direct.record(id)
            assert (told.title, told.media, told.made_at) == (record.title, record.media, record.made_at)
        assert proxy.counts["flipped"] > 80
        client.close()
    direct.close()


def _insist(client: Client, id: RecordId, record: contract.RecordIn) -> int:
    """Sends until it is answered; returns how often it took."""
    for tries in range(1, 200):
        try:
            told = client.put_record(id, record.model_dump_json(), record.revision_id)
        except (Offline, Busy):
            continue
        assert (told.id, told.title) == (id, record.title)
        return tries
    raise AssertionError("it never arrived")


def _number(bookmark: str) -> int:
    return int(bookmark.removeprefix("c").partition("-")[0])


def _heard(client: Client, after: str) -> tuple[list[str], str]:
    """The titles of all records after a bookmark, and the bookmark after them."""
    titles: list[str] = []
    more = True
    while more:
        page = client.changes(after)
        titles += [change.record.title for change in page.changes if change.record]
        after, more = page.next, page.more
    return titles, after
