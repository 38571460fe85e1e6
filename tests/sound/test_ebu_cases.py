"""The published cases of EBU Tech 3341 (loudness, true peak) and 3342 (range), made here: what they ask is found, and ffmpeg and
libebur128 say the same. Cases 7 and 8 of the first, which are 5 and 6 of the second, are broadcasts: no signals to be made."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest
import soundfile

from studio.domain.delivery import Measures
from studio.sound import check
from studio.sound.loudness import MOMENTARY, SHORT_TERM, Loudness
from studio.sound.pcm import Floats

from .references import RATE_HZ, WITHIN, by_ffmpeg, by_libebur128, steps

#: What is expected is (LUFS, LU).
PROGRAMMES = {
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
SILENT = -200
#: Hops of the window, its seconds, and how much later each begins than the one before.
WINDOWS = [(SHORT_TERM, 3.0, 0.15), (MOMENTARY, 0.4, 0.02)]
#: Case: parts of the sample rate, degrees, level, dBTP.
TONES = {15: (4, 0, 0.5, -6), 16: (4, 45, 0.5, -6), 17: (6, 60, 0.5, -6), 18: (8, 67.5, 0.5, -6), 19: (4, 45, 1.41, 3)}


def measured(sound: Floats, folder: Path) -> Measures:
    soundfile.write(folder / "sound.wav", sound, RATE_HZ, subtype="FLOAT")
    return check.of_file(folder / "sound.wav")


@pytest.mark.parametrize("case", PROGRAMMES)
def test_the_loudness_and_the_range_of_programmes(case: str, tmp_path: Path) -> None:
    parts, lufs, range_lu = PROGRAMMES[case]
    sound = steps(*parts)
    found, said = measured(sound, tmp_path), by_ffmpeg(tmp_path / "sound.wav")
    other = by_libebur128(sound, RATE_HZ)
    assert lufs is None or found.integrated_lufs == pytest.approx(lufs, abs=WITHIN)
    assert range_lu is None or found.loudness_range_lu == pytest.approx(range_lu, abs=1)
    for one in (said, other):
        assert found.integrated_lufs == pytest.approx(one.integrated_lufs, abs=WITHIN)
        assert found.loudness_range_lu == pytest.approx(one.range_lu, abs=WITHIN)
        assert found.true_peak_dbtp == pytest.approx(one.true_peak_dbtp, abs=WITHIN)


def test_the_surround_channels_count_for_more(tmp_path: Path) -> None:
    """3341-6: 5.0, -28 dBFS left and right, -24 in the centre, -30 behind."""
    tones = steps((0, 20), channels=5) * np.float32(10) ** (np.array([-28, -28, -24, -30, -30], np.float32) / 20)
    assert measured(tones.astype(np.float32), tmp_path).integrated_lufs == pytest.approx(-23, abs=WITHIN)


def test_a_tone_that_changes_within_the_window_is_as_loud_all_the_time(tmp_path: Path) -> None:
    """3341-9 and 3341-12: of 3 s, and of 400 ms."""
    assert measured(steps(*((-20, 1.34), (-30, 1.66)) * 5), tmp_path).short_term_lufs == pytest.approx(-23, abs=WITHIN)
    assert measured(steps(*((-20, 0.18), (-30, 0.22)) * 25), tmp_path).momentary_lufs == pytest.approx(-23, abs=WITHIN)


@pytest.mark.parametrize(("hops", "seconds", "later"), WINDOWS)
def test_the_loudest_window_is_found_wherever_it_begins(hops: int, seconds: float, later: float) -> None:
    """3341-10 and 3341-13: twenty times one window of -23 LUFS, each behind a longer silence."""
    for number in range(20):
        meter = Loudness(RATE_HZ, 2)
        meter.write(steps((SILENT, later * number), (-23, seconds), (SILENT, 1)).T)
        lufs, at_s = meter.highest(hops)
        assert lufs == pytest.approx(-23, abs=WITHIN)
        assert at_s == pytest.approx(later * number, abs=0.005)


@pytest.mark.parametrize(("hops", "seconds", "later"), WINDOWS)
def test_each_louder_tone_is_the_loudest_so_far_wherever_it_begins(hops: int, seconds: float, later: float) -> None:
    """3341-11 and 3341-14: twenty tones of one window from -38 to -19 LUFS, each beginning later in its part."""
    meter, found = Loudness(RATE_HZ, 2), []
    for number in range(20):
        meter.write(steps((SILENT, later * number), (-38 + number, seconds), (SILENT, seconds - later * number)).T)
        found.append(deepcopy(meter).highest(hops)[0])  # a meter that was asked is not written to any more
    assert found == pytest.approx(list(range(-38, -18)), abs=WITHIN)


@pytest.mark.parametrize("case", TONES)
def test_the_true_peak_of_tones_between_the_samples(case: int, tmp_path: Path) -> None:
    """3341-15 to 3341-19, faded in and out."""
    parts, degrees, level, dbtp = TONES[case]
    at = np.arange(RATE_HZ)
    fade = np.minimum(np.minimum(at, at[::-1]) / 2_000, 1)
    wave = level * fade * np.sin(2 * np.pi * at / parts + np.deg2rad(degrees))
    _hold_peak(wave, dbtp, tmp_path)


@pytest.mark.parametrize("case", range(20, 24))
def test_a_short_peak_is_found_wherever_its_samples_lie(case: int, tmp_path: Path) -> None:
    """3341-20 to 3341-23: one period of full scale at fs/4 within a tone of half that at fs/6, made at 4 fs, band-limited, and
    every fourth sample taken from each of four offsets on."""
    at = np.arange(96_000)
    made = 0.5 * np.sin(2 * np.pi * at / 24)
    made[48_000:48_016] = np.sin(2 * np.pi * np.arange(16) / 16)
    fade = np.minimum(1, np.minimum(at, at[::-1]) / 8_000)
    spectrum = np.fft.rfft(made * fade)
    spectrum[len(spectrum) // 4 * 20 // 24 :] = 0  # above 20 kHz there is nothing
    drawn = np.fft.irfft(np.pad(spectrum, (0, 3 * (len(spectrum) - 1))), 4 * len(made)) * 4
    _hold_peak(np.fft.irfft(spectrum)[case - 20 :: 4] / np.abs(drawn).max(), 0, tmp_path)


def _hold_peak(wave: np.ndarray[tuple[int], np.dtype[np.float64]], dbtp: float, folder: Path) -> None:
    """Tech 3341 allows +0.2 and -0.4 dB."""
    sound = np.stack([wave, wave], axis=1).astype(np.float32)
    found = measured(sound, folder).true_peak_dbtp
    assert dbtp - 0.4 <= found <= dbtp + 0.2
    assert found == pytest.approx(by_ffmpeg(folder / "sound.wav").true_peak_dbtp, abs=WITHIN)
    assert found == pytest.approx(by_libebur128(sound, RATE_HZ).true_peak_dbtp, abs=WITHIN)
