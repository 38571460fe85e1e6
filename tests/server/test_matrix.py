"""Every route × {nobody, another person, owner, revoked}. The routes come from the OpenAPI document: one that is not here fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from studio.contract import API, RECORDS, REQUESTS, UPLOADS
from studio.domain.ids import new_id
from tests.server.visitor import CHUNK, TUS, Visitor, b64, sha, whole, words_body
from tests.server_process import ServerProcess

WHO = ("nobody", "revoked", "another", "owner")
CREATION = TUS | {"Upload-Length": "3", "Upload-Metadata": f"sha256 {b64(sha(b'abc').encode())}"}

#: Statuses for nobody, for a revoked token, for another person and for the owner, in this order. `open` routes know nobody.
MATRIX: dict[tuple[str, str], tuple[int, int, int, int]] = {
    ("GET", "/platform"): (200, 200, 200, 200),
    ("POST", "/join"): (403, 403, 403, 403),  # with an invite that is none
    ("OPTIONS", "/uploads"): (204, 204, 204, 204),
    ("GET", "/me"): (401, 401, 200, 200),
    ("DELETE", "/me/token"): (401, 401, 204, 204),  # each their own
    ("GET", "/me/devices"): (401, 401, 200, 200),
    ("DELETE", "/me/devices/{device_id}"): (401, 401, 404, 204),
    ("POST", "/me/invites"): (401, 401, 201, 201),  # each their own
    ("GET", "/mine/{kind}/{id}"): (401, 401, 404, 200),
    ("PUT", "/mine/{kind}/{id}"): (401, 401, 200, 200),  # each their own
    ("GET", "/challenges"): (401, 401, 200, 200),
    ("GET", "/challenges/{challenge_id}"): (401, 401, 200, 200),
    ("GET", "/records"): (401, 401, 200, 200),
    ("GET", "/records/{record_id}"): (401, 401, 200, 200),
    ("PUT", "/records/{record_id}"): (401, 401, 403, 201),
    ("PUT", "/records/{record_id}/whole"): (401, 401, 403, 201),
    ("DELETE", "/records/{record_id}"): (401, 401, 403, 200),
    ("GET", "/records/{record_id}/tree"): (401, 401, 200, 200),
    ("GET", "/contributions/{contribution_id}"): (401, 401, 404, 200),
    ("PUT", "/contributions/{contribution_id}"): (401, 401, 403, 200),
    ("GET", "/records/{record_id}/requests"): (401, 401, 200, 200),
    ("GET", "/records/{record_id}/sources/changes"): (401, 401, 200, 200),
    ("PUT", "/records/{record_id}/sources/{source_id}/removal"): (401, 401, 403, 200),
    ("GET", "/requests/{request_id}"): (401, 401, 200, 200),
    ("PUT", "/requests/{request_id}"): (401, 401, 403, 200),
    ("PUT", "/requests/{request_id}/answer"): (401, 401, 403, 200),
    ("PUT", "/requests/{request_id}/reply"): (401, 401, 403, 200),
    ("PUT", "/requests/{request_id}/withdrawal"): (401, 401, 403, 200),
    ("GET", "/replies/{reply_id}"): (401, 401, 404, 200),
    ("PUT", "/replies/{reply_id}"): (401, 401, 403, 200),
    ("POST", "/uploads"): (401, 401, 201, 201),  # each their own
    ("HEAD", "/uploads/{upload_id}"): (401, 401, 404, 200),
    ("PATCH", "/uploads/{upload_id}"): (401, 401, 404, 204),
    ("DELETE", "/uploads/{upload_id}"): (401, 401, 404, 204),
    ("GET", "/media/{sha256}"): (401, 401, 404, 200),  # not shown by a record yet
    ("HEAD", "/media/{sha256}"): (401, 401, 404, 200),
    ("GET", "/changes"): (401, 401, 200, 200),
}
LEAVING = ("DELETE", "/me/token")
ANSWERING = ("PUT", "/requests/{request_id}/answer")
OPEN = {("GET", "/platform"), ("POST", "/join"), ("OPTIONS", "/uploads")}


@pytest.fixture(scope="module")
def document(running: ServerProcess) -> dict[str, Any]:
    visitor = Visitor(running.address)
    told: dict[str, Any] = visitor.ask("GET", "/openapi.json").json()
    visitor.close()
    return told


@pytest.fixture(scope="module")
def known(running: ServerProcess) -> Iterator[dict[str, Visitor]]:
    with _met(running) as visitors:
        yield visitors


@contextmanager
def _met(running: ServerProcess) -> Iterator[dict[str, Visitor]]:
    tokens = {who: "" if who == "nobody" else running.join(f"{who} {new_id()[-8:]}") for who in WHO}
    met = {who: Visitor(running.address, token) for who, token in tokens.items()}
    assert met["revoked"].ask("DELETE", "/me/token").status_code == 204
    handle = met["owner"].ask("GET", "/me").json()["handle"]
    assert running.command("--lead", _challenge(met["owner"]), handle).returncode == 0
    yield met
    for visitor in met.values():
        visitor.close()


def test_no_route_is_missing_from_the_matrix(document: dict[str, Any]) -> None:
    routes = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert routes == {(method, API + path) for method, path in MATRIX}
    assert document["openapi"].startswith("3.1")


def test_the_document_says_which_routes_ask_for_a_token(document: dict[str, Any]) -> None:
    for method, path in MATRIX:
        described = document["paths"][API + path][method.lower()]
        assert bool(described.get("security")) is ((method, path) not in OPEN), (method, path)


def test_the_document_says_how_errors_look(document: dict[str, Any]) -> None:
    for method, path in MATRIX:
        for status in ("default", "422"):
            content = document["paths"][API + path][method.lower()]["responses"][status]["content"]
            assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


@pytest.mark.parametrize("route", [route for route in MATRIX if route != LEAVING], ids=" ".join)
def test_each_route_answers_each_person_as_it_should(known: dict[str, Visitor], route: tuple[str, str]) -> None:
    _walk(known, route)


def test_who_leaves_is_known_no_more(running: ServerProcess) -> None:
    """With people of its own, since it ends their tokens."""
    with _met(running) as visitors:
        _walk(visitors, LEAVING)
        assert {visitor.ask("GET", "/me").status_code for visitor in visitors.values()} == {401}


def _walk(visitors: dict[str, Visitor], route: tuple[str, str]) -> None:
    method, path = route
    things = _things(visitors["owner"], visitors["another"])
    things["device_id"] = _another_computer(visitors["owner"])
    if route == ANSWERING:
        things["request_id"] = things["asked_id"]
    more = _request(route, things)
    for who, expected in zip(WHO, MATRIX[route], strict=True):
        answer = visitors[who].ask(method, path.format(**things), **more)
        assert answer.status_code == expected, f"{who}: {answer.status_code} {answer.text}"
        if expected >= 400 and method != "HEAD":
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert {"type", "title", "status", "detail", "code"} <= answer.json().keys()


def _challenge(visitor: Visitor) -> str:
    """The one that the owner leads."""
    return str(visitor.ask("GET", "/challenges?kind=text").json()["items"][0]["id"])


def _another_computer(owner: Visitor) -> str:
    """Signs in once more and returns that computer's id."""
    made = owner.ask("POST", "/me/invites", json={"device": "Laptop"}).json()
    owner.ask("POST", "/join", json={"invite": made["invite"]}, headers={"Authorization": ""})
    found: list[dict[str, Any]] = owner.ask("GET", "/me/devices").json()["items"]
    return str(next(one["id"] for one in reversed(found) if not one["here"]))


def _things(owner: Visitor, another: Visitor) -> dict[str, Any]:
    """What the owner has: among it a request that the other one disputes, and one of the other's that the owner may answer."""
    challenge = _challenge(owner)
    sources = [{"id": new_id(), "record_id": owner.post_words(f"it was {new_id()}"), "type": "edited"}]
    record_id = owner.post_words(f"it is mine {new_id()}", sources=sources)
    revision_id = owner.ask("GET", f"{RECORDS}/{record_id}").json()["revision_id"]
    theirs = another.post_words(f"it is theirs {new_id()}")
    asked = {"record_id": theirs, "source_id": record_id, "type": "edited", "words": "Could you source me?"}
    request_id, asked_id = new_id(), new_id()
    assert owner.ask("PUT", f"{REQUESTS}/{request_id}", json=asked).status_code == 201
    no = {"accept": False, "reason": "It is from somewhere else"}
    assert another.ask("PUT", f"{REQUESTS}/{request_id}/answer", json=no).status_code == 200
    back = asked | {"record_id": record_id, "source_id": theirs}
    assert another.ask("PUT", f"{REQUESTS}/{asked_id}", json=back).status_code == 201
    handed = {"challenge_id": challenge, "record_id": record_id, "revision_id": revision_id}
    contribution_id = new_id()
    assert owner.ask("PUT", f"/contributions/{contribution_id}", json=handed).status_code == 201
    reply_id, said = new_id(), handed | {"line_id": "", "accepted": True}
    assert owner.ask("PUT", f"/replies/{reply_id}", json=said).status_code == 201
    secret, mine_id = new_id().encode(), new_id()
    document = {"base": 0, "said": {"body": "{}", "device": "Laptop", "at": "2026-01-01T00:00:00.000Z"}}
    assert owner.ask("PUT", f"/mine/draft/{mine_id}", json=document).status_code == 200
    return {
        "kind": "draft",
        "id": mine_id,
        "document": document,
        "challenge_id": challenge,
        "record_id": record_id,
        "source_id": sources[0]["id"],
        "request_id": request_id,
        "asked_id": asked_id,
        "asked": asked,
        "contribution_id": contribution_id,
        "handed": handed,
        "reply_id": reply_id,
        "reply": said,
        "sha256": owner.upload(secret),
        "revision": words_body(secret),
        "upload_id": owner.create(b"abc").headers["Location"].removeprefix(f"{UPLOADS}/"),
    }


def _request(route: tuple[str, str], things: dict[str, Any]) -> dict[str, Any]:
    """Headers and body that the route would accept from its owner."""
    if route == ("POST", "/join"):
        return {"json": {"invite": "AAAAA-AAAAA-AAAAA", "handle": "Nobody"}}
    if route == ("PUT", "/records/{record_id}/whole"):
        return whole(words_body(b"it comes along"), b"it comes along")
    if route == ("PUT", "/records/{record_id}"):
        return {"json": things["revision"]}
    if route == ("PUT", "/mine/{kind}/{id}"):
        return {"json": things["document"]}
    if route == ("POST", "/me/invites"):
        return {"json": {"device": "Tower"}}
    if route == ("PUT", "/contributions/{contribution_id}"):
        return {"json": things["handed"]}
    if route == ("PUT", "/replies/{reply_id}"):
        return {"json": things["reply"]}
    if route[1].startswith(("/requests", "/records/{record_id}/sources")) and route[0] == "PUT":
        words = {"words": "I have changed my mind"}
        return {
            "json": {"/requests/{request_id}": things["asked"], ANSWERING[1]: {"accept": True}}.get(route[1], words)
        }
    if route == ("POST", "/uploads"):
        return {"headers": CREATION}
    if route == ("PATCH", "/uploads/{upload_id}"):
        return {"headers": TUS | CHUNK | {"Upload-Offset": "0"}, "data": b"abc"}
    return {"headers": TUS} if "uploads" in route[1] else {}


def test_no_kind_of_credentials_but_a_token_opens_the_door(ann: Visitor, nobody: Visitor) -> None:
    for wrong in ("Bearer", "Bearer x", f"Basic {ann.token}", ann.token, f"Bearer {ann.token}x", "Bearer ' OR 1=1"):
        answer = nobody.ask("GET", "/me", headers={"Authorization": wrong})
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("route", [route for route in MATRIX if "{" in route[1] or route[0] == "POST"], ids=" ".join)
def test_what_makes_no_sense_is_a_problem_document_on_every_route(ann: Visitor, route: tuple[str, str]) -> None:
    """Ids that are none, bodies that are none, headers that are missing: never 500, never another kind of document."""
    method, path = route
    names = (
        "device_id",
        "kind",
        "id",
        "challenge_id",
        "record_id",
        "contribution_id",
        "upload_id",
        "sha256",
        "request_id",
        "reply_id",
        "source_id",
    )
    answer = ann.ask(method, path.format(**dict.fromkeys(names, "..%2f..%2fx%00")), data=b"\x00{")
    assert 400 <= answer.status_code < 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    if method != "HEAD":
        assert answer.json()["status"] == answer.status_code
