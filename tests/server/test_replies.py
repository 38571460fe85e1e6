"""A challenge's leader answers a set line by line: told to who recorded it, once, and by nobody else."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from studio.contract import CHALLENGES, CHANGES, CONTRIBUTIONS, MAX_LINE_ID, RECORDS, REPLIES
from studio.domain.ids import new_id
from tests.server.test_changes import end_of
from tests.server.test_records import a_set, code_of
from tests.server.visitor import Visitor
from tests.server_process import ServerProcess

WHY = "The end is swallowed"
#: An id of nothing; each run of the tests names it alike.
NOWHERE = "01900000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def challenge_id(running: ServerProcess, tokens: dict[str, str]) -> str:
    """The starter set's script of twelve game lines, which Bob leads."""
    visitor = Visitor(running.address, tokens["Bob"])
    found = visitor.ask("GET", f"{CHALLENGES}?kind=audio").json()["items"]
    visitor.close()
    [asked] = [one for one in found if one["spec"]]
    assert asked["leader_id"] is None and len(asked["lines"]) == 12
    assert running.command("--lead", asked["id"], "  bOB ").returncode == 0
    return str(asked["id"])


@pytest.fixture
def handed(ann: Visitor, challenge_id: str) -> dict[str, Any]:
    """A set of three sounds of Ann's, handed in, as a reply to its second line names it."""
    body, record_id = a_set(ann, "a.wav", "b.wav", "c.wav"), new_id()
    assert ann.put_record(record_id, body).status_code == 201
    named = {"challenge_id": challenge_id, "record_id": record_id, "revision_id": body["revision_id"]}
    assert ann.ask("PUT", f"{CONTRIBUTIONS}/{new_id()}", json=named).status_code == 201
    return named | {"line_id": "L1"}


def reply(visitor: Visitor, handed: dict[str, Any], id: str = "", **more: Any) -> requests.Response:
    return visitor.ask("PUT", f"{REPLIES}/{id or new_id()}", json=handed | {"accepted": True} | more)


def heard(visitor: Visitor, after: str) -> list[dict[str, Any]]:
    changes = visitor.ask("GET", f"{CHANGES}?after={after}").json()["changes"]
    return [change["reply"] for change in changes if change["what"] == "reply"]


def test_who_runs_the_platform_names_the_leader_and_everybody_is_told(
    running: ServerProcess, ann: Visitor, bob: Visitor, challenge_id: str
) -> None:
    bookmark = end_of(ann)
    assert running.command("--lead", challenge_id, "Bob").returncode == 0
    [told] = [change["challenge"] for change in ann.ask("GET", f"{CHANGES}?after={bookmark}").json()["changes"]]
    assert told["leader_id"] == bob.ask("GET", "/me").json()["id"]
    for words in ((challenge_id, "Nobody of this name"), (new_id(), "Bob")):
        refused = running.command("--lead", *words)
        assert refused.returncode == 1 and "no such" in refused.stderr


def test_a_pickup_is_told_to_the_author_and_the_leader_and_to_nobody_else(
    running: ServerProcess, ann: Visitor, bob: Visitor, handed: dict[str, Any]
) -> None:
    bookmark, id = end_of(ann), new_id()
    carl = Visitor(running.address, running.join(f"Carl {new_id()[-6:]}"))
    answer = reply(bob, handed, id, accepted=False, reason=f" {WHY} ", start_s=1.5, end_s=2.25)
    assert answer.status_code == 201
    for one in (ann, bob):
        assert heard(one, bookmark) == [answer.json()] == [one.ask("GET", f"{REPLIES}/{id}").json()]
    told = answer.json()
    assert (told["accepted"], told["reason"], told["start_s"], told["end_s"]) == (False, WHY, 1.5, 2.25)
    assert (told["author"]["handle"], told["leader"]["handle"], told["line_id"]) == ("Ann", "Bob", "L1")
    assert heard(carl, bookmark) == [] and code_of(carl.ask("GET", f"{REPLIES}/{id}")) == (404, "not_found")
    carl.close()


def test_the_same_reply_again_is_one_reply(ann: Visitor, bob: Visitor, handed: dict[str, Any]) -> None:
    bookmark, id = end_of(ann), new_id()
    first, again = reply(bob, handed, id), reply(bob, handed, id)
    assert (first.status_code, again.status_code) == (201, 200) and first.json() == again.json()
    assert len(heard(ann, bookmark)) == 1
    assert code_of(reply(bob, handed, id, accepted=False, reason=WHY)) == (422, "id_taken")
    assert reply(bob, handed, accepted=False, reason=WHY).status_code == 201, (
        "another word to the same line is a new one"
    )


def test_nobody_but_the_leader_answers(ann: Visitor, bob: Visitor, handed: dict[str, Any]) -> None:
    id = new_id()
    assert code_of(reply(ann, handed)) == (403, "not_leader")
    assert reply(bob, handed, id).status_code == 201
    assert code_of(reply(ann, handed, id)) == (403, "not_leader")
    others = [one["id"] for one in bob.ask("GET", f"{CHALLENGES}?kind=audio").json()["items"] if not one["spec"]]
    assert code_of(reply(bob, handed | {"challenge_id": others[0]})) == (403, "not_leader")


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"line_id": "L9"}, 404),
        ({"line_id": "x" * (MAX_LINE_ID + 1)}, 422),
        ({"record_id": NOWHERE}, 404),
        ({"revision_id": NOWHERE}, 404),
        ({"challenge_id": NOWHERE}, 404),
        ({"accepted": False}, 422),
        ({"accepted": False, "reason": "  "}, 422),
        ({"accepted": False, "reason": "x" * 1_001}, 422),
        ({"accepted": True, "reason": WHY}, 422),
        ({"accepted": False, "reason": WHY, "start_s": 1.0}, 422),
        ({"accepted": False, "reason": WHY, "start_s": 2.0, "end_s": 1.0}, 422),
        ({"accepted": False, "reason": WHY, "start_s": -1.0, "end_s": 1.0}, 422),
        ({"accepted": False, "reason": WHY, "start_s": 1.0, "end_s": 1e9}, 422),
        ({"stars": 5}, 422),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    ann: Visitor, bob: Visitor, handed: dict[str, Any], wrong: dict[str, Any], status: int
) -> None:
    bookmark = end_of(ann)
    assert reply(bob, handed, **wrong).status_code == status
    assert heard(ann, bookmark) == []


def test_a_record_that_was_not_handed_in_or_was_withdrawn_is_not_answered(
    ann: Visitor, bob: Visitor, handed: dict[str, Any]
) -> None:
    body, record_id = a_set(ann, "a.wav", "b.wav"), new_id()
    ann.put_record(record_id, body)
    loose = handed | {"record_id": record_id, "revision_id": body["revision_id"]}
    assert code_of(reply(bob, loose)) == (404, "not_found")
    ann.ask("DELETE", f"{RECORDS}/{handed['record_id']}")
    assert code_of(reply(bob, handed)) == (422, "withdrawn")


def test_at_home_one_leads_ones_own_challenges(home: ServerProcess) -> None:
    me = Visitor(home.address, home.token)
    asked = me.ask("GET", f"{CHALLENGES}?kind=audio").json()["items"]
    assert {one["leader_id"] for one in asked} == {me.ask("GET", "/me").json()["id"]}
    body, record_id = a_set(me, "a.wav", "b.wav"), new_id()
    me.put_record(record_id, body)
    named = {"challenge_id": asked[0]["id"], "record_id": record_id, "revision_id": body["revision_id"]}
    me.ask("PUT", f"{CONTRIBUTIONS}/{new_id()}", json=named)
    bookmark = end_of(me)
    assert reply(me, named | {"line_id": "L0"}, accepted=False, reason=WHY).status_code == 201
    assert len(heard(me, bookmark)) == 1, "author and leader are one, and hear it once"
    me.close()
