"""Private documents: counted, never overwritten unseen, told to one's own computers and to nobody else (SYN-6)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from studio.contract import MAX_MINE_CHARS, ChangesOut
from studio.domain.ids import new_id
from tests.server.test_devices import another_computer
from tests.server.visitor import Visitor

AT = "2026-01-01T00:00:00.000Z"


@pytest.fixture
def laptop(ann: Visitor) -> Iterator[Visitor]:
    visitor = another_computer(ann)
    yield visitor
    visitor.close()


def put(who: Visitor, id: str, base: int, body: str | None, *, rival: str = "", key: str = "", at: str = AT) -> Any:
    said: dict[str, Any] = {"base": base, "said": {"body": body, "device": "Tower", "at": at}}
    if rival:
        said["rival"] = {"body": rival, "device": "Laptop", "at": at}
    return who.ask("PUT", f"/mine/draft/{id}", json=said, headers={"Idempotency-Key": key} if key else {})


def told(who: Visitor, after: str = "") -> list[dict[str, Any]]:
    page = ChangesOut.model_validate(who.ask("GET", f"/changes?after={after}").json())
    return [change.mine.model_dump() for change in page.changes if change.mine]


def bookmark(who: Visitor) -> str:
    after = ""
    while True:
        page = who.ask("GET", f"/changes?after={after}").json()
        after = page["next"]
        if not page["more"]:
            return str(after)


def test_a_document_reaches_ones_own_computers_and_nobody_else(ann: Visitor, laptop: Visitor, bob: Visitor) -> None:
    id, after, his = new_id(), bookmark(laptop), bookmark(bob)
    assert put(ann, id, 0, '{"title":"Rain"}').json() == {"version": 1}
    (heard,) = told(laptop, after)
    assert (heard["kind"], heard["id"], heard["version"]) == ("draft", id, 1)
    assert heard["said"] == {"body": '{"title":"Rain"}', "device": "Tower", "at": AT} and heard["rival"] is None
    assert laptop.ask("GET", f"/mine/draft/{id}").json() == heard
    assert told(bob, his) == []
    assert bob.ask("GET", f"/mine/draft/{id}").status_code == 404
    assert put(bob, id, 0, "{}").json() == {"version": 1}, "the same id is another thing for somebody else"
    assert told(laptop, after) == [heard]


def test_who_builds_on_an_older_number_is_refused_and_nothing_is_overwritten(ann: Visitor, laptop: Visitor) -> None:
    id = new_id()
    put(ann, id, 0, "one")
    put(ann, id, 1, "two")
    for base in (0, 1, 3):
        refused = put(laptop, id, base, "mine")
        assert (refused.status_code, refused.json()["code"]) == (409, "outdated")
    assert laptop.ask("GET", f"/mine/draft/{id}").json()["said"]["body"] == "two"
    assert put(laptop, id, 2, "mine").json() == {"version": 3}


def test_the_same_content_is_no_conflict_whatever_it_builds_on_and_whatever_the_clock_says(
    ann: Visitor, laptop: Visitor
) -> None:
    """SYN-6: by content, never by time."""
    id = new_id()
    put(ann, id, 0, "one")
    put(ann, id, 1, "two")
    after = bookmark(laptop)
    for base, at in ((0, "1999-01-01T00:00:00.000Z"), (1, AT), (2, "2031-01-01T00:00:00.000Z")):
        assert put(laptop, id, base, "two", at=at).json() == {"version": 2}
    assert told(laptop, after) == []


def test_a_repeated_change_is_answered_as_before_though_another_came_between(ann: Visitor, laptop: Visitor) -> None:
    """SYN-1: the answer was lost, the other computer went on, and the repeat is no conflict."""
    id, key = new_id(), new_id()
    put(ann, id, 0, "one", key=key)
    assert put(laptop, id, 1, "two").json() == {"version": 2}
    assert put(ann, id, 0, "one", key=key).json() == {"version": 1}
    assert ann.ask("GET", f"/mine/draft/{id}").json()["said"]["body"] == "two"


def test_two_contents_stand_side_by_side_until_one_is_chosen(ann: Visitor, laptop: Visitor) -> None:
    id = new_id()
    put(ann, id, 0, "one")
    assert put(laptop, id, 1, "one", rival="other").json() == {"version": 2}
    heard = ann.ask("GET", f"/mine/draft/{id}").json()
    assert (heard["said"]["body"], heard["rival"]["body"], heard["rival"]["device"]) == ("one", "other", "Laptop")
    assert put(ann, id, 1, "one").status_code == 409, "an answer that has not heard the question is none"
    assert put(ann, id, 2, "one").json() == {"version": 3}
    assert laptop.ask("GET", f"/mine/draft/{id}").json()["rival"] is None
    assert put(laptop, id, 2, "other").status_code == 409, "one answer settles it for both"


def test_what_was_removed_stays_as_a_tombstone(ann: Visitor, laptop: Visitor) -> None:
    id = new_id()
    put(ann, id, 0, "one")
    after = bookmark(laptop)
    assert put(ann, id, 1, None).json() == {"version": 2}
    (heard,) = told(laptop, after)
    assert heard["said"]["body"] is None and heard["version"] == 2
    assert put(laptop, id, 1, "changed").status_code == 409
    assert put(laptop, id, 2, "changed").json() == {"version": 3}


def test_many_large_documents_come_in_answers_of_a_sane_size(ann: Visitor, laptop: Visitor) -> None:
    after, body = bookmark(laptop), "x" * MAX_MINE_CHARS
    ids = [new_id() for _ in range(12)]
    for id in ids:
        assert put(ann, id, 0, body).status_code == 200
    pages, heard = [], []
    while True:
        answer = laptop.ask("GET", f"/changes?after={after}")
        pages.append(len(answer.content))
        after = answer.json()["next"]
        heard += [change["mine"]["id"] for change in answer.json()["changes"]]
        if not answer.json()["more"]:
            break
    assert heard == ids and len(pages) > 2 and max(pages) < 3_000_000


@pytest.mark.parametrize(
    "wrong",
    [
        {"base": -1},
        {"base": "x"},
        {"said": {"body": "x" * (MAX_MINE_CHARS + 1), "device": "", "at": AT}},
        {"said": {"body": "a\0b", "device": "", "at": AT}},
        {"said": {"body": "", "device": "a\nb", "at": AT}},
        {"said": {"body": "", "device": "", "at": "yesterday"}},
        {"said": None},
        {"rival": {"body": {}, "device": "", "at": AT}},
        {"more": 1},
    ],
)
def test_nonsense_is_refused(ann: Visitor, wrong: dict[str, Any]) -> None:
    whole = {"base": 0, "said": {"body": "{}", "device": "", "at": AT}}
    answer = ann.ask("PUT", f"/mine/draft/{new_id()}", data=json.dumps(whole | wrong))
    assert answer.status_code == 422 and answer.json()["code"] == "invalid"


@pytest.mark.parametrize("place", ["secrets/x", "draft/A%20b", "draft/" + "x" * 41, "draft/..%2f.."])
def test_other_kinds_and_ids_that_are_none_are_refused(ann: Visitor, place: str) -> None:
    whole = {"base": 0, "said": {"body": "{}", "device": "", "at": AT}}
    assert ann.ask("PUT", f"/mine/{place}", json=whole).status_code in (404, 422)
