"""All measures of a file together, held against ffmpeg's own meter on signals and on real voices."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import soundfile

from studio.domain.delivery import Measures
from studio.errors import Damaged, Refused
from studio.sound import check
from studio.sound.convert import open_sound
from studio.sound.pcm import Floats
from tests.rig import need, speech

from . import mutants
from .references import RATE_HZ, WITHIN, all_by_ffmpeg, by_ffmpeg, by_libebur128, steps

#: Of a voice of 16 bits at 8 000 Hz.
A_SECOND_BYTES = 16_000
#: EBU Tech 3341 (loudness) and 3342 (range), the cases that are signals: what is expected is (LUFS, LU).
CASES = {
    "3341-1": (((-23, 20),), -23.0, None),
    "3341-2": (((-33, 20),), -33.0, None),
    "3341-3": (((-36, 10), (-23, 60), (-36, 10)), -23.0, None),
    "3341-4": (((-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)), -23.0, None),
    "3341-5": (((-26, 20), (-20, 20.1), (-26, 20)), -23.0, None),
    "3342-1": (((-20, 20), (-30, 20)), None, 10.0),
    "3342-2": (((-20, 20), (-15, 20)), None, 5.0),
    "3342-3": (((-40, 20), (-20, 20)), None, 20.0),
    "3342-4": (((-50, 20), (-35, 20), (-20, 20), (-35, 20), (-50, 20)), None, 15.0),
}


def measured(sound: Floats, folder: Path, rate_hz: int = RATE_HZ, subtype: str = "FLOAT") -> Measures:
    soundfile.write(folder / "sound.wav", sound, rate_hz, subtype=subtype)
    return check.of_file(folder / "sound.wav")


@pytest.mark.parametrize("case", CASES)
def test_the_published_cases_are_met_and_other_meters_agree(case: str, tmp_path: Path) -> None:
    parts, lufs, range_lu = CASES[case]
    sound = steps(*parts)
    found, said = measured(sound, tmp_path), by_ffmpeg(tmp_path / "sound.wav")
    other = by_libebur128(sound, RATE_HZ)
    assert found.integrated_lufs == pytest.approx(said.integrated_lufs if lufs is None else lufs, abs=WITHIN)
    assert found.integrated_lufs == pytest.approx(said.integrated_lufs, abs=WITHIN)
    assert found.loudness_range_lu == pytest.approx(said.range_lu, abs=WITHIN)
    assert found.integrated_lufs == pytest.approx(other.integrated_lufs, abs=WITHIN)
    assert found.loudness_range_lu == pytest.approx(other.range_lu, abs=WITHIN)
    assert range_lu is None or found.loudness_range_lu == pytest.approx(range_lu, abs=1)
    assert found.true_peak_dbtp == pytest.approx(said.true_peak_dbtp, abs=WITHIN)


def test_ffmpeg_and_libebur128_agree_on_200_real_voices() -> None:
    """On loudness both; their own true peaks of these voices lie up to 0.3 dB apart, and ours are ffmpeg's, which looks closer."""
    voices = [path for path in speech.prompts(1_000) if path.stat().st_size > A_SECOND_BYTES]
    paths = [*voices[5:100:8], *voices[-188:]]
    assert len(set(paths)) == 200
    far: dict[str, list[float]] = {}
    for path, said in zip(paths, all_by_ffmpeg(paths), strict=True):
        found, sound = check.of_file(path), open_sound(path)
        other = by_libebur128(np.concatenate(list(sound.blocks())), sound.rate_hz)
        lufs, ours = found.integrated_lufs, [found.integrated_lufs, found.true_peak_dbtp]
        theirs = [said.integrated_lufs, said.true_peak_dbtp]
        if found.duration_s > 8:  # of few windows ffmpeg takes other ranks than EBU Tech 3342's own program
            assert found.loudness_range_lu is not None
            ours, theirs = [*ours, found.loudness_range_lu], [*theirs, said.range_lu]
        if ours != pytest.approx(theirs, abs=WITHIN) or lufs != pytest.approx(other.integrated_lufs, abs=0.001):
            far[path.name] = [*ours, *theirs, other.integrated_lufs]
    assert not far


@pytest.mark.parametrize("number", [1, 7, 13, 20])
def test_the_loudest_window_is_found_wherever_it_begins(number: int, tmp_path: Path) -> None:
    """EBU Tech 3341, cases 9, 10, 12 and 13: -23 LUFS for 3 s, and for 400 ms, behind any silence."""
    short = measured(steps((-200, 0.15 * number), (-23, 3), (-200, 1)), tmp_path)
    assert short.short_term_lufs == pytest.approx(-23, abs=WITHIN)
    assert short.short_term_at_s == pytest.approx(0.15 * number, abs=0.005)
    assert measured(steps(*((-20, 1.34), (-30, 1.66)) * 5), tmp_path).short_term_lufs == pytest.approx(-23, abs=WITHIN)
    moment = measured(steps((-200, 0.02 * number), (-23, 0.4), (-200, 1)), tmp_path)
    assert moment.momentary_lufs == pytest.approx(-23, abs=WITHIN)
    assert moment.momentary_at_s == pytest.approx(0.02 * number, abs=0.005)
    assert measured(steps(*((-20, 0.18), (-30, 0.22)) * 25), tmp_path).momentary_lufs == pytest.approx(-23, abs=WITHIN)


@pytest.mark.parametrize(
    ("parts", "phase", "level", "dbtp"),
    [(4, 0, 0.5, -6), (4, 45, 0.5, -6), (6, 60, 0.5, -6), (8, 67.5, 0.5, -6), (4, 45, 1.41, 3)],
)
def test_the_true_peak_of_tones_is_found_between_samples(
    parts: int, phase: float, level: float, dbtp: float, tmp_path: Path
) -> None:
    """EBU Tech 3341, cases 15 to 19: tones at a part of the sample rate; within +0.2 and -0.4 dB."""
    at = np.arange(RATE_HZ) / parts * 2 * np.pi + np.deg2rad(phase)
    fade = np.minimum(np.minimum(np.arange(RATE_HZ), np.arange(RATE_HZ)[::-1]) / 480, 1)
    wave = (level * fade * np.sin(at)).astype(np.float32)
    found = measured(np.stack([wave, wave], axis=1), tmp_path).true_peak_dbtp
    assert dbtp - 0.4 <= found <= dbtp + 0.2


def test_the_surround_channels_count_for_more(tmp_path: Path) -> None:
    """EBU Tech 3341, case 6: 5.0, -28 dBFS left and right, -24 in the centre, -30 behind."""
    tones = steps((0, 20), channels=5) * np.float32(10) ** (np.array([-28, -28, -24, -30, -30], np.float32) / 20)
    assert measured(tones.astype(np.float32), tmp_path).integrated_lufs == pytest.approx(-23, abs=WITHIN)


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
    for seed in range(first, first + 300, 10):
        mutants.measure(seed + first // 300, tmp_path)  # so that all formats are among them
