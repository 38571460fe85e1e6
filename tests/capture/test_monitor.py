"""Hearing oneself: through the virtual card, where the headphones are heard by the microphone; and the howl that ends it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.capture.microphone import Microphone
from studio.capture.monitor import Howl, Monitor
from studio.capture.reading import Choice
from studio.errors import DeviceTrouble
from tests.rig import until
from tests.rig.sound import SoundCard

from .conftest import Play
from .signals import RATE


def rounds(ear: Microphone, play: Play) -> np.ndarray:
    """Where a click is heard, and heard again from the headphones each time it went round; it is played once."""
    ear.read()
    click = np.zeros((RATE, 2), "<i2")
    click[RATE // 4 : RATE // 4 + 24] = 20_000
    play(click.tobytes())
    parts = [ear.read()]
    begun = ear.arrived()
    until(lambda: parts.append(ear.read()) or ear.arrived() > begun + 3 * RATE, "it is listened to")
    times = np.flatnonzero((np.abs(np.concatenate(parts)) > 0.3).all(axis=1))
    return times[np.flatnonzero(np.diff(times, prepend=-RATE) > 100)]


@pytest.mark.parametrize("channels", [1, 2])
def test_what_the_microphone_hears_comes_out_of_the_headphones(
    sound_card: SoundCard, play: Play, channels: int
) -> None:
    """On both sides, and about as late as it is told; a busy machine needs more latency, and gets it."""
    ear, latency_s = Microphone(Choice(channels=2)), 0.02
    found, told_s = np.zeros(0), 0.0
    while len(found) < 4 and latency_s < 0.5:
        monitor = Monitor("", RATE, channels, latency_s)
        found, told_s = rounds(ear, play), monitor.latency_s
        found = np.zeros(0) if monitor.is_too_soon else found
        monitor.close()
        latency_s *= 2
    ear.close()
    assert len(found) >= 4, "it went round"
    assert np.median(np.diff(found)) < 2 * told_s * RATE


def test_devices_that_refuse_are_told_in_words(sound_card: SoundCard) -> None:
    with pytest.raises(DeviceTrouble, match="hear yourself"):
        Monitor("a microphone that is not there", RATE, 1)


def howls(levels: list[float]) -> bool:
    """Levels that come 30 times a second."""
    howl = Howl()
    return any(howl.hear(level, at / 30) for at, level in enumerate(levels))


@settings(max_examples=50)
@given(st.floats(-60, -35), st.floats(0.4, 1.5))
def test_what_rises_all_the_time_is_a_howl(start: float, step: float) -> None:
    assert howls([min(0.0, start + step * at) for at in range(200)])


@settings(max_examples=50)
@given(st.lists(st.floats(-60, -6), min_size=10, max_size=40), st.integers(3, 12))
def test_speech_that_rises_and_falls_is_none(peaks: list[float], frames: int) -> None:
    """Syllables of 0.1 to 0.4 s, each followed by a fall."""
    levels = [level for peak in peaks for level in [*np.linspace(-60, peak, frames), *np.linspace(peak, -60, frames)]]
    assert not howls(levels)


def test_a_howl_that_is_at_its_top_at_once_is_heard() -> None:
    assert howls([-60.0] * 30 + [-20.0, -5.0] + [-0.1] * 40)


def test_a_steady_tone_and_silence_are_none() -> None:
    assert not howls([-12.0] * 300) and not howls([float("-inf")] * 300)
