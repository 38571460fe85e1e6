"""One person on several computers: an invite bound to the person, the list, and signing one out."""

from __future__ import annotations

from pathlib import Path

from studio.domain.ids import new_id
from studio.server.config import Config
from tests.server.inside import inside
from tests.server.visitor import Visitor
from tests.server_process import ServerProcess


def another_computer(of: Visitor, name: str = "Laptop") -> Visitor:
    made = of.ask("POST", "/me/invites", json={"device": name})
    assert made.status_code == 201 and made.headers["Cache-Control"] == "no-store"
    joined = Visitor(of.address)
    told = joined.ask("POST", "/join", json={"invite": made.json()["invite"], "device": "ignored"})
    assert told.status_code == 201, told.text
    assert told.json()["again"] is True and told.json()["device"] == name
    joined.token = told.json()["token"]
    return joined


def test_another_computer_is_the_same_person_without_a_name_being_asked(ann: Visitor) -> None:
    laptop = another_computer(ann)
    assert laptop.ask("GET", "/me").json() == ann.ask("GET", "/me").json()
    assert laptop.token != ann.token
    laptop.close()


def test_an_invite_for_a_computer_works_once_and_its_lost_answer_is_repeated(ann: Visitor, nobody: Visitor) -> None:
    key = {"Idempotency-Key": new_id()}
    first, again = (ann.ask("POST", "/me/invites", json={"device": "Tower"}, headers=key).json() for _ in range(2))
    assert first["invite"] == again["invite"]
    other = ann.ask("POST", "/me/invites", json={"device": "Tower"}, headers={"Idempotency-Key": new_id()}).json()
    assert other["invite"] != first["invite"]
    asked, key = {"invite": first["invite"]}, {"Idempotency-Key": new_id()}
    tokens = [nobody.ask("POST", "/join", json=asked, headers=key).json()["token"] for _ in range(2)]
    assert tokens[0] == tokens[1]
    stranger = nobody.ask("POST", "/join", json=asked, headers={"Idempotency-Key": new_id()})
    assert (stranger.status_code, stranger.json()["code"]) == (403, "bad_invite")


def test_ones_computers_are_listed_by_name_and_one_is_signed_out(ann: Visitor, bob: Visitor) -> None:
    laptop = another_computer(ann, "Old laptop")
    listed = ann.ask("GET", "/me/devices").json()["items"]
    assert laptop.ask("GET", "/me").status_code == 200
    (old,) = [one for one in listed if one["name"] == "Old laptop"]
    assert [one["here"] for one in listed].count(True) == 1 and not old["here"] and old["joined_at"]
    assert all(one["name"] != "Old laptop" for one in bob.ask("GET", "/me/devices").json()["items"])
    assert bob.ask("DELETE", f"/me/devices/{old['id']}").status_code == 404
    assert ann.ask("DELETE", f"/me/devices/{old['id']}").status_code == 204
    assert laptop.ask("GET", "/me").status_code == 401
    assert ann.ask("GET", "/me").status_code == 200
    assert old not in ann.ask("GET", "/me/devices").json()["items"]
    laptop.close()


def test_an_invite_for_somebody_new_is_spent_only_with_a_name(running: ServerProcess, nobody: Visitor) -> None:
    invite = running.new_invite()
    refused = nobody.ask("POST", "/join", json={"invite": invite})
    assert (refused.status_code, refused.json()["code"]) == (422, "handle_missing")
    assert nobody.ask("POST", "/join", json={"invite": invite, "handle": f"N {new_id()[-6:]}"}).status_code == 201


def test_a_home_platform_lets_no_other_computer_in(home: ServerProcess) -> None:
    """Nobody could reach it from there."""
    visitor = Visitor(home.address, home.token)
    refused = visitor.ask("POST", "/me/invites", json={"device": "Laptop"})
    assert refused.status_code == 403 and "this computer only" in refused.json()["title"]
    visitor.close()


def test_nonsense_for_a_name_is_refused(tmp_path: Path) -> None:
    with inside(Config(tmp_path)) as (_, visitor):
        for name in ("", "   ", "x" * 81, "a\nb", 3, None):
            assert visitor.ask("POST", "/me/invites", json={"device": name}).status_code == 422
