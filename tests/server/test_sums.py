"""What is told and asked in JSON carries its sum, so that a bit that was flipped on the way is noticed on either side."""

from __future__ import annotations

import json

import pytest

from studio.contract import CHANGES, CONTENT_DIGEST, RECORDS, digest_of
from studio.domain.ids import new_id
from tests.server.visitor import Visitor, words_body


@pytest.mark.parametrize("path", ["/platform", "/me", CHANGES, f"{RECORDS}/nothing"])
def test_every_answer_in_json_carries_its_sum(ann: Visitor, path: str) -> None:
    answer = ann.ask("GET", path)
    assert answer.headers[CONTENT_DIGEST] == digest_of(answer.content)


def test_a_body_that_is_not_what_its_sum_says_changes_nothing(ann: Visitor) -> None:
    data = b"as it was written"
    ann.upload(data)
    record_id, body = new_id(), json.dumps(words_body(data)).encode()
    sums = {CONTENT_DIGEST: digest_of(body), "Content-Type": "application/json"}
    flipped = body.replace(b"Four words", b"Four sords")
    answer = ann.ask("PUT", f"{RECORDS}/{record_id}", data=flipped, headers=sums)
    assert (answer.status_code, answer.json()["code"]) == (400, "damaged")
    assert ann.ask("GET", f"{RECORDS}/{record_id}").status_code == 404
    assert ann.ask("PUT", f"{RECORDS}/{record_id}", data=body, headers=sums).status_code == 201
    unknown = sums | {CONTENT_DIGEST: "sha-512=:AAAA:"}
    assert ann.ask("PUT", f"{RECORDS}/{record_id}", data=body, headers=unknown).status_code == 200


def test_a_file_is_told_in_pieces_and_has_its_hash_already(ann: Visitor) -> None:
    sha256 = ann.upload(b"a file")
    assert CONTENT_DIGEST not in ann.ask("GET", f"/media/{sha256}").headers
