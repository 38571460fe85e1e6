"""Noise floor, silence at both ends, offset and phase."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.sound.grains import Grains
from studio.sound.pcm import Floats

RATE_HZ = 48_000


def told(sound: Floats, rate_hz: int = RATE_HZ, block: int = 32_768) -> Grains:
    planes = np.ascontiguousarray(sound.reshape(len(sound), -1).T, np.float32)
    grains = Grains(rate_hz, len(planes))
    for at in range(0, planes.shape[1], block):
        grains.write(planes[:, at : at + block])
    return grains


def noise(dbfs: float, seconds: float, rate_hz: int = RATE_HZ) -> Floats:
    """White noise of this RMS."""
    return (np.random.default_rng(1).normal(0, 1, round(seconds * rate_hz)) * 10 ** (dbfs / 20)).astype(np.float32)


@settings(max_examples=10, deadline=None)
@given(st.integers(500, 50_000), st.sampled_from((8_000, 11_025, 44_100, 48_000)))
def test_the_quietest_half_second_is_the_floor_and_digital_silence_is_not(block: int, rate_hz: int) -> None:
    parts = ((-20, 1), (-60, 0.7), (-300, 1), (-20, 1))
    sound = np.concatenate([noise(level, seconds, rate_hz) for level, seconds in parts])
    sound[np.abs(sound) < 1e-9] = 0
    floor = told(sound, rate_hz, block).noise_floor()
    assert floor is not None
    assert 10 * math.log10(floor[0]) == pytest.approx(-60, abs=0.3)
    assert 1.0 <= floor[1] <= 1.21


def test_what_is_shorter_than_a_half_second_has_no_floor() -> None:
    assert told(noise(-60, 0.4)).noise_floor() is None
    assert told(np.zeros(96_000, np.float32)).noise_floor() is None


@pytest.mark.parametrize(("room", "voice"), [(-70, -20), (-45, -18), (-300, -30)])
def test_silence_before_and_behind_is_measured_in_quiet_and_noisy_rooms(room: float, voice: float) -> None:
    sound = np.concatenate([noise(room, 0.75), noise(voice, 2), noise(room, 1.5)])
    ends = told(sound).ends()
    assert ends.head_s == pytest.approx(0.75, abs=0.02)
    assert ends.tail_s == pytest.approx(1.5, abs=0.02)


def test_a_click_before_the_voice_is_not_its_beginning() -> None:
    sound = np.concatenate([noise(-70, 1), noise(-20, 1)])
    sound[10_000:10_200] = 0.5
    assert told(sound).ends().head_s == pytest.approx(1, abs=0.02)


def test_a_line_without_any_silence_has_none() -> None:
    ends = told(noise(-20, 2)).ends()
    assert (ends.head_s, ends.tail_s) == pytest.approx((0, 0), abs=0.02)


def test_a_silent_file_is_all_head() -> None:
    assert told(np.zeros(48_000, np.float32)).ends().head_s == 1


def test_each_channel_has_its_offset() -> None:
    sound = np.stack([noise(-40, 1), noise(-40, 1) - 0.1], axis=1)
    assert told(sound).dc_offsets() == pytest.approx((0.0, -0.1), abs=1e-3)


def test_phase_is_told_and_where_it_is_worst() -> None:
    left = noise(-20, 4)
    assert told(left).correlation() is None
    assert told(np.stack([left, left], 1)).correlation() == pytest.approx(1)
    turned = np.stack([left, np.concatenate([left[:96_000], -left[96_000:]])], 1)
    grains = told(turned)
    lowest = grains.lowest_correlation()
    assert grains.correlation() == pytest.approx(0, abs=0.05)
    assert lowest is not None and lowest[0] == pytest.approx(-1) and 1.9 < lowest[1] < 3.5
    assert told(np.stack([left, left * 0], 1)).correlation() is None
