"""Auto mode: a list is read through the real sound card, and every word is a take, whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from studio.capture.reading import BoothState, ByVoice, Choice
from studio.domain.ids import SessionId, new_id
from studio.sound import convert
from tests.rig import speech, until

from .conftest import Desk, Play, Studio
from .signals import RATE

WORDS = ("apple", "feather", "it", "quiet", "off")


def a_reading(folder: Path, silence_s: float, said: tuple[str, ...] = WORDS) -> tuple[Path, list[np.ndarray]]:
    """The words with silences between, over the hiss of a room, as a sound file at 48 kHz; and each word alone."""
    words, parts = [], [np.zeros(RATE // 2, np.float32)]
    for word in said:
        voice = convert.read_all(speech.speak(word, folder / f"{word}.wav"), RATE, 1)[:, 0]
        loud = np.flatnonzero(np.abs(voice) > 0.01)
        words.append(voice[loud[0] : loud[-1]] * 0.5)
        parts += [words[-1], np.zeros(round(silence_s * RATE), np.float32)]
    sound = np.concatenate(parts)
    sound += np.random.default_rng(2).normal(0, 10 ** (-66 / 20), len(sound)).astype(np.float32)
    path = folder / "reading.wav"
    soundfile.write(path, np.column_stack((sound, sound)), RATE, subtype="PCM_16")
    return path, words


def holds(heard: np.ndarray, word: np.ndarray) -> bool:
    """Is the whole word in it, with both its ends?"""
    size = 1 << (len(heard) + len(word)).bit_length()
    match = np.fft.irfft(np.fft.rfft(heard, size) * np.fft.rfft(word, size).conj(), size)
    at = int(match.argmax())
    there = heard[at : at + len(word)]
    return len(there) == len(word) and bool(np.abs(there - word).max() < 0.02)


def read_on(desk: Desk, session: SessionId, count: int) -> None:
    """Tells the next line when a take was kept, as the page does."""
    for number in range(count):
        desk.booth.set_line(session, None, str(number), WORDS[number])
        until(lambda number=number: len(desk.takes()) > number, f"take {number + 1} is kept", 30)


def test_every_word_of_a_list_is_a_take_of_its_line(play: Play, studio: Studio, tmp_path: Path) -> None:
    path, words = a_reading(tmp_path, 1.2)
    desk = studio()
    desk.open(Choice())
    desk.booth.set_auto(ByVoice(silence_s=0.6))
    until(lambda: desk.booth.reading().is_auto, "it is on")
    play(path)
    read_on(desk, SessionId(new_id()), len(WORDS))
    desk.booth.set_auto(None)
    until(lambda: not desk.booth.reading().is_auto, "it is off")
    takes = desk.until_takes(len(WORDS))
    assert [take.prompt for take in takes] == list(WORDS)
    for take, word in zip(takes, words, strict=True):
        assert holds(desk.sound(take)[:, 0], word), take.prompt
        assert take.frames < len(word) + 0.7 * RATE


def test_what_is_said_before_the_next_line_is_on_is_not_lost(play: Play, studio: Studio, tmp_path: Path) -> None:
    """The window is busy while two words are read: they wait in memory."""
    path, words = a_reading(tmp_path, 1.2)
    desk, session = studio(), SessionId(new_id())
    desk.open(Choice())
    desk.booth.set_line(session, None, "0", WORDS[0])
    desk.booth.set_auto(ByVoice(silence_s=0.6))
    play(path).wait(60)
    read_on(desk, session, len(WORDS))
    takes = desk.until_takes(len(WORDS))
    assert [take.prompt for take in takes] == list(WORDS)
    for take, word in zip(takes, words, strict=True):
        assert holds(desk.sound(take)[:, 0], word), take.prompt


def test_what_is_said_after_a_take_was_ended_by_hand_is_of_the_line_that_is_told_then(
    play: Play, studio: Studio, tmp_path: Path
) -> None:
    path, words = a_reading(tmp_path, 1.2, WORDS[:3])
    desk, session = studio(), SessionId(new_id())
    desk.open(Choice())
    desk.booth.set_line(session, None, "0", WORDS[0])
    desk.booth.set_auto(ByVoice(silence_s=0.6))
    playing = play(path)
    desk.until_state(BoothState.RECORDING, 30)
    desk.booth.stop()
    playing.wait(60)
    assert len(desk.until_takes(1)) == 1
    desk.booth.set_line(session, None, "1", WORDS[1])
    takes = desk.until_takes(2)
    assert takes[1].prompt == WORDS[1] and holds(desk.sound(takes[1])[:, 0], words[1])
    desk.booth.say_again()
    takes = desk.until_takes(3)
    assert takes[2].prompt == WORDS[1] and holds(desk.sound(takes[2])[:, 0], words[2])


def test_auto_mode_that_is_ended_keeps_the_running_take(play: Play, studio: Studio, tmp_path: Path) -> None:
    desk = studio()
    desk.open(Choice())
    desk.booth.set_auto(ByVoice(silence_s=0.6))
    play(speech.prompts(1)[0])
    desk.until_state(BoothState.RECORDING, 30)
    desk.booth.set_auto(None)
    (take,) = desk.until_takes(1)
    assert take.frames > RATE // 4
    desk.until_state(BoothState.READY)
    assert len(desk.takes()) == 1
