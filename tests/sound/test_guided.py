"""A take and its guide together, by content: the take holds what was heard of the guide, and both must be one sound."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from studio.domain.edits import CROSS_FADE_S, Comp, Edit, Pad, Piece, Punch, Remove, Trim, edited, guide_at
from studio.domain.ids import TakeId
from studio.domain.take import Take
from studio.sound.convert import conformed
from studio.sound.editing import open_edited
from studio.sound.guided import GUIDE
from studio.sound.heard import EditedTake, WithGuide, opened
from studio.sound.pcm import Floats

from .edited_takes import RATE_HZ, files_in, noise, take_of, with_edits

FADED = round(CROSS_FADE_S * RATE_HZ)
SONG = noise(1.5, channels=2, seed=3)


def sung(folder: Path, at: int, rate_hz: int = RATE_HZ) -> Take:
    """A take of two seconds in which the song was heard from frame `at` on, and nothing else."""
    soundfile.write(folder / "song.wav", SONG, RATE_HZ, subtype="FLOAT")
    heard = np.concatenate(list(conformed([SONG], RATE_HZ, rate_hz, 2)))[max(0, -at) :]
    sound = np.zeros((2 * rate_hz, 2), np.float32)
    heard = heard[: len(sound) - max(0, at)]
    sound[max(0, at) : max(0, at) + len(heard)] = heard
    return replace(take_of(folder, "a", sound, rate_hz), guide_sha256="1" * 64, guide_frame=at)


def both(take: Take, folder: Path, start: int = 0) -> tuple[Floats, Floats]:
    """What is heard of the take, and of the guide beside it."""
    at = guide_at(take)
    assert at is not None
    mixed = opened(WithGuide(EditedTake(take, files_in(folder)), folder / "song.wav", at))
    alone = np.concatenate(list(open_edited(take, files_in(folder)).blocks(start)))
    return alone, (np.concatenate(list(mixed.blocks(start))) - alone) / GUIDE  # it is that much quieter


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(-RATE_HZ, 2 * RATE_HZ),
    st.sampled_from(
        ((), (Trim(9_001, 80_000),), (Pad(5_000, 0), Trim(2_000, 90_000)), (Remove(0, 7), Trim(50_000, 70_000)))
    ),
    st.integers(0, 15_000),
)
@example(-70_000, (), 0)
def test_every_frame_of_the_guide_lies_where_it_was_heard(
    tmp_path: Path, at: int, edits: tuple[Edit, ...], start: int
) -> None:
    """Wherever listening begins, and whatever was cut off before."""
    for path in tmp_path.glob("*.wav"):
        path.unlink()
    take = with_edits(sung(tmp_path, at), *edits)
    alone, guide = both(take, tmp_path, start)
    inside = np.abs(alone).max(axis=1) > 0  # a pad holds silence of its own
    for join in accumulate(piece.frames for piece in edited(take).pieces[:-1]):
        inside[max(0, join - start - FADED) : max(0, join - start + FADED)] = False
    assert np.abs(guide[inside] - alone[inside]).max(initial=0) < 1e-4


@pytest.mark.parametrize("rate_hz", [44_100, 96_000])
def test_at_another_rate_it_lies_within_a_tenth_of_a_millisecond(tmp_path: Path, rate_hz: int) -> None:
    alone, guide = both(with_edits(sung(tmp_path, rate_hz // 3, rate_hz), Trim(rate_hz // 2, rate_hz)), tmp_path)
    size = 1 << (2 * len(alone)).bit_length()
    match = np.fft.irfft(np.fft.rfft(alone[:, 0], size) * np.fft.rfft(guide[:, 0], size).conj(), size)
    late = int(match.argmax())
    assert min(late, size - late) <= rate_hz / 10_000


def test_of_parts_of_several_takes_the_first_own_one_says_where_the_guide_lies() -> None:
    take = replace(_take(), guide_sha256="1" * 64, guide_frame=700)
    other = Piece(TakeId("b"), 0, 300)
    assert guide_at(with_edits(take, Comp((other, Piece(take.id, 500, 100))))) == 300 - 500 + 700
    assert guide_at(with_edits(take, Punch(400, other))) == 700
    assert guide_at(with_edits(take, Comp((other,)))) is None, "nothing of it is heard"
    assert guide_at(_take()) is None and guide_at(replace(take, guide_frame=None)) is None


def test_both_at_their_loudest_do_not_go_beyond_full_scale(tmp_path: Path) -> None:
    loud = np.full((RATE_HZ, 2), 0.9, np.float32)
    soundfile.write(tmp_path / "song.wav", loud, RATE_HZ, subtype="FLOAT")
    take = replace(take_of(tmp_path, "a", loud), guide_sha256="1" * 64, guide_frame=0)
    mixed = opened(WithGuide(tmp_path / take.file_name, tmp_path / "song.wav", 0))
    assert max(float(block.max()) for block in mixed.blocks()) == 1.0


def _take() -> Take:
    from tests.store.made import a_take

    return a_take(frames=1_000)
