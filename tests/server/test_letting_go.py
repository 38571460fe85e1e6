"""What is withdrawn is gone from the host's disk after a while, unless somebody else has a right to the same bytes."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from studio.contract import CHALLENGES, MEDIA, RECORDS, ChallengeOut, MediaRef
from studio.domain.ids import new_id
from studio.server import challenges, tables
from studio.server.config import Config
from studio.server.people import make_invite
from studio.server.run import Running
from studio.server.tidying import tidy
from tests.server.inside import inside
from tests.server.visitor import Visitor, sha, words_body

A_CHALLENGE = {
    "kind": "audio",
    "title": "Sing along",
    "by": "the studio",
    "summary": "One voice more.",
    "brief": "Sing with it.",
    "minutes": 5,
    "effort": "practised",
}
Place = tuple[Running, Visitor, Visitor, Path]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with inside(Config(tmp_path)) as (running, ann):
        invite = running.app.state.platform.database.write_now(make_invite)
        told = ann.ask("POST", "/join", json={"invite": invite, "handle": "Bob"}, headers={"Authorization": ""}).json()
        bob = Visitor(ann.address, told["token"])
        yield running, ann, bob, tmp_path / "media"
        bob.close()


def posted(visitor: Visitor, data: bytes) -> str:
    visitor.upload(data)
    record_id = new_id()
    assert visitor.put_record(record_id, words_body(data)).status_code == 201
    return record_id


def tidied(running: Running, *, days_later: bool = True) -> None:
    here = running.app.state.platform
    if days_later:
        here.database.write_now(lambda connection: connection.execute(tables.let_go.update().values(at="2020")))
    assert running.loop
    asyncio.run_coroutine_threadsafe(tidy(here), running.loop).result(20)


def test_the_bytes_of_a_withdrawn_record_are_gone_after_a_while(place: Place) -> None:
    running, ann, _, media = place
    data = os.urandom(900)
    path, record_id = media / sha(data)[:2] / sha(data), posted(ann, data)
    ann.ask("DELETE", f"{RECORDS}/{record_id}")
    tidied(running, days_later=False)
    assert path.exists(), "a copy of the database that is put back finds its files"
    tidied(running)
    assert not path.exists()
    again = posted(ann, data)
    assert path.read_bytes() == data and ann.ask("GET", f"{RECORDS}/{again}").json()["state"] == "live"


def test_a_record_with_more_files_than_a_statement_has_room_for_is_withdrawn(place: Place) -> None:
    """A set of two thousand sounds that was sent twenty times; here the room is smaller."""
    running, ann, _, _ = place
    files, record_id = [os.urandom(9) for _ in range(60)], new_id()
    assert {ann.create_whole(data).status_code for data in files} == {201}
    more = [{"media": {"sha256": sha(data), "size_bytes": 9, "mime": "text/plain"}} for data in files[1:]]
    assert ann.put_record(record_id, words_body(files[0], more=more)).status_code == 201
    engine = running.app.state.platform.database.engine
    event.listen(engine, "connect", lambda on, _: on.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 50))
    engine.dispose()
    assert ann.ask("DELETE", f"{RECORDS}/{record_id}").status_code == 200
    assert ann.ask("HEAD", f"{MEDIA}/{sha(files[7])}").status_code == 404


def test_bytes_to_which_somebody_else_has_a_right_stay(place: Place) -> None:
    running, ann, bob, media = place
    shown, brought, coming = (os.urandom(900) for _ in range(3))
    withdrawn = [posted(ann, data) for data in (shown, brought, coming)]
    posted(bob, shown)
    bob.upload(brought)
    url = bob.create(coming).headers["Location"]
    bob.patch(url, coming[:500], 0)
    for record_id in withdrawn:
        ann.ask("DELETE", f"{RECORDS}/{record_id}")
    tidied(running)
    for data in (shown, brought, coming):
        assert (media / sha(data)[:2] / sha(data)).read_bytes() == data
    bob.patch(url, coming[500:], 500)
    assert bob.ask("GET", f"{MEDIA}/{sha(coming)}").content == coming


def test_the_guide_of_a_challenge_stays_and_is_for_everybody(place: Place) -> None:
    """Bob can read what only its withdrawn record showed, because a challenge brings it; a draft of one does not show it."""
    running, ann, bob, media = place
    data = os.urandom(900)
    record_id = posted(ann, data)
    guide = MediaRef(sha256=sha(data), size_bytes=900, mime="audio/flac", duration_s=1.5)
    draft = ChallengeOut.model_validate(A_CHALLENGE | {"id": new_id(), "guide": guide, "state": "draft"})
    database = running.app.state.platform.database
    database.write_now(lambda connection: challenges.put(connection, draft))
    ann.ask("DELETE", f"{RECORDS}/{record_id}")
    tidied(running)
    assert bob.ask("GET", f"{MEDIA}/{sha(data)}").status_code == 404
    opened = draft.model_copy(update={"state": "open"})
    database.write_now(lambda connection: challenges.put(connection, opened))
    assert bob.ask("GET", f"{MEDIA}/{sha(data)}").content == data
    assert bob.ask("GET", f"{CHALLENGES}/{opened.id}").json()["guide"]["sha256"] == sha(data)
    assert (media / sha(data)[:2] / sha(data)).exists()
