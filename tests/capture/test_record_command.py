"""`studio record`, as a script meets it."""

from __future__ import annotations

import argparse
import json
import threading
from pathlib import Path

import pytest
import soundfile

from studio.commands import record
from studio.sound.wav import WavReader
from tests.rig import until
from tests.rig.sound import SoundCard

from .conftest import Play
from .signals import RATE, assert_unbroken, counter


def studio_record(*words: str) -> int:
    parser = argparse.ArgumentParser()
    record.add(parser.add_subparsers())
    return record.run(parser.parse_args(["record", *words]))


def test_a_counter_is_recorded_without_a_break(play: Play, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    play(counter(RATE * 6))
    out = tmp_path / "out.wav"
    assert studio_record(str(out), "--seconds", "2.5", "--channels", "2", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["frames"], told["lost_frames"]) == (RATE * 5 // 2, 0)
    assert told["peak_dbfs"] <= 0 and told["device"]
    with WavReader(out) as reader:
        assert_unbroken(reader.read(0, told["frames"]), RATE)


def test_rate_and_words_for_people(sound_card: SoundCard, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.wav"
    assert studio_record(str(out), "--seconds", "0.2", "--rate", "44100") == 0
    assert capsys.readouterr().out.startswith("8820 frames from ")
    told = soundfile.info(str(out))
    assert (told.samplerate, told.channels, told.subtype, told.frames) == (44_100, 1, "PCM_24", 8_820)


def test_an_existing_file_is_never_overwritten(
    sound_card: SoundCard, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "mine.wav"
    out.write_text("mine")
    assert studio_record(str(out), "--seconds", "1") == 1
    assert "exists already" in capsys.readouterr().err and out.read_text() == "mine"


def test_a_missing_microphone_or_folder_is_told_in_words(
    sound_card: SoundCard, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert studio_record(str(tmp_path / "a.wav"), "--seconds", "1", "--device", "none such") == 1
    assert "No microphone is connected" in capsys.readouterr().err
    assert studio_record(str(tmp_path / "no" / "a.wav"), "--seconds", "1") == 1
    assert "disk" in capsys.readouterr().err and not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", [("--seconds", "0"), ("--seconds", "x"), ("--seconds", "1", "--channels", "0"), ()])
def test_wrong_arguments_are_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as end:
        studio_record(str(tmp_path / "a.wav"), *words)
    assert end.value.code == 2


def test_a_microphone_that_goes_away_leaves_what_was_heard(
    play: Play, sound_card: SoundCard, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.wav"
    play(counter(RATE * 20))

    def unplug_in_mid_take() -> None:
        until(lambda: out.exists() and out.stat().st_size > RATE * 6, "a second is recorded")
        sound_card.unplug()

    helper = threading.Thread(target=unplug_in_mid_take)
    helper.start()
    try:
        assert studio_record(str(out), "--seconds", "15", "--channels", "2", "--json") == 1
    finally:
        helper.join()
        sound_card.replug()
    told = capsys.readouterr()
    assert "The microphone is gone" in told.err
    frames = json.loads(told.out)["frames"]
    assert RATE // 2 < frames < RATE * 10
    with WavReader(out) as reader:
        assert reader.format.frames == frames
