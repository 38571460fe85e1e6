"""A silent room, synthesised: its floor, its hum and its bands are what went in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.domain.room import BANDS_HZ, Room, compared, differences
from studio.sound.room import listened

RATE = 48_000
T = np.arange(5 * RATE) / RATE


def noise(dbfs: float, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 10 ** (dbfs / 20), len(T))


def hum(mains_hz: float, dbfs: float, seed: int = 0) -> np.ndarray:
    """The mains and three harmonics, each 6 dB weaker; `dbfs` is all of it together."""
    random = np.random.default_rng(seed)
    parts = [2.0**-k * np.sin(2 * np.pi * mains_hz * (k + 1) * T + random.uniform(0, 6)) for k in range(4)]
    sound = np.sum(parts, axis=0)
    return sound / np.sqrt(np.square(sound).mean()) * 10 ** (dbfs / 20)


def heard(sound: np.ndarray, rate_hz: int = RATE):
    return listened(sound.astype(np.float32)[:, None], rate_hz)


@settings(max_examples=15)
@given(st.floats(-90, -30), st.integers(0, 99))
def test_the_floor_of_a_room_is_its_level_and_noise_hums_not(dbfs: float, seed: int) -> None:
    room = heard(noise(dbfs, seed))
    assert room.floor_dbfs == pytest.approx(dbfs, abs=0.3) and room.hum_hz == 0
    assert 10 * np.log10(sum(10 ** (band / 10) for band in room.bands_dbfs)) == pytest.approx(dbfs, abs=0.5)


@settings(max_examples=15)
@given(st.sampled_from((50, 60)), st.floats(-0.2, 0.2), st.floats(-80, -40), st.floats(-10, 0), st.integers(0, 99))
def test_hum_is_told_from_noise_with_its_mains_and_level(
    mains: int, off_hz: float, noise_dbfs: float, more_db: float, seed: int
) -> None:
    level = noise_dbfs + more_db
    room = heard(noise(noise_dbfs, seed) + hum(mains + off_hz, level, seed))
    assert room.hum_hz == mains and room.hum_dbfs == pytest.approx(level, abs=1.0)


def test_a_chair_that_creaks_does_not_change_the_room_and_a_short_or_silent_one_is_measured() -> None:
    creaks = noise(-70)
    creaks[RATE : RATE + 9_600] += noise(-20)[:9_600]
    assert heard(creaks).floor_dbfs == pytest.approx(-70, abs=0.5)
    assert heard(np.zeros(RATE)).floor_dbfs == pytest.approx(-120) and heard(np.zeros(RATE)).hum_hz == 0
    assert heard(noise(-60)[: RATE // 2]).floor_dbfs == pytest.approx(-60, abs=0.5)


@pytest.mark.parametrize("rate_hz", [44_100, 96_000])
def test_other_rates_measure_the_same(rate_hz: int) -> None:
    seconds = np.arange(5 * rate_hz) / rate_hz
    sound = np.random.default_rng(1).normal(0, 1e-4, len(seconds)) + 1e-3 * np.sin(2 * np.pi * 60 * seconds)
    room = heard(sound, rate_hz)
    assert room.hum_hz == 60 and room.hum_dbfs == pytest.approx(-63, abs=0.3)


def a_room(sound: np.ndarray) -> Room:
    found = heard(sound)
    return Room(
        "1", "A microphone", "here", "2026-05-12", found.floor_dbfs, found.hum_hz, found.hum_dbfs, found.bands_dbfs
    )


def test_what_differs_between_two_rooms_is_said_with_figures() -> None:
    then = a_room(noise(-66))
    assert compared(a_room(noise(-67, 5)), then, "on 12 May") == "It sounds as it did on 12 May."
    louder = a_room(noise(-60, 2) + hum(50, -55))
    assert compared(louder, then, "yesterday").startswith("It differs from how it was yesterday: ")
    first, second = differences(louder, then)[:2]
    assert first.endswith("dB louder") and second == "more hum at 50 Hz (−55 dB)"
    assert "less hum at 50 Hz" in differences(then, louder)
    hiss = np.diff(noise(-66, 3), prepend=0)
    assert any("rumble" in one for one in differences(a_room(hiss), then))
    assert len(BANDS_HZ) == len(then.bands_dbfs)
    assert then.sentence() == "Quiet: the floor lies at −66 dB. No hum."
