"""What is measured of real voices, beside ffmpeg and libebur128: one speaker's prompts at 8 kHz, letters that people say
in nineteen languages at 44.1 to 128 kHz, in mono and stereo, and programmes made of these.

The two meters differ from each other in the height of what is near half the sample rate: libebur128 draws the wave from 12 samples
a point, four times as fine as the samples are; ffmpeg from 33, at 192 kHz. So they are asked how often both say what we say, and
the wave itself, drawn from all samples of the file, is the judge of the others. In the loudness range of what is short ffmpeg
takes the rank beside ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import soundfile

from studio.domain.delivery import Measures
from studio.sound import check
from studio.sound.convert import open_sound, read_all
from studio.sound.levels import dbfs
from studio.sound.pcm import Floats
from tests.rig import speech

from .references import RATE_HZ, WITHIN, Reference, all_by_ffmpeg, by_libebur128, range_by_libebur128

#: Of a voice of 16 bits at 8 000 Hz.
A_SECOND_BYTES = 16_000
RANGE_FROM_S = 8


class Voice(NamedTuple):
    ours: Measures
    ffmpeg: Reference
    libebur128: Reference
    libebur128_range_lu: float | None

    def figures(self, ffmpeg_db: float, libebur128_db: float, ffmpeg_lu: float) -> list[tuple[float, float, float]]:
        """Ours, another's, and how far apart they may be. True peaks may be so many dB from each, the range so many LU from
        ffmpeg's, whose figures have one place behind the point."""
        ours = self.ours
        figures = [
            (ours.integrated_lufs, self.ffmpeg.integrated_lufs, WITHIN),
            (ours.integrated_lufs, self.libebur128.integrated_lufs, 0.001),
            (ours.true_peak_dbtp, self.ffmpeg.true_peak_dbtp, ffmpeg_db),
            (ours.true_peak_dbtp, self.libebur128.true_peak_dbtp, libebur128_db),
        ]
        if self.libebur128_range_lu is not None:
            assert ours.loudness_range_lu is not None
            figures.append((ours.loudness_range_lu, self.ffmpeg.range_lu, ffmpeg_lu))
            figures.append((ours.loudness_range_lu, self.libebur128_range_lu, WITHIN))
        return figures


def measured(paths: Sequence[Path]) -> dict[Path, Voice]:
    found = {}
    for path, said in zip(paths, all_by_ffmpeg(paths), strict=True):
        sound, rate_hz = read(path)
        range_lu = range_by_libebur128(sound, rate_hz) if len(sound) > RANGE_FROM_S * rate_hz else None
        found[path] = Voice(check.of_file(path), said, by_libebur128(sound, rate_hz), range_lu)
    return found


def read(path: Path) -> tuple[Floats, int]:
    opened = open_sound(path)
    return np.concatenate(list(opened.blocks())), opened.rate_hz


def far(
    voices: Mapping[Path, Voice], ffmpeg_db: float = WITHIN, libebur128_db: float = WITHIN, ffmpeg_lu: float = WITHIN
) -> dict[Path, list[float]]:
    """Pairs of figures of those that are farther apart."""
    found = {}
    for path, voice in voices.items():
        figures = voice.figures(ffmpeg_db, libebur128_db, ffmpeg_lu)
        if any(mine != pytest.approx(theirs, abs=within) for mine, theirs, within in figures):
            found[path] = [round(one, 3) for mine, theirs, _ in figures for one in (mine, theirs)]
    return found


def height_of_the_wave(path: Path) -> float:
    """In dBTP, from 16 points a sample (0.04 dB at most are between them): of the one wave with nothing above half the sample
    rate that goes through all samples."""
    sound, _ = read(path)
    frames = 1 << (len(sound) - 1).bit_length()
    lines = np.fft.rfft(sound.astype(np.float64), frames, axis=0)
    return dbfs(float(np.abs(np.fft.irfft(lines, frames * 16, axis=0)).max()) * 16)


def held_by_the_wave(paths: Iterable[Path]) -> bool:
    return all(
        check.of_file(path).true_peak_dbtp == pytest.approx(height_of_the_wave(path), abs=WITHIN) for path in paths
    )


def test_of_200_prompts_all_meters_say_the_same() -> None:
    """At 8 kHz the true peaks of the two are up to 0.3 dB apart: all are ffmpeg's, nine of ten are libebur128's too."""
    voices = [path for path in speech.prompts(1_000) if path.stat().st_size > A_SECOND_BYTES]
    paths = [*voices[5:100:8], *voices[-188:]]
    assert len(set(paths)) == 200
    found = measured(paths)
    assert not far(found, libebur128_db=0.3)
    apart = far(found)
    assert len(apart) <= 20
    assert held_by_the_wave(apart)


def test_of_letters_in_nineteen_languages_all_meters_say_the_same(tmp_path: Path) -> None:
    """As 16-bit WAV with 50 ms of silence around: where a file ends within a sound, ffmpeg hears no wave behind its last sample.
    Sibilants without a filter before them reach up to half the sample rate: there the two differ, of 3 in 100."""
    paths = []
    for language, letters in speech.letters(6).items():
        for letter in letters:
            sound, rate_hz = soundfile.read(letter, dtype="float32", always_2d=True)
            paths.append(tmp_path / f"{language}-{letter.stem}.wav")
            soundfile.write(paths[-1], np.pad(sound, ((rate_hz // 20, rate_hz // 20), (0, 0))), rate_hz)
    assert len(paths) == 19 * 6
    found = measured(paths)
    assert not far(found, 0.15, 0.15)
    apart = far(found)
    assert len(apart) <= 4
    assert held_by_the_wave(apart)


def test_of_programmes_of_these_all_meters_say_the_same_also_of_their_range(tmp_path: Path) -> None:
    """Of each language, at 44.1 kHz in mono or at 48 kHz from left to right and ever more quietly; and of prompts."""
    prompts = speech.prompts(144)[48:]
    heard = [*speech.letters(16).values(), *(prompts[number::12] for number in range(12))]
    paths = []
    for number, voices in enumerate(heard):
        rate_hz, channels = (44_100, 1) if number % 2 else (RATE_HZ, 2)
        paths.append(tmp_path / f"{number}-{voices[0].stem}.wav")
        soundfile.write(paths[-1], programme(voices, rate_hz, channels), rate_hz, subtype="PCM_24")
    assert len(paths) == 31
    assert not far(measured(paths), libebur128_db=0.15, ffmpeg_lu=0.15)


def programme(voices: list[Path], rate_hz: int, channels: int) -> Floats:
    pause, parts = np.zeros((rate_hz // 5, channels), np.float32), list[Floats]()
    for number, voice in enumerate(voices):
        sound = read_all(voice, rate_hz, 1)
        if channels == 2:
            right = number / len(voices)
            sound = sound * np.array([1 - right, right], np.float32) * np.float32(10 ** (-number / 20))
        parts += [sound, pause]
    return np.concatenate(parts)
