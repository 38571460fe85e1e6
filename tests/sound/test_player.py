"""Playing through the real sound card: what goes in comes out of the loudspeaker, sample by sample."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from studio.capture.listening import Listening, Missing
from studio.capture.microphone import Microphone
from studio.capture.reading import Choice
from studio.errors import StudioError
from studio.sound.player import Player
from tests.rig import until
from tests.rig.sound import SoundCard


class Ends:
    """Counts what the player told."""

    def __init__(self) -> None:
        self.changes = 0
        self.troubles: list[StudioError] = []
        self.player = Player(self.changed, self.troubles.append)

    def changed(self) -> None:
        self.changes += 1


def heard_while(player: Player, ended: threading.Event, seconds: float) -> np.ndarray:
    listening = Listening(Microphone(Choice(channels=2)))
    parts, deadline = [], time.monotonic() + seconds
    while not ended.is_set() and time.monotonic() < deadline:
        ended.wait(0.02)
        parts += [item for item in listening.hear() if not isinstance(item, Missing)]
        if player.position() is None and len(parts) > 50:
            break
    listening.ear.close()
    return np.concatenate(parts)


@pytest.mark.parametrize("rate_hz", [48_000, 44_100])
def test_a_file_is_played_to_its_last_frame(sound_card: SoundCard, tmp_path: Path, rate_hz: int) -> None:
    path = tmp_path / "count.wav"
    count = np.arange(1, rate_hz + 1, dtype=np.int16)  # wraps; every step is one
    soundfile.write(path, np.stack((count, count), axis=1), rate_hz, subtype="PCM_16")
    told, ended = Ends(), threading.Event()
    told.player.play(path)
    heard = heard_while(told.player, ended, 10)
    told.player.close()
    assert told.troubles == [] and told.changes >= 2
    frames = np.flatnonzero(heard[:, 0])
    if rate_hz == 48_000:
        played = np.rint(heard[frames[0] : frames[-1] + 1, 0] * 32768).astype(np.int16)
        steps = np.diff(played)
        assert (steps == 1).all() and played[-1] == count[-1]
    else:
        assert abs((frames[-1] - frames[0]) / 48_000 - 1) < 0.05


def test_position_follows_and_stop_ends_it(sound_card: SoundCard, tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    soundfile.write(path, np.full((48_000 * 20, 1), 0.1), 48_000)
    told = Ends()
    told.player.play(path, start_frame=24_000)
    until(lambda: (told.player.position() or (0, 0))[0] > 30_000, "the position moves")
    told.player.stop()
    until(lambda: told.player.position() is None, "it is silent")
    told.player.play(path)
    until(lambda: told.player.position() is not None, "it plays again")
    told.player.play(path, start_frame=480_000)
    until(lambda: (told.player.position() or (0, 0))[0] > 480_000, "the second one has taken over")
    told.player.close()
    assert told.troubles == []


def test_what_cannot_be_played_is_told_in_words(tmp_path: Path) -> None:
    told = Ends()
    for name, data in (("empty.wav", b""), ("words.wav", b"not a sound")):
        (tmp_path / name).write_bytes(data)
        told.player.play(tmp_path / name)
    told.player.play(tmp_path / "missing.wav")
    told.player.close()
    assert len(told.troubles) == 3 and all(trouble.advice for trouble in told.troubles)


def test_a_loudspeaker_that_is_taken_away_is_told_in_words(sound_card: SoundCard, tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    soundfile.write(path, np.full((48_000 * 20, 1), 0.1), 48_000)
    told = Ends()
    told.player.play(path)
    until(lambda: told.player.position() is not None, "it plays")
    with sound_card.unplugged():
        until(lambda: told.troubles, "the trouble is told", 15)
    told.player.close()
    assert "loudspeaker" in told.troubles[0].title
