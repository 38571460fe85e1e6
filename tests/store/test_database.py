"""The library's file: its migrations, and that the lists that are read often have their own indexes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from studio.paths import DataFolder
from studio.store import Store
from studio.store.database import MIGRATIONS


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    store = Store.open(folder)
    yield store
    store.close()


def test_each_migration_has_a_number_of_its_own() -> None:
    numbers = [path.name.partition("_")[0] for path in MIGRATIONS.glob("*.sql")]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        ("SELECT * FROM parcels WHERE state != 'live' ORDER BY place, id LIMIT 500 OFFSET 500", "parcels_waiting"),
        ("SELECT * FROM parcels WHERE state = 'live' ORDER BY id DESC LIMIT 500 OFFSET 500", "parcels_in_state"),
        ("SELECT * FROM errands WHERE deed = 'withdraw_record' AND record_id IN ('a', 'b')", "errands_of_deed"),
    ],
)
def test_a_page_of_the_outbox_is_read_without_sorting_or_looking_at_the_rest(
    store: Store, sql: str, index: str
) -> None:
    plan = " ".join(str(row[3]) for row in store._database.rows(f"EXPLAIN QUERY PLAN {sql}"))
    assert index in plan and "TEMP B-TREE" not in plan
