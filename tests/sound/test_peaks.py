"""The outline of a sound against the plain definition of it."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.errors import Refused
from studio.sound import peaks
from studio.sound.peaks import BASE, STEP


def plain(samples: np.ndarray, width: int) -> list[tuple[int, int]]:
    return [
        (int(samples[at : at + width].min()), int(samples[at : at + width].max()))
        for at in range(0, len(samples), width)
    ]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(1, 5 * BASE * STEP),
    st.integers(1, 3),
    st.sampled_from(("PCM_16", "PCM_24")),
    st.integers(0, 2**32 - 1),
)
def test_every_level_says_what_the_samples_say(
    tmp_path: Path, frames: int, channels: int, subtype: str, seed: int
) -> None:
    samples = np.random.default_rng(seed).integers(-32768, 32768, (frames, channels)).astype(np.int16)
    path = tmp_path / f"{os.urandom(6).hex()}.wav"
    soundfile.write(path, samples, 48_000, subtype=subtype)
    found = peaks.compute(path)
    assert found.frames == frames
    for k, level in enumerate(found.levels):
        assert [tuple(pair) for pair in level.tolist()] == plain(samples, BASE * STEP**k)
    assert len(found.levels[-1]) <= STEP


@pytest.mark.parametrize("columns", [3_000, 12_001, 15_000])
def test_a_long_file_is_seen_whole(tmp_path: Path, columns: int) -> None:
    """Longer than one block, and than what one thread reads alone."""
    samples = np.zeros(BASE * columns + 17, np.int16)
    samples[[5, BASE * 1024, BASE * (columns // 2) - 1, BASE * (columns - 1), -1]] = (11, -12, 15, 13, -14)
    path = tmp_path / "long.wav"
    soundfile.write(path, samples, 48_000)
    assert peaks.compute(path).levels[0].tolist() == [list(pair) for pair in plain(samples, BASE)]


@pytest.mark.parametrize("subtype", ["FLOAT", "PCM_32", "PCM_U8"])
def test_other_sample_formats_have_peaks_too(tmp_path: Path, subtype: str) -> None:
    path = tmp_path / "other.wav"
    soundfile.write(path, np.linspace(-0.5, 0.5, 1000), 48_000, subtype=subtype)
    low, high = peaks.compute(path).levels[-1].min(), peaks.compute(path).levels[-1].max()
    assert abs(low + 16384) < 300 and abs(high - 16384) < 300


def test_peaks_are_kept_beside_the_sound_until_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    soundfile.write(path, np.full(1000, 0.25), 48_000)
    first = peaks.of_file(path)
    assert peaks.path_of(path).exists()
    again = peaks.of_file(path)
    assert (again.frames, again.rate_hz) == (first.frames, first.rate_hz) == (1000, 48_000)
    assert all((a == b).all() for a, b in zip(first.levels, again.levels, strict=True))
    soundfile.write(path, np.full(2000, 0.5), 48_000)
    assert peaks.of_file(path).levels[0].max() == 16384


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_a_damaged_outline_is_made_again(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "take.wav"
    soundfile.write(path, np.full(1000, 0.25), 48_000)
    peaks.path_of(path).write_bytes(data)
    assert peaks.of_file(path).levels[0].max() == 8192


def test_columns_hold_every_extreme_at_any_zoom(tmp_path: Path) -> None:
    samples = np.zeros(48_000, np.int16)
    samples[12_345], samples[40_000] = 30_000, -20_000
    path = tmp_path / "spikes.wav"
    soundfile.write(path, samples, 48_000)
    outline = peaks.of_file(path)
    for count in (1, 7, 64, 187, 500):
        columns = outline.columns(count)
        assert columns.shape == (count, 2) and columns.dtype == np.float32
        assert columns.max() == np.float32(30_000 / 32_768) and columns.min() == np.float32(-20_000 / 32_768)
    assert outline.columns(10, 13_400, 30_000).max() == 0
    assert outline.columns(0).shape == (0, 2) and not outline.columns(5, 48_000).any()


@pytest.mark.parametrize("frames", [1, BASE * 2500 + 31])
def test_a_compressed_sound_has_the_same_outline(tmp_path: Path, frames: int) -> None:
    samples = np.random.default_rng(4).integers(-30000, 30000, (frames, 2)).astype(np.int16)
    path = tmp_path / "record.flac"
    soundfile.write(path, samples, 44_100)
    found = peaks.of_file(path)
    assert (found.frames, found.rate_hz) == (frames, 44_100)
    for k, level in enumerate(found.levels):
        assert [tuple(pair) for pair in level.tolist()] == plain(samples, BASE * STEP**k)


def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "no.wav"
    path.write_bytes(b"not a sound at all")
    with pytest.raises(Refused):
        peaks.of_file(path)
    assert not peaks.path_of(path).exists()
