"""Files by their hash: whole, in part, and only for whom they are."""

from __future__ import annotations

import os

import pytest

from studio.contract import MEDIA
from studio.domain.ids import new_id
from tests.server.visitor import Visitor, sha, words_body

DATA = os.urandom(3_000_000)


@pytest.fixture
def where(ann: Visitor) -> str:
    return f"{MEDIA}/{ann.upload(DATA)}"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=5-9", 5, 10),
        ("bytes=2999999-", 2_999_999, 3_000_000),
        ("bytes=1000-99999999", 1000, 3_000_000),
        ("bytes=-7", 2_999_993, 3_000_000),
        ("bytes=-99999999", 0, 3_000_000),
    ],
)
def test_a_range_is_served(ann: Visitor, where: str, asked: str, start: int, end: int) -> None:
    answer = ann.ask("GET", where, headers={"Range": asked})
    assert answer.content == DATA[start:end]
    if (start, end) != (0, len(DATA)):
        assert answer.status_code == 206
        assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(DATA)}"


@pytest.mark.parametrize("asked", ["bytes=3000000-", "bytes=9999999-99999999", "bytes=-0"])
def test_a_range_outside_the_file_is_416(ann: Visitor, where: str, asked: str) -> None:
    answer = ann.ask("GET", where, headers={"Range": asked})
    assert (answer.status_code, answer.json()["code"]) == (416, "range")
    assert answer.headers["Content-Range"] == f"bytes */{len(DATA)}"


@pytest.mark.parametrize("asked", ["bytes=9-5", "bytes=0-1,5-6", "items=0-1", "bytes=-", "bytes=a-b"])
def test_a_range_that_is_not_understood_gives_the_whole_file(ann: Visitor, where: str, asked: str) -> None:
    answer = ann.ask("GET", where, headers={"Range": asked})
    assert (answer.status_code, answer.content) == (200, DATA)


def test_a_range_of_another_version_gives_the_whole_file(ann: Visitor, where: str) -> None:
    for etag, status in ((f'"{sha(DATA)}"', 206), ('"another"', 200)):
        assert ann.ask("GET", where, headers={"Range": "bytes=0-9", "If-Range": etag}).status_code == status


def test_what_is_known_is_not_sent_again(ann: Visitor, where: str) -> None:
    answer = ann.ask("GET", where, headers={"If-None-Match": f'"{sha(DATA)}"'})
    assert (answer.status_code, answer.content) == (304, b"")


def test_head_tells_hash_and_size(ann: Visitor, where: str) -> None:
    answer = ann.ask("HEAD", where)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["ETag"] == f'"{sha(DATA)}"'
    assert answer.headers["Content-Length"] == str(len(DATA))
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_a_file_is_its_senders_alone_until_a_record_shows_it(ann: Visitor, bob: Visitor) -> None:
    data = b"nobody has seen this yet"
    where = f"{MEDIA}/{ann.upload(data)}"
    assert bob.ask("GET", where).json()["code"] == "not_found"
    ann.put_record(new_id(), words_body(data))
    assert bob.ask("GET", where).content == data


@pytest.mark.parametrize(
    ("mime", "served"),
    [
        ("text/plain", "text/plain; charset=utf-8"),
        ("text/x-html", "application/octet-stream"),
        ("image/svg+xml", "application/octet-stream"),
        ("image/png", "image/png"),
        ("audio/wav", "audio/wav"),
    ],
)
def test_nothing_is_served_as_a_page(ann: Visitor, mime: str, served: str) -> None:
    data = f"<script>alert(1)</script> {mime}".encode()
    sha256 = ann.upload(data)
    body = words_body(data, kind=mime.partition("/")[0])
    body["media"]["mime"] = mime
    assert ann.put_record(new_id(), body).status_code == 201
    answer = ann.ask("GET", f"{MEDIA}/{sha256}")
    assert answer.headers["Content-Type"] == served
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == "attachment"


def test_a_hash_that_is_none_is_422(ann: Visitor) -> None:
    for wrong in ("x", "0" * 63, "G" * 64, "..%2F..%2Fplatform.db"):
        assert ann.ask("GET", f"{MEDIA}/{wrong}").status_code in (404, 422)
