"""The red button through the real path: sound server, PortAudio, C callback, ring, file, row."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from studio.capture import microphone
from studio.capture.booth import BoothState, Choice, Reading
from studio.capture.listening import Listening, Missing
from studio.capture.microphone import Microphone
from studio.domain.ids import SessionId, new_id
from studio.sound import convert
from tests.rig import speech, until
from tests.rig.sound import SoundCard

from .conftest import Play, Studio
from .signals import RATE, assert_unbroken, counter, numbers

#: Numbers to add up for about a second; twice as long where every core is busy.
HOLD = 30_000_000


def test_a_voice_is_recorded_as_it_was_spoken(play: Play, studio: Studio, tmp_path: Path) -> None:
    """A human voice, sample by sample (the sound server's mixing to mono rounds in 16 bits), as a kept take."""
    prompt = tmp_path / "prompt.wav"
    voice = convert.read_all(speech.prompts(3)[2], RATE, 1)[: 3 * RATE]
    soundfile.write(prompt, voice, RATE, subtype="PCM_16")
    voice = soundfile.read(prompt, dtype="float32")[0]
    desk = studio()
    desk.booth.set_line(SessionId(new_id()), None, "7", "Say it once more.")
    desk.open(Choice())
    desk.booth.start()
    desk.until_state(BoothState.RECORDING)
    assert play(prompt).wait(30) == 0
    until(lambda: desk.booth.reading().elapsed_s > 3.2, "it was heard out")
    desk.booth.stop()
    (take,) = desk.until_takes(1)
    heard = desk.sound(take)[:, 0]
    size = 1 << 19
    match = np.fft.irfft(np.fft.rfft(heard, size) * np.fft.rfft(voice, size).conj(), size)
    at = int(match.argmax())
    assert np.abs(heard[at : at + len(voice)] - voice).max() < 2.5 / 32_768
    assert (take.prompt, take.line_id, take.number, take.lost_frames) == ("Say it once more.", "7", 1, 0)
    assert take.levels is not None and take.levels.peak_dbfs > -40
    names = {path.suffix for path in desk.store.takes.folder.iterdir()}
    assert names == {".wav", ".json", ".peaks"}


def test_a_take_begins_before_the_press(play: Play, studio: Studio) -> None:
    """Pre-roll: the remembered seconds are in the take, without a seam."""
    desk = studio()
    desk.open(Choice(channels=2, preroll_s=1))
    play(counter(RATE * 4))
    until(lambda: desk.booth.reading().level_dbfs > -60, "the counter is heard")
    until(lambda: desk.booth.reading().remembered_s > 2.5, "some seconds are remembered")
    desk.booth.start()
    desk.until_long(2)
    desk.booth.stop()
    (take,) = desk.until_takes(1)
    assert abs(take.preroll_frames - RATE) < RATE // 10
    assert_unbroken(desk.sound(take), RATE)


def test_what_was_just_said_can_be_kept(play: Play, studio: Studio) -> None:
    """In memory only until it is kept; then forgotten, so that nothing is kept twice."""
    desk = studio()
    desk.open(Choice(channels=2, keep_last_s=2))
    play(counter(RATE * 5))
    until(lambda: desk.booth.reading().level_dbfs > -60, "the counter is heard")
    heard_at = desk.booth.reading().strip_start + len(strip_of(desk.booth.reading()))
    until(lambda: desk.booth.reading().strip_start + len(strip_of(desk.booth.reading())) > heard_at + 250, "it went on")
    assert desk.takes() == [] and not list(desk.store.takes.folder.iterdir())
    assert desk.booth.reading().remembered_s == 2
    desk.booth.keep_last(1.5)
    (take,) = desk.until_takes(1)
    assert take.frames == RATE * 3 // 2
    assert_unbroken(desk.sound(take), take.frames)
    until(lambda: desk.booth.reading().remembered_s < 1.5, "it is forgotten")


def strip_of(now: Reading) -> np.ndarray:
    return np.zeros((0, 2), np.float32) if now.strip is None else now.strip


def test_the_window_is_told_what_happens(play: Play, studio: Studio) -> None:
    desk = studio()
    assert desk.booth.reading().state is BoothState.CLOSED
    desk.open(Choice(channels=2))
    until(lambda: desk.booth.reading().minutes_left > 0, "the room on the disk is known")
    play(b"\xff\x7f" * RATE * 2)
    desk.booth.start()
    until(lambda: desk.booth.reading().clips > 0, "clipping is seen")
    until(lambda: strip_of(desk.booth.reading()).max(initial=0) > 0.99, "it is drawn")
    now = desk.booth.reading()
    assert (now.state, now.format, now.lost_frames) == (BoothState.RECORDING, "48 kHz · 24-bit · stereo", 0)
    assert now.peak_hold_dbfs > -0.1 and now.take_column >= now.strip_start
    assert now.strip is not None and now.strip.shape[1] == 2
    desk.booth.close()
    assert desk.booth.reading().state is BoothState.CLOSED
    (take,) = desk.takes()
    assert take.levels is not None and take.levels.sentence().startswith("Too hot")


def test_a_booth_changes_its_choice_and_opens_again(play: Play, studio: Studio) -> None:
    desk = studio()
    desk.open(Choice())
    desk.booth.start()
    desk.until_long(0.5)
    desk.booth.open(Choice(rate_hz=44_100, channels=2))
    until(lambda: desk.booth.reading().format.startswith("44.1"), "the new format is there")
    assert len(desk.takes()) == 1
    desk.booth.close()
    desk.open(Choice(rate_hz=96_000))
    assert desk.booth.reading().format.startswith("96")


def test_the_same_choice_again_disturbs_neither_a_take_nor_what_is_remembered(play: Play, studio: Studio) -> None:
    desk = studio()
    desk.open(Choice())
    until(lambda: desk.booth.reading().remembered_s > 1, "something is remembered")
    desk.booth.open(Choice())
    desk.booth.start()
    desk.until_long(1.5)
    desk.booth.open(Choice())
    desk.until_long(2.0)
    desk.booth.close()
    (take,) = desk.takes()
    assert take.duration_s >= 2.0 and take.preroll_frames > RATE


def test_sound_does_not_depend_on_the_interpreter(play: Play, studio: Studio) -> None:
    """REC-1: another thread holds the interpreter 1 s at a time and both cores are busy: 0 frames are lost."""
    desk = studio()
    desk.open(Choice(channels=2))
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(multiprocessing.cpu_count())]
    try:
        desk.booth.start()
        desk.until_state(BoothState.RECORDING)
        player = play(counter(RATE * 12))
        until(lambda: desk.booth.reading().level_dbfs > -60, "the counter is heard")
        held, ends = [], time.monotonic() + 10
        while time.monotonic() < ends:
            began = time.monotonic()
            sum(range(HOLD))  # one call into C that never lets go of the interpreter
            held.append(time.monotonic() - began)
        player.wait(30)
        until(lambda: desk.booth.reading().level_dbfs < -60, "it was heard out")
        desk.booth.stop()
        (take,) = desk.until_takes(1)
    finally:
        for process in busy:
            process.kill()
            process.wait()
    assert max(held) > 0.5, f"the interpreter was held for {max(held):.2f} s only"
    assert_unbroken(desk.sound(take), RATE * 10)
    assert take.gaps == ()


def test_the_file_in_progress_is_never_far_behind(play: Play, studio: Studio) -> None:
    """REC-4: at any moment the running file is a readable WAV with all but its last second."""
    desk = studio()
    desk.open(Choice())
    desk.booth.start()
    desk.until_long(1.5)
    (part,) = desk.store.takes.folder.glob("*.wav.part")
    for _ in range(20):
        elapsed_s = desk.booth.reading().elapsed_s
        assert soundfile.info(str(part)).duration > elapsed_s - 1
        time.sleep(0.02)
    desk.booth.stop()
    desk.until_takes(1)


def test_exact_silence_is_explained_and_the_take_is_kept(play: Play, studio: Studio) -> None:
    """REC-9: a muted or forbidden microphone gives exact zeros; 2 s of that are told, never saved without a word."""
    desk = studio()
    desk.open(Choice(preroll_s=0))
    desk.booth.start()
    until(lambda: "Nothing arrives from the microphone" in desk.titles(), "the silence is explained")
    desk.booth.stop()
    (take,) = desk.until_takes(1)
    assert take.levels is not None and take.levels.sentence() == "We heard nothing: is the microphone muted?"


def test_a_microphone_that_is_unplugged_leaves_its_take_and_goes_on(
    play: Play, sound_card: SoundCard, studio: Studio
) -> None:
    """REC-7: the real sound server loses its device in mid-take and gets it back."""
    desk = studio()
    desk.open(Choice(channels=2, preroll_s=0))
    play(counter(RATE * 20))
    until(lambda: desk.booth.reading().level_dbfs > -60, "the counter is heard")
    desk.booth.start()
    desk.until_long(1)
    with sound_card.unplugged():
        (first,) = desk.until_takes(1)
        desk.until_state(BoothState.LOST)
    assert_unbroken(desk.sound(first), RATE // 2)
    assert "The microphone is gone" in desk.titles()
    desk.until_state(BoothState.RECORDING, 30)
    desk.until_long(0.5)
    desk.booth.stop()
    _, second = desk.until_takes(2)
    assert second.part_of == first.id and second.line_id == first.line_id


def test_a_sound_server_that_stands_still_for_a_moment_loses_nothing(
    play: Play, sound_card: SoundCard, studio: Studio
) -> None:
    """REC-7: late is told within a second; what arrives after all is no gap."""
    desk = studio()
    desk.open(Choice(channels=2))
    play(counter(RATE * 6))
    until(lambda: desk.booth.reading().level_dbfs > -60, "the counter is heard")
    desk.booth.start()
    desk.until_long(1)
    with sound_card.frozen():
        until(lambda: "The microphone is late" in desk.titles(), "it is told", 1.5)
    desk.until_long(3)
    desk.booth.stop()
    (take,) = desk.until_takes(1)
    said = numbers(desk.sound(take))
    assert take.gaps == () and (said > 0).sum() > RATE
    assert_unbroken(desk.sound(take), RATE)


def test_take_numbers_count_up_and_names_are_never_reused(play: Play, studio: Studio) -> None:
    """REC-12."""
    desk = studio()
    desk.booth.set_line(SessionId(new_id()), None, "1", "One")
    desk.open(Choice(preroll_s=0))
    for count in (1, 2, 3):
        desk.booth.start()
        desk.booth.stop()
        desk.until_takes(count)
    takes = desk.takes()
    assert [take.number for take in takes] == [1, 2, 3] and len({take.file_name for take in takes}) == 3


def test_a_writer_that_came_too_late_knows_what_it_missed(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """REC-8: nobody empties the ring until it is full; the C callback lets go, and what was lost is counted and filled."""
    monkeypatch.setattr(microphone, "RING_S", 1)
    listening = Listening(Microphone(Choice(channels=2)))
    parts: list[np.ndarray] = []
    gaps: list[tuple[int, int]] = []

    def hear() -> int:
        for item in listening.hear():
            if isinstance(item, Missing):
                gaps.append((sum(map(len, parts)), item.frames))
                item = np.zeros((item.frames, 2), np.float32)
            parts.append(item)
        return sum(map(len, parts))

    try:
        play(counter(RATE * 12))
        until(lambda: hear() and numbers(parts[-1][-1:]).any(), "the counter is heard")
        begin = hear()
        until(lambda: hear() > begin + RATE, "a second is heard")
        stuck = [0, -1]
        until(lambda: stuck.append(listening.ear.arrived()) or stuck[-1] == stuck[-2], "the ring is full", every_s=0.3)
        until(lambda: hear() and gaps, "the loss is counted")
        end = hear() + RATE
        until(lambda: hear() > end, "another second is heard")
    finally:
        listening.ear.close()
    ((at, lost),) = gaps
    said = numbers(np.concatenate(parts))
    before, after = said[at - 1], said[at + lost]
    assert lost > RATE // 10 and listening.ear.overflows() >= 1
    assert (np.diff(said[at - RATE // 2 : at]) == 1).all() and (
        np.diff(said[at + lost : at + lost + RATE // 2]) == 1
    ).all()
    assert abs(int(after - before) - lost) < RATE * 0.06, "time stays true to within a few periods"
