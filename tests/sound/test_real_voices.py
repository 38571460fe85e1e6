"""What is measured of real voices, beside ffmpeg and libebur128: one speaker's prompts at 8 kHz, letters that people say
in nineteen languages at 44.1 to 128 kHz, in mono and stereo, and programmes made of these.

The two meters differ from each other in the height of what is near half the sample rate: libebur128 draws the wave from 12 samples
a point, four times as fine as the samples are; ffmpeg from 33, at 192 kHz. And in the loudness range of what is short: ffmpeg takes
the rank beside ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import soundfile

from studio.sound import check
from studio.sound.convert import open_sound, read_all
from studio.sound.pcm import Floats
from tests.rig import speech

from .references import RATE_HZ, WITHIN, all_by_ffmpeg, by_libebur128, range_by_libebur128

#: Of a voice of 16 bits at 8 000 Hz.
A_SECOND_BYTES = 16_000
RANGE_FROM_S = 8


def far(
    paths: Mapping[str, Path], *, ffmpeg_db: float, libebur128_db: float, ffmpeg_lu: float
) -> dict[str, list[float]]:
    """By name, pairs of figures of those that are farther apart: ours and another's. True peaks may be so many dB from each,
    the range so many LU from ffmpeg's, whose figures have one place behind the point."""
    found: dict[str, list[float]] = {}
    for (name, path), said in zip(paths.items(), all_by_ffmpeg(list(paths.values())), strict=True):
        ours, opened = check.of_file(path), open_sound(path)
        sound = np.concatenate(list(opened.blocks()))
        other = by_libebur128(sound, opened.rate_hz)
        figures = [
            (ours.integrated_lufs, said.integrated_lufs, WITHIN),
            (ours.integrated_lufs, other.integrated_lufs, 0.001),
            (ours.true_peak_dbtp, said.true_peak_dbtp, ffmpeg_db),
            (ours.true_peak_dbtp, other.true_peak_dbtp, libebur128_db),
        ]
        if ours.duration_s > RANGE_FROM_S:
            assert ours.loudness_range_lu is not None
            figures.append((ours.loudness_range_lu, said.range_lu, ffmpeg_lu))
            figures.append((ours.loudness_range_lu, range_by_libebur128(sound, opened.rate_hz), WITHIN))
        if any(mine != pytest.approx(theirs, abs=within) for mine, theirs, within in figures):
            found[name] = [round(one, 3) for mine, theirs, _ in figures for one in (mine, theirs)]
    return found


def test_of_200_prompts_all_meters_say_the_same() -> None:
    """At 8 kHz the true peaks of the two are up to 0.3 dB apart."""
    voices = [path for path in speech.prompts(1_000) if path.stat().st_size > A_SECOND_BYTES]
    paths = [*voices[5:100:8], *voices[-188:]]
    assert len(set(paths)) == 200
    named = {path.name: path for path in paths}
    assert not far(named, ffmpeg_db=WITHIN, libebur128_db=0.3, ffmpeg_lu=WITHIN)


def test_of_letters_in_nineteen_languages_all_meters_say_the_same(tmp_path: Path) -> None:
    """As 16-bit WAV with 50 ms of silence around: where a file ends within a sound, ffmpeg hears no wave behind its last sample.
    Sibilants without a filter before them reach up to half the sample rate."""
    paths = {}
    for language, letters in speech.letters(6).items():
        for letter in letters:
            sound, rate_hz = soundfile.read(letter, dtype="float32", always_2d=True)
            paths[f"{language}-{letter.stem}"] = path = tmp_path / f"{language}-{letter.stem}.wav"
            soundfile.write(path, np.pad(sound, ((rate_hz // 20, rate_hz // 20), (0, 0))), rate_hz)
    assert len(paths) == 19 * 6
    assert not far(paths, ffmpeg_db=0.15, libebur128_db=0.15, ffmpeg_lu=WITHIN)


def test_of_programmes_of_these_all_meters_say_the_same_also_of_their_range(tmp_path: Path) -> None:
    """Of each language, at 44.1 kHz in mono or at 48 kHz from left to right and ever more quietly; and of prompts."""
    prompts = speech.prompts(144)[48:]
    heard = [*speech.letters(16).values(), *(prompts[number::12] for number in range(12))]
    paths = {}
    for number, voices in enumerate(heard):
        rate_hz, channels = (44_100, 1) if number % 2 else (RATE_HZ, 2)
        paths[f"{number}: {voices[0].name}"] = path = tmp_path / f"{number}.wav"
        soundfile.write(path, programme(voices, rate_hz, channels), rate_hz, subtype="PCM_24")
    assert len(paths) == 31
    assert not far(paths, ffmpeg_db=WITHIN, libebur128_db=0.15, ffmpeg_lu=0.15)


def programme(voices: list[Path], rate_hz: int, channels: int) -> Floats:
    pause, parts = np.zeros((rate_hz // 5, channels), np.float32), list[Floats]()
    for number, voice in enumerate(voices):
        sound = read_all(voice, rate_hz, 1)
        if channels == 2:
            right = number / len(voices)
            sound = sound * np.array([1 - right, right], np.float32) * np.float32(10 ** (-number / 20))
        parts += [sound, pause]
    return np.concatenate(parts)
