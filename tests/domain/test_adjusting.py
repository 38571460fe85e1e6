from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from studio.domain.adjusting import (
    LEAST,
    NONE,
    Adjustments,
    Cut,
    curve,
    cut_to,
    frame,
    moved,
    placed,
    size,
    straightened,
    turned,
)

PARTS = st.floats(0, 1)
CUTS = st.tuples(PARTS, PARTS, PARTS, PARTS).map(lambda four: cut_to(NONE, Cut(*four)).cut)
ADJUSTMENTS = st.builds(Adjustments, st.integers(0, 3), st.floats(-45, 45), CUTS, st.floats(-1, 1), st.floats(-1, 1))
SIDES = st.integers(1, 9_000)


@given(SIDES, SIDES, ADJUSTMENTS)
def test_no_corner_of_what_comes_out_lies_outside_of_the_picture(
    width: int, height: int, adjustments: Adjustments
) -> None:
    wide, high = frame(width, height, adjustments)
    across, down = adjustments.cut.right - adjustments.cut.left, adjustments.cut.bottom - adjustments.cut.top
    a, b, c, d, e, f = placed(width, height, adjustments)
    most = (height, width) if adjustments.quarters % 2 else (width, height)
    for x in (0, wide * across):
        for y in (0, high * down):
            seen = a * x + b * y + c, d * x + e * y + f
            assert all(-1e-6 * most[side] <= seen[side] <= most[side] * (1 + 1e-6) for side in (0, 1))


@given(SIDES, SIDES, ADJUSTMENTS)
def test_something_always_comes_out_and_never_more_than_there_is(
    width: int, height: int, adjustments: Adjustments
) -> None:
    wide, high = size(width, height, adjustments)
    assert 1 <= wide <= math.ceil(math.hypot(width, height)) and 1 <= high <= math.ceil(math.hypot(width, height))
    assert size(width, height, NONE) == (width, height)


@given(ADJUSTMENTS)
def test_four_quarters_are_none_and_the_same_part_stays_cut(adjustments: Adjustments) -> None:
    around = adjustments
    for _ in range(4):
        around = turned(around, 1)
    assert around.quarters == adjustments.quarters
    for name in ("left", "top", "right", "bottom"):
        assert math.isclose(getattr(around.cut, name), getattr(adjustments.cut, name), abs_tol=1e-9)
    back = turned(turned(adjustments, 1), -1)
    assert back.quarters == adjustments.quarters and math.isclose(back.cut.left, adjustments.cut.left, abs_tol=1e-9)


@given(CUTS, st.floats(-2, 2), st.floats(-2, 2))
def test_a_cut_that_is_moved_keeps_its_size_and_stays_inside(cut: Cut, dx: float, dy: float) -> None:
    there = moved(cut, dx, dy)
    assert math.isclose(there.right - there.left, cut.right - cut.left, abs_tol=1e-9)
    assert there.left >= -1e-9 and there.right <= 1 + 1e-9 and there.top >= -1e-9 and there.bottom <= 1 + 1e-9
    assert cut.right - cut.left >= LEAST * (1 - 1e-9)


@given(ADJUSTMENTS)
def test_light_never_lets_two_shades_change_places(adjustments: Adjustments) -> None:
    shades = curve(adjustments)
    assert shades == sorted(shades) and len(shades) == 256 and min(shades) >= 0 and max(shades) <= 255
    assert curve(NONE) == list(range(256))


def test_more_light_is_lighter_and_a_straightened_picture_stops_at_the_end() -> None:
    assert curve(Adjustments(light=0.5))[128] > 128 > curve(Adjustments(light=-0.5))[128]
    assert straightened(NONE, 99).degrees == 45 and straightened(NONE, -99).degrees == -45
