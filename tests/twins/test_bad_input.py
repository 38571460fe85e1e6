"""What another computer tells and nobody here can understand is kept away in words, and harms nothing that is here."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from studio import contract
from studio.domain.ids import PlatformId, new_id
from studio.domain.moments import now
from studio.domain.twins import SETTINGS_ID, TwinKind
from studio.twins.contents import of_draft, text_of

from .pair import Computer
from .test_drafts import settled, shared

Both = tuple[Computer, Computer]


def tells(one: Computer, kind: str, id: str, body: Any, base: int = 0) -> None:
    """Puts any text to the door, as a broken or a newer studio could."""
    said = contract.Side(body=body if isinstance(body, str) else json.dumps(body), device="Newer", at=now())
    client = one.links.client(one.id)
    client.put_mine(kind, id, contract.MineIn(base=base, said=said).model_dump_json(), new_id())


def good(one: Computer) -> dict[str, Any]:
    draft = one.words(f"Good {new_id()}")
    return json.loads(text_of(of_draft(draft, None, "")) or "")  # type: ignore[no-any-return]


NONSENSE: list[Any] = [
    "",
    "{",
    "[]",
    "null",
    "7",
    "[" * 100_000,
    {"v": 1},
    {"title": 3},
    {"kind": "smell"},
    {"media": {"sha256": "../../etc/passwd", "size_bytes": 1, "mime": "image/png"}},
    {"sources": [{"id": "x"}]},
    {"rights": "all mine"},
    {"made_at": "yesterday"},
    {"more": "than is known"},
]


def test_nonsense_is_kept_away_and_all_else_goes_on(both: Both) -> None:
    tower, laptop = both
    whole = good(tower)
    ids = [new_id() for _ in NONSENSE]
    for id, wrong in zip(ids, NONSENSE, strict=True):
        tells(tower, "draft", id, {**whole, **wrong} if isinstance(wrong, dict) and wrong != {"v": 1} else wrong)
    tells(tower, "settings", SETTINGS_ID, {"v": 1, "theme": "rm -rf"})
    tells(tower, "version", new_id(), {"v": 1, "draft_id": ids[0]})
    id = shared(both)
    away = [thing for thing in laptop.store.twins.to_say() if thing.trouble]
    assert {thing.id for thing in away} >= set(ids) and len(away) == len(ids) + 2
    assert all(thing.trouble.title == "What the other computer told cannot be read" for thing in away if thing.trouble)
    assert id in {draft.id for draft in laptop.store.drafts.list()} and not set(ids) & {
        draft.id for draft in laptop.store.drafts.list()
    }


def test_what_a_newer_studio_made_waits_for_an_update_and_what_is_here_stays(both: Both) -> None:
    tower, laptop = both
    id = shared(both)
    before = laptop.draft(id)
    tells(tower, "draft", id, {"v": 2, "smell": "of rain"}, base=1)
    laptop.sync()
    (thing,) = [thing for thing in laptop.store.twins.to_say() if thing.trouble]
    assert thing.trouble is not None and thing.trouble.title == "Made by a newer studio"
    assert laptop.draft(id) == before
    # An edit here cannot overwrite what nobody here can read.
    laptop.edit(id, title="Mine")
    settled(laptop)
    assert json.loads(tower.links.client(tower.id).mine("draft", id).said.body or "")["v"] == 2
    # The other side makes it readable again, and both meet.
    body = {**json.loads(text_of(of_draft(before, None, "")) or ""), "note": "Back"}
    tells(tower, "draft", id, body, base=2)
    laptop.store.twins.try_again()
    settled(laptop, tower)
    assert replace(laptop.draft(id), changed_at="") == replace(tower.draft(id), changed_at="")
    assert laptop.draft(id).title == "Mine" and laptop.draft(id).note == "Back"


def test_what_is_too_long_to_be_told_is_said_and_goes_after_the_next_edit(both: Both) -> None:
    tower, _ = both
    draft = tower.words("Rain")
    tower.edit(draft.id, note="x" * contract.MAX_NOTE, title="T" * (contract.MAX_MINE_CHARS + 10))
    tower.sync()
    (thing,) = [thing for thing in tower.store.twins.to_say() if thing.trouble]
    assert thing.id == draft.id and thing.kind is TwinKind.DRAFT
    tower.edit(draft.id, title="Short")
    settled(tower)
    assert tower.thing(draft.id).version == 1 and not tower.thing(draft.id).trouble


def alters(one: Computer, sql: str) -> None:
    """In the library's file, past the studio."""
    with closing(sqlite3.connect(one.store.folder.database)) as database, database:
        database.execute(sql)


@pytest.mark.expects_log("what other computers are told stumbled")
def test_a_draft_that_stumbles_keeps_no_other_waiting_and_is_tried_again(both: Both) -> None:
    tower, laptop = both
    first, second = tower.words("The first").id, tower.words("The second").id
    never = f"WHEN new.id = '{first}' AND new.asked != '' BEGIN SELECT RAISE(ABORT, 'no'); END"
    alters(tower, f"CREATE TRIGGER no BEFORE INSERT ON twin_things {never}")
    tower.sync()
    laptop.sync()
    assert [draft.id for draft in laptop.store.drafts.list()] == [second]
    alters(tower, "DROP TRIGGER no")
    tower.sync()
    laptop.sync()
    assert {draft.id for draft in laptop.store.drafts.list()} == {first, second}


@pytest.mark.expects_log("what other computers are told stumbled")
def test_a_platform_that_stumbles_keeps_no_other_waiting(both: Both) -> None:
    tower, laptop = both
    other = PlatformId(new_id())
    tower.store.twins.begin(other, "Tower")
    alters(tower, f"UPDATE twin_things SET kind = 'of a newer studio' WHERE platform_id = '{other}'")
    tower.store.twins.begin(tower.id, "Tower")
    assert list(tower.store.twins.platforms()) == [other, tower.id], "the one that stumbles comes first"
    tower.links.set(other, tower.address, tower.joined.token)
    id = tower.words("For all").id
    tower.sync()
    laptop.sync()
    assert [draft.id for draft in laptop.store.drafts.list()] == [id]
