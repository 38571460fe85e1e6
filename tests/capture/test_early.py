"""The microphone that opens while the window is still on its way."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from studio.capture.booth import Booth, BoothState, Choice
from studio.capture.early import Early
from studio.paths import DataFolder
from studio.sound.wav import WavReader
from studio.store import Store
from tests.rig import until
from tests.rig.sound import SoundCard

from .conftest import Play
from .signals import RATE, assert_unbroken, counter


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    store = Store.open(folder)
    yield store
    store.close()


def a_booth(store: Store, early: Early) -> Booth:
    return Booth(store, on_change=lambda: None, on_trouble=lambda error: None, reserve_bytes=0, early=early)


def test_a_press_before_the_window_is_painted_is_a_take_without_a_gap(
    store: Store, play: Play, sound_card: SoundCard
) -> None:
    usual_s = sys.getswitchinterval()
    early = Early()
    early.open(Choice(channels=2))
    booth = a_booth(store, early)
    booth.open(Choice(channels=2))
    until(lambda: booth.reading().state is BoothState.READY, "the red button can be pressed")
    playing = play(counter(2 * RATE))
    booth.start()
    assert booth.reading().strip is None, "the recorder is not loaded yet"
    early.painted()
    assert sys.getswitchinterval() == usual_s, "threads take turns as ever"
    assert playing.wait(20) == 0
    until(lambda: booth.reading().elapsed_s > 2.5, "it was heard out")
    booth.stop()
    until(lambda: len(store.takes.list()) == 1, "the take is kept")
    booth.close()
    (take,) = store.takes.list()
    assert take.lost_frames == 0
    with WavReader(store.takes.file(take)) as reader:
        assert_unbroken(reader.read(0, take.frames), RATE * 3 // 2)


def test_another_choice_lets_the_early_microphone_go(store: Store, sound_card: SoundCard) -> None:
    early = Early()
    early.open(Choice())
    booth = a_booth(store, early)
    early.painted()
    booth.open(Choice(channels=2))
    until(lambda: booth.reading().state is BoothState.READY, "the other one is open")
    assert booth.reading().format == "48 kHz · 24-bit · stereo"
    assert early.listening(Choice()) is None
    booth.close()


def test_without_a_microphone_the_booth_tells_why_and_goes_on_looking(store: Store) -> None:
    early = Early()
    early.open(Choice(device="Nobody's microphone"))
    early.painted()
    told: list[str] = []
    booth = Booth(
        store, on_change=lambda: None, on_trouble=lambda error: told.append(error.title), reserve_bytes=0, early=early
    )
    booth.open(Choice(device="Nobody's microphone"))
    until(lambda: bool(told), "it is said")
    until(lambda: booth.reading().state in (BoothState.LOST, BoothState.READY), "it looks for another one")
    booth.close()
