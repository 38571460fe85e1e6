"""Where a dragged edge goes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studio.domain.ids import ClipId
from studio.domain.remix import Marker, Material
from studio.remix import snapping

from .made import a_clip, a_lane, a_remix

frames = st.integers(0, 10**9)


@given(frames, st.integers(1, 10**6))
def test_the_grid_is_never_further_than_half_a_step(at: int, step: int) -> None:
    snapped = snapping.grid(at, step)
    assert snapped % step == 0
    assert abs(snapped - at) * 2 <= step


@given(frames, st.floats(10, 999))
def test_a_beat_stays_where_it_is_when_snapped_again(at: int, bpm: float) -> None:
    once = snapping.beat(at, bpm)
    assert snapping.beat(once, bpm) == once
    assert abs(once - at) <= 60 * 48_000 / bpm / 2 + 1


def test_beats_of_an_odd_tempo_do_not_drift() -> None:
    assert snapping.beat(round(1000 * 60 * 48_000 / 97), 97) == round(1000 * 60 * 48_000 / 97)


def test_edges_are_those_of_the_other_clips_and_the_markers() -> None:
    sound = Material("a" * 64, 100)
    remix = a_remix((sound,), a_lane(a_clip(sound, 50, "a"), a_clip(sound, 500, "b")), markers=(Marker(7, "m"),))
    places = snapping.edges(remix, without={ClipId("b")})
    assert places == [0, 7, 50, 150]
