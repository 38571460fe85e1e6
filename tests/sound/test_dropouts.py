"""Zeros and repetitions that a computer leaves in a recording."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.sound.convert import read_all
from studio.sound.dropouts import BUFFERS, Repeats, Zeros
from studio.sound.pcm import Floats
from tests.rig import speech

RATE_HZ = 48_000


def room(seconds: float = 2, level: float = 0.1, channels: int = 1) -> Floats:
    return np.random.default_rng(2).normal(0, level, (channels, round(seconds * RATE_HZ))).astype(np.float32)


def zeros(sound: Floats, block: int = 32_768) -> Zeros:
    told = Zeros(RATE_HZ)
    for at in range(0, sound.shape[1], block):
        told.write(sound[:, at : at + block])
    return told


def repeats(sound: Floats, block: int = 32_768) -> list[float]:
    told = Repeats(RATE_HZ, len(sound))
    for at in range(0, sound.shape[1], block):
        told.write(sound[:, at : at + block])
    told.close()
    assert told.places.count == len(told.places.at_s)
    return [round(at_s * RATE_HZ) for at_s in told.places.at_s]


@settings(max_examples=30)
@given(st.integers(1, 90_000), st.integers(48, 4_800), st.integers(100, 40_000), st.integers(1, 2))
def test_a_dropped_block_is_found_wherever_blocks_are_cut(at: int, length: int, block: int, channels: int) -> None:
    sound = room(channels=channels)
    sound[:, at : at + length] = 0
    found = zeros(sound, block)
    assert found.dropped.at_s == [at / RATE_HZ]
    assert found.inside.count == (1 if length >= 480 else 0)


def test_silence_at_the_ends_is_not_inside() -> None:
    sound = room()
    sound[:, :10_000] = sound[:, -10_000:] = 0
    found = zeros(sound, 1_000)
    assert (found.dropped.count, found.inside.count) == (0, 0)


def test_a_gate_that_closes_softly_is_digital_silence_and_no_dropped_block() -> None:
    sound = room()
    sound[:, 40_000:44_000] = 0
    fade = np.linspace(1, 0, 500, dtype=np.float32)
    sound[:, 39_500:40_000] *= fade
    sound[:, 44_000:44_500] *= fade[::-1]
    sound[:, 39_990:44_010] = 0
    found = zeros(sound)
    assert (found.dropped.count, found.inside.at_s) == (0, [39_990 / RATE_HZ])
    assert found.inside_s == pytest.approx(4_020 / RATE_HZ)


def test_one_channel_alone_may_be_silent() -> None:
    sound = room(channels=2)
    sound[0, 30_000:40_000] = 0
    assert zeros(sound).inside.count == 0


@settings(max_examples=30)
@given(st.integers(10_000, 80_000), st.sampled_from(BUFFERS), st.integers(2_000, 40_000), st.integers(1, 2))
def test_a_repeated_block_is_found_wherever_blocks_are_cut(at: int, length: int, block: int, channels: int) -> None:
    sound = room(channels=channels)
    sound[:, at : at + length] = sound[:, at - length : at]
    assert repeats(sound, block) == [at]


def test_tones_silence_and_real_voices_repeat_nothing() -> None:
    tone = np.sin(2 * np.pi * 1_000 * np.arange(96_000) / RATE_HZ).astype(np.float32)[None]
    assert repeats(tone, 10_000) == []
    assert repeats(np.zeros((2, 96_000), np.float32)) == []
    for path in speech.prompts(6):
        assert repeats(read_all(path, RATE_HZ, 1).T) == []
