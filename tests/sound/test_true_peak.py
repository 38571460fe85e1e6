"""The highest point between samples, against drawing every point."""

from __future__ import annotations

import math

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.sound.levels import dbfs
from studio.sound.pcm import Floats
from studio.sound.true_peak import TruePeak


def found(sound: Floats, rate_hz: int = 48_000, block: int = 10_000) -> TruePeak:
    """`sound` (frames,) or (frames, channels), written in blocks."""
    planes = np.ascontiguousarray(sound.reshape(len(sound), -1).T, np.float32)
    peak = TruePeak(rate_hz, len(planes))
    for at in range(0, planes.shape[1], block):
        peak.write(planes[:, at : at + block])
    return peak


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(100, 3_000), st.sampled_from((8_000, 22_050, 48_000, 96_000)))
def test_nothing_higher_is_passed_over(seed: int, block: int, rate_hz: int) -> None:
    """Blocks that are not looked at hold nothing higher: another resampler that draws every point finds no more."""
    chance = np.random.default_rng(seed)
    sound = chance.uniform(-1, 1, 6_000) * np.repeat(chance.exponential(0.2, 60), 100)
    sound = np.asarray(np.convolve(sound, np.hanning(5) / 2, "same"), np.float32)
    drawn = soxr.resample(sound, rate_hz, 192_000, "VHQ")
    peak = found(sound.astype(np.float32), rate_hz, block)
    highest = peak.dbtp()
    assert highest == pytest.approx(dbfs(float(np.abs(drawn).max())), abs=0.1)
    place = slice(max(0, peak.frame - 2) * 192_000 // rate_hz, (peak.frame + 3) * 192_000 // rate_hz)
    assert dbfs(float(np.abs(drawn[place]).max())) == pytest.approx(highest, abs=0.1)
    assert highest >= dbfs(float(np.abs(sound).max()))


def test_silence_has_no_peak() -> None:
    assert found(np.zeros((100, 2), np.float32)).dbtp() == -math.inf
    assert TruePeak(48_000, 2).dbtp() == -math.inf


def test_the_louder_channel_counts_wherever_it_is() -> None:
    sound = np.zeros((50_000, 2), np.float32)
    sound[40_000, 1] = 0.5
    peak = found(sound)
    assert peak.dbtp() == pytest.approx(-6.02, abs=0.01)
    assert peak.frame == 40_000
