"""What a record builds on: other records with their place and share, and works from outside."""

from __future__ import annotations

from typing import Any

import pytest

from studio.contract import RECORDS
from studio.domain.ids import new_id
from tests.server.visitor import Visitor, words_body

WORK = {"title": "Night train", "author": "E. Hopper", "address": "https://example.org/night", "licence": "CC-BY-4.0"}


def test_place_and_share_of_a_source_and_a_work_from_outside_are_told_as_they_were_sent(
    ann: Visitor, bob: Visitor
) -> None:
    parent = ann.post_words("a hum, written down")
    of_record: dict[str, Any] = {
        "id": new_id(),
        "record_id": parent,
        "type": "sampled",
        "origin": "auto",
        "thanks": "For the hum",
    }
    of_record |= {"place": "t=1.5,30", "amount_s": 24.2, "share": 0.38, "work": None}
    of_work: dict[str, Any] = {
        "id": new_id(),
        "record_id": None,
        "type": "inspired_by",
        "work": WORK,
        "place": "",
        "amount_s": 0.0,
    }
    of_work |= {"share": 0.0, "origin": "manual", "thanks": ""}
    data = b"hum in the night train"
    bob.upload(data)
    record_id = new_id()
    assert bob.put_record(record_id, words_body(data, sources=[of_record, of_work])).status_code == 201
    assert ann.ask("GET", f"{RECORDS}/{record_id}").json()["sources"] == [of_record, of_work]
    tree = ann.ask("GET", f"{RECORDS}/{record_id}/tree").json()
    assert {one["id"] for one in tree["records"]} == {parent, record_id}


@pytest.mark.parametrize(
    "fault",
    [
        {"work": None},
        {"record_id": new_id()},
        {"place": "t=-1,2"},
        {"place": "file:///etc/passwd"},
        {"share": 1.5},
        {"amount_s": -1},
        {"work": WORK | {"address": "javascript:alert(1)"}},
        {"work": WORK | {"title": ""}},
    ],
)
def test_a_source_that_says_too_much_or_too_little_is_refused(ann: Visitor, fault: dict[str, Any]) -> None:
    data = b"some words of a song"
    ann.upload(data)
    source = {"id": new_id(), "type": "inspired_by", "work": WORK} | fault
    answer = ann.put_record(new_id(), words_body(data, sources=[source]))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
