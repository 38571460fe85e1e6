"""What a Broadcast WAV says is read back by programs of others."""

from __future__ import annotations

import json
import math
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from wavinfo import WavInfoReader

from studio.delivering import Wish, choose, deliver
from studio.domain.script import Line, LineMark
from studio.sound import check, wav
from studio.sound.convert import open_sound
from studio.sound.packing import Form
from tests.rig import need

from .conftest import RATE_HZ, Sounds, a_tone, record


@pytest.fixture
def path(tmp_path: Path, out: Path) -> Path:
    folder = tmp_path / "takes"
    folder.mkdir()
    line = Line("pier_02", "Laß das Fenster auf.", "Zoë", note="Softer, <closer> & slower.")
    take = record(folder, line, a_tone(4.0, 997), number=7, started_at="2026-03-04T10:20:30.500Z", note="The best one.")
    sounds = Sounds(folder, (line,), (take,))
    mark = LineMark(take.session_id, line.id, note="She asked for a whisper.")
    chosen = choose(sounds.lines, sounds.takes, {line.id: mark})
    return deliver(chosen, Wish(), "The pier", out, sounds.find).paths[0]


def test_wavinfo_reads_where_it_comes_from_and_how_loud_it_is(path: Path) -> None:
    told, measured = WavInfoReader(str(path)).bext, check.of_file(path)
    assert told.version == 2
    assert (told.originator, told.originator_date, told.originator_time) == (
        "Redbutton Studio",
        "2026-03-04",
        "10:20:30",
    )
    assert told.description == "La? das Fenster auf."
    assert told.time_reference == (10 * 3_600 + 20 * 60 + 30.5) * RATE_HZ
    assert told.coding_history.strip() == "A=PCM,F=48000,W=24,M=mono,T=Redbutton Studio"
    assert told.loudness_value == pytest.approx(measured.integrated_lufs, abs=0.006)
    assert told.loudness_range == pytest.approx(measured.loudness_range_lu, abs=0.006)
    assert told.max_true_peak == pytest.approx(measured.true_peak_dbtp, abs=0.006)
    assert told.max_momentary_loudness == pytest.approx(measured.momentary_lufs, abs=0.006)
    assert told.max_shortterm_loudness == pytest.approx(measured.short_term_lufs, abs=0.006)


def test_wavinfo_reads_which_take_it_is(path: Path) -> None:
    told = WavInfoReader(str(path)).ixml
    assert (told.project, told.scene, told.take) == ("The pier", "pier_02", "7")
    assert told.raw_xml.find("./CIRCLED").text == "TRUE"
    assert told.raw_xml.find("./NOTE").text == "Softer, <closer> & slower.\nShe asked for a whisper.\nThe best one."


def test_ffprobe_reads_it_too_and_the_sound_is_whole(path: Path) -> None:
    need("ffprobe")
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", str(path)]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    tags = told["format"]["tags"]
    assert (tags["encoded_by"], tags["date"], tags["creation_time"]) == ("Redbutton Studio", "2026-03-04", "10:20:30")
    assert int(tags["time_reference"]) == (10 * 3_600 + 20 * 60 + 30.5) * RATE_HZ
    assert float(told["streams"][0]["duration"]) == 4.0
    assert soundfile.info(path).frames == open_sound(path).frames == 4 * RATE_HZ


def test_what_is_too_short_to_be_measured_says_nothing_of_its_loudness(tmp_path: Path, out: Path) -> None:
    line = Line("a", "Oh")
    sounds = Sounds(tmp_path, (line,), (record(tmp_path, line, a_tone(0.1, level=0.0)),))
    told = WavInfoReader(str(deliver(sounds.chosen(), Wish(), "P", out, sounds.find).paths[0])).bext
    assert told.loudness_value == told.loudness_range == told.max_true_peak == 0x7FFF / 100


def test_a_joined_file_of_more_than_4_gb_is_found_whole(path: Path, tmp_path: Path) -> None:
    """RF64 with the chunks before its sound; the file itself is sparse."""
    data_at, frames = wav.look(path).data_at, (5 << 30) // 3
    front = path.read_bytes()[wav.HEADER_BYTES - 32 : data_at - 32]
    long = tmp_path / "long.wav"
    long.write_bytes(wav.header(RATE_HZ, 1, 24, frames * 3, front))
    os.truncate(long, data_at + frames * 3)
    assert (wav.look(long).data_at, wav.look(long).frames) == (data_at, frames)
    assert soundfile.info(long).frames == frames
    assert WavInfoReader(str(long)).bext.version == 2


@given(st.text(max_size=400), st.text(max_size=400))
def test_no_words_of_a_script_break_the_file(tmp_path_factory: pytest.TempPathFactory, text: str, note: str) -> None:
    folder = tmp_path_factory.mktemp("words")
    line = Line("a", text, note=note)
    take = record(folder, line, a_tone(0.02))
    sounds = Sounds(folder, (line,), (replace(take, note=note),))
    made = folder / "made"
    made.mkdir()
    path = deliver(sounds.chosen(), Wish(Form(".wav", channels=2)), text, made, sounds.find).paths[0]
    told = WavInfoReader(str(path))
    assert told.data.frame_count == open_sound(path).frames == math.floor(0.02 * RATE_HZ)
    assert told.ixml.scene == "a"
