"""A line's takes in few words tell the same state as the takes themselves."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from studio.domain.ids import SessionId, TakeId, new_id
from studio.domain.script import LineMark, Pickup, state_of
from studio.domain.take import Take, TakeState
from studio.paths import DataFolder
from studio.store import Store, sidecars

from .made import a_take

SESSION = SessionId("s")


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    store = Store.open(folder)
    yield store
    store.close()


def moment(chance: random.Random) -> str:
    return f"2026-01-0{chance.randint(1, 9)}T10:00:00.000Z"


def some_takes(store: Store, chance: random.Random, line_id: str) -> list[Take]:
    states = (TakeState.KEPT, TakeState.KEPT, TakeState.DISCARDED)
    takes = [
        a_take(
            id=TakeId(new_id()), session_id=SESSION, line_id=line_id, file_name=f"{new_id()}.wav",
            started_at=moment(chance), starred=chance.random() < 0.4, state=chance.choice(states),
        )
        for _ in range(chance.randint(0, 4))
    ]  # fmt: skip
    for take in takes:
        store.takes.add(take)
    return [take for take in takes if take.state is TakeState.KEPT]


def a_mark(chance: random.Random, line_id: str) -> LineMark | None:
    if chance.random() < 0.3:
        return None
    pickup = Pickup("p", "again", moment(chance)) if chance.random() < 0.5 else None
    delivered, accepted = (moment(chance) if chance.random() < 0.5 else None for _ in range(2))
    return LineMark(SESSION, line_id, delivered_at=delivered, accepted_at=accepted, pickup=pickup)


def test_the_state_of_any_line_is_the_same_from_few_words(store: Store) -> None:
    chance = random.Random(5)
    every = {line_id: some_takes(store, chance, line_id) for line_id in map(str, range(200))}
    found = store.takes.by_line(SESSION)
    assert {id: takes.number for id, takes in found.items()} == {id: len(takes) for id, takes in every.items() if takes}
    for line_id, takes in every.items():
        mark = a_mark(chance, line_id)
        few = found[line_id].newest if takes else ()
        assert state_of(few, mark) is state_of(takes, mark)


def test_the_takes_of_one_line_are_found_alone(store: Store) -> None:
    chance = random.Random(6)
    every = {line_id: some_takes(store, chance, line_id) for line_id in "abc"}
    for line_id, takes in every.items():
        found = store.takes.list(session_id=SESSION, line_id=line_id)
        assert {take.id for take in found} == {take.id for take in takes}


def test_many_takes_come_together_and_are_told_once(folder: DataFolder) -> None:
    told: list[str] = []
    store = Store.open(folder, told.append)
    takes = [a_take(line_id=str(at)) for at in range(3)]
    store.takes.add_all(takes)
    assert told.count("takes") == 1 and {take.id for take in store.takes.list()} == {take.id for take in takes}
    assert all(sidecars.read(sidecars.path_of(store.takes.folder, take)) == take for take in takes)
    store.close()
