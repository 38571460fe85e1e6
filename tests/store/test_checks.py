"""What was measured of a take is kept for each way in which it is heard."""

from __future__ import annotations

import math
from dataclasses import replace

from studio.domain.edits import Gain, Trim
from studio.domain.ids import SessionId, TakeId
from studio.domain.take import Take
from studio.paths import DataFolder
from studio.store import Store
from tests.domain.test_delivery import GOOD


def a_take() -> Take:
    return Take(TakeId("one"), SessionId("s"), 1, "2026-01-01T00:00:00Z", "one.wav", 48_000, 48_000, 1, "")


def test_measures_are_found_again_for_the_same_edits_only(folder: DataFolder) -> None:
    measures = replace(GOOD, integrated_lufs=-math.inf, clipped_at_s=(0.5, 1.25), dc_offsets=(0.25,))
    store = Store.open(folder)
    store.takes.add(a_take())
    assert store.checks.find(a_take()) is None
    store.checks.note(a_take(), measures)
    store.close()
    store = Store.open(folder)
    assert store.checks.find(a_take()) == measures
    louder = store.takes.edit(TakeId("one"), Gain(3))
    assert store.checks.find(louder) is None
    store.checks.note(louder, GOOD)
    assert store.checks.find(store.takes.undo(TakeId("one"))) == measures
    assert store.checks.find(store.takes.redo(TakeId("one"))) == GOOD
    store.takes.undo(TakeId("one"))
    assert store.checks.find(store.takes.edit(TakeId("one"), Trim(5, 10))) is None
    store.close()


def test_what_another_studio_measured_is_measured_anew(folder: DataFolder) -> None:
    store = Store.open(folder)
    store.checks.note(a_take(), GOOD)
    for text in ('{"loudness": 3}', "[]", "no json"):
        with store._database.write() as connection:
            connection.execute("UPDATE checks SET measures = ?", (text,))
        assert store.checks.find(a_take()) is None
    store.close()


def test_takes_that_are_gone_are_forgotten(folder: DataFolder) -> None:
    store = Store.open(folder)
    store.checks.note(a_take(), GOOD)
    store.checks.purge()
    assert store.checks.find(a_take()) is None
    store.close()
