"""A change with the same key happens once, also when the platform dies between the effect and the answer."""

from __future__ import annotations

import threading
from pathlib import Path

import requests

from studio.contract import RECORDS
from studio.domain.ids import new_id
from studio.server.config import Config
from tests.server.inside import inside
from tests.server.visitor import Visitor, words_body
from tests.server_process import ServerProcess


def test_the_answer_of_the_first_time_is_given_again(ann: Visitor) -> None:
    """SYN-1."""
    data = b"kept for thirty days"
    ann.upload(data)
    record_id, body, key = new_id(), words_body(data), new_id()
    first = ann.put_record(record_id, body, key)
    ann.ask("DELETE", f"{RECORDS}/{record_id}")
    again = ann.put_record(record_id, body, key)
    assert (again.status_code, again.content) == (201, first.content)


def test_the_same_key_for_something_else_is_422(ann: Visitor) -> None:
    """SYN-1."""
    data = b"one key one thing"
    ann.upload(data)
    key, record_id = new_id(), new_id()
    ann.put_record(record_id, words_body(data), key)
    for answer in (
        ann.put_record(record_id, words_body(data, title="Other"), key),
        ann.put_record(new_id(), words_body(data), key),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")


def test_a_key_belongs_to_its_person(ann: Visitor, bob: Visitor) -> None:
    key = new_id()
    for visitor in (ann, bob):
        data = f"from {visitor.ask('GET', '/me').json()['handle']}".encode()
        visitor.upload(data)
        assert visitor.put_record(new_id(), words_body(data), key).status_code == 201


def test_a_refusal_does_not_use_the_key_up(ann: Visitor) -> None:
    data = b"it comes a bit later"
    record_id, body, key = new_id(), words_body(data), new_id()
    assert ann.put_record(record_id, body, key).status_code == 409
    ann.upload(data)
    assert ann.put_record(record_id, body, key).status_code == 201


def test_a_key_that_is_too_long_is_400(ann: Visitor) -> None:
    assert ann.create(b"x", key="k" * 300).status_code == 400


def test_killed_at_any_moment_a_keyed_change_happens_once(home: ServerProcess) -> None:
    """The platform is killed while 40 keyed uploads are being created; all are asked again with their keys."""
    visitor = Visitor(home.address, home.token)
    for delay_s in (0.005, 0.03, 0.06):
        keys = [new_id() for _ in range(40)]
        killer = threading.Timer(delay_s, home.kill)
        killer.start()
        before = {key: _location(visitor, key) for key in keys}
        killer.join()
        visitor.address = home.start().address
        after = {key: _location(visitor, key) for key in keys}
        assert all(before[key] in ("", after[key]) for key in keys)
        assert len(set(after.values())) == len(keys)
        parts = {path.stem for path in (home.data / "platform" / "media" / "incoming").iterdir()}
        assert {url.rpartition("/")[2] for url in after.values()} <= parts
    visitor.close()


def _location(visitor: Visitor, key: str) -> str:
    try:
        return visitor.create(key.encode(), key=key).headers["Location"]
    except requests.RequestException:
        return ""


def test_joining_again_with_the_same_key_gives_the_same_token(running: ServerProcess, nobody: Visitor) -> None:
    asked, key = {"invite": running.new_invite(), "handle": "Cleo"}, {"Idempotency-Key": new_id()}
    first, again = (nobody.ask("POST", "/join", json=asked, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    for other in (asked | {"handle": "Cleopatra"}, asked):
        answer = nobody.ask("POST", "/join", json=other, headers={"Idempotency-Key": new_id()})
        assert (answer.status_code, answer.json()["code"]) == (403, "bad_invite")


def test_an_invite_that_was_spent_without_a_key_opens_nothing_more(running: ServerProcess, nobody: Visitor) -> None:
    asked = {"invite": running.new_invite(), "handle": "Cleopatra"}
    assert [nobody.ask("POST", "/join", json=asked).status_code for _ in range(2)] == [201, 403]


def test_the_same_key_is_put_off_while_the_first_one_is_at_work(tmp_path: Path) -> None:
    with inside(Config(tmp_path)) as (running, ann):
        key, me = new_id(), ann.ask("GET", "/me").json()["id"]
        running.app.state.platform.in_flight.add((me, key))
        answer = ann.create(b"abc", key=key)
        assert (answer.status_code, answer.json()["code"]) == (409, "key_in_flight")
        assert int(answer.headers["Retry-After"]) > 0
        running.app.state.platform.in_flight.clear()
        assert ann.create(b"abc", key=key).status_code == 201
