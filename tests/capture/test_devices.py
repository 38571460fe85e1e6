"""Which microphones there are, and that the list follows what is plugged in."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from pathlib import Path

import pytest

from studio.capture.devices import Devices
from studio.capture.microphone import Microphone
from studio.capture.reading import Choice
from studio.errors import DeviceTrouble
from studio.sound import portaudio
from tests.rig import until
from tests.rig.sound import SoundCard


def test_the_microphones_are_listed_with_the_default_one(sound_card: SoundCard, tmp_path: Path) -> None:
    changes: list[int] = []
    devices = Devices(lambda: changes.append(1), cards=tmp_path / "cards")
    assert devices.list() == ()
    devices.start()
    until(devices.list, "microphones are found")
    devices.stop()
    assert changes == [1]
    (default,) = [device for device in devices.list() if device.is_default]
    assert default.channels >= 1 and default.rate_hz >= 8_000


def test_a_new_card_makes_the_booth_look_again_only_while_it_holds_a_stream(
    sound_card: SoundCard, tmp_path: Path
) -> None:
    """PortAudio cannot see a new device while a stream is open; the booth is asked to let go between takes."""
    cards = tmp_path / "cards"
    cards.write_text("0 [first]")
    asked: list[int] = []
    devices = Devices(lambda: None, lambda: asked.append(1), cards)
    devices.start()
    until(devices.list, "microphones are found")
    cards.write_text("0 [first] 1 [second]")
    devices.refresh()
    devices.refresh()
    assert asked == []
    microphone = Microphone(Choice())
    try:
        cards.write_text("0 [first]")
        until(lambda: asked, "the booth is asked")
        assert not portaudio.refresh() and microphone.alive()
    finally:
        microphone.close()
        devices.stop()
    assert portaudio.refresh()


def test_a_stream_that_nobody_holds_any_more_keeps_its_memory(sound_card: SoundCard) -> None:
    """PortAudio calls back until it is closed: freed meanwhile, it ended the whole program."""
    microphone = Microphone(Choice())
    stream = weakref.ref(microphone._stream)
    del microphone
    gc.collect()
    held = stream()
    assert held is not None
    assert portaudio.close(held)
    del held
    until(lambda: gc.collect() >= 0 and stream() is None, "it is let go")


def test_a_microphone_that_is_not_there_is_told_in_words(sound_card: SoundCard) -> None:
    with pytest.raises(DeviceTrouble, match="No microphone"):
        Microphone(Choice(device="A microphone from the moon"))


def test_more_channels_than_there_are_is_told_in_words(sound_card: SoundCard) -> None:
    with pytest.raises(DeviceTrouble, match="could not be opened"):
        Microphone(Choice(channels=60))


def test_nothing_heavy_is_imported_before_the_microphone_is_opened() -> None:
    """Start-up time: the window is painted first; the take-writer thread imports numpy and PortAudio."""
    code = (
        "import sys, studio.capture.booth, studio.capture.devices, studio.capture.reading, studio.sound.player;"
        "print([name for name in ('numpy', 'sounddevice', 'rtmixer', 'soundfile', 'soxr', 'wakepy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
