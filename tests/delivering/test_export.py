"""Delivered files hold what was recorded, are named as planned, and are whole or not there at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from wavinfo import WavInfoReader

from studio import durable
from studio.delivering import Way, Wish, deliver, names_in, plan
from studio.domain.delivery import Spec
from studio.domain.edits import Gain, Trim
from studio.domain.progress import Progress
from studio.errors import Damaged, DiskTrouble, Refused
from studio.sound import check
from studio.sound.convert import converted, open_sound
from studio.sound.packing import Form
from tests.rig import need
from tests.rig.disk import mounted

from .conftest import LINES, RATE_HZ, Sounds, a_program, a_tone, left, record

NAMES = ["Pier_Mara_1_02", "Pier_Zoë_2_03", "Pier_Mara_3_04"]


@pytest.mark.parametrize(
    "form",
    [
        Form(".wav", 48_000, 1, 24),
        Form(".wav", 44_100, 2, 16),
        Form(".wav", 96_000, 1, 32),
        Form(".flac", 48_000, 1, 24),
        Form(".mp3", 44_100, 1, kbit=192),
        Form(".ogg", 48_000, 2),
        Form(".opus", 48_000, 1),
        Form(".m4a", 48_000, 1, kbit=192),
    ],
    ids=lambda form: f"{form.ending}-{form.rate_hz}-{form.channels}-{form.bits}",
)
def test_each_kind_of_file_sounds_like_its_take(sounds: Sounds, out: Path, form: Form) -> None:
    if form.ending == ".m4a":
        need("ffmpeg")
    done = deliver(sounds.chosen(), Wish(form), "Pier", out, sounds.find)
    assert left(out) == sorted(f"{name}{form.ending}" for name in NAMES)
    assert [path.stem for path in done.paths] == NAMES
    for at, path in enumerate(done.paths, 1):
        found = open_sound(path)
        assert (found.rate_hz, found.channels) == (form.rate_hz, form.channels)
        heard = np.concatenate(list(converted(found, RATE_HZ, 1)))[:, 0]
        assert len(heard) == pytest.approx(1.5 * RATE_HZ, abs=2_500)
        spectrum = np.abs(np.fft.rfft(heard[12_000:60_000]))
        assert int(spectrum.argmax()) == 440 * at
        assert np.abs(heard[12_000:60_000]).max() == pytest.approx(0.25, abs=0.02)


def test_a_24_bit_wav_holds_every_sample_of_its_take(sounds: Sounds, out: Path) -> None:
    done = deliver(sounds.chosen(), Wish(), "Pier", out, sounds.find)
    for part, path in zip(sounds.chosen().parts, done.paths, strict=True):
        assert soundfile.info(path).subtype == "PCM_24"
        took, sent = soundfile.read(sounds.find(part.take.id))[0], soundfile.read(path)[0]
        assert np.array_equal(took, sent)


def test_what_is_heard_of_an_edited_take_is_what_goes_out(sounds: Sounds, out: Path) -> None:
    edits = (Trim(12_000, 60_000), Gain(-6.0))
    takes = (replace(sounds.takes[0], edits=edits, edits_done=2), *sounds.takes[1:])
    done = deliver(replace(sounds, takes=takes).chosen(), Wish(), "Pier", out, sounds.find)
    took = soundfile.read(sounds.find(takes[0].id))[0][12_000:60_000]
    sent = soundfile.read(done.paths[0])[0]
    assert np.abs(sent - took * 10 ** (-6 / 20)).max() < 2**-22
    assert WavInfoReader(str(done.paths[0])).bext.time_reference == (10 * 3_600 + 1.5 + 0.25) * RATE_HZ


def test_sixteen_bits_are_dithered_and_always_in_the_same_way(sounds: Sounds, out: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    again.mkdir()
    wish = Wish(Form(".wav", 48_000, 1, 16))
    first, second = (deliver(sounds.chosen(), wish, "Pier", folder, sounds.find) for folder in (out, again))
    assert [one.sha256 for one in first.made] == [one.sha256 for one in second.made]
    error = soundfile.read(first.paths[0])[0] * 2**15 - a_tone(1.5, 440)[:, 0] * 2**15
    assert np.abs(error).max() <= 1.5 + 1e-3
    assert np.std(error) == pytest.approx(0.5, abs=0.02)  # a step's rounding and two steps' triangle: sqrt(1/12 + 1/6)
    assert abs(error.mean()) < 0.01


def test_what_holds_sixteen_bits_already_is_left_as_it_is(tmp_path: Path, out: Path) -> None:
    """Also where it goes on in two channels; and the gaps of a joined file stay silent."""
    steps = np.random.default_rng(1).integers(-(2**15), 2**15, (72_000, 1)) / np.float32(2**15)
    takes = tuple(record(tmp_path, line, steps.astype(np.float32), number=1) for line in LINES[:2])
    sounds = Sounds(tmp_path, LINES[:2], takes)
    for ending in (".wav", ".flac"):
        (path,) = deliver(
            sounds.chosen(), Wish(Form(ending, 48_000, 2, 16), way=Way.JOINED, gap_s=1.0), "Pier", out, sounds.find
        ).paths
        sent = soundfile.read(path)[0]
        assert np.array_equal(sent[:72_000], np.repeat(steps, 2, axis=1))
        assert not sent[72_000:120_000].any()


def test_lines_are_joined_with_gaps_and_slates(sounds: Sounds, out: Path) -> None:
    plain = deliver(sounds.chosen(), Wish(way=Way.JOINED, gap_s=2.0), "Pier", out, sounds.find)
    assert left(out) == ["Pier.wav"]
    sound = soundfile.read(plain.paths[0])[0]
    assert len(sound) == (3 * 1.5 + 2 * 2.0) * RATE_HZ
    assert not sound[int(1.5 * RATE_HZ) : int(3.5 * RATE_HZ)].any()
    slated = deliver(sounds.chosen(), Wish(way=Way.JOINED, slate=True, keep_both=True), "Pier", out, sounds.find)
    assert left(out) == ["Pier (2).wav", "Pier.wav"]
    sound = soundfile.read(slated.paths[0])[0]
    assert int(np.abs(np.fft.rfft(sound[: RATE_HZ // 4])).argmax()) * 4 == 1_000
    assert len(sound) >= (3 * (1.5 + 0.75) + 2) * RATE_HZ
    assert WavInfoReader(str(slated.paths[0])).bext.time_reference <= (10 * 3_600 + 1.5 - 0.75) * RATE_HZ


def test_slates_are_spoken_one_by_one_so_that_a_stop_is_heard_between_them(
    sounds: Sounds, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken = tmp_path / "spoken"
    a_program(tmp_path / "bin", "espeak-ng", f"echo once >> {spoken}; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    told: list[float] = []
    stopping = Progress(told.append, lambda: bool(told))
    with pytest.raises(Refused, match="stopped"):
        deliver(sounds.chosen(), Wish(way=Way.JOINED, slate=True), "Pier", out, sounds.find, stopping)
    assert spoken.read_text() == "once\n"
    assert not left(out)


def test_a_zip_tells_what_is_in_it_and_what_is_missing(sounds: Sounds, out: Path) -> None:
    short = replace(sounds, takes=sounds.takes[:2])
    done = deliver(short.chosen(), Wish(way=Way.ZIP), "Pier", out, sounds.find)
    assert left(out) == ["Pier.zip"]
    with zipfile.ZipFile(done.paths[0]) as archive:
        assert archive.testzip() is None
        told = json.loads(archive.read("manifest.json"))
        assert [one["name"] for one in told["files"]] == archive.namelist()[:2]
        assert [(one["id"], one["line"], one["take"]) for one in told["files"]] == [
            ("pier_01", 1, 2),
            ("pier_02", 2, 3),
        ]
        assert told["files"][1]["text"] == "Laß das Fenster auf."
        for one in told["files"]:
            data = archive.read(one["name"])
            assert (one["size_bytes"], one["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
            assert one["integrated_lufs"] == pytest.approx(-15.7, abs=0.7)
            assert one["true_peak_dbtp"] == pytest.approx(-12.04, abs=0.1)
    assert told["missing"] == [{"line": 3, "id": "pier_03", "why": "not recorded"}]


def test_each_file_is_held_against_the_spec_as_it_was_made(tmp_path: Path, out: Path) -> None:
    """An encoder lifts peaks: what passes as WAV does not as Opus, and that is told, in the manifest, too."""
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (96_000, 1)).astype(np.float32)
    takes = (record(tmp_path, LINES[0], noise), record(tmp_path, LINES[1], noise / 4))
    sounds = Sounds(tmp_path, LINES[:2], takes)
    spec = Spec("Radio", true_peak_dbtp=(None, check.of_file(sounds.find(takes[0].id)).true_peak_dbtp + 0.1))
    whole = deliver(sounds.chosen(), Wish(), "Pier", out, sounds.find, spec=spec)
    assert whole.refused_words(spec.title) == "" and not any(one.fails for one in whole.made)
    wish = Wish(Form(".opus", 48_000, 1), way=Way.ZIP)
    packed = deliver(sounds.chosen(), wish, "Pier", out, sounds.find, spec=spec)
    said = packed.refused_words(spec.title)
    assert said.startswith("1 of 2 does not pass Radio as made. “Pier_Mara_1_01.opus”: Its highest peak, at 0:0")
    with zipfile.ZipFile(packed.paths[0]) as archive:
        told = json.loads(archive.read("manifest.json"))["files"]
    assert [len(one["fails"]) for one in told] == [1, 0]


def test_credits_lie_beside_several_files_and_over_nothing(sounds: Sounds, out: Path) -> None:
    (out / "credits.txt").write_text("mine")
    done = deliver(sounds.chosen(), Wish(), "Pier", out, sounds.find, credits="Pier\nby Imara\n")
    assert left(out) == sorted(["credits.txt", "CREDITS (2).txt", *(path.name for path in done.paths)])
    assert (out / "CREDITS (2).txt").read_bytes() == b"Pier\nby Imara\n"
    (zipped,) = deliver(sounds.chosen(), Wish(way=Way.ZIP), "Pier", out, sounds.find, credits="by Imara").paths
    with zipfile.ZipFile(zipped) as archive:
        assert archive.read("CREDITS.txt") == b"by Imara"
    before = left(out)
    deliver(sounds.chosen(), Wish(way=Way.JOINED), "Pier", out, sounds.find, credits="by Imara")
    assert set(left(out)) - set(before) == {"Pier.wav"}, "one file names nobody beside it"


def test_the_plan_says_which_files_exist_and_nothing_is_overwritten(sounds: Sounds, out: Path) -> None:
    (out / "pier_mara_1_02.WAV").write_bytes(b"mine")
    planned = plan(sounds.chosen(), Wish(), "Pier", names_in(out))
    assert planned.words() == "“Pier_Mara_1_02.wav” exists already."
    with pytest.raises(Refused, match="of these names already"):
        deliver(sounds.chosen(), Wish(), "Pier", out, sounds.find)
    both = deliver(sounds.chosen(), Wish(keep_both=True), "Pier", out, sounds.find)
    assert [path.name for path in both.paths] == ["Pier_Mara_1_02 (2).wav", "Pier_Zoë_2_03.wav", "Pier_Mara_3_04.wav"]
    assert len(left(out)) == 4
    assert (out / "pier_mara_1_02.WAV").read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish(pattern="{character}"), "2 files would be called “Mara.wav”"),
        (Wish(pattern="{speaker}"), "is no field"),
        (Wish(Form(".aiff")), "not known"),
        (Wish(Form(".flac", bits=32)), "cannot be like that"),
        (Wish(Form(".opus", 44_100)), "Use 48000 Hz"),
        (Wish(gap_s=1e9), "gap is too long"),
        (Wish(Form(".mp3", kbit=7)), "no such bit rate"),
    ],
)
def test_what_cannot_be_delivered_is_told_before_anything_is_written(
    sounds: Sounds, out: Path, wish: Wish, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        deliver(sounds.chosen(), wish, "Pier", out, sounds.find)
    assert not left(out)


def test_without_a_starred_take_there_is_nothing_to_deliver(sounds: Sounds, out: Path) -> None:
    with pytest.raises(Refused, match="nothing to deliver"):
        deliver(replace(sounds, takes=()).chosen(), Wish(), "Pier", out, sounds.find)


def test_a_take_whose_file_is_gone_is_named_and_nothing_is_written(sounds: Sounds, out: Path) -> None:
    sounds.find(sounds.takes[1].id).unlink()
    with pytest.raises(Damaged, match="take 3 of line 2"):
        deliver(sounds.chosen(), Wish(), "Pier", out, sounds.find)
    assert not left(out)


def test_progress_is_told_to_the_end_and_a_stop_leaves_nothing(sounds: Sounds, out: Path) -> None:
    told: list[float] = []
    deliver(sounds.chosen(), Wish(way=Way.ZIP), "Pier", out, sounds.find, Progress(told.append))
    assert told == sorted(told) and 0.85 <= told[-1] <= 1
    done: list[float] = []
    stopping = Progress(done.append, lambda: bool(done) and done[-1] > 0.3)
    with pytest.raises(Refused, match="stopped"):
        deliver(sounds.chosen(), Wish(keep_both=True), "Pier", out, sounds.find, stopping)
    assert left(out) == ["Pier.zip"]


def test_what_a_killed_delivery_left_is_cleared_by_the_next_one_and_nothing_else(sounds: Sounds, out: Path) -> None:
    """Another delivery that is at work there, another computer's, and a folder of that name that is not ours stay."""
    killed = "import os, signal, sys; from pathlib import Path; from studio import durable\n"
    killed += "with durable.workplace(Path(sys.argv[1]), 'delivery') as place:\n"
    killed += " (place / 'half.wav').write_bytes(b'RIFF'); os.kill(os.getpid(), signal.SIGKILL)"
    assert subprocess.run([sys.executable, "-c", killed, str(out)], check=False).returncode == -signal.SIGKILL
    (left_over,) = out.iterdir()
    assert left_over.name.startswith(".delivery-") and (left_over / "half.wav").exists()
    (out / ".delivery-notes").mkdir()
    elsewhere = out / ".delivery-elsewhere"
    elsewhere.mkdir()
    (elsewhere / ".redbutton").write_text("another computer")
    with durable.workplace(out, "delivery") as working:
        deliver(sounds.chosen(), Wish(), "Pier", out, sounds.find)
        hidden = [name for name in left(out) if name.startswith(".")]
        assert hidden == sorted([working.name, ".delivery-elsewhere", ".delivery-notes"])


def test_a_disk_without_enough_room_is_told_before_the_work(sounds: Sounds, tmp_path: Path) -> None:
    with mounted(tmp_path / "small", "-t", "tmpfs", "-o", "size=160k", "none") as disk:
        with pytest.raises(DiskTrouble, match="not enough room"):
            deliver(sounds.chosen(), Wish(), "Pier", disk, sounds.find)
        assert not left(disk)


@pytest.mark.parametrize("form", [Form(".wav"), Form(".flac"), Form(".mp3", kbit=320)], ids=lambda form: form.ending)
def test_a_disk_that_fills_up_meanwhile_is_told_and_nothing_of_the_set_is_left(
    sounds: Sounds, tmp_path: Path, form: Form
) -> None:
    with mounted(tmp_path / "small", "-t", "tmpfs", "-o", "size=3m", "none") as disk:

        def fill(part: float) -> None:
            with contextlib.suppress(OSError), (disk / "somebody else's").open("ab", buffering=0) as file:
                while True:
                    file.write(bytes(4096))

        with pytest.raises(DiskTrouble, match="The disk is full"):
            deliver(sounds.chosen(), Wish(form), "Pier", disk, sounds.find, Progress(fill))
        assert left(disk) == ["somebody else's"]


def test_a_folder_that_may_not_be_written_to_is_told(sounds: Sounds, tmp_path: Path) -> None:
    with (
        mounted(tmp_path / "fixed", "-t", "tmpfs", "-o", "ro", "none") as disk,
        pytest.raises(DiskTrouble, match="may not write there"),
    ):
        deliver(sounds.chosen(), Wish(), "Pier", disk, sounds.find)
    with pytest.raises(DiskTrouble, match="folder is not there"):
        deliver(sounds.chosen(), Wish(), "Pier", tmp_path / "gone", sounds.find)


def test_a_take_that_is_no_sound_is_told(sounds: Sounds, out: Path) -> None:
    sounds.find(sounds.takes[2].id).write_bytes(b"RIFF\0\0\0\0WAVE")
    with pytest.raises(Damaged, match="take 4 of line 3"):
        deliver(sounds.chosen(), Wish(), "Pier", out, sounds.find)
    assert not left(out)
