"""The outline of an edited take is the outline of what is heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.domain.edits import Comp, Edit, Fades, Fill, Gain, Pad, Piece, Remove, Trim
from studio.domain.ids import TakeId
from studio.errors import Damaged
from studio.sound import peaks
from studio.sound.editing import write_edited
from studio.sound.heard import EditedTake, outlined

from .edited_takes import RATE_HZ, files_in, noise, take_in, take_of, with_edits

A, B = TakeId("a"), TakeId("b")
PLACES = st.integers(0, 60_000)
TONES = st.none() | st.builds(Piece, st.just(A), st.integers(0, 20_000), st.integers(1, 9_000))
PIECES = st.builds(Piece, st.sampled_from((A, B)), st.integers(0, 30_000), st.integers(1, 10_000))
EDITS: st.SearchStrategy[Edit] = st.one_of(
    st.builds(Trim, PLACES, PLACES),
    st.builds(Remove, PLACES, PLACES),
    st.builds(Fill, PLACES, PLACES, TONES),
    st.builds(Pad, st.integers(0, 3_000), st.integers(0, 3_000), TONES),
    st.builds(Comp, st.lists(PIECES, min_size=1, max_size=5).map(tuple)),
    st.builds(Gain, st.floats(-20, 6), st.none() | st.just(-1.0)),
    st.builds(Fades, st.integers(0, 9_000), st.integers(0, 9_000)),
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EDITS, min_size=1, max_size=5))
def test_nothing_is_higher_than_it_is_drawn(tmp_path: Path, edits: list[Edit]) -> None:
    """But for cross-fades of 10 ms, in which two sounds add up."""
    for number, name in enumerate("ab"):
        if not (tmp_path / f"{name}.wav").exists():
            take_of(tmp_path, name, noise(1, 0.05, seed=number))
    take = with_edits(take_in(tmp_path), *edits)
    drawn = outlined(EditedTake(take, files_in(tmp_path)))
    out = tmp_path / "out.wav"
    out.unlink(missing_ok=True)
    write_edited(take, files_in(tmp_path), out)
    true = peaks.compute(out)
    assert (drawn.frames, drawn.rate_hz) == (true.frames, true.rate_hz)
    assert [level.shape for level in drawn.levels] == [level.shape for level in true.levels]
    (low, high), (drawn_low, drawn_high) = true.levels[0].T, drawn.levels[0].T
    higher = (low < drawn_low - 200) | (high > drawn_high + 200)
    assert higher.mean() < 0.05 + 30 / len(low)


def test_silence_is_drawn_as_silence_and_a_gain_as_a_gain(tmp_path: Path) -> None:
    take_of(tmp_path, "a", np.full((RATE_HZ, 1), 0.25, np.float32))
    take = with_edits(take_in(tmp_path), Fill(10_240, 20_480), Gain(6.0206))
    columns = outlined(EditedTake(take, files_in(tmp_path))).columns(RATE_HZ // 256)
    assert columns[0] == pytest.approx([0.5, 0.5], abs=1e-3) and not columns[41:79].any()


def test_a_take_that_is_gone_is_told_in_words(tmp_path: Path) -> None:
    take_of(tmp_path, "a", noise(1))
    take = with_edits(take_in(tmp_path), Comp((Piece(B, 0, 100),)))
    with pytest.raises(Damaged, match="gone"):
        outlined(EditedTake(take, files_in(tmp_path)))
