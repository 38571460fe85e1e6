"""The rig itself: what the other tests lean on must hold."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from tests.rig import speech, until
from tests.rig.display import Display
from tests.rig.keyring import Keyring
from tests.rig.sound import SoundCard


def _record(seconds: float) -> np.ndarray:
    import sounddevice

    frames = int(seconds * 48_000)
    return np.asarray(sounddevice.rec(frames, samplerate=48_000, channels=2, dtype="int16", blocking=True))


def test_what_is_played_comes_back_sample_by_sample(sound_card: SoundCard) -> None:
    counter = np.arange(1, 30_001, dtype="<i2")
    after_a_second = np.concatenate([np.zeros(48_000, "<i2"), counter])
    sound_card.play_raw(np.column_stack([after_a_second, after_a_second]).tobytes())
    heard = _record(3.0)[:, 0]
    start = int(np.flatnonzero(heard)[0])
    assert np.array_equal(heard[start : start + 30_000], counter)


def test_a_voice_is_heard_through_the_microphone(sound_card: SoundCard) -> None:
    sound_card.play(speech.front_center())
    assert np.abs(_record(2.0)).max() > 1_000


def test_the_microphone_can_be_unplugged_and_comes_back(sound_card: SoundCard) -> None:
    with sound_card.unplugged():
        assert "rig" not in (sound_card._pactl("list", "short", "sources") or "")
    sound_card.play(speech.front_center())
    assert np.abs(_record(2.0)).max() > 1_000


def test_the_screen_shows_a_window_of_another_process(display: Display, tmp_path: Path) -> None:
    picture = display.picture(tmp_path / "screen.png")
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert display.env["DISPLAY"].startswith(":")


def test_a_secret_is_kept_in_the_real_keyring(keyring_rig: Keyring) -> None:
    code = "import keyring as k; k.set_password('rig', 'me', 'open'); print(k.get_keyring().name, k.get_password('rig', 'me'))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=keyring_rig.whole_env(), capture_output=True, text=True, timeout=30
    )
    assert done.stdout.split() == ["SecretService", "Keyring", "open"], done.stderr


def test_speech_can_be_made_from_words(tmp_path: Path) -> None:
    assert speech.speak("hit record", tmp_path / "words.wav").read_bytes().startswith(b"RIFF")
    assert len(speech.prompts(5)) == 5


def test_a_thread_that_ends_late_is_given_time() -> None:
    gate = threading.Event()
    threading.Thread(target=gate.wait, args=(0.2,)).start()
    assert threading.active_count() > 1


@pytest.mark.expects_log("the disk is nearly full")
def test_a_warning_can_be_expected(caplog: pytest.LogCaptureFixture) -> None:
    import logging

    logging.getLogger("studio").warning("the disk is nearly full: %s", "3 minutes left")
    until(lambda: caplog.records, "the warning is in the log")
    assert caplog.records[0].levelno == logging.WARNING
