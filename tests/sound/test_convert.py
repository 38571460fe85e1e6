"""Sound files by content: what can be heard is opened, what is disguised is refused, nothing is believed from a header."""

from __future__ import annotations

import contextlib
import os
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.errors import Damaged, Refused, StudioError
from studio.sound import convert, guarded, wav
from tests.rig import need, speech

RATE = 48_000


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of a human voice, 48 kHz stereo, 16 bits."""
    prompt = speech.prompts(1)[0]
    path = tmp_path_factory.mktemp("voice") / "voice.wav"
    sound = convert.read_all(prompt, RATE, 2)[RATE : 3 * RATE]
    soundfile.write(path, sound, RATE, subtype="PCM_16")
    return path


def alike(heard: np.ndarray, sound: np.ndarray) -> float:
    """How alike two sounds are, 1.0 at best, wherever an encoder's delay has moved one of them."""
    size = 1 << 18
    a, b = np.fft.rfft(heard[:, 0], size), np.fft.rfft(sound[:, 0], size)
    return float(np.fft.irfft(a * b.conj(), size).max() / np.sqrt((heard[:, 0] ** 2).sum() * (sound[:, 0] ** 2).sum()))


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg", "mp3", "aiff", "caf", "m4a", "aac", "mka", "opus"])
def test_a_voice_is_heard_in_every_usual_format_under_any_name(voice: Path, tmp_path: Path, ending: str) -> None:
    """INP-1: the format is read from the content; the name says nothing."""
    need("ffmpeg")
    made = tmp_path / f"made.{ending}"
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-i", voice, made], check=True)
    misnamed = made.rename(tmp_path / "sound.txt")
    heard = convert.read_all(misnamed, RATE, 2)
    sound = convert.read_all(voice, RATE, 2)
    assert abs(len(heard) - len(sound)) < RATE / 4
    assert alike(heard, sound) > 0.9


def test_rate_and_channels_are_brought_to_what_is_asked(voice: Path) -> None:
    mono = convert.read_all(voice, 44_100, 1)
    assert abs(len(mono) - 2 * 44_100) <= 1 and mono.shape[1] == 1
    wide = convert.read_all(voice, RATE, 4)
    assert wide.shape == (2 * RATE, 4) and not wide[:, 2:].any()


def test_sound_can_be_heard_from_the_middle(voice: Path, tmp_path: Path) -> None:
    flac = tmp_path / "voice.flac"
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-i", voice, flac], check=True)
    whole = np.concatenate(list(convert.open_sound(voice).blocks()))
    for path in (voice, flac):
        assert (np.concatenate(list(convert.open_sound(path).blocks(40_001))) == whole[40_001:]).all()


def test_an_interrupted_flac_gives_what_it_holds(voice: Path, tmp_path: Path) -> None:
    """It claims an unknown or absurd number of frames; nothing is allocated from that."""
    flac = tmp_path / "cut.flac"
    soundfile.write(flac, soundfile.read(voice)[0], RATE)
    data = bytearray(flac.read_bytes())
    data[21:26] = bytes([data[21] & 0xF0 | 0x0F, 0xFF, 0xFF, 0xFF, 0xFF])  # STREAMINFO: 2^36 - 1 frames
    flac.write_bytes(data[: len(data) // 2])
    heard = convert.read_all(flac, RATE, 2)
    sound = convert.read_all(voice, RATE, 2)
    assert RATE / 2 < len(heard) < 2 * RATE
    assert np.abs(heard - sound[: len(heard)]).max() < 1e-4


@pytest.mark.parametrize(
    "text",
    [
        "ffconcat version 1.0\nfile 'secret.wav'\n",
        "#EXTM3U\n#EXTINF:1,\nsecret.wav\n",
        "\ufeff  <svg xmlns='http://www.w3.org/2000/svg'><image href='secret.wav'/></svg>",
        "[playlist]\nFile1=secret.wav\n",
        "just words",
    ],
)
def test_a_disguise_is_refused_in_words(text: str, tmp_path: Path) -> None:
    """INP-1: ffmpeg alone would have read the sibling file."""
    (tmp_path / "secret.wav").write_bytes(b"RIFF")
    path = tmp_path / "song.wav"
    path.write_text(text, "utf-8")
    with pytest.raises(Refused) as told:
        convert.open_sound(path)
    assert told.value.title == "This is not a sound file" and told.value.code == "wrong_kind"
    assert path.exists()


def test_the_guard_itself_lets_no_playlist_reach_another_file(voice: Path, tmp_path: Path) -> None:
    """Even a list that gets past the first look, with its format forced, opens nothing."""
    need("ffmpeg")
    (tmp_path / "secret.wav").write_bytes(voice.read_bytes())
    path = tmp_path / "list.wav"
    path.write_text("ffconcat version 1.0\nfile 'secret.wav'\n")
    for demuxer in ("wav", "mov", "matroska"):
        with pytest.raises(Damaged):
            list(guarded.decode(path, demuxer, RATE, 2))


def test_a_file_that_points_to_another_one_opens_nothing(voice: Path, tmp_path: Path) -> None:
    """A QuickTime file of silence that says its sound lies in a second file (a data reference; `-enable_drefs` would open it)."""
    need("ffmpeg")
    made = tmp_path / "made.mov"
    silence = ["ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", f"anullsrc=r={RATE}:d=2"]
    subprocess.run([*silence, "-c:a", "pcm_s16le", made], check=True)
    made.write_bytes(pointing(made.read_bytes(), voice))
    with contextlib.suppress(StudioError):
        assert not convert.read_all(made, RATE, 2).any()


def pointing(data: bytes, other: Path) -> bytes:
    """A `url ` entry that means the file itself becomes an alias of another one, and all boxes around it as much longer."""
    itself = struct.pack(">I4sI", 12, b"url ", 1)
    assert data.count(itself) == 1
    path = str(other).encode()
    path += b"\0" * (len(path) % 2)
    record = bytes(118) + bytes(16) + bytes(16) + struct.pack(">HH", 2, len(path)) + path + b"\xff\xff\0\0"
    alias = struct.pack(">I4sI", 12 + len(record), b"alis", 0) + record
    longer, at = bytearray(data), data.index(b"moov")
    for box in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        at = data.index(box, at)
        size = int.from_bytes(data[at - 4 : at]) + len(alias) - len(itself)
        longer[at - 4 : at] = size.to_bytes(4)
    return bytes(longer).replace(itself, alias)


def test_an_empty_file_is_called_empty(tmp_path: Path) -> None:
    path = tmp_path / "nothing.wav"
    path.touch()
    with pytest.raises(Damaged, match="empty"):
        convert.open_sound(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes among its files")
def test_a_pipe_is_refused_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    with pytest.raises(Refused, match="not a file"):
        convert.open_sound(tmp_path / "pipe.wav")


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from((b"RIFF\x10\0\0\0WAVE", b"fLaC", b"OggS", b"ID3\x03", b"FORM", b"caff", b"")),
    st.binary(max_size=120),
)
def test_any_bytes_are_sound_or_a_word_about_it(tmp_path: Path, start: bytes, rest: bytes) -> None:
    path = tmp_path / os.urandom(6).hex()
    path.write_bytes(start + rest)
    try:
        heard = convert.read_all(path, RATE, 1)
        assert heard.shape[1] == 1 and len(heard) < RATE * 60
    except StudioError as error:
        assert error.title and error.advice


def test_a_wav_that_promises_the_moon_gives_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "moon.wav"
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE * 2, 2, 16)
    path.write_bytes(b"RIFF\xff\xff\xff\xffWAVE" + fmt + b"data\xf0\xff\xff\xff" + b"\1\0" * 100)
    assert len(convert.read_all(path, RATE, 1)) == 100


def test_a_sound_longer_than_the_booth_takes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "long.wav"
    soundfile.write(path, np.zeros(RATE * 3), RATE)
    monkeypatch.setattr(convert, "MAX_READ_S", 2)
    with pytest.raises(Refused, match="too long"):
        convert.read_all(path, RATE, 1)


def test_a_decoder_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """INP-1: time is limited; three sparse gigabytes of silence take longer."""
    need("ffmpeg")
    path = tmp_path / "endless.wav"
    path.write_bytes(wav.header(RATE, 1, 16, 3 << 30))
    os.truncate(path, 3 << 30)
    monkeypatch.setattr(guarded, "_WALL_S", 0.3)
    blocks = guarded.decode(path, "wav", RATE, 1)
    with pytest.raises(Damaged):
        assert sum(map(len, blocks)) < 6 << 30


def test_a_decoder_has_a_limit_of_memory(tmp_path: Path) -> None:
    """INP-1: the limits are the child's own, set before it has read much."""
    need("prlimit")
    child = subprocess.Popen(["sleep", "60"])
    guarded._limit(child.pid)
    told = subprocess.check_output(["prlimit", "--pid", str(child.pid), "--as", "--cpu", "-o", "HARD", "--noheadings"])
    child.kill()
    child.wait()
    assert [int(word) for word in told.split()] == [guarded.MEMORY_BYTES, guarded.CPU_S]


@pytest.mark.parametrize(("rate_hz", "channels"), [(44_100, 1), (48_000, 2), (22_050, 1)])
def test_an_m4a_is_opened_as_it_is_and_as_loud_as_it_is(tmp_path: Path, rate_hz: int, channels: int) -> None:
    need("ffmpeg")
    wave = np.tile(0.5 * np.sin(2 * np.pi * 440 * np.arange(rate_hz) / rate_hz)[:, None], channels)
    soundfile.write(tmp_path / "tone.wav", wave, rate_hz)
    made = tmp_path / "tone.m4a"
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-i", tmp_path / "tone.wav", made], check=True)
    sound = convert.open_sound(made)
    assert (sound.rate_hz, sound.channels) == (rate_hz, channels)
    heard = np.concatenate(list(sound.blocks()))
    middle = heard[rate_hz // 4 : rate_hz // 2]
    assert np.abs(middle).max(axis=0) == pytest.approx([0.5] * channels, abs=0.02)


def test_an_m4a_whose_table_stands_far_behind_its_sound_is_read_whole(tmp_path: Path) -> None:
    """As phones write them: 10 s are more than the 64 KiB that ffmpeg reads ahead by itself."""
    need("ffmpeg")
    made = tmp_path / "memo.m4a"
    noise = ("-f", "lavfi", "-i", "anoisesrc=d=10:a=0.1:r=48000:seed=1", "-b:a", "192k")
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", *noise, made], check=True)
    data = made.read_bytes()
    assert data.index(b"moov") > 1 << 16
    assert sum(map(len, convert.open_sound(made).blocks())) == pytest.approx(480_000, abs=2_048)
