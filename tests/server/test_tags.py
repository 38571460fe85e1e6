"""Tags of records: told, asked for, and refused in words where they are none."""

from __future__ import annotations

import pytest

from studio.contract import RECORDS
from studio.domain.ids import new_id
from tests.server.test_records import code_of
from tests.server.visitor import Visitor, words_body


def test_records_are_told_with_their_tags_and_asked_for_by_one(ann: Visitor, bob: Visitor) -> None:
    rain = ann.post_words("rain on a tin roof", tags=["Roofs", "Cafe\u0301", "roofs"])
    other = ann.post_words("a quiet room here")
    told = bob.ask("GET", f"{RECORDS}/{rain}").json()
    assert told["tags"] == ["Roofs", "Caf\u00e9"]
    assert bob.ask("GET", f"{RECORDS}/{other}").json()["tags"] == []

    def with_tag(tag: str) -> list[str]:
        return [one["id"] for one in bob.ask("GET", RECORDS, params={"tag": tag}).json()["items"]]

    assert [with_tag(tag) for tag in ("rOOFS", "CAFE\u0301", "roof")] == [[rain], [rain], []]
    data = b"rain on a slate roof"
    ann.upload(data)
    assert ann.put_record(rain, words_body(data, tags=["Slate"])).status_code == 201
    assert [with_tag(tag) for tag in ("roofs", "slate")] == [[], [rain]]
    gone = ann.ask("DELETE", f"{RECORDS}/{rain}").json()
    assert (gone["tags"], with_tag("slate")) == ([], [])


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        (["x" * 10_000], "tags.0 is longer than 50 characters"),
        ([f"tag {at}" for at in range(21)], "tags has more than 20 entries"),
        (["a\u202eb"], "tags.0 is not written as it must be"),
        (["fine", " "], "tags.1 is not written as it must be"),
        (["a, b"], "tags.0 is not written as it must be"),
    ],
)
def test_tags_out_of_bounds_are_refused_in_words(ann: Visitor, tags: list[str], words: str) -> None:
    ann.upload(b"with bad tags")
    record_id = new_id()
    refused = ann.put_record(record_id, words_body(b"with bad tags", tags=tags))
    assert code_of(refused) == (422, "invalid")
    assert refused.json()["detail"].startswith(words)
    assert code_of(ann.ask("GET", f"{RECORDS}/{record_id}"))[0] == 404
