"""Where a cut is heard least."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from studio.sound import snapping


def test_the_nearest_place_is_found_where_one_is_near_enough() -> None:
    places = [0, 7, 50, 150]
    assert snapping.nearest(148, places, 5) == 150
    assert snapping.nearest(140, places, 5) == 140
    assert snapping.nearest(3, [], 5) == 3


def test_a_cut_goes_to_where_the_sound_crosses_zero() -> None:
    wave = np.sin(2 * np.pi * (np.arange(4_800) + 0.5) / 480).astype(np.float32)[:, None]
    assert snapping.zero_crossing(wave, 250, 100) == 240
    assert snapping.zero_crossing(wave, 120, 10) == 120
    assert snapping.zero_crossing(wave[:0], 120, 10) == 120


@given(st.integers(0, 4_000), st.integers(0, 4_000))
def test_a_cut_goes_into_the_silence_nearby(at: int, silent: int) -> None:
    sound = np.full((4_000, 1), 0.5, np.float32)
    sound[silent : silent + 200] = 0
    place = snapping.quiet_place(sound, at, 1_000, 96)
    assert 0 <= place <= 4_000
    inside = (max(silent + 48, at - 1_000), min(silent + 152, at + 999, 3_951))
    if inside[0] <= inside[1] and silent <= 3_800:
        assert not sound[max(place - 40, 0) : place + 40].any()


def test_where_all_is_alike_a_cut_stays() -> None:
    assert snapping.quiet_place(np.full((4_000, 2), 0.5, np.float32), 2_000, 500, 96) == 2_000
    assert snapping.quiet_place(np.zeros((10, 1), np.float32), 5, 500, 96) == 5
