"""kill -9 of the studio in every state of a parcel (SYN-4), of the platform at intervals, and of both: each parcel arrives once."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.domain.parcel import Parcel, ParcelState
from studio.outbox.courier import Courier
from studio.store import Store
from studio.wire.exchange import Timeouts
from studio.wire.links import Links
from tests.outbox.made import bookmark, for_challenge, sound, told_changes, told_records, words
from tests.proxy import Mischief, Proxy
from tests.served import Served
from tests.waiting import until

QUICK = Timeouts(1.0, 3.0)


@pytest.fixture
def mortal() -> Iterator[Served]:
    """A platform that a test may kill; its data lies on a real disk."""
    with tempfile.TemporaryDirectory() as folder, Served(Path(folder)) as platform:
        yield platform


def child(store: Store, served: Served, address: str, commits: int = 0) -> subprocess.Popen[str]:
    arguments = [str(store.folder.root), address, served.id, str(commits)]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.outbox.child", *arguments], stdin=subprocess.PIPE, text=True
    )
    assert process.stdin
    process.stdin.write(served.token + "\n")
    process.stdin.close()
    return process


def finish(store: Store, links: Links) -> None:
    assert Courier(store, links).round() is None
    assert store.parcels.counts() == {ParcelState.LIVE: store.parcels.counts()[ParcelState.LIVE]}


def effects(served: Served, before: str, parcel: Parcel) -> int:
    """How many numbers of the feed a delivery took; its record and its contribution are there once."""
    changes = told_changes(served, before)
    assert [change.record.id for change in changes if change.record] == [parcel.record_id]
    assert [change.contribution.id for change in changes if change.contribution] == [parcel.id]
    return int(bookmark(served)[1:]) - int(before[1:])


#: What is sent in one request, and what is uploaded first.
LENGTHS = pytest.mark.parametrize(("times", "steps"), [(1, 2), (5_000, 6)], ids=["small", "uploaded"])


@LENGTHS
def test_killed_after_each_commit_the_parcel_arrives_once(store: Store, served: Served, times: int, steps: int) -> None:
    links, counted, states = served.joined(store), list[int](), set[ParcelState]()
    for commits in range(1, 20):
        before = bookmark(served)
        parcel = for_challenge(store, served, f"Killed after commit {commits}. " * times)
        process = child(store, served, served.address, commits)
        code = process.wait(30)
        states.add(store.parcels.get(parcel.id).state)
        finish(store, links)
        counted.append(effects(served, before, parcel))
        if code == 0:
            break
    assert code == 0 and len(counted) > steps
    assert states - {ParcelState.UPLOADING} == {ParcelState.RECEIVED, ParcelState.LIVE}
    assert (ParcelState.UPLOADING in states) == (times > 1)
    assert set(counted) == {counted[-1]}, "as many effects as without any kill"
    assert list((served.folder / "platform" / "media" / "incoming").glob("*")) == []
    links.close_mine()


@LENGTHS
def test_killed_before_each_answer_the_parcel_arrives_once(
    store: Store, served: Served, times: int, steps: int
) -> None:
    links, counted = served.joined(store), list[int]()
    with Proxy(served.port) as proxy:
        for number in range(1, 20):
            before = bookmark(served)
            parcel = for_challenge(store, served, f"Killed before answer {number}. " * times)
            proxy.counts.clear()
            proxy.mischief = Mischief(hold_reply_to=number)
            process = child(store, served, proxy.address)
            until(lambda p=process: proxy.counts["held"] or p.poll() is not None, "an answer is held back")  # type: ignore[misc]
            process.kill()
            process.wait(10)
            finish(store, links)
            counted.append(effects(served, before, parcel))
            if not proxy.counts["held"]:
                break
    assert not proxy.counts["held"] and len(counted) > steps
    assert set(counted) == {counted[-1]}, "as many effects as without any kill"
    links.close_mine()


def test_the_platform_is_killed_again_and_again(store: Store, mortal: Served, tmp_path: Path) -> None:
    before = bookmark(mortal)
    with Proxy(mortal.port, Mischief(delay_s=0.02)) as proxy:
        links = mortal.joined(store, proxy.address, QUICK)
        made = [sound(store, mortal, 300_000, number, tmp_path) for number in range(8)]
        courier = Courier(store, links, chance=lambda: 0.0)
        links.on_change = courier.wake
        courier.start()
        for moment in range(4):
            reached = proxy.counts["requests"] + 3 + 2 * moment
            until(lambda n=reached: proxy.counts["requests"] >= n or not store.parcels.waiting(), "requests arrive")  # type: ignore[misc]
            mortal.kill()
            mortal.start()
            proxy.upstream_port = mortal.port
            links.client(mortal.id).me()  # as the fetcher does
        until(lambda: not store.parcels.waiting(), "all is delivered", 40)
        courier.stop()
        links.close_mine()
    records = told_records(mortal, before)
    assert sorted(record.id for record in records) == sorted(parcel.record_id for parcel in made)
    assert int(bookmark(mortal)[1:]) - int(before[1:]) == len(made)


def test_both_are_killed_again_and_again(store: Store, mortal: Served, tmp_path: Path) -> None:
    before = bookmark(mortal)
    with Proxy(mortal.port, Mischief(delay_s=0.01)) as proxy:
        links = mortal.joined(store, proxy.address, QUICK)
        made = [sound(store, mortal, 200_000, number, tmp_path) for number in range(4)]
        made += [words(store, mortal, f"Both are gone {number}") for number in range(4)]
        for moment in range(4):
            reached = proxy.counts["requests"] + 4 + 3 * moment
            process = child(store, mortal, proxy.address)
            until(lambda n=reached, p=process: proxy.counts["requests"] >= n or p.poll() is not None, "requests arrive")  # type: ignore[misc]
            mortal.kill()
            process.kill()
            process.wait(10)
            mortal.start()
            proxy.upstream_port = mortal.port
        store.parcels.try_now()
        finish(store, links)
        links.close_mine()
    records = told_records(mortal, before)
    assert sorted(record.id for record in records) == sorted(parcel.record_id for parcel in made)
    assert int(bookmark(mortal)[1:]) - int(before[1:]) == len(made)
