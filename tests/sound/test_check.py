"""All measures of a file together."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import soundfile

from studio.domain.delivery import Measures
from studio.errors import Damaged, Refused
from studio.sound import check
from studio.sound.pcm import Floats
from tests.rig import need

from . import mutants
from .references import RATE_HZ, steps


def measured(sound: Floats, folder: Path, rate_hz: int = RATE_HZ, subtype: str = "FLOAT") -> Measures:
    soundfile.write(folder / "sound.wav", sound, rate_hz, subtype=subtype)
    return check.of_file(folder / "sound.wav")


@pytest.mark.parametrize("frames", [0, 1, 100, 4_799, 10_000])
@pytest.mark.parametrize("level", [0.0, 0.1])
def test_short_and_silent_files_have_what_can_be_said_of_them(frames: int, level: float, tmp_path: Path) -> None:
    found = measured(np.full((frames, 2), level, np.float32), tmp_path)
    assert found.duration_s == frames / RATE_HZ
    assert found.integrated_lufs == found.short_term_lufs == -math.inf
    assert found.loudness_range_lu is None and found.noise_floor_dbfs is None
    assert found.peak_dbfs == (pytest.approx(-20) if level and frames else -math.inf)


def test_clipped_runs_have_their_places(tmp_path: Path) -> None:
    sound = steps((-20, 3))
    sound[48_000:48_010, 1] = 1
    sound[96_000:96_010, 0] = -1
    found = measured(sound, tmp_path)
    assert (found.clipped_runs, found.clipped_at_s) == (2, (1.0, 2.0))


def test_what_the_computer_lost_and_the_mouth_made_is_in_the_measures(tmp_path: Path) -> None:
    sound = np.random.default_rng(0).normal(0, 0.02, (RATE_HZ * 4, 2)).astype(np.float32)
    sound[48_000:48_512] = 0
    sound[96_000:97_024] = sound[96_000 - 1_024 : 96_000]
    sound[144_000:144_003] = [[0.9], [-0.9], [0.9]]
    found = measured(sound, tmp_path)
    assert (found.dropped_blocks, found.dropped_at_s) == (1, (1.0,))
    assert (found.repeated_blocks, found.repeated_at_s) == (1, (2.0,))
    assert (found.clicks, found.plosives) == (1, 0)
    assert found.clicks_at_s == pytest.approx((3.0,), abs=0.003)
    assert found.digital_silence_s == pytest.approx(512 / RATE_HZ)


def test_the_rms_is_that_of_the_whole_file(tmp_path: Path) -> None:
    assert measured(steps((-20, 2), (-200, 2)), tmp_path).rms_dbfs == pytest.approx(-20 - 3.01 - 3.01, abs=0.01)


@pytest.mark.parametrize(
    ("ending", "subtype", "facts"),
    [
        (".wav", "PCM_24", ("wav", 24)),
        (".flac", "PCM_16", ("flac", 16)),
        (".ogg", "VORBIS", ("ogg", None)),
        (".opus", "OPUS", ("opus", None)),
        (".aiff", "PCM_16", ("aiff", 16)),
    ],
)
def test_formats_are_told_by_their_content(ending: str, subtype: str, facts: tuple[str, int], tmp_path: Path) -> None:
    path = tmp_path / "named.mp3"
    kind = {".opus": "OGG"}.get(ending, ending[1:].upper())
    soundfile.write(path, steps((-20, 1)), RATE_HZ, subtype=subtype, format=kind)
    found = check.of_file(path)
    assert (found.format, found.bits) == facts
    assert found.duration_s == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(("mode", "constant"), [("CONSTANT", True), ("VARIABLE", False)])
def test_the_bit_rate_of_an_mp3_is_read_from_its_frames(mode: str, constant: bool, tmp_path: Path) -> None:
    path, noise = tmp_path / "s.mp3", np.random.default_rng(0).uniform(-0.3, 0.3, (RATE_HZ * 2, 2))
    noise[RATE_HZ:] = 0
    with soundfile.SoundFile(path, "w", RATE_HZ, 2, "MPEG_LAYER_III", bitrate_mode=mode, compression_level=0.4) as file:
        file.write(noise)
    found = check.of_file(path)
    assert found.constant_bitrate is constant
    assert found.bitrate_kbit is not None and 32 <= found.bitrate_kbit <= 320


def test_an_m4a_is_measured_through_ffmpeg(tmp_path: Path) -> None:
    need("ffmpeg")
    import subprocess

    measured(steps((-20, 2)), tmp_path)
    words = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(tmp_path / "sound.wav"), str(tmp_path / "sound.m4a")]
    subprocess.run(words, check=True)
    found = check.of_file(tmp_path / "sound.m4a")
    assert (found.format, found.bits) == ("m4a", None)
    assert found.integrated_lufs == pytest.approx(-20, abs=0.2)


def test_what_is_no_sound_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"")
    (tmp_path / "b.wav").write_bytes(b"#EXTM3U")
    with pytest.raises(Damaged, match="empty"):
        check.of_file(tmp_path / "a.wav")
    with pytest.raises(Refused, match="not a sound"):
        check.of_file(tmp_path / "b.wav")


def test_floats_that_no_microphone_gives_stay_figures(tmp_path: Path) -> None:
    sound = steps((-20, 1))
    sound[100:104, 0] = (np.inf, -np.inf, np.nan, 3e38)
    found = measured(sound, tmp_path)
    assert found.peak_dbfs == pytest.approx(80)
    assert math.isfinite(found.rms_dbfs) and math.isfinite(found.integrated_lufs)


@pytest.mark.parametrize("first", range(0, mutants.RUNS, 300))
def test_damaged_files_are_measured_or_refused_in_words(first: int, tmp_path: Path) -> None:
    """INP-1. `python -m tests.sound.mutants --seed N` measures the file again that failed."""
    for seed in range(first, first + 300, 10):  # all eleven formats are among them
        mutants.measure(seed, tmp_path)
