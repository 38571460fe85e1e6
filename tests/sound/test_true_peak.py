"""The highest point between samples, against EBU Tech 3341's cases and against drawing every point."""

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


@pytest.mark.parametrize(
    ("part", "degrees", "level", "dbtp"),
    [(4, 0, 0.5, -6.0), (4, 45, 0.5, -6.0), (6, 60, 0.5, -6.0), (8, 67.5, 0.5, -6.0), (4, 45, 1.41, 3.0)],
)
def test_tones_between_the_samples_are_found(part: int, degrees: float, level: float, dbtp: float) -> None:
    """EBU Tech 3341, cases 15 to 19, faded in and out: +0.2, -0.4 dB are allowed there."""
    tone = level * np.sin(2 * np.pi * np.arange(24_000) / part + math.radians(degrees))
    fade = np.minimum(1, np.minimum(np.arange(24_000), np.arange(24_000)[::-1]) / 2_000)
    assert found((tone * fade).astype(np.float32)).dbtp() == pytest.approx(dbtp, abs=0.1)


@pytest.mark.parametrize("offset", range(4))
def test_a_short_peak_is_found_wherever_its_samples_lie(offset: int) -> None:
    """As EBU Tech 3341, cases 20 to 23: one period of full scale at fs/4 within a tone of half that at fs/6, made at 4 fs,
    band-limited, and every fourth sample taken from each of four offsets on; +0.2, -0.4 dB are allowed there."""
    at = np.arange(96_000)
    made = 0.5 * np.sin(2 * np.pi * at / 24)
    made[48_000:48_016] = np.sin(2 * np.pi * np.arange(16) / 16)
    fade = np.minimum(1, np.minimum(at, at[::-1]) / 8_000)
    spectrum = np.fft.rfft(made * fade)
    spectrum[len(spectrum) // 4 * 22 // 24 :] = 0  # above 22 kHz there is nothing
    drawn = np.fft.irfft(np.pad(spectrum, (0, 3 * (len(spectrum) - 1))), 4 * len(made)) * 4
    sound = np.fft.irfft(spectrum)[offset::4] / np.abs(drawn).max()
    assert -0.4 <= found(sound.astype(np.float32)).dbtp() <= 0.2


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
