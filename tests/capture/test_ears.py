"""A device that refuses the wished rate, and a file in place of a microphone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from studio.capture.booth import Booth, BoothState, Choice
from studio.capture.ears import PlayedFile, listen
from studio.capture.microphone import Microphone
from studio.errors import Damaged, StudioError
from studio.paths import DataFolder
from studio.sound import portaudio
from studio.sound.wav import WavReader
from studio.store import Store
from tests.rig import until

from .conftest import Play, Studio
from .signals import RATE


def only_takes(monkeypatch: pytest.MonkeyPatch, rate_hz: int, channels: int) -> None:
    """PortAudio as it is with a device that knows one rate and one number of channels."""
    sd = portaudio.module()
    ask = sd.check_input_settings

    def check(device: Any, count: int, dtype: str, extra: Any, rate: float) -> None:
        if (rate, count) != (rate_hz, channels):
            raise sd.PortAudioError("Invalid sample rate", -9997)
        ask(device, count, dtype, extra, rate)

    monkeypatch.setattr(sd, "check_input_settings", check)


def test_a_device_that_refuses_the_rate_is_converted_and_the_take_says_so(
    play: Play, studio: Studio, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tone = tmp_path / "tone.wav"
    soundfile.write(tone, 0.5 * np.sin(np.arange(RATE * 4) * 2 * np.pi * 1000 / RATE), RATE)
    only_takes(monkeypatch, 44_100, 1)
    desk = studio()
    desk.open(Choice())
    play(tone)
    until(lambda: desk.booth.reading().level_dbfs > -10, "the tone is heard")
    desk.booth.start()
    desk.until_long(3)
    desk.booth.stop()
    (take,) = desk.until_takes(1)
    assert take.rate_hz == RATE and take.note == "The microphone runs at 44.1 kHz; converted to 48 kHz."
    heard = desk.sound(take)[-RATE:, 0]
    assert int(np.abs(np.fft.rfft(heard * np.hanning(RATE))).argmax()) == 1000


def test_a_device_with_more_channels_gives_the_first(
    play: Play, monkeypatch: pytest.MonkeyPatch, studio: Studio
) -> None:
    only_takes(monkeypatch, RATE, 2)
    microphone = Microphone(Choice())
    try:
        assert microphone.note == "The microphone has 2 channels; the first 1 recorded."
        until(lambda: microphone.arrived() > 4_800, "sound arrives")
        assert microphone.read().shape[1] == 1
    finally:
        microphone.close()


def test_a_file_is_played_into_the_booth_in_place_of_a_microphone(tmp_path: Path) -> None:
    path = tmp_path / "voice.wav"
    sound = np.random.default_rng(3).uniform(-0.5, 0.5, 22_050).astype(np.float32)
    soundfile.write(path, sound, 22_050)
    clock = [10.0]
    ear = PlayedFile(Choice(channels=2), path, lambda: clock[0])
    assert len(ear.read()) == 0
    clock[0] += 0.5
    assert ear.read().shape == (RATE // 2, 2) and ear.arrived() == RATE // 2
    clock[0] += 1.5
    rest = ear.read()
    assert rest[: RATE // 2].std() > 0.1
    assert 0 < np.abs(rest[RATE // 2 + 500 :]).max() < 1e-4
    clock[0] += 0.5
    assert ear.read().std() > 0.1, "it begins again"
    assert ear.alive() and ear.overflows() == 0
    ear.close()


def test_the_booth_records_a_played_file(tmp_path: Path) -> None:
    path = tmp_path / "voice.wav"
    soundfile.write(path, np.full(RATE * 2, 0.25), RATE)
    store, troubles = Store.open(DataFolder.open(tmp_path / "data")), list[StudioError]()
    booth = Booth(store, on_change=lambda: None, on_trouble=troubles.append)
    booth.open(Choice(voice=path))
    until(lambda: booth.reading().state is BoothState.READY, "it is open")
    booth.start()
    until(lambda: booth.reading().elapsed_s > 1, "it records")
    booth.close()
    (take,) = store.takes.list()
    with WavReader(store.takes.file(take)) as reader:
        assert reader.read(0, 1000).max() == pytest.approx(0.25, abs=1e-3)
    assert take.device == "voice.wav" and take.note.startswith("Played from a file") and troubles == []
    store.close()


def test_a_file_that_is_no_sound_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "empty.wav"
    path.touch()
    with pytest.raises(Damaged, match="empty"):
        listen(Choice(voice=path))
