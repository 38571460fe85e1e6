"""You forgot to source me: asked by anybody, answered by the author, visible to all, logged."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from studio.contract import CHANGES, MAX_REQUESTS_A_DAY, RECORDS, REQUESTS
from studio.domain.ids import new_id
from tests.server.test_changes import end_of
from tests.server.test_records import code_of
from tests.server.visitor import Visitor, words_body
from tests.server_process import ServerProcess

WORDS = "The harmony at 0:41 is from my Low Tide, could you source me?"


def ask(visitor: Visitor, record_id: str, source_id: str | None, id: str = "", **more: Any) -> requests.Response:
    body = {"record_id": record_id, "source_id": source_id, "type": "sampled", "place": "t=41,44.5", "words": WORDS}
    return visitor.ask("PUT", f"{REQUESTS}/{id or new_id()}", json=body | more)


def asked(visitor: Visitor, record_id: str, source_id: str | None, **more: Any) -> str:
    answer = ask(visitor, record_id, source_id, **more)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def said(visitor: Visitor, request_id: str, door: str, body: dict[str, Any] | None = None) -> requests.Response:
    return visitor.ask("PUT", f"{REQUESTS}/{request_id}/{door}", json=body or {})


def accept(visitor: Visitor, request_id: str) -> requests.Response:
    return said(visitor, request_id, "answer", {"accept": True})


def dispute(visitor: Visitor, request_id: str, reason: str = "I sang it myself") -> requests.Response:
    return said(visitor, request_id, "answer", {"accept": False, "reason": reason})


def sources(visitor: Visitor, record_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = visitor.ask("GET", f"{RECORDS}/{record_id}").json()["sources"]
    return found


def log(visitor: Visitor, record_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = visitor.ask("GET", f"{RECORDS}/{record_id}/sources/changes").json()["items"]
    return found


def remove(visitor: Visitor, record_id: str, source_id: str, why: str) -> requests.Response:
    return visitor.ask("PUT", f"{RECORDS}/{record_id}/sources/{source_id}/removal", json={"words": why})


def test_one_press_of_the_author_adds_the_source(ann: Visitor, bob: Visitor) -> None:
    choir, tide = ann.post_words("Night Choir"), bob.post_words("Low Tide")
    bookmark = end_of(ann)
    request_id = asked(bob, choir, tide)
    told = ann.ask("GET", f"{CHANGES}?after={bookmark}").json()["changes"]
    assert [change["what"] for change in told] == ["request"]
    assert told[0]["request"] == ann.ask("GET", f"{REQUESTS}/{request_id}").json()
    assert (told[0]["request"]["state"], told[0]["request"]["words"]) == ("requested", WORDS)
    assert [told[0]["request"][who]["handle"] for who in ("author", "asker")] == ["Ann", "Bob"]

    bookmark = end_of(bob)
    answer = accept(ann, request_id)
    assert (answer.status_code, answer.json()["state"]) == (200, "accepted")
    (source,) = sources(bob, choir)
    assert (source["id"], source["record_id"], source["origin"]) == (request_id, tide, "requested")
    assert (source["type"], source["place"]) == ("sampled", "t=41,44.5")
    changes = bob.ask("GET", f"{CHANGES}?after={bookmark}").json()["changes"]
    assert sorted(change["what"] for change in changes) == ["record", "request"]
    tree = bob.ask("GET", f"{RECORDS}/{tide}/tree").json()["records"]
    assert {record["id"] for record in tree} == {choir, tide}
    (line,) = log(bob, choir)
    assert (line["what"], line["person"]["handle"], line["request_id"]) == ("added", "Ann", request_id)
    assert ann.ask("GET", f"{RECORDS}/{choir}/requests").json()["items"] == [answer.json()]


def test_whatever_is_repeated_happens_once(ann: Visitor, bob: Visitor) -> None:
    choir, tide, request_id = ann.post_words("once"), bob.post_words("only"), new_id()
    assert [ask(bob, choir, tide, request_id).status_code for _ in range(3)] == [201, 200, 200]
    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(lambda _: requests_of(ann.address, ann.token, request_id), range(12)))
    assert answers == {200}
    assert len(sources(ann, choir)) == 1 and len(log(ann, choir)) == 1
    assert code_of(ask(bob, choir, tide, request_id, words="Other words")) == (422, "id_taken")
    assert code_of(ask(ann, tide, choir, request_id)) == (403, "not_yours")


def requests_of(address: str, token: str, request_id: str) -> int:
    visitor = Visitor(address, token)
    try:
        return accept(visitor, request_id).status_code
    finally:
        visitor.close()


def test_what_cannot_be_asked(ann: Visitor, bob: Visitor) -> None:
    choir, tide, gone = ann.post_words("Night Choir"), bob.post_words("Low Tide"), ann.post_words("soon gone")
    verse = bob.post_words("Night Choir, verse two", choir)
    ann.ask("DELETE", f"{RECORDS}/{gone}")
    assert code_of(ask(ann, choir, tide)) == (422, "own_record")
    assert code_of(ask(bob, new_id(), tide)) == (404, "not_found")
    assert code_of(ask(bob, gone, tide)) == (422, "withdrawn")
    assert code_of(ask(bob, choir, new_id())) == (409, "source_missing")
    assert code_of(ask(bob, choir, verse)) == (422, "cycle")
    assert code_of(ask(bob, choir, choir)) == (422, "cycle")
    assert code_of(ask(ann, verse, choir)) == (422, "sourced")
    asked(bob, choir, tide)
    assert code_of(ask(bob, choir, tide)) == (422, "asked")
    for wrong in (
        {"words": "  \n "},
        {"words": "x" * 1_001},
        {"place": "t=now"},
        {"source_id": None},
        {"work": {"title": "Both"}},
        {"type": "stolen"},
    ):
        assert code_of(ask(bob, choir, **({"source_id": tide} | wrong))) == (422, "invalid")


def test_a_circle_that_grew_meanwhile_is_refused_when_the_author_answers(ann: Visitor, bob: Visitor) -> None:
    choir, tide = ann.post_words("first"), bob.post_words("second")
    there, back = asked(bob, choir, tide), asked(ann, tide, choir)
    assert accept(ann, there).status_code == 200
    assert code_of(accept(bob, back)) == (422, "cycle")
    assert bob.ask("GET", f"{REQUESTS}/{back}").json()["state"] == "requested"
    assert sources(bob, tide) == []


def test_a_dispute_has_a_reason_and_one_reply_and_everybody_sees_it(
    running: ServerProcess, ann: Visitor, bob: Visitor
) -> None:
    choir, tide = ann.post_words("mine alone"), bob.post_words("mine too")
    request_id = asked(bob, choir, tide)
    assert code_of(said(ann, request_id, "answer", {"accept": False})) == (422, "invalid")
    assert code_of(said(bob, request_id, "reply", {"words": "Too early"})) == (422, "settled")
    assert code_of(dispute(bob, request_id)) == (403, "not_yours")
    assert [dispute(ann, request_id).status_code for _ in range(2)] == [200, 200]
    assert code_of(dispute(ann, request_id, "Another reason")) == (422, "settled")
    assert code_of(said(ann, request_id, "reply", {"words": "Me again"})) == (403, "not_yours")
    assert [said(bob, request_id, "reply", {"words": "Listen to the oboe"}).status_code for _ in range(2)] == [200, 200]
    assert code_of(said(bob, request_id, "reply", {"words": "And again"})) == (422, "settled")
    lua = Visitor(running.address, running.join(f"Lua {new_id()[-6:]}"))
    seen = lua.ask("GET", f"{RECORDS}/{choir}/requests").json()["items"][0]
    assert (seen["state"], seen["reason"], seen["reply"]) == ("disputed", "I sang it myself", "Listen to the oboe")
    lua.close()
    assert accept(ann, request_id).json()["state"] == "accepted", "the author may think better of it"
    assert code_of(said(bob, request_id, "withdrawal")) == (422, "settled")


def test_who_asked_may_take_it_back_and_ask_again(ann: Visitor, bob: Visitor) -> None:
    choir, tide = ann.post_words("choir"), bob.post_words("tide")
    request_id = asked(bob, choir, tide)
    assert code_of(said(ann, request_id, "withdrawal")) == (403, "not_yours")
    assert [said(bob, request_id, "withdrawal").json()["state"] for _ in range(2)] == ["withdrawn"] * 2
    assert code_of(accept(ann, request_id)) == (422, "settled")
    assert asked(bob, choir, tide) != request_id


def test_the_host_decides_what_stays_disputed(running: ServerProcess, ann: Visitor, bob: Visitor) -> None:
    choir, tide, rain = ann.post_words("choir"), bob.post_words("tide"), bob.post_words("rain on tin")
    for_bob, for_ann = asked(bob, choir, tide), asked(bob, choir, rain)
    assert running.command("--decide", for_bob, "yes", "They sound alike").returncode == 1, "nothing is disputed yet"
    dispute(ann, for_bob)
    dispute(ann, for_ann, "It is rain,\nnobody's rain")
    listed = running.command("--disputes").stdout
    assert for_bob in listed and for_ann in listed and "I sang it myself" in listed and "Ann" in listed
    assert running.command("--decide", for_bob, "perhaps", "?").returncode == 2
    assert running.command("--decide", for_bob, "yes", " ").returncode == 2
    assert running.command("--decide", new_id(), "yes", "They sound alike").returncode == 1
    assert running.command("--decide", for_bob, "yes", "They sound alike").returncode == 0
    assert running.command("--decide", for_ann, "no", "Rain is rain").returncode == 0
    yes, no = (bob.ask("GET", f"{REQUESTS}/{id}").json() for id in (for_bob, for_ann))
    assert (yes["state"], yes["sourced"], yes["verdict"]) == ("decided", True, "They sound alike")
    assert (no["state"], no["sourced"], no["verdict"]) == ("decided", False, "Rain is rain")
    assert [source["record_id"] for source in sources(bob, choir)] == [tide]
    (line,) = log(bob, choir)
    assert (line["person"], line["reason"]) == (None, "They sound alike")
    assert code_of(ask(bob, choir, rain)) == (422, "settled")
    assert code_of(accept(ann, for_ann)) == (422, "settled")


def test_a_source_is_removed_with_a_reason_only_and_the_log_keeps_it(ann: Visitor, bob: Visitor) -> None:
    tide = bob.post_words("tide")
    choir = ann.post_words("choir", ann.post_words("hum"))
    hum = sources(ann, choir)[0]
    request_id = asked(bob, choir, tide)
    accept(ann, request_id)
    assert code_of(remove(bob, choir, request_id, "Not mine")) == (403, "not_yours")
    assert code_of(remove(ann, choir, request_id, "  ")) == (422, "invalid")
    assert code_of(remove(ann, choir, new_id(), "No such")) == (404, "not_found")
    assert code_of(remove(ann, new_id(), request_id, "No such")) == (404, "not_found")
    assert [remove(ann, choir, request_id, "I cut that part").status_code for _ in range(2)] == [200, 200]
    assert sources(bob, choir) == [hum]
    assert [(line["what"], line["reason"]) for line in log(bob, choir)] == [
        ("removed", "I cut that part"),
        ("added", ""),
    ]
    assert log(bob, choir)[0]["request_id"] == request_id
    assert remove(ann, choir, hum["id"], "It cannot be heard").status_code == 200
    assert sources(bob, choir) == []
    family = bob.ask("GET", f"{RECORDS}/{choir}/tree").json()["records"]
    assert [record["id"] for record in family] == [choir]
    assert asked(bob, choir, tide), "it may be asked for again"


def test_a_new_version_keeps_what_was_asked_for_and_the_log_tells_the_rest(ann: Visitor, bob: Visitor) -> None:
    tide, hum, pad = bob.post_words("tide"), ann.post_words("hum"), ann.post_words("pad")
    choir = ann.post_words("choir", hum)
    request_id = asked(bob, choir, tide)
    accept(ann, request_id)
    data = b"choir, sung anew"
    ann.upload(data)
    renewed = words_body(data, pad)
    assert ann.put_record(choir, renewed).status_code == 201
    assert {source["record_id"] for source in sources(bob, choir)} == {pad, tide}
    lines = {(line["what"], line["source"]["record_id"]) for line in log(bob, choir)}
    assert lines == {("added", tide), ("added", pad), ("removed", hum)}
    assert ann.put_record(choir, renewed).status_code == 200 and len(log(bob, choir)) == 3, "sent twice, changed once"
    clash = words_body(data) | {"sources": [{"id": request_id, "record_id": pad, "type": "edited"}]}
    assert code_of(ann.put_record(choir, clash)) == (422, "id_taken")
    named = words_body(data) | {"sources": [{"id": new_id(), "record_id": tide, "type": "sampled"}]}
    assert ann.put_record(choir, named).status_code == 201
    assert [source["origin"] for source in sources(bob, choir)] == ["manual"], "the author names it by now"


def test_a_work_from_outside_can_be_asked_for(ann: Visitor, bob: Visitor) -> None:
    choir = ann.post_words("choir")
    work = {"title": "Clair de lune", "author": "Debussy", "address": "", "licence": "CC0-1.0"}
    request_id = asked(bob, choir, None, work=work, place="")
    assert accept(ann, request_id).status_code == 200
    (source,) = sources(bob, choir)
    assert (source["record_id"], source["work"]) == (None, work)
    assert code_of(ask(bob, choir, None, work=work | {"licence": ""})) == (422, "sourced")


def test_nobody_can_ask_without_end(running: ServerProcess, ann: Visitor) -> None:
    choir = ann.post_words("choir")
    keen = Visitor(running.address, running.join(f"Keen {new_id()[-6:]}"))
    for number in range(MAX_REQUESTS_A_DAY):
        asked(keen, choir, None, work={"title": f"Song {number}"})
    answer = ask(keen, choir, None, work={"title": "One more"})
    assert code_of(answer) == (429, "too_often")
    assert 86_000 < int(answer.headers["Retry-After"]) <= 86_400
    page = ann.ask("GET", f"{RECORDS}/{choir}/requests?limit=20").json()
    assert len(page["items"]) == 20 and page["next"] == page["items"][-1]["id"]
    keen.close()


def test_what_is_not_here_is_404(ann: Visitor) -> None:
    nowhere = new_id()
    for path in (f"{REQUESTS}/{nowhere}", f"{RECORDS}/{nowhere}/requests", f"{RECORDS}/{nowhere}/sources/changes"):
        assert code_of(ann.ask("GET", path)) == (404, "not_found")
    for door in ("answer", "reply", "withdrawal"):
        assert code_of(said(ann, nowhere, door, {"accept": True} if door == "answer" else {"words": "?"})) == (
            404,
            "not_found",
        )


@pytest.mark.parametrize("words", ["<b>me</b>", "\u202eright to left", "😀" * 300])
def test_words_are_told_as_they_were_said(ann: Visitor, bob: Visitor, words: str) -> None:
    request_id = asked(bob, ann.post_words("choir"), bob.post_words("tide"), words=words)
    assert ann.ask("GET", f"{REQUESTS}/{request_id}").json()["words"] == words
