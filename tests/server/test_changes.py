"""The feed tells every change once to everyone, whoever writes at the same time."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from studio.contract import CHANGES, RECORDS
from studio.domain.ids import new_id
from studio.server.config import FILE, Config
from tests.server.inside import inside
from tests.server.visitor import Visitor, words_body


def end_of(visitor: Visitor) -> str:
    bookmark = ""
    while True:
        told = visitor.ask("GET", f"{CHANGES}?after={bookmark}").json()
        bookmark = str(told["next"])
        if not told["more"]:
            return bookmark


def test_the_feed_begins_with_the_starter_set(ann: Visitor) -> None:
    told = ann.ask("GET", CHANGES).json()
    assert {change["what"] for change in told["changes"]} >= {"challenge", "record"}
    assert all(change[change["what"]]["id"] for change in told["changes"])


def test_a_change_is_told_with_the_newest_state(ann: Visitor, bob: Visitor) -> None:
    bookmark = end_of(bob)
    record_id = ann.post_words("soon to be gone")
    ann.ask("DELETE", f"{RECORDS}/{record_id}")
    told = bob.ask("GET", f"{CHANGES}?after={bookmark}").json()
    assert [(change["what"], change["record"]["id"]) for change in told["changes"]] == [("record", record_id)]
    assert told["changes"][0]["record"]["state"] == "withdrawn"
    assert bob.ask("GET", f"{CHANGES}?after={told['next']}").json() == {
        "changes": [],
        "next": told["next"],
        "more": False,
    }


def test_who_waits_is_woken_by_a_change(ann: Visitor, bob: Visitor) -> None:
    bookmark = end_of(bob)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lambda: bob.ask("GET", f"{CHANGES}?after={bookmark}&wait=25").json())
        record_id = ann.post_words("wake up it is")
        assert [change["record"]["id"] for change in waiting.result(20)["changes"]] == [record_id]


def test_who_waits_in_vain_is_answered_with_nothing(ann: Visitor) -> None:
    bookmark = end_of(ann)
    assert ann.ask("GET", f"{CHANGES}?after={bookmark}&wait=1").json() == {
        "changes": [],
        "next": bookmark,
        "more": False,
    }


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [("after=x", 422, "cursor"), ("after=c999999999", 410, "cursor"), ("wait=99", 422, "invalid")],
)
def test_a_bookmark_from_elsewhere_is_refused(ann: Visitor, query: str, status: int, code: str) -> None:
    answer = ann.ask("GET", f"{CHANGES}?{query}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_no_more_is_read_than_an_answer_has_room_for(tmp_path: Path) -> None:
    """A platform has little memory, and a person may have thousands of long drafts."""
    read = list[str]()
    with inside(Config(tmp_path)) as (running, ann):
        said = {"body": "x" * 690_000, "device": "", "at": "2026-01-01T00:00:00.000Z"}
        for _ in range(30):
            assert ann.ask("PUT", f"/mine/draft/{new_id()}", json={"base": 0, "said": said}).status_code == 200
        engine = running.app.state.platform.database.engine
        event.listen(engine, "before_cursor_execute", lambda *told: read.append(told[2]))
        told = ann.ask("GET", CHANGES).json()
    assert (len(told["changes"]), told["more"]) == (2, True)
    assert sum("FROM mine" in statement for statement in read) == 10


def test_a_list_of_long_records_comes_in_answers_that_can_be_read(ann: Visitor) -> None:
    ann.upload(b"four words")
    work = {"title": "x", "address": f"https://example.org/{'a' * 1_900}"}
    for _ in range(12):
        sources = [{"id": new_id(), "type": "edited", "work": work} for _ in range(440)]
        assert ann.put_record(new_id(), words_body(b"four words", sources=sources)).status_code == 201
    found, cursor = list[str](), ""
    while cursor is not None:
        answer = ann.ask("GET", f"{RECORDS}?kind=text&limit=200{cursor and '&cursor='}{cursor}")
        assert len(answer.content) < 6_000_000
        found += [record["id"] for record in answer.json()["items"]]
        cursor = answer.json()["next"]
    assert len(found) == len(set(found)) >= 12 and found == sorted(found, reverse=True)


def test_a_contribution_is_told_to_its_person_only(ann: Visitor, bob: Visitor) -> None:
    bookmark = end_of(ann)
    challenge = ann.ask("GET", "/challenges?kind=text").json()["items"][0]["id"]
    record_id = ann.post_words("an answer for them")
    revision_id = ann.ask("GET", f"{RECORDS}/{record_id}").json()["revision_id"]
    body = {"challenge_id": challenge, "record_id": record_id, "revision_id": revision_id}
    ann.ask("PUT", f"/contributions/{new_id()}", json=body)
    mine = ann.ask("GET", f"{CHANGES}?after={bookmark}").json()
    theirs = bob.ask("GET", f"{CHANGES}?after={bookmark}").json()
    assert [change["what"] for change in mine["changes"]] == ["record", "contribution"]
    assert [change["what"] for change in theirs["changes"]] == ["record"]
    assert mine["next"] == theirs["next"]


def test_no_change_is_missed_while_many_write(ann: Visitor, bob: Visitor) -> None:
    """A reader in small pages follows three writers; in the end it has seen every record, and its cursors only rose."""
    bookmark, writers = end_of(bob), 3
    posted: list[str] = []

    def write(number: int) -> None:
        visitor = Visitor(ann.address, ann.token)
        for turn in range(12):
            posted.append(visitor.post_words(f"writer {number} turn {turn}"))
        visitor.close()

    seen: list[str] = []
    cursors: list[int] = []
    with ThreadPoolExecutor(writers) as pool:
        writing = [pool.submit(write, number) for number in range(writers)]
        while True:
            finished = all(one.done() for one in writing)
            told = bob.ask("GET", f"{CHANGES}?after={bookmark}&wait=1&limit=2").json()
            bookmark = told["next"]
            seen += [change["record"]["id"] for change in told["changes"]]
            cursors += [int(change["cursor"][1:]) for change in told["changes"]]
            if finished and not told["changes"]:
                break
    assert cursors == sorted(set(cursors))
    assert sorted(seen) == sorted(posted)
    assert len(posted) == writers * 12


def test_a_platform_put_back_to_an_older_copy_knows_the_bookmarks_it_has_lost(tmp_path: Path) -> None:
    """Its counter went back and grew past the bookmark again: by numbers alone the reader would miss what came meanwhile."""
    config, kept = Config(tmp_path / "platform"), tmp_path / "kept.db"
    with inside(config) as (_, ann):
        ann.post_words("before the copy")
        early = end_of(ann)
    with inside(config, "Bob") as (_, bob):
        same = bob.ask("GET", f"{CHANGES}?after={early}").json()["changes"]
        assert same == [], "an opening alone breaks no bookmark"
    with closing(sqlite3.connect(config.folder / FILE)) as database:
        database.execute("VACUUM INTO ?", (str(kept),))
    with inside(config, "Cid") as (_, cid):
        for number in range(3):
            cid.post_words(f"lost {number}")
        late = end_of(cid)
    for part in config.folder.glob(f"{FILE}*"):
        part.unlink()
    kept.rename(config.folder / FILE)
    with inside(config, "Dot") as (_, dot):
        posted = [dot.post_words(f"after it {number}") for number in range(5)]
        answer = dot.ask("GET", f"{CHANGES}?after={late}")
        assert (answer.status_code, answer.json()["code"]) == (410, "cursor")
        told = dot.ask("GET", f"{CHANGES}?after={early}").json()["changes"]
        assert [change["record"]["id"] for change in told if change["what"] == "record"] == posted
