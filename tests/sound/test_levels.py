"""What a take sounds like, block by block, against the plain definition."""

from __future__ import annotations

import math
from itertools import groupby
from pathlib import Path

import numpy as np
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from studio.sound.levels import CLIPPED_RUN, FULL_SCALE, Meter, dbfs, of_file


def plain_runs(samples: list[float]) -> list[int]:
    """Where runs of full-scale samples begin that are long enough."""
    runs, at = [], 0
    for full, group in groupby(samples, lambda x: abs(x) >= FULL_SCALE):
        length = len(list(group))
        if full and length >= CLIPPED_RUN:
            runs.append(at)
        at += length
    return runs


@given(st.lists(st.sampled_from((0.0, 0.5, 1.0, -1.0, 1.0, -1.0)), max_size=60), st.integers(1, 9))
def test_clipped_runs_are_counted_once_wherever_the_blocks_are_cut(samples: list[float], size: int) -> None:
    meter = Meter(1)
    sound = np.array(samples, np.float32).reshape(-1, 1)
    for at in range(0, len(sound), size):
        meter.write(sound[at : at + size])
    runs, levels = plain_runs(samples), meter.levels()
    assert levels.clipped_runs == len(runs)
    assert levels.first_clip_frame == (runs[0] if runs else None)
    assert levels.peak_dbfs == dbfs(max(map(abs, samples), default=0.0))


def test_each_channel_clips_for_itself() -> None:
    meter = Meter(2)
    meter.write(np.array([[1, 0], [1, 0], [1, 1], [0, 1], [0, 1]], np.float32))
    assert meter.clips == 2


def test_a_gap_ends_a_clipped_run() -> None:
    meter = Meter(1)
    meter.write(np.ones((2, 1), np.float32))
    meter.silence(10)
    meter.write(np.ones((2, 1), np.float32))
    assert (meter.clips, meter.frames) == (0, 14)


def test_a_file_is_measured_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "sine.wav"
    soundfile.write(path, 0.5 * np.sin(np.arange(48_000) * 2 * np.pi * 1000 / 48_000), 48_000)
    levels = of_file(path)
    assert levels.peak_dbfs == approx(-6.02, abs=0.05)
    assert levels.rms_dbfs == approx(-9.03, abs=0.05)
    assert levels.sentence() == "Good level"


def test_digital_silence_is_told_from_a_quiet_room() -> None:
    meter = Meter(1)
    meter.write(np.zeros((100, 1), np.float32))
    assert meter.levels().peak_dbfs == -math.inf
    assert meter.levels().sentence().startswith("We heard nothing")
