"""The line of what waits to be sent: by the time it was sealed, until the person changes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.domain.ids import ParcelId
from studio.domain.parcel import Parcel, ParcelState
from studio.paths import DataFolder
from studio.store import Store
from tests.store.made import HOME, a_draft, a_parcel


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    opened = Store.open(folder)
    yield opened
    opened.close()


def sealed(store: Store, count: int) -> list[ParcelId]:
    made = []
    for _ in range(count):
        draft = a_draft()
        parcel = a_parcel(draft)
        store.parcels.seal(draft, parcel)
        made.append(parcel.id)
    return made


def ids(parcels: list[Parcel]) -> list[ParcelId]:
    return [parcel.id for parcel in parcels]


def test_a_parcel_that_is_moved_goes_before_the_other_one_and_the_rest_keeps_its_order(store: Store) -> None:
    one, two, three, four = sealed(store, 4)
    store.parcels.move(four, one)
    store.parcels.move(two, None)
    assert store.parcels.due(0.0, HOME, large=False) == ids(store.parcels.in_line()) == [four, one, three, two]
    store.parcels.move(one, one)
    (five,) = sealed(store, 1)
    assert ids(store.parcels.in_line()) == [four, one, three, two, five]


def test_a_step_of_the_journey_does_not_move_a_parcel(store: Store) -> None:
    one, two = sealed(store, 2)
    before = store.parcels.get(two)
    store.parcels.move(two, one)
    store.parcels.change(replace(before, state=ParcelState.UPLOADING))
    assert store.parcels.due(0.0, HOME, large=False) == [two, one]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 6)), max_size=20))
def test_however_often_the_line_is_changed_it_is_as_the_person_made_it(
    store: Store, moves: list[tuple[int, int]]
) -> None:
    for parcel in store.parcels.in_line():
        store.parcels.take_back(parcel.id)
    made = sealed(store, 6)
    line = list(made)
    for moved, before in moves:
        id, other = made[moved], made[before] if before < 6 else None
        store.parcels.move(id, other)
        if id != other:
            line.remove(id)
            line.insert(line.index(other) if other else len(line), id)
    assert ids(store.parcels.in_line()) == line
