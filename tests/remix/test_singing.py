"""Where a take belongs on the time line: the arithmetic alone, with sounds that never met a device."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.ids import ClipId, LaneId
from studio.domain.remix import MAX_FRAMES, Material
from studio.remix.singing import Sung, laid, placed
from studio.remix.transport import Pass
from studio.sound.stack import Place

from .made import a_lane, a_remix

SECOND = 48_000


def test_a_voice_that_sang_to_the_mix_lies_under_what_it_sang_to() -> None:
    """The take began 3 s before the mix was heard from 10 s on; the voice came back 20 ms late."""
    sung = Sung(moment=100.0, frames=20 * SECOND, rate_hz=SECOND)
    places = placed(sung, (Pass(10 * SECOND, 103.0),), 0.02)
    assert places == (Place(10 * SECOND, 3 * SECOND + 960, 17 * SECOND - 960),)


@given(
    st.floats(0, 1e6),
    st.floats(-20, 20),
    st.floats(-0.1, 0.5),
    st.integers(-10 * SECOND, 100 * SECOND),
    st.sampled_from((44_100, 48_000, 96_000)),
    st.integers(1, 2_000_000),
)
def test_every_frame_of_a_take_lies_where_it_was_heard(
    moment: float, later: float, trip_s: float, frame: int, rate_hz: int, frames: int
) -> None:
    sung, one = Sung(moment, frames, rate_hz), Pass(frame, moment + later)
    for place in placed(sung, (one,), trip_s):
        spoken = moment + place.offset / SECOND
        assert spoken - trip_s - one.moment == pytest.approx((place.start - frame) / SECOND, abs=2e-5)
        assert place.start >= max(0, frame) and place.offset >= 0 and place.start + place.length <= MAX_FRAMES
        assert (place.offset + place.length) * rate_hz <= (frames + rate_hz) * SECOND
    if not placed(sung, (one,), trip_s):
        assert frames / rate_hz <= max(0.0, later + trip_s, later + trip_s - frame / SECOND) + 0.001


def test_each_turn_of_a_loop_is_a_place_of_its_own() -> None:
    turns = tuple(Pass(SECOND, 100.0 + 2 * number) for number in range(4))
    places = placed(Sung(99.5, 6 * SECOND, SECOND), turns, 0.0)
    assert [place.start for place in places] == [SECOND] * 3
    assert [place.offset for place in places] == [24_000, 120_000, 216_000]
    assert [place.length for place in places] == [96_000, 96_000, 72_000]


def test_a_count_in_and_a_late_first_frame_are_cut() -> None:
    counted_in = placed(Sung(100.0, 5 * SECOND, SECOND), (Pass(-2 * SECOND, 100.0),), 0.0)
    assert counted_in == (Place(0, 2 * SECOND, 3 * SECOND),)
    late = placed(Sung(101.0, 5 * SECOND, SECOND), (Pass(0, 100.0),), 0.0)
    assert late == (Place(SECOND, 0, 5 * SECOND),)
    assert placed(Sung(100.0, SECOND, SECOND), (Pass(0, 200.0),), 0.0) == ()


def test_a_take_comes_onto_its_lane_and_never_beyond_its_end() -> None:
    material = Material("a" * 64, 1_000)
    remix = laid(a_remix((), a_lane()), LaneId("l"), ClipId("new"), material, Place(5, 100, 2_000))
    (clip,) = remix.lanes[0].clips
    assert (clip.start, clip.offset, clip.length) == (5, 100, 900) and remix.materials == (material,)
    assert laid(remix, LaneId("l"), ClipId("more"), material, Place(5, 1_000, 10)) == remix
