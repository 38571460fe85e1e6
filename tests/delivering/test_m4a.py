"""The one kind of file that needs ffmpeg: where that is missing, crashes, is stopped, or the sound is too long."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from studio.delivering import Way, Wish, deliver
from studio.domain.progress import Progress
from studio.errors import Damaged, Refused
from studio.sound import m4a, wav
from studio.sound.packing import Form
from tests.rig import need

from .conftest import RATE_HZ, Sounds, a_program, left


def an_ffmpeg(folder: Path, does: str) -> None:
    a_program(folder, "ffmpeg", does)


def test_without_ffmpeg_only_m4a_is_missing_and_says_so(
    sounds: Sounds, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match="needs ffmpeg") as refused:
        deliver(sounds.chosen(), Wish(Form(".m4a")), "Pier", out, sounds.find)
    assert "choose another kind" in refused.value.advice
    assert not left(out)
    deliver(sounds.chosen(), Wish(Form(".mp3")), "Pier", out, sounds.find)


def test_what_pydub_could_not_hold_in_memory_is_refused(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_ffmpeg(tmp_path / "bin", "exit 0")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    half_an_hour = iter([np.zeros((1_800 * 8, 1), np.float32), np.zeros((1, 1), np.float32)])
    with pytest.raises(Refused, match="too long for an M4A"), m4a.new_file(out / "a.m4a", 8, 1) as write:
        write(half_an_hour)
    assert not left(out)


@pytest.mark.parametrize("way", [Way.FOLDER, Way.JOINED])
def test_what_is_too_long_for_an_m4a_is_told_before_the_work(sounds: Sounds, out: Path, way: Way) -> None:
    need("ffmpeg")
    frames = (m4a.MAX_S + 1) * RATE_HZ if way is Way.FOLDER else m4a.MAX_S * RATE_HZ // 2
    for take in sounds.takes:
        path = sounds.find(take.id)
        path.write_bytes(wav.header(RATE_HZ, 1, 24, frames * 3))
        os.truncate(path, wav.HEADER_BYTES + frames * 3)
    long = replace(sounds, takes=tuple(replace(take, frames=frames) for take in sounds.takes))
    told: list[float] = []
    with pytest.raises(Refused, match="too long for an M4A"):
        deliver(long.chosen(), Wish(Form(".m4a"), way=way), "Pier", out, sounds.find, Progress(told.append))
    assert told == [] and not left(out)


@pytest.mark.parametrize("does", ["echo Conversion failed >&2; exit 1", "kill -SEGV $$"])
def test_an_ffmpeg_that_crashes_is_told_in_words_and_leaves_nothing(
    sounds: Sounds, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str
) -> None:
    (tmp_path / "system").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "system"))
    an_ffmpeg(tmp_path / "bin", does)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    with pytest.raises(Damaged, match="ffmpeg could not write this M4A"):
        deliver(sounds.chosen(), Wish(Form(".m4a")), "Pier", out, sounds.find)
    assert not left(out)
    assert not left(tmp_path / "system")


def test_a_stop_ends_an_ffmpeg_that_works_on_and_leaves_nothing(
    sounds: Sounds, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This one writes half of what is expected, and then never ends by itself."""
    pid = tmp_path / "pid"
    an_ffmpeg(
        tmp_path / "bin", f'for last; do :; done; echo $$ > {pid}; head -c 48000 /dev/zero > "$last"; exec sleep 600'
    )
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    told: list[float] = []
    progress = Progress(told.append, lambda: bool(told) and told[-1] > 0.6)
    one = replace(sounds, takes=sounds.takes[:1])
    with pytest.raises(Refused, match="stopped"):
        deliver(one.chosen(), Wish(Form(".m4a", 48_000, 1, kbit=192)), "Pier", out, sounds.find, progress)
    assert not left(out)
    assert not Path(f"/proc/{int(pid.read_text())}").exists()
