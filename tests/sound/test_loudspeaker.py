"""The loudspeaker beside the transport: devices of another rate, and the moments at which frames pass."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.capture.microphone import Microphone
from studio.capture.reading import Choice
from studio.sound.loudspeaker import CAREFUL_S, RATE_HZ, Loudspeaker
from studio.sound.pace import Pace, uneven
from tests.rig import until
from tests.rig.sound import SoundCard


@pytest.mark.parametrize("rate_hz", [48_000, 44_100, 96_000])
def test_a_device_of_another_rate_plays_all_of_it_at_its_pitch(sound_card: SoundCard, rate_hz: int) -> None:
    frames = RATE_HZ
    tone = (0.4 * np.sin(2 * np.pi * 1_000 * np.arange(frames) / RATE_HZ)).astype(np.float32)
    sound = np.repeat(tone[:, None], 2, axis=1)
    ear, parts, over = Microphone(Choice()), [], threading.Event()

    def listen() -> None:
        while not over.wait(0.02):
            parts.append(ear.read())

    thread = threading.Thread(target=listen)
    thread.start()
    until(lambda: ear.arrived() > 0, "it listens")
    speaker = Loudspeaker(CAREFUL_S, rate_hz)
    at = 0
    while at < frames:
        piece = sound[at : at + speaker.room]
        if len(piece):
            speaker.write(piece)
        at += len(piece)
        speaker.look()
        time.sleep(0.01)

    def played() -> bool:
        speaker.finish()
        speaker.look()
        return speaker.over

    until(played, "all was taken")
    began = speaker.began()
    assert began is not None and abs(speaker.done - frames) <= 100 and speaker.underruns == 0
    until(lambda: time.monotonic() > began + 1 + speaker.delay_s + 0.5, "it was heard")
    speaker.close()
    over.set()
    thread.join()
    ear.close()
    heard = np.concatenate(parts)[:, 0]
    there = np.flatnonzero(np.abs(heard) > 0.01)
    assert abs(len(heard[there[0] : there[-1]]) - frames) < 400
    middle = heard[there[0] + 10_000 :][:24_000]
    assert int(np.abs(np.fft.rfft(middle)).argmax()) == 500


@given(st.lists(st.floats(0, 0.2), min_size=1, max_size=60), st.floats(0, 1e6))
def test_the_moment_of_a_frame_is_that_of_the_look_that_was_least_late(late: list[float], began: float) -> None:
    pace = Pace(48_000)
    assert pace.moment(0) is None
    pace.look(0, began)
    assert pace.moment(0) is None
    for number, lateness in enumerate(late, 1):
        pace.look(480 * number, began + number / 100 + lateness)
    found = pace.moment(24_000)
    assert found is not None and abs(found - (began + 0.5 + min(late))) < 1e-6


def test_looks_of_long_ago_are_forgotten_because_clocks_drift() -> None:
    pace = Pace(48_000)
    for second in range(60):
        pace.look(48_000 * (second + 1), 100 + (second + 1) * 1.0005)
    found = pace.moment(48_000 * 60)
    assert found is not None and abs(found - (100 + 60 * 1.0005)) < 0.006


def test_ticks_are_uneven_and_never_far_off() -> None:
    ticks = [uneven(number) for number in range(100)]
    assert min(ticks) >= 0.5 and max(ticks) < 1.5 and np.diff(sorted(ticks)).max() < 0.03
