from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from studio.errors import Damaged
from studio.paths import DataFolder
from studio.store import Store, backup, sidecars
from studio.store.database import MIGRATIONS
from studio.store.shape import Shape
from studio.store.shapes import DRAFT, PARCEL, RECORD, TAKE

from .made import a_draft, a_parcel, a_platform, a_record, a_take, insert_old, with_sound


def _filled(folder: DataFolder, takes: int = 60) -> Store:
    store = Store.open(folder)
    store.platforms.add(a_platform())
    for number in range(takes):
        take = a_take(number=number + 1)
        with_sound(store, take)
        store.takes.add(take)
        store.drafts.add(a_draft(take_id=take.id, text="", note="x" * 500))
    draft = a_draft()
    store.parcels.seal(draft, a_parcel(draft))
    return store


@pytest.mark.parametrize(
    "value", [a_take(), a_draft(tags=("Rain", "é")), a_parcel(a_draft()), a_record(tags=('"', "雨"))]
)
def test_everything_survives_its_flat_form(value: object) -> None:
    shapes: dict[str, Shape[Any]] = {"Take": TAKE, "Draft": DRAFT, "Parcel": PARCEL, "Record": RECORD}
    shape = shapes[type(value).__name__]
    assert shape.of(tuple(shape.values(value))) == value


def test_a_library_of_rubbish_is_set_aside_and_the_takes_come_back_from_their_sidecars(folder: DataFolder) -> None:
    store = _filled(folder)
    takes = store.takes.list()
    store.close()
    folder.database.write_bytes(random.Random(1).randbytes(100_000))
    store = Store.open(folder)
    assert store.rebuilt is not None and store.rebuilt.takes == 60
    assert store.rebuilt.set_aside.stat().st_size == 100_000
    assert store.takes.list() == takes
    store.close()
    again = Store.open(folder)
    assert again.rebuilt is None
    again.close()


def test_a_backup_of_an_older_studio_still_brings_everything_back(folder: DataFolder) -> None:
    draft = a_draft(title="Rain's end")
    with closing(sqlite3.connect(folder.backups / "library-20260101T000000000000Z.db")) as old:
        old.executescript((MIGRATIONS / "0001_first.sql").read_text())
        insert_old(old, DRAFT, draft)
    folder.database.write_bytes(random.Random(1).randbytes(100_000))
    store = Store.open(folder)
    assert store.drafts.list() == [draft]
    store.close()


def test_drafts_and_parcels_come_back_from_the_newest_backup(folder: DataFolder) -> None:
    """SYN-7"""
    store = _filled(folder)
    drafts, parcels = store.drafts.list(), store.parcels.list()
    backup.make(store._database, folder.backups)
    late = a_take(number=61)
    with_sound(store, late)
    store.takes.add(late)
    store.close()
    folder.database.write_bytes(b"")
    folder.database.write_bytes(b"not a database at all" * 400)
    store = Store.open(folder)
    assert store.drafts.list() == drafts and store.parcels.list() == parcels
    assert late in store.takes.list()
    store.close()


def test_what_waits_stands_in_a_line_again_and_can_be_put_in_order(folder: DataFolder) -> None:
    store = Store.open(folder)
    made = []
    for _ in range(3):
        draft = a_draft()
        store.parcels.seal(draft, a_parcel(draft))
        made.append(store.parcels.list()[0].id)
    backup.make(store._database, folder.backups)
    store.close()
    folder.database.write_bytes(random.Random(2).randbytes(100_000))
    store = Store.open(folder)
    assert store.rebuilt is not None and store.rebuilt.waiting == 3
    store.parcels.move(made[0], made[2])
    assert [parcel.id for parcel in store.parcels.in_line()] == [made[1], made[0], made[2]]
    store.close()


def test_rows_around_a_broken_page_are_salvaged(folder: DataFolder) -> None:
    """SYN-7: no backup and no sidecars, one page overwritten: most drafts are still there."""
    store = _filled(folder, takes=200)
    store.close()
    for path in folder.takes.glob("*.json"):
        path.unlink()
    pages = bytearray(folder.database.read_bytes())
    middle = len(pages) // 2 // 4096 * 4096
    pages[middle : middle + 4096] = b"\xff" * 4096
    folder.database.write_bytes(pages)
    store = Store.open(folder)
    assert store.rebuilt is not None
    assert len(store.takes.list()) + len(store.drafts.list()) >= 200
    store.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(seed=9622)
@given(seed=st.integers(0, 10_000))
def test_no_damage_stops_the_start(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    chance = random.Random(seed)
    folder = DataFolder.open(tmp_path_factory.mktemp("damaged"))
    store = _filled(folder, takes=5)
    store.close()
    pages = bytearray(folder.database.read_bytes())
    for _ in range(chance.randint(1, 40)):
        start = chance.randrange(len(pages))
        pages[start : start + chance.randint(1, 600)] = chance.randbytes(chance.randint(1, 600))
    folder.database.write_bytes(pages[: chance.randrange(len(pages))] if chance.random() < 0.3 else pages)
    store = Store.open(folder)
    assert len(store.takes.list()) == 5
    store.close()


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b.wav", "..\\b.wav"])
def test_a_sidecar_cannot_name_a_file_outside_its_folder(folder: DataFolder, name: str) -> None:
    take = a_take()
    sidecars.write(folder.takes, take)
    path = sidecars.path_of(folder.takes, take)
    path.write_text(TAKE.as_json(a_take(file_name=name)))
    with pytest.raises(Damaged, match="cannot be read"):
        sidecars.read(path)
