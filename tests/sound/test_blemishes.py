"""Mouth clicks and plosives put into real voices are found; a voice alone has no plosives, and few clicks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.sound.blemishes import Clicks, Places, Plosives
from studio.sound.convert import read_all
from studio.sound.levels import PLACES_KEPT
from studio.sound.pcm import Floats
from tests.rig import speech

RATE_HZ = 48_000


def heard(meter: Clicks | Plosives, wave: Floats, block: int = 32_768) -> list[float]:
    for at in range(0, len(wave), block):
        meter.write(wave[at : at + block])
    meter.close()
    return meter.places.at_s


def room(seconds: float = 3) -> Floats:
    return np.random.default_rng(5).normal(0, 0.001, round(seconds * RATE_HZ)).astype(np.float32)


def click(at_s: float, wave: Floats) -> None:
    """A tick of 1.5 ms, as a tongue makes it."""
    n, time = round(at_s * RATE_HZ), np.arange(72)
    wave[n : n + 72] += (0.3 * np.sin(2 * np.pi * 4_000 * time / RATE_HZ) * np.exp(-time / 20)).astype(np.float32)


def gust(at_s: float, wave: Floats) -> None:
    """A "p" that hits the membrane: 30 Hz that dies away in a tenth of a second."""
    n, time_s = round(at_s * RATE_HZ), np.arange(4_800) / RATE_HZ
    wave[n : n + 4_800] += (0.5 * np.sin(2 * np.pi * 30 * time_s) * np.exp(-time_s / 0.03)).astype(np.float32)


@settings(max_examples=10)
@given(st.integers(100, 50_000))
def test_both_are_found_wherever_blocks_are_cut(block: int) -> None:
    wave = room()
    click(0.7, wave)
    gust(1.5, wave)
    click(2.4, wave)
    assert heard(Clicks(RATE_HZ), wave, block) == pytest.approx([0.7, 2.4], abs=0.003)
    assert heard(Plosives(RATE_HZ), wave, block) == pytest.approx([1.5], abs=0.05)


def test_they_are_found_in_a_voice() -> None:
    voice = read_all(speech.prompts(1)[0], RATE_HZ, 1)[:, 0]
    before = set(heard(Clicks(RATE_HZ), voice))
    assert heard(Plosives(RATE_HZ), voice) == []
    for at_s in (2.3, 9.0, 20.0):
        gust(at_s, voice)
    assert heard(Plosives(RATE_HZ), voice) == pytest.approx([2.3, 9.0, 20.0], abs=0.05)
    click(1.0, voice)
    assert [at for at in heard(Clicks(RATE_HZ), voice) if at not in before] == pytest.approx([1.0], abs=0.003)


def test_a_voice_without_them_is_nearly_clean() -> None:
    """The prompts were never looked through by ear; ten clicks a minute are allowed."""
    minutes, clicks = 0.0, 0
    for path in speech.prompts(12):
        voice = read_all(path, RATE_HZ, 1)[:, 0]
        minutes += len(voice) / RATE_HZ / 60
        clicks += len(heard(Clicks(RATE_HZ), voice))
        assert heard(Plosives(RATE_HZ), voice) == []
    assert clicks < 10 * minutes


def test_noise_tones_offsets_and_nothing_have_neither() -> None:
    time_s = np.arange(96_000) / RATE_HZ
    for wave in (room() * 100, np.sin(2 * np.pi * 110 * time_s) * 0.5, np.full(96_000, 0.3), np.zeros(0), np.zeros(9)):
        sound = np.asarray(wave, np.float32)
        assert heard(Clicks(RATE_HZ), sound) == []
        assert heard(Plosives(RATE_HZ), sound) == []


def test_places_are_counted_on_when_they_are_no_longer_kept() -> None:
    places = Places()
    places.add(float(at) for at in range(PLACES_KEPT + 5))
    assert (places.count, len(places.at_s)) == (PLACES_KEPT + 5, PLACES_KEPT)
