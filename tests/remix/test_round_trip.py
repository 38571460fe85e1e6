"""Singing over the mix through the real sound card: what was played and what was recorded lie on top of each other, by content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from studio.errors import Refused
from studio.remix import round_trip
from tests.rig.sound import SoundCard

from .made import a_clip, a_lane, a_remix
from .singer import SECOND, Studio, late_ms


@pytest.fixture
def studio(sound_card: SoundCard, tmp_path: Path) -> Iterator[Studio]:
    studio = Studio(tmp_path / "data")
    yield studio
    studio.close()


def test_what_was_sung_lies_under_what_it_was_sung_to(studio: Studio) -> None:
    """Within a millisecond."""
    studio.open()
    material = studio.clicks(6)
    song = a_remix((material,), a_lane(a_clip(material)))
    measured = round_trip.measure(studio.store, studio.booth, studio.transport)
    assert abs(measured - studio.told_s()) < 0.05
    errors = []
    for start in (SECOND, -SECOND // 2):
        for _ in range(5):  # again where a busy machine disturbed it
            end = start + 5 * SECOND // 2
            take = studio.sing(song, lambda end=end: (studio.transport.position() or -1) > end, start, trip_s=measured)
            if not take.disturbed:
                break
        assert len(take.places) == 1
        errors.append(late_ms(studio, song, take))
    assert float(np.median(np.abs(errors))) <= 1.0, errors
    assert studio.troubles == [] and len(studio.store.takes.list()) >= 2


def test_each_turn_of_a_loop_is_sung_in_its_place(studio: Studio) -> None:
    studio.open()
    material = studio.clicks(4)
    song = a_remix((material,), a_lane(a_clip(material)))
    loop = (SECOND, 2 * SECOND + 24_000)
    take = studio.sing(song, lambda: len(studio.transport.passes) >= 4, SECOND, loop)
    assert len(take.places) >= 3 and {place.start for place in take.places} == {SECOND}
    assert all(abs(place.length - (SECOND + 24_000)) <= 1 for place in take.places[:-1])
    second = replace(take, places=(take.places[1],))
    assert abs(late_ms(studio, song, second)) < 20 or take.disturbed


def test_where_nothing_is_heard_it_is_said_in_words(studio: Studio) -> None:
    """The booth is not open: no take comes."""
    with pytest.raises(Refused, match="did not hear the sweep") as refused:
        round_trip.measure(
            studio.store, studio.booth, studio.transport, lambda: studio.transport.position() is not None
        )
    assert refused.value.advice and studio.store.takes.list() == []
