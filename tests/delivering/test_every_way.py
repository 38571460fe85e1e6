"""Each kind of file leaves each way: it says how far it is, can be stopped, and is what its name says."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path

import pytest
import soundfile

from studio.delivering import Way, Wish, deliver
from studio.delivering.wish import BITS, KBIT, RATES_HZ, rates_of
from studio.domain.progress import Progress
from studio.errors import Refused
from studio.sound import check
from studio.sound.packing import ENDINGS, Form
from tests.rig import need

from .conftest import Sounds, left

FORMS = [Form(ending, kbit=KBIT.get(ending, (0,))[0]) for ending in ENDINGS]
named = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.ending)


@named
@pytest.mark.parametrize("way", Way)
def test_it_says_how_far_it_is_and_what_is_made_is_a_sound(sounds: Sounds, out: Path, way: Way, form: Form) -> None:
    if form.ending == ".m4a":
        need("ffmpeg")
    told: list[float] = []
    wish = Wish(form, way=way, slate=way is Way.JOINED)
    done = deliver(sounds.chosen(), wish, "Pier", out, sounds.find, Progress(told.append))
    assert told == sorted(told) and len(told) > 3 and 0.85 <= told[-1] <= 1
    paths = done.paths
    if way is Way.ZIP:
        with zipfile.ZipFile(paths[0]) as archive:
            sounding = [name for name in archive.namelist() if name.endswith(form.ending)]
            paths = tuple(Path(archive.extract(name, out / "unzipped")) for name in sounding)
    assert len(paths) == (1 if way is Way.JOINED else 3)
    for path, made in zip(paths, done.made, strict=True):
        found = check.of_file(path)
        assert (found.format, found.sample_rate_hz, found.channels) == (form.ending[1:], form.rate_hz, form.channels)
        assert found.duration_s == pytest.approx(made.duration_s, abs=0.06)


@named
@pytest.mark.parametrize("way", Way)
def test_a_stop_leaves_nothing(sounds: Sounds, out: Path, way: Way, form: Form) -> None:
    if form.ending == ".m4a":
        need("ffmpeg")
    told: list[float] = []
    stopping = Progress(told.append, lambda: bool(told) and told[-1] > 0.4)
    with pytest.raises(Refused, match="stopped"):
        deliver(sounds.chosen(), Wish(form, way=way), "Pier", out, sounds.find, stopping)
    assert not left(out)


@pytest.mark.parametrize(
    "form", [Form(ending, rate_hz) for ending in ENDINGS if ending != ".m4a" for rate_hz in rates_of(ending)], ids=str
)
def test_every_rate_that_is_offered_can_be_made(sounds: Sounds, out: Path, form: Form) -> None:
    assert form.rate_hz in RATES_HZ
    done = deliver(sounds.chosen(sounds.lines[:1]), Wish(form), "Pier", out, sounds.find)
    assert check.of_file(done.paths[0]).sample_rate_hz == form.rate_hz


@pytest.mark.parametrize(("ending", "bits"), [(ending, bits) for ending, several in BITS.items() for bits in several])
def test_a_file_has_the_bits_that_were_chosen(sounds: Sounds, out: Path, ending: str, bits: int) -> None:
    done = deliver(sounds.chosen(), Wish(Form(ending, bits=bits)), "Pier", out, sounds.find)
    subtype = {16: "PCM_16", 24: "PCM_24", 32: "FLOAT"}[bits]
    assert {soundfile.info(path).subtype for path in done.paths} == {subtype}


@pytest.mark.parametrize("kbit", KBIT[".mp3"])
def test_an_mp3_keeps_to_its_bit_rate(sounds: Sounds, out: Path, kbit: int) -> None:
    done = deliver(sounds.chosen(), Wish(Form(".mp3", 44_100, 1, kbit=kbit)), "Pier", out, sounds.find)
    for path in done.paths:
        found = check.of_file(path)
        assert (found.bitrate_kbit, found.constant_bitrate) == (kbit, True)


def test_an_m4a_is_aac_as_ffprobe_reads_it(sounds: Sounds, out: Path) -> None:
    need("ffmpeg", "ffprobe")
    done = deliver(sounds.chosen(), Wish(Form(".m4a", 44_100, 2, kbit=256)), "Pier", out, sounds.find)
    for path in done.paths:
        command = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", str(path)]
        (stream,) = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["streams"]
        assert (stream["codec_name"], stream["sample_rate"], stream["channels"]) == ("aac", "44100", 2)
