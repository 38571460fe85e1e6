"""The family tree, against a plain model of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from studio.contract import RECORDS, RecordIn
from studio.domain.ids import new_id
from studio.server import people, posting, tree, uploads
from studio.server.config import Config
from studio.server.database import Database
from studio.server.migrations import bring_up_to_date
from studio.server.problems import Refusal
from tests.server.visitor import Visitor, sha, words_body

DATA = b"four words are enough"
RECORDS_IN_PLAY = 7
ids = st.integers(0, RECORDS_IN_PLAY - 1)


def reached(start: str, edges: dict[str, set[str]]) -> set[str]:
    found, left = set(), [start]
    while left:
        if (one := left.pop()) not in found:
            found.add(one)
            left += edges.get(one, set())
    return found


def turned(edges: dict[str, set[str]]) -> dict[str, set[str]]:
    children: dict[str, set[str]] = {}
    for child, parents in edges.items():
        for parent in parents:
            children.setdefault(parent, set()).add(child)
    return children


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("tree") / "platform.db"
    with closing(Database(f"sqlite:///{path}")) as opened:
        bring_up_to_date(opened, Config(path.parent))
        opened.write_now(people.first_start)
        yield opened


@given(posts=st.lists(st.tuples(ids, st.sets(ids, max_size=3)), max_size=14))
def test_families_are_what_the_edges_say_and_never_a_cycle(
    database: Database, posts: list[tuple[int, set[int]]]
) -> None:
    database.write_now(lambda connection: _play(connection, posts))


def _play(connection: Connection, posts: list[tuple[int, set[int]]]) -> None:
    handle = new_id()
    me = people.Person(people.add_person(connection, handle), handle, "")
    uploads.add_media(connection, sha(DATA), len(DATA), me.id)
    names = [new_id() for _ in range(RECORDS_IN_PLAY)]
    edges: dict[str, set[str]] = {}
    for child_at, parents_at in posts:
        child, parents = names[child_at], {names[at] for at in parents_at}
        body = RecordIn.model_validate(words_body(DATA, *parents))
        is_cycle = any(child in reached(parent, edges) for parent in parents)
        is_missing = bool(parents - edges.keys() - {child})
        try:
            posting.post(connection, me, child, body)
        except Refusal as refusal:
            assert (is_cycle and refusal.problem.code == "cycle") or (
                is_missing and refusal.problem.code == "source_missing"
            )
        else:
            assert not is_cycle
            assert not is_missing
            edges[child] = parents
    for name in edges:
        assert set(tree.family(connection, name)) == reached(name, edges) | reached(name, turned(edges))


def test_a_tree_comes_in_one_answer_and_is_not_sent_twice(ann: Visitor, bob: Visitor) -> None:
    old = ann.post_words("the oldest of them")
    left, right = bob.post_words("left hand of it", old), ann.post_words("right hand of it", old)
    young = bob.post_words("both hands of it", left, right)
    answer = ann.ask("GET", f"{RECORDS}/{old}/tree")
    assert answer.json()["root"] == old
    assert [record["id"] for record in answer.json()["records"]] == [young, right, left, old]
    again = ann.ask("GET", f"{RECORDS}/{old}/tree", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    bob.post_words("one more of them", young)
    changed = ann.ask("GET", f"{RECORDS}/{old}/tree", headers={"If-None-Match": answer.headers["ETag"]})
    assert (changed.status_code, len(changed.json()["records"])) == (200, 5)


def test_an_unknown_record_has_no_tree(ann: Visitor) -> None:
    assert ann.ask("GET", f"{RECORDS}/{new_id()}/tree").json()["code"] == "not_found"
