"""A take with edits, as it is heard: against plain numpy, wherever listening begins, and in words where a file is gone."""

from __future__ import annotations

import random
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soxr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.domain.edits import (
    Centre,
    Comp,
    Edit,
    Fades,
    Fill,
    Gain,
    Pad,
    Piece,
    Punch,
    Quieten,
    Remove,
    Trim,
    edited,
)
from studio.domain.ids import TakeId
from studio.errors import Damaged
from studio.sound.editing import BLOCK, open_edited, write_edited
from studio.sound.levels import dbfs
from studio.sound.pcm import Floats, decode, encode
from studio.sound.true_peak import TruePeak
from studio.sound.wav import HEADER_BYTES, header

from .edited_takes import RATE_HZ, files_in, noise, plain, read, take_in, take_of, with_edits

A, B = TakeId("a"), TakeId("b")
FRAMES = 40_000
PLACES = st.integers(-100, FRAMES + 100)
PIECES = st.builds(Piece, st.sampled_from((A, B)), st.integers(0, 30_000), st.integers(1, 10_000))
TONES = st.none() | st.builds(Piece, st.just(A), st.integers(0, 20_000), st.integers(1, 9_000))
PLAIN_EDITS: st.SearchStrategy[Edit] = st.one_of(
    st.builds(Trim, PLACES, PLACES),
    st.builds(Remove, PLACES, PLACES),
    st.builds(Fill, PLACES, PLACES, TONES),
    st.builds(Pad, st.integers(0, 3_000), st.integers(0, 3_000), TONES),
    st.builds(Punch, PLACES, PIECES),
    st.builds(Comp, st.lists(PIECES, min_size=1, max_size=5).map(tuple)),
    st.builds(Gain, st.floats(-20, 20)),
    st.builds(Fades, st.integers(0, 50_000), st.integers(0, 50_000)),
    st.builds(Centre, st.tuples(st.floats(-0.1, 0.1))),
)
LOUD_EDITS: st.SearchStrategy[Edit] = st.one_of(
    st.builds(Gain, st.floats(10, 30), st.floats(-12, -1)), st.builds(Quieten, st.floats(3, 20))
)


@pytest.fixture
def two(tmp_path: Path) -> Path:
    take_of(tmp_path, "a", noise(FRAMES / RATE_HZ, seed=1))
    take_of(tmp_path, "b", noise(FRAMES / RATE_HZ, seed=2))
    return tmp_path


def heard(folder: Path, *edits: Edit, start: int = 0) -> Floats:
    take = with_edits(take_in(folder), *edits)
    return np.concatenate([np.zeros((0, 1), np.float32), *open_edited(take, files_in(folder)).blocks(start)])


@pytest.mark.parametrize("bits", [16, 24, 32])
def test_a_take_without_edits_passes_sample_for_sample(tmp_path: Path, bits: int) -> None:
    sound = noise(1.3, channels=2)
    take = take_of(tmp_path, "a", sound, bits=bits)
    write_edited(take, files_in(tmp_path), tmp_path / "out.wav", bits)
    assert (tmp_path / "out.wav").read_bytes() == (tmp_path / "a.wav").read_bytes()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PLAIN_EDITS, min_size=1, max_size=6))
def test_what_is_heard_is_what_plain_numpy_makes_of_it(two: Path, edits: list[Edit]) -> None:
    take = with_edits(take_in(two), *edits)
    ours, theirs = heard(two, *edits), plain(take, two)
    assert ours.shape == theirs.shape
    assert dbfs(float(np.abs(ours - theirs).max())) <= -120 + max(dbfs(float(np.abs(theirs).max())), 0)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(PLAIN_EDITS, LOUD_EDITS), max_size=6), st.integers(0, FRAMES))
def test_a_frame_is_the_same_wherever_listening_began(two: Path, edits: list[Edit], start: int) -> None:
    np.testing.assert_array_equal(heard(two, *edits, start=start), heard(two, *edits)[start:])


def test_a_cut_is_no_click(tmp_path: Path) -> None:
    """Half a wave is cut out of a low tone: the steps stay as small as the tone's own."""
    tone = 0.5 * np.sin(2 * np.pi * 100 * np.arange(RATE_HZ) / RATE_HZ).astype(np.float32)[:, None]
    take_of(tmp_path, "a", tone)
    cut = heard(tmp_path, Remove(20_040, 20_280))
    assert np.abs(np.diff(cut[:, 0])).max() < 2 * np.abs(np.diff(tone[:, 0])).max()


def test_nothing_of_what_was_silenced_is_heard(tmp_path: Path) -> None:
    sound = np.zeros((RATE_HZ, 1), np.float32)
    sound[10_000:12_000] = 0.9
    take_of(tmp_path, "a", sound)
    assert not heard(tmp_path, Fill(10_000, 12_000)).any()


def test_nothing_old_is_heard_after_a_punch(tmp_path: Path) -> None:
    take_of(tmp_path, "a", np.full((RATE_HZ, 1), 0.5, np.float32))
    take_of(tmp_path, "b", np.zeros((RATE_HZ, 1), np.float32))
    punched = heard(tmp_path, Punch(20_000, Piece(B, 4_800, 20_000)))
    assert punched[20_000 - 480 - 1] == np.float32(0.5) and not punched[20_000:].any()


def test_room_tone_goes_on_without_a_seam(tmp_path: Path) -> None:
    """Its level, over windows of 20 ms, is everywhere about that of the room."""
    take_of(tmp_path, "a", noise(2, level=0.01))
    sound = heard(tmp_path, Pad(0, 10 * RATE_HZ, Piece(A, 0, RATE_HZ)))
    levels = sound[: len(sound) // 960 * 960].reshape(-1, 960).std(axis=1)
    assert levels.min() > 0.008 and levels.max() < 0.012


@pytest.mark.parametrize("ceiling", [-1.0, -6.0])
def test_no_true_peak_exceeds_the_ceiling(tmp_path: Path, ceiling: float) -> None:
    take_of(tmp_path, "a", noise(2, level=0.2) * np.linspace(0, 1, 2 * RATE_HZ, dtype=np.float32)[:, None])
    sound = heard(tmp_path, Gain(12, ceiling))
    peak = TruePeak(RATE_HZ, 1)
    peak.write(np.ascontiguousarray(sound.T))
    assert ceiling - 0.5 < peak.dbtp() <= ceiling


def test_the_limiter_leaves_what_is_low_enough(two: Path) -> None:
    np.testing.assert_array_equal(heard(two, Gain(-10, -1.0)), heard(two, Gain(-10)))


def test_the_room_becomes_quieter_and_the_voice_stays(tmp_path: Path) -> None:
    sound = noise(4, level=0.003)
    voice = 0.3 * np.sin(2 * np.pi * 400 * np.arange(RATE_HZ) / RATE_HZ)
    sound[RATE_HZ : 2 * RATE_HZ, 0] += voice.astype(np.float32)
    take_of(tmp_path, "a", sound)
    quieter = heard(tmp_path, Quieten(12))
    room, there = slice(3 * RATE_HZ, None), slice(RATE_HZ + 4_800, 2 * RATE_HZ - 4_800)
    assert -13 < dbfs(quieter[room].std() / sound[room].std()) < -10
    assert abs(dbfs(quieter[there].std() / sound[there].std())) < 0.05


def test_a_take_at_another_rate_is_converted(tmp_path: Path) -> None:
    tone = (0.5 * np.sin(2 * np.pi * 300 * np.arange(44_100 * 3) / 44_100)).astype(np.float32)[:, None]
    take_of(tmp_path, "a", noise(1))
    take_of(tmp_path, "b", np.repeat(tone, 2, axis=1), rate_hz=44_100, bits=32)
    sound = heard(tmp_path, Comp((Piece(B, 4_000, 2 * RATE_HZ),)))
    whole = soxr.resample(tone[:, 0], 44_100, RATE_HZ, quality="VHQ")
    assert sound.shape == (2 * RATE_HZ, 1)
    assert dbfs(float(np.abs(sound[:, 0] - whole[4_000 : 4_000 + 2 * RATE_HZ]).max())) < -120


def test_a_take_whose_file_is_gone_is_told_in_words(two: Path) -> None:
    take = with_edits(take_in(two), Comp((Piece(A, 0, 30_000), Piece(B, 0, 30_000))))
    rendered = open_edited(take, files_in(two))
    (two / "b.wav").unlink()
    with pytest.raises(Damaged, match="gone"):
        list(rendered.blocks())
    with pytest.raises(Damaged, match="gone"):
        open_edited(take, files_in(two))
    with pytest.raises(Damaged):
        write_edited(take, files_in(two), two / "out.wav")
    assert not (two / "out.wav").exists()


def test_a_file_that_is_there_is_never_written_over(two: Path) -> None:
    with pytest.raises(FileExistsError):
        write_edited(with_edits(take_in(two), Trim(0, 100)), files_in(two), two / "b.wav")
    assert len(read(two / "b.wav")) == FRAMES


def test_a_take_of_two_hours_with_5_000_edits_is_heard_from_anywhere(tmp_path: Path) -> None:
    """Its file is a hole with a little sound at the end."""
    frames, there = 2 * 3_600 * RATE_HZ, tmp_path / "a.wav"
    there.write_bytes(header(RATE_HZ, 1, 16, 2 * frames))
    with there.open("r+b") as file:
        file.truncate(HEADER_BYTES + 2 * frames)
        file.seek(-2 * RATE_HZ, 2)
        file.write(encode(noise(1), 16))
    places = random.Random(1).sample(range(0, frames - 20 * RATE_HZ, RATE_HZ), 5_000)
    edits = [(Remove if at % 2 else Fill)(at, at + RATE_HZ // 10) for at in places]
    take = with_edits(take_in(tmp_path), *edits, Remove(0, RATE_HZ))
    rendered = open_edited(take, files_in(tmp_path))
    end = next(rendered.blocks(rendered.frames - RATE_HZ))
    np.testing.assert_array_equal(end, decode(encode(noise(1), 16), 16, 1)[: len(end)])
    assert rendered.frames == edited(take).frames


def test_memory_does_not_grow_with_the_length(tmp_path: Path) -> None:
    take_of(tmp_path, "a", noise(20))
    removed = [Remove(at, at + 100) for at in range(0, 200_000, 1_000)]
    rendered = open_edited(with_edits(take_in(tmp_path), *removed, Gain(20, -1)), files_in(tmp_path))
    tracemalloc.start()
    frames = sum(len(block) for block in rendered.blocks())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert frames == rendered.frames == 20 * RATE_HZ - 20_000
    assert most < 200 * BLOCK * 4
