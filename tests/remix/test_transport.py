"""The transport through the real sound card: what is heard is the export, sample by sample, while it is edited too."""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from studio.capture.microphone import Microphone
from studio.capture.reading import Choice
from studio.domain.ids import ClipId
from studio.domain.remix import Remix
from studio.errors import StudioError
from studio.remix import timeline
from studio.remix.render import Mix
from studio.remix.transport import Transport
from studio.sound.loudspeaker import CAREFUL_S
from studio.sound.pcm import Floats
from tests.rig import until
from tests.rig.sound import SoundCard

from .made import Sounds, a_clip, a_lane, a_remix, noise

SECOND = 48_000


class Listener:
    """Writes down all that comes out of the loudspeaker, stereo."""

    def __init__(self) -> None:
        self._ear = Microphone(Choice(channels=2))
        self._parts: list[Floats] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        until(lambda: self._ear.arrived() > 0, "it listens")

    def _run(self) -> None:
        while not self._over.wait(0.02):
            self._parts.append(self._ear.read())

    def heard(self) -> Floats:
        """From the first sound to the last, so far."""
        sound = np.concatenate([np.zeros((0, 2), np.float32), *self._parts[:]])
        there = np.flatnonzero(sound.any(axis=1))
        return sound[there[0] : there[-1] + 1] if len(there) else sound[:0]

    def anew(self) -> None:
        """Forgets what was heard so far."""
        self._parts.clear()

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        self._ear.close()


class Room:
    """A transport, what is heard of it, and what it told."""

    def __init__(self, sounds: Sounds) -> None:
        self.sounds = sounds
        self.troubles: list[StudioError] = []
        self.changes = 0
        self.transport = Transport(sounds.find, self._changed, self.troubles.append, CAREFUL_S)
        self.listener = Listener()

    def _changed(self) -> None:
        self.changes += 1

    def exported(self, remix: Remix) -> Floats:
        with Mix(remix, self.sounds.find) as mix:
            return np.concatenate(list(mix.blocks()))

    def until_at(self, frame: int) -> None:
        until(lambda: (self.transport.position() or -1) >= frame, f"frame {frame} is heard")

    def until_still(self, seconds: float = 15.0) -> None:
        until(lambda: self.transport.position() is None, "it is still", seconds)
        count = -1
        while count != (count := len(self.listener.heard())):  # what is on its way still comes
            time.sleep(0.2)

    def is_heard(self, play: Callable[[], None], right: Callable[[Floats], bool]) -> bool:
        """Plays, and looks at what was heard; on a busy machine the sound server itself drops some, so up to three times."""
        for _ in range(3):
            self.listener.anew()
            play()
            self.until_still()
            if right(self.listener.heard()):
                return True
        return False


@pytest.fixture
def room(sound_card: SoundCard, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    room = Room(Sounds(tmp_path_factory.mktemp("sounds")))
    yield room
    room.transport.close()
    room.listener.close()


def a_song(sounds: Sounds, seconds: float = 3.0) -> Remix:
    """Two lanes whose sum a 16-bit sound card carries unchanged, never silent."""
    loud = 8_000 / 32_768
    first, second = (
        sounds.add(
            (np.rint(noise(round(seconds * SECOND), 2, seed, loud) * 32_768) / 32_768 + 1 / 32_768).astype(np.float32)
        )
        for seed in (1, 2)
    )
    lanes = a_lane(a_clip(first, id="a"), id="l1"), a_lane(a_clip(second, id="b"), id="l2")
    return a_remix((first, second), *lanes)


def same(heard: Floats, wanted: Floats) -> bool:
    """Equal as 16-bit samples; silence at the edges does not count."""
    there = np.flatnonzero(np.rint(wanted * 32_768).any(axis=1))
    wanted = wanted[there[0] : there[-1] + 1]
    return heard.shape == wanted.shape and np.array_equal(np.rint(heard * 32_768), np.rint(wanted * 32_768))


def find(heard: Floats, part: Floats) -> int:
    """Where `part` begins in what was heard; -1 where it is nowhere, sample by sample."""
    key = np.rint(part[:64, 0] * 32_768)
    left = np.rint(heard[:, 0] * 32_768)
    for at in np.flatnonzero(left[: len(left) - len(part) + 1] == key[0]):
        if np.array_equal(left[at : at + 64], key):
            whole = np.rint(heard[at : at + len(part)] * 32_768)
            if np.array_equal(whole, np.rint(part * 32_768)):
                return int(at)
    return -1


def test_what_is_heard_is_what_is_exported(room: Room) -> None:
    remix = a_song(room.sounds)
    wanted = room.exported(remix)[10_000:]

    def play() -> None:
        room.transport.play(remix, 10_000)
        room.until_at(remix.frames - SECOND)

    assert room.is_heard(play, lambda heard: same(heard, wanted))
    assert room.troubles == [] and room.changes % 2 == 0
    assert room.transport.passes[0].frame == 10_000


def test_an_edit_is_heard_while_it_plays_and_nothing_is_dropped(room: Room) -> None:
    remix = a_song(room.sounds, 4)
    other = timeline.mute(remix, {ClipId("b")}, True)
    before, after = room.exported(remix), room.exported(other)

    def play() -> None:
        room.transport.play(remix)
        room.until_at(SECOND)
        room.transport.change(other)
        room.until_at(3 * SECOND)

    def right(heard: Floats) -> bool:
        frames = min(len(heard), remix.frames)
        edited = np.rint(heard * 32_768)[:frames, 0] != np.rint(before * 32_768)[:frames, 0]
        at = int(np.argmax(edited))
        in_time = SECOND // 2 < at < 3 * SECOND
        return len(heard) == remix.frames and in_time and same(heard[at + 300 :], after[at + 300 :])

    assert room.is_heard(play, right) and room.troubles == []


def test_a_loop_goes_round_until_it_is_stopped(room: Room) -> None:
    remix = a_song(room.sounds)
    once = room.exported(remix)[20_000:44_000]

    def play() -> None:
        room.transport.play(remix, 20_000, (20_000, 44_000))
        until(lambda: room.transport.position() is not None, "it plays; passes may be those of the try before")
        until(lambda: len(room.transport.passes) >= 5, "it went round four times")
        assert 20_000 <= (room.transport.position() or 0) < 44_000
        room.transport.stop()

    assert room.is_heard(play, lambda heard: find(heard, np.concatenate([once] * 3)) == 0)
    times = [one.moment for one in room.transport.passes[:4]]  # between these nothing was dropped
    assert np.allclose(np.diff(times), 0.5) and {one.frame for one in room.transport.passes} == {20_000}


def test_another_start_is_heard_at_once_and_a_stop_too(room: Room) -> None:
    remix = a_song(room.sounds, 10)
    room.transport.play(remix)
    room.until_at(SECOND)
    room.transport.play(remix, 6 * SECOND)
    room.until_at(6 * SECOND + SECOND // 2)
    room.transport.stop()
    room.until_still()
    heard = room.listener.heard()
    jump = find(heard, room.exported(remix)[6 * SECOND :][: SECOND // 4])
    assert SECOND // 2 < jump < 3 * SECOND and len(heard) < 5 * SECOND
    room.transport.stop()
    room.transport.play(remix)
    room.transport.stop()
    room.transport.play(remix, 9 * SECOND)
    room.until_at(9 * SECOND + 100)
    room.until_still()
    assert room.troubles == []


def test_a_sound_that_is_gone_is_told_once_and_the_others_are_heard(room: Room) -> None:
    remix = a_song(room.sounds, 2)
    room.sounds.find(remix.materials[1]).unlink()
    alone = room.exported(replace(remix, lanes=remix.lanes[:1]))

    def play() -> None:
        room.troubles.clear()
        room.transport.play(remix)
        room.until_at(SECOND)
        room.transport.change(timeline.gain(remix, {ClipId("a")}, 0.0))

    assert room.is_heard(play, lambda heard: same(heard, alone))
    assert len(room.troubles) == 1 and room.troubles[0].advice


def test_a_loudspeaker_that_is_taken_away_is_told_and_found_again(room: Room, sound_card: SoundCard) -> None:
    remix = a_song(room.sounds, 20)
    room.transport.play(remix)
    room.until_at(SECOND)
    room.listener.close()
    with sound_card.unplugged():
        until(lambda: room.troubles, "the trouble is told", 15)
        assert "loudspeaker" in room.troubles[0].title and room.transport.position() is None
    room.listener = Listener()
    room.transport.play(remix, SECOND)
    room.until_at(2 * SECOND)
    assert len(room.troubles) == 1


def test_behind_the_end_it_goes_on_for_somebody_who_records(room: Room) -> None:
    remix = a_song(room.sounds, 0.5)
    wanted = room.exported(remix)

    def play() -> None:
        room.transport.play(remix, -SECOND // 4, endless=True)
        until(lambda: room.transport.position() is not None, "it plays")
        room.until_at(2 * SECOND)
        room.transport.stop()

    assert room.is_heard(play, lambda heard: same(heard, wanted))


def test_a_sound_that_must_be_decoded_first_is_waited_for(room: Room) -> None:
    packed = room.sounds.add(noise(60 * SECOND, 2, 5), rate_hz=44_100, suffix=".flac")
    remix = a_remix((packed,), a_lane(a_clip(packed)))
    room.transport.play(remix, SECOND)
    assert room.transport.is_getting_ready
    until(lambda: room.transport.position() is not None, "it plays", 20)
    assert not room.transport.is_getting_ready and room.transport.loudspeaker.endswith("150 ms")
    room.transport.stop()
    until(lambda: room.transport.position() is None, "it is still")
    room.transport.rest()
    room.transport.play(remix, 2 * SECOND)
    room.until_at(2 * SECOND)
    assert room.troubles == [] and not room.transport.is_getting_ready


def test_another_tempo_is_made_beside_what_plays(room: Room) -> None:
    remix = a_song(room.sounds, 3)
    slower = timeline.stretch(remix, ClipId("a"), 0.8, 0.0)
    wanted = room.exported(slower)
    assert len(wanted) == round(3.75 * SECOND)

    def play() -> None:
        room.transport.play(remix)
        room.until_at(SECOND // 4)
        room.transport.change(slower)
        room.until_at(3 * SECOND + SECOND // 4)

    def right(heard: Floats) -> bool:
        late = slice(5 * SECOND // 2, None)
        return len(heard) == len(wanted) and bool(np.abs(heard - wanted)[late].max() < 1.1 / 32_768)

    assert room.is_heard(play, right) and room.troubles == []


@pytest.mark.skipif(sys.platform == "win32", reason="holds the interpreter with a call of POSIX")
def test_an_interruption_is_counted_and_the_sound_goes_on(room: Room) -> None:
    """The interpreter is held for longer than the ring lasts."""
    remix = a_song(room.sounds, 4)
    end = room.exported(remix)[3 * SECOND :]

    def play() -> None:
        room.transport.play(remix)
        room.until_at(SECOND)
        ctypes.PyDLL(None).usleep(900_000)
        room.until_at(3 * SECOND)

    assert room.is_heard(play, lambda heard: find(heard, end) > 0)
    assert room.transport.underruns >= 1 and room.troubles == []


def test_an_empty_remix_ends_at_once_and_closing_twice_is_harmless(room: Room) -> None:
    room.transport.play(a_remix(()))
    until(lambda: room.changes >= 2, "it began and ended")
    assert room.transport.position() is None
    room.transport.close()
    room.transport.close()
    assert room.transport.passes == () and room.troubles == []
