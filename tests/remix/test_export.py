"""Exported files are the mix, as a file and from the command line."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from studio.__main__ import main
from studio.domain.remix import Remix
from studio.errors import Refused, StudioError
from studio.paths import DataFolder
from studio.remix import file
from studio.remix.export import Wish, export
from studio.remix.render import Mix
from studio.remix.whereabouts import Whereabouts
from studio.store.media import MediaFolder
from tests.rig import need

from .made import Sounds, a_clip, a_lane, a_remix, noise


@pytest.fixture
def sounds(tmp_path: Path) -> Sounds:
    return Sounds(tmp_path)


@pytest.fixture
def remix(sounds: Sounds) -> Remix:
    voice, rain = sounds.add(noise(100_000, 1, 1), record="r1"), sounds.add(noise(120_000, 2, 2), record="r2")
    lanes = (
        a_lane(a_clip(voice, 5_000), id="l1", name="Voice: first/take"),
        a_lane(a_clip(rain, id="d"), id="l2", gain_db=-9.0, pan=0.3, name="Rain"),
        a_lane(a_clip(rain, id="e"), id="l3", muted=True),
    )
    return a_remix((voice, rain), *lanes)


def mixed(remix: Remix, sounds: Sounds) -> np.ndarray:
    with Mix(remix, sounds.find) as mix:
        return mix.read(0, remix.frames)


@pytest.mark.parametrize(
    ("name", "bits", "step"),
    [("m.wav", 16, 2**-15), ("m.wav", 24, 2**-23), ("m.wav", 32, 0), ("m.flac", 16, 2**-15), ("m.flac", 24, 2**-23)],
)
def test_a_lossless_file_holds_the_mix(
    remix: Remix, sounds: Sounds, tmp_path: Path, name: str, bits: int, step: float
) -> None:
    exported = export(remix, sounds.find, tmp_path / name, Wish(bits))
    found, rate_hz = soundfile.read(tmp_path / name, dtype="float64")
    wanted = mixed(remix, sounds)
    assert (rate_hz, len(found), exported.frames) == (48_000, 120_000, 120_000)
    assert np.abs(found - wanted).max() <= 1.01 * step
    assert exported.peak_dbfs == pytest.approx(20 * math.log10(np.abs(wanted).max()), abs=1e-3)
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("name", ["m.mp3", "m.ogg"])
def test_a_packed_file_sounds_like_the_mix(remix: Remix, sounds: Sounds, tmp_path: Path, name: str) -> None:
    wave = 0.4 * np.sin(2 * np.pi * 440 * np.arange(96_000) / 48_000)
    tone = sounds.add(wave[:, None].astype(np.float32), "FLOAT")
    export(a_remix((tone,), a_lane(a_clip(tone))), sounds.find, tmp_path / name, Wish())
    found, rate_hz = soundfile.read(tmp_path / name)
    spectrum = np.abs(np.fft.rfft(found[20_000:68_000, 0]))
    assert rate_hz == 48_000
    assert int(spectrum.argmax()) == 440
    assert len(found) == pytest.approx(96_000, abs=2_500)


def test_the_stems_add_up_to_the_mix(remix: Remix, sounds: Sounds, tmp_path: Path) -> None:
    exported = export(remix, sounds.find, tmp_path / "m.wav", Wish(32, stems=True))
    assert [path.name for path in exported.stems] == ["01 Voice- first-take.wav", "02 Rain.wav"]
    stems = [soundfile.read(path, dtype="float32")[0] for path in exported.stems]
    assert np.abs(sum(stems) - mixed(remix, sounds)).max() <= 1e-6


@pytest.mark.parametrize("lufs", [-16.0, -30.0])
def test_a_wished_loudness_is_reached_as_ffmpeg_hears_it(
    remix: Remix, sounds: Sounds, tmp_path: Path, lufs: float
) -> None:
    need("ffmpeg")
    out = tmp_path / "m.wav"
    exported = export(replace(remix, limiter=True), sounds.find, out, Wish(lufs=lufs))
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-i", str(out), "-filter_complex", "ebur128", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    heard = float(said.rsplit("I:", 1)[1].split("LUFS")[0])
    assert exported.lufs == pytest.approx(lufs, abs=0.2)
    assert heard == pytest.approx(lufs, abs=0.2)


def test_a_loudness_is_reached_against_the_limiter_too(sounds: Sounds, tmp_path: Path) -> None:
    hum = 0.05 * np.sin(2 * np.pi * 200 * np.arange(96_000) / 48_000)
    hum[::4_800] = 0.9
    loud = sounds.add(hum[:, None].astype(np.float32), "FLOAT")
    remix = a_remix((loud,), a_lane(a_clip(loud)), limiter=True)
    exported = export(remix, sounds.find, tmp_path / "m.wav", Wish(lufs=-14))
    assert exported.lufs == pytest.approx(-14, abs=0.1)
    assert -0.92 < exported.peak_dbfs < 0


def test_silence_stays_silence_at_any_loudness(sounds: Sounds, tmp_path: Path) -> None:
    silence = sounds.add(np.zeros((50_000, 1), np.float32))
    exported = export(a_remix((silence,), a_lane(a_clip(silence))), sounds.find, tmp_path / "m.wav", Wish(lufs=-16))
    assert (exported.lufs, exported.gain_db, exported.peak_dbfs) == (-math.inf, 0, -math.inf)


@pytest.mark.parametrize(
    ("name", "wish"), [("m.xyz", Wish()), ("m.flac", Wish(32)), ("m.wav", Wish(lufs=5)), ("0.wav", Wish())]
)
def test_what_cannot_be_written_is_refused_before_the_work_begins(
    remix: Remix, sounds: Sounds, tmp_path: Path, name: str, wish: Wish
) -> None:
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Refused):
        export(remix, sounds.find, tmp_path / name, wish)
    assert sorted(tmp_path.iterdir()) == before


def test_an_export_that_fails_leaves_nothing_behind(remix: Remix, sounds: Sounds, tmp_path: Path) -> None:
    sounds.find(remix.materials[1]).write_bytes(b"RIFF")
    for name in ("m.wav", "m.flac"):
        with pytest.raises(StudioError):
            export(remix, sounds.find, tmp_path / name, Wish())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.wav", "1.wav"]


@pytest.fixture
def on_disk(remix: Remix, sounds: Sounds, tmp_path: Path) -> Path:
    """The remix as a file: one sound beside it, the other among the media of the studio."""
    media = MediaFolder(DataFolder.open(tmp_path / "data").media)
    voice, rain = remix.materials
    media.add_file(sounds.find(rain))
    folder = tmp_path / "kit"
    folder.mkdir()
    sounds.find(voice).rename(folder / "voice.wav")
    file.save(replace(remix, materials=(replace(voice, file="voice.wav"), rain)), folder / "night.remix")
    return folder / "night.remix"


def test_the_command_renders_and_tells_who_is_heard(
    on_disk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "night.flac"
    words = ["render", str(on_disk), "-o", str(out), "--stems", "--loudness", "-20", "--json"]
    assert main([*words, "--data", str(tmp_path / "data")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["file"] == str(out) and soundfile.info(out).frames == told["frames"] == 120_000
    assert told["lufs"] == pytest.approx(-20, abs=0.2)
    assert [Path(path).name for path in told["stems"]] == ["01 Voice- first-take.wav", "02 Rain.wav"]
    assert {source["record_id"]: round(source["seconds"], 1) for source in told["sources"]} == {"r1": 2.1, "r2": 2.5}
    assert main([*words, "--data", str(tmp_path / "data")]) == 1
    assert "exists already" in capsys.readouterr().err


def test_the_command_says_which_sound_is_not_here(on_disk: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "studio", "render", on_disk, "-o", tmp_path / "x.wav", "--data", tmp_path / "other"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "A sound of this remix is not on this computer" in done.stderr
    assert not (tmp_path / "x.wav").exists()


def test_a_sound_beside_the_remix_must_be_the_one_it_was_made_with(on_disk: Path, tmp_path: Path) -> None:
    remix = file.load(on_disk)
    find = Whereabouts(on_disk.parent, tmp_path / "data")
    assert find(remix.materials[0]) == (on_disk.parent / "voice.wav").resolve()
    (on_disk.parent / "voice.wav").write_bytes(b"another")
    with pytest.raises(StudioError, match="not the one it was made with"):
        find(remix.materials[0])
    (on_disk.parent / "voice.wav").unlink()
    (on_disk.parent / "voice.wav").symlink_to("/etc/hostname")
    with pytest.raises(Refused, match="lies elsewhere"):
        find(remix.materials[0])
