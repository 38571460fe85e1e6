"""The window's thread never waits for a sound system (REC-7), and the machine stays awake during a take (REC-10)."""

from __future__ import annotations

import logging
import sys
import threading
import time

import pytest

from studio.capture import words
from studio.capture.awake import Awake
from studio.capture.booth import Booth, BoothState, Choice
from studio.errors import StudioError
from studio.paths import DataFolder
from studio.sound import portaudio
from studio.store import Store
from tests.rig import until

from .conftest import Studio
from .signals import FakeMicrophone, Shelf


class Stuck:
    """A stream of a device that is gone: its close does not return until it is let go."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.closed = False

    def close(self, ignore_errors: bool) -> None:
        self.free.wait(30)
        self.closed = True


def test_a_stream_that_does_not_close_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portaudio, "CLOSE_S", 0.1)
    stream = portaudio.opened(Stuck)
    assert not portaudio.close(stream)
    assert not portaudio.refresh(), "the list of devices is not renewed below an open stream"
    stream.free.set()
    until(lambda: stream.closed and portaudio.refresh(), "the list can be renewed again")


def test_the_booth_answers_at_once_while_the_sound_system_hangs(folder: DataFolder) -> None:
    hangs, began = threading.Event(), threading.Event()

    def listen(choice: Choice) -> FakeMicrophone:
        began.set()
        hangs.wait(30)
        return FakeMicrophone("slow", time.monotonic)

    store, troubles = Store.open(folder), list[StudioError]()
    booth = Booth(store, on_change=lambda: None, on_trouble=troubles.append, listen=listen)
    booth.open(Choice(channels=2))
    assert began.wait(10)
    booth.start()
    booth.stop()
    assert booth.reading().state is BoothState.OPENING and not hangs.is_set()
    hangs.set()
    until(lambda: booth.reading().state in (BoothState.READY, BoothState.RECORDING), "it opens in the end")
    booth.close()
    assert booth.reading().state is BoothState.CLOSED and troubles == []
    store.close()


def awake_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "stay-awake"]


def test_the_machine_is_kept_awake_while_a_take_runs(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """REC-10: asked for at the start of a take, let go at its end."""
    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "yes")
    desk = studio(Shelf(FakeMicrophone("only", time.monotonic)).listen)
    desk.open(Choice(channels=2))
    assert awake_threads() == []
    desk.booth.start()
    desk.until_long(0.3)
    assert awake_threads() == ["stay-awake"]
    desk.booth.stop()
    desk.until_takes(1)
    until(lambda: awake_threads() == [], "it is let go")


def test_a_system_that_cannot_be_kept_awake_is_only_noted(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("WAKEPY_FAKE_SUCCESS", raising=False)
    caplog.set_level(logging.INFO)
    awake = Awake()
    until(lambda: "sleep is not inhibited" in caplog.text, "it is noted")
    awake.release()
    until(lambda: awake_threads() == [], "the thread ends")


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_a_silent_microphone_is_explained_for_each_system(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """REC-9: cannot be run on the others here; the words name the place to go to."""
    monkeypatch.setattr(sys, "platform", system)
    advice = words.silent("rig").advice
    assert ("Privacy" in advice) == (system != "linux") and "mute" in advice
