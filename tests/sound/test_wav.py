"""The crash-proof file: what is written comes back, at every cut, in every reader, beyond 4 GiB."""

from __future__ import annotations

import os
import shutil
import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as some

from studio.errors import Damaged
from studio.sound import wav
from studio.sound.pcm import decode, encode
from tests.rig import need

blocks = some.arrays(
    np.float32,
    st.tuples(st.integers(0, 50), st.integers(1, 3)),
    elements=st.floats(-1.5, 1.5, width=32),
)
same_folder = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def noise(frames: int, channels: int = 1) -> np.ndarray:
    return np.random.default_rng(frames).uniform(-1, 1, (frames, channels)).astype(np.float32)


@given(blocks, st.sampled_from((16, 24)))
def test_samples_come_back_as_near_as_the_bits_allow(block: np.ndarray, bits: int) -> None:
    back = decode(encode(block, bits), bits, block.shape[1])
    top = 1 << (bits - 1)
    assert back.shape == block.shape
    assert np.abs(back - block.clip(-1, (top - 1) / top)).max(initial=0) <= 0.5001 / top + 1e-7


@given(st.lists(st.integers(-32768, 32767), max_size=50))
def test_sixteen_bit_values_pass_through_twenty_four_bits_exactly(values: list[int]) -> None:
    samples = (np.array(values) / 32768).astype(np.float32).reshape(-1, 1)
    assert (decode(encode(samples, 24), 24, 1) == samples).all()


@same_folder
@given(st.lists(blocks.filter(lambda b: b.shape[1] == 2), max_size=4), st.sampled_from((16, 24)))
def test_what_is_written_is_read_again(tmp_path: Path, pieces: list[np.ndarray], bits: int) -> None:
    path = tmp_path / f"{os.urandom(6).hex()}.wav"
    writer = wav.WavWriter(path, 44_100, 2, bits)
    for piece in pieces:
        writer.write(piece)
    writer.close()
    whole = np.concatenate([np.zeros((0, 2), np.float32), *pieces])
    with wav.WavReader(path) as reader:
        assert (reader.format.rate_hz, reader.format.bits, reader.format.frames) == (44_100, bits, len(whole))
        assert (reader.read(0, 10**9) == decode(encode(whole, bits), bits, 2)).all()
        assert (reader.read(7, 5) == decode(encode(whole[7:12], bits), bits, 2)).all()


@same_folder
@given(st.data())
def test_a_file_cut_anywhere_keeps_every_whole_frame_before_the_cut(tmp_path: Path, data: st.DataObject) -> None:
    """REC-2: the length of the file decides, whatever the header says."""
    channels = data.draw(st.integers(1, 2))
    path = tmp_path / f"{os.urandom(6).hex()}.wav"
    writer = wav.WavWriter(path, 48_000, channels)
    sound = noise(300, channels)
    writer.write(sound[:100])
    writer.settle()
    writer.write(sound[100:])
    writer.flush()
    cut = data.draw(st.integers(wav.HEADER_BYTES, path.stat().st_size))
    os.truncate(path, cut)
    with wav.WavReader(path) as reader:
        frames = (cut - wav.HEADER_BYTES) // (3 * channels)
        assert reader.format.frames == frames
        assert (reader.read(0, 1000) == decode(encode(sound[:frames], 24), 24, channels)).all()
    writer.close()


def test_a_file_in_progress_opens_everywhere_with_all_but_its_last_second(tmp_path: Path) -> None:
    """REC-4: soundfile, the standard library's wave, ffmpeg and sox, between two settlings."""
    need("ffmpeg", "sox")
    path = tmp_path / "running.wav"
    writer = wav.WavWriter(path, 48_000, 1)
    sound = noise(48_000 * 3)
    for at in range(0, len(sound), 960):
        writer.write(sound[at : at + 960])
        if at % 9_600 == 0:
            writer.settle()
    assert writer.frames == len(sound)
    least = len(sound) - 48_000
    read, rate_hz = soundfile.read(path, dtype="float32")
    assert rate_hz == 48_000 and len(read) >= least
    assert np.abs(read[:least] - sound[:least, 0]).max() < 1e-6
    with wave.open(str(path)) as opened:
        assert opened.getnframes() >= least and len(opened.readframes(least)) == least * 3
    raw = ["-f", "s16le", "-"]
    heard = subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-i", path, *raw], capture_output=True, check=True)
    assert len(heard.stdout) >= least * 2
    mixed = subprocess.run(["sox", path, "-t", "raw", "-b", "16", "-e", "signed", "-"], capture_output=True, check=True)
    assert len(mixed.stdout) >= least * 2
    writer.close()


def test_beyond_four_gib_the_file_becomes_rf64_in_place(tmp_path: Path) -> None:
    """REC-5: a sparse file of 4.5 GiB; every frame counted, the first and last ones there."""
    path = tmp_path / "long.wav"
    writer = wav.WavWriter(path, 48_000, 2)
    first, last = noise(1_000, 2), noise(777, 2)
    writer.write(first)
    writer.settle()
    assert path.read_bytes()[:4] == b"RIFF"
    hole = (9 << 29) // writer.align
    writer._end += hole * writer.align  # a stretch of silence that costs no room
    writer.write(last)
    writer.settle()
    with wav.WavReader(path) as running:
        assert running.format.frames == 1_000 + hole + 777
    writer.close()
    with wav.WavReader(path) as reader:
        assert (reader.read(1_000 + hole, 1_000) == decode(encode(last, 24), 24, 2)).all()
        assert (reader.read(0, 1_000) == decode(encode(first, 24), 24, 2)).all()
    told = soundfile.info(str(path))
    assert (told.format, told.frames) == ("RF64", 1_000 + hole + 777)
    if shutil.which("ffprobe"):
        probe = ["ffprobe", "-v", "error", "-show_entries", "stream=duration_ts", "-of", "csv=p=0"]
        assert int(subprocess.check_output([*probe, path])) == 1_000 + hole + 777


def test_a_name_is_never_taken_twice(tmp_path: Path) -> None:
    """REC-12."""
    path = tmp_path / "take.wav"
    path.write_text("mine")
    with pytest.raises(FileExistsError):
        wav.WavWriter(path, 48_000, 1)
    assert path.read_text() == "mine"


def test_an_odd_number_of_bytes_is_padded_as_riff_asks(tmp_path: Path) -> None:
    path = tmp_path / "odd.wav"
    writer = wav.WavWriter(path, 48_000, 1)
    writer.write(noise(3))
    writer.close()
    assert path.stat().st_size == wav.HEADER_BYTES + 9 + 1
    assert wav.look(path).frames == 3 and soundfile.info(str(path)).frames == 3


def test_silence_stands_where_frames_were_lost(tmp_path: Path) -> None:
    """REC-8."""
    path = tmp_path / "gap.wav"
    writer = wav.WavWriter(path, 48_000, 2)
    writer.write(np.full((10, 2), 0.5, np.float32))
    writer.silence(20)
    writer.write(np.full((5, 2), 0.5, np.float32))
    writer.close()
    with wav.WavReader(path) as reader:
        assert (reader.read(0, 99)[:, 0] != 0).tolist() == [True] * 10 + [False] * 20 + [True] * 5


@same_folder
@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_are_a_format_or_damaged_and_nothing_else(tmp_path: Path, data: bytes, begin_well: bool) -> None:
    path = tmp_path / "any.wav"
    path.write_bytes((b"RIFF\xff\xff\xff\xffWAVE" if begin_well else b"") + data)
    try:
        assert wav.look(path).frames * wav.look(path).align <= len(data)
    except Damaged as error:
        assert error.advice


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
def test_wav_files_of_other_programs_are_read(tmp_path: Path, subtype: str) -> None:
    path = tmp_path / "other.wav"
    sound = noise(500, 2) * 0.9
    soundfile.write(path, sound, 32_000, subtype=subtype)
    with path.open("ab") as file:
        file.write(b"LIST\x04\0\0\0INFO")
    with wav.WavReader(path) as reader:
        assert reader.format.frames == 500
        assert np.abs(reader.read(0, 500) - sound).max() < 0.01


def test_a_file_that_holds_more_than_sound_is_not_bare(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    writer = wav.WavWriter(path, 48_000, 1, 24)
    writer.write(np.zeros((101, 1), np.float32))
    writer.close()
    assert wav.is_bare(path)
    plain = path.read_bytes()
    for other in (
        plain + b"LIST\4\0\0\0here",
        plain[:30] + b"here" + plain[34:],
        plain[:60],
        b"",
        b"RIFF" + bytes(200),
    ):
        path.write_bytes(other)
        assert not wav.is_bare(path)
    soundfile.write(path, np.zeros(100), 48_000)
    assert not wav.is_bare(path)
