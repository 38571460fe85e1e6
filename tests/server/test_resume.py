"""A platform that is killed goes on where it stood."""

from __future__ import annotations

import itertools
import os
import threading

import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.contract import MEDIA
from studio.domain.ids import new_id
from tests.server.visitor import Visitor, sha, words_body
from tests.server_process import ServerProcess


def test_an_upload_goes_on_at_heads_offset_after_the_platform_was_killed(home: ServerProcess) -> None:
    data = os.urandom(24_000_000)
    visitor = Visitor(home.address, home.token)
    url = visitor.create(data).headers["Location"]
    assert visitor.patch(url, data[:5_000_000], 0).status_code == 204
    _cut_while_sending(home, visitor, url, data)
    visitor.address = home.start().address
    offset = visitor.offset(url)
    assert offset >= 5_000_000
    assert visitor.patch(url, data[offset:], offset).status_code == 204
    assert visitor.ask("GET", f"{MEDIA}/{sha(data)}").content == data
    visitor.close()


def _cut_while_sending(home: ServerProcess, visitor: Visitor, url: str, data: bytes) -> None:
    """Kills the platform when half of the rest is on its way."""
    middle = threading.Event()

    def pieces() -> object:
        yield data[5_000_000:12_000_000]
        middle.set()
        yield data[12_000_000:]

    def send() -> None:
        try:
            visitor.patch(url, pieces(), 5_000_000)
        except requests.RequestException:
            pass
        finally:
            middle.set()

    sending = threading.Thread(target=send)
    sending.start()
    assert middle.wait(20)
    home.kill()
    sending.join()


def test_kills_at_many_moments_of_send_and_post_leave_exactly_one_record(home: ServerProcess) -> None:
    """The same steps with the same keys until they are through; the platform dies under each of them."""
    visitor = Visitor(home.address, home.token)
    for turn in range(4):
        data = os.urandom(1_000_000)
        record_id, keys, body = new_id(), (new_id(), new_id()), words_body(data)
        killer = threading.Timer(0.003 + turn * 0.006, home.kill)
        killer.start()
        first = _deliver(visitor, data, record_id, keys, body)
        killer.join()
        visitor.address = home.start().address
        again = _deliver(visitor, data, record_id, keys, body)
        assert again is not None
        assert first is None or first == again
        assert visitor.ask("GET", f"{MEDIA}/{sha(data)}").content == data
    authors = visitor.ask("GET", "/me").json()["id"]
    assert len(visitor.ask("GET", f"/records?author_id={authors}").json()["items"]) == 4
    visitor.close()


def _deliver(visitor: Visitor, data: bytes, record_id: str, keys: tuple[str, str], body: dict[str, object]) -> object:
    try:
        url = visitor.create(data, key=keys[0]).headers["Location"]
        offset = visitor.offset(url)
        while offset < len(data):
            answer = visitor.patch(url, data[offset : offset + 300_000], offset)
            assert answer.status_code == 204, answer.text
            offset = int(answer.headers["Upload-Offset"])
        answer = visitor.put_record(record_id, body, keys[1])
        assert answer.status_code in (200, 201), answer.text
        return answer.json()
    except requests.RequestException:
        return None


@settings(max_examples=25)
@given(cuts=st.lists(st.integers(0, 70_000), max_size=5))
def test_any_cutting_into_chunks_gives_the_same_file(
    running: ServerProcess, tokens: dict[str, str], cuts: list[int]
) -> None:
    data = os.urandom(70_000)
    visitor = Visitor(running.address, tokens["Ann"])
    url = visitor.create(data).headers["Location"]
    edges = sorted({0, *cuts, len(data)})
    for start, end in itertools.pairwise(edges):
        assert visitor.patch(url, data[start:end], start).headers["Upload-Offset"] == str(end)
    assert visitor.ask("GET", f"{MEDIA}/{sha(data)}").content == data
    visitor.close()
