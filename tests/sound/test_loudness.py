"""Integrated loudness beside ffmpeg's own meter, and the figures of the recommendation."""

from __future__ import annotations

import math
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.sound.loudness import Loudness
from studio.sound.pcm import Floats
from tests.rig import need

WITHIN_LU = 0.1


def tone(seconds: float, level_dbfs: float, rate_hz: int = 48_000, hz: float = 997.0) -> Floats:
    wave = 10 ** (level_dbfs / 20) * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz)
    return np.repeat(wave[:, None], 2, axis=1).astype(np.float32)


def swelling(rate_hz: int, channels: int) -> Floats:
    """Noise with pauses and a loud end, so that both gates matter."""
    level = np.repeat([0.0, 0.02, 0.3, 0.0, 0.001, 0.1, 0.5, 0.03], rate_hz)[:, None]
    sound = np.random.default_rng(3).uniform(-1, 1, (len(level), channels))
    sound[1:] = (sound[1:] + sound[:-1]) / 2
    return (level * sound).astype(np.float32)


def measured(sound: Floats, rate_hz: int = 48_000, block: int = 10_000) -> float:
    meter = Loudness(rate_hz, sound.shape[1])
    for at in range(0, len(sound), block):
        meter.write(sound[at : at + block].T)
    return meter.lufs()


def by_ffmpeg(path: Path) -> float:
    need("ffmpeg")
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-i", str(path), "-filter_complex", "ebur128", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1])


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_it_agrees_with_ffmpeg(tmp_path: Path, rate_hz: int, channels: int) -> None:
    sound = swelling(rate_hz, channels)
    soundfile.write(tmp_path / "s.wav", sound, rate_hz, subtype="FLOAT")
    assert measured(sound, rate_hz) == pytest.approx(by_ffmpeg(tmp_path / "s.wav"), abs=WITHIN_LU)


@pytest.mark.parametrize("seconds", [0, 0.0001, 0.2, 5])
def test_silence_and_moments_have_no_loudness(seconds: float) -> None:
    assert measured(tone(seconds, -200)) == -math.inf


@settings(max_examples=10)
@given(st.integers(1, 100_000))
def test_the_size_of_the_blocks_does_not_matter(block: int) -> None:
    sound = tone(1.5, -20)
    assert measured(sound, block=max(100, block)) == pytest.approx(measured(sound), abs=1e-4)
