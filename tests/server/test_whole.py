"""A record that comes together with its one small file."""

from __future__ import annotations

import os
from pathlib import Path

import requests

from studio.contract import INFO, MEDIA, RECORDS
from studio.domain.ids import new_id
from tests.server.visitor import Visitor, sha, words_body
from tests.server_process import ServerProcess


def code_of(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_both_are_here_after_one_request(ann: Visitor, bob: Visitor) -> None:
    record_id, data = new_id(), os.urandom(40_000)
    body = words_body(data)
    answer = ann.put_whole(record_id, body, data)
    assert (answer.status_code, answer.json()["media"]["sha256"]) == (201, sha(data))
    assert bob.ask("GET", f"{RECORDS}/{record_id}").json() == answer.json()
    assert bob.ask("GET", f"{MEDIA}/{sha(data)}").content == data
    assert ann.ask("GET", INFO).json()["takes_whole"]


def test_the_same_again_changes_nothing(ann: Visitor) -> None:
    """SYN-1, and by whichever door it comes."""
    record_id, data = new_id(), os.urandom(1_000)
    body = words_body(data)
    first = ann.put_whole(record_id, body, data)
    again, alone = ann.put_whole(record_id, body, data), ann.put_record(record_id, body)
    assert [one.status_code for one in (first, again, alone)] == [201, 200, 200]
    assert first.json() == again.json() == alone.json()
    assert code_of(ann.put_whole(record_id, body | {"title": "Other words"}, data)) == (422, "id_taken")


def test_what_was_withdrawn_does_not_come_back_with_an_old_request(ann: Visitor) -> None:
    record_id, data = new_id(), os.urandom(1_000)
    body = words_body(data)
    ann.put_whole(record_id, body, data)
    ann.ask("DELETE", f"{RECORDS}/{record_id}")
    assert ann.put_whole(record_id, body, data).json()["state"] == "withdrawn"
    assert ann.ask("HEAD", f"{MEDIA}/{sha(data)}").status_code == 404


def test_one_of_them_is_not_taken_without_the_other(home: ServerProcess) -> None:
    ann = Visitor(home.address, home.token)
    data, missing = b"a file that is wanted by nobody", new_id()
    assert code_of(ann.put_whole(new_id(), words_body(data), b"another one")) == (409, "media_mismatch")
    assert code_of(ann.put_whole(new_id(), words_body(data, missing), data)) == (409, "source_missing")
    assert code_of(ann.put_whole(new_id(), words_body(data, kind="audio"), data)) == (422, "wrong_kind")
    page = {"media": {"sha256": sha(data), "size_bytes": len(data), "mime": "text/plain"}}
    assert code_of(ann.put_whole(new_id(), words_body(data, more=[page]), data)) == (422, "invalid")
    assert ann.ask("HEAD", f"{MEDIA}/{sha(data)}").status_code == 404
    assert not list(Path(home.data).rglob(sha(data))), "no bytes without a record"
    ann.close()


def test_a_body_that_says_nothing_is_refused_in_words(ann: Visitor) -> None:
    for length, data in (("", b""), ("-1", b"{}"), ("99", b"{}"), ("2", b"{}"), ("1", b"{}")):
        answer = ann.ask("PUT", f"{RECORDS}/{new_id()}/whole", headers={"Record-Length": length}, data=data)
        assert 400 <= answer.status_code < 500 and answer.json()["code"] == "invalid", answer.text
