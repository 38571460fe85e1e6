"""A layer in the hand: pure."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.canvas import Canvas, Crop, Layer, Picture, check
from studio.domain.ids import LayerId, RemixId
from studio.remix.canvas.shape import Shape
from studio.ui.canvas.camera import Camera, fitting, window
from studio.ui.canvas.gesture import CORNERS, SIDES, Gesture, Grip

CANVAS = Canvas(RemixId("c"), width_px=1_000, height_px=800)
LAYER = Layer(LayerId("1"), 430.0, 370.0, Picture("a" * 64, 400, 300), scale=0.5, rotation=20.0)
PLACES = st.floats(-3_000, 3_000)


def gesture(layer: Layer, grip: Grip, near: float = 0.0) -> Gesture:
    corners = Shape.of(layer).corners
    at = (layer.x, layer.y)
    if grip in CORNERS:
        at = corners[CORNERS.index(grip)]
    elif grip in SIDES:
        one, other = corners[SIDES.index(grip)], corners[(SIDES.index(grip) + 1) % 4]
        at = ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
    return Gesture(layer, grip, at, CANVAS, near)


@pytest.mark.parametrize("number", range(4))
def test_a_corner_follows_the_hand_and_the_one_across_stays(number: int) -> None:
    held = gesture(LAYER, CORNERS[number])
    corners = Shape.of(LAYER).corners
    to = tuple(own + 0.4 * (own - middle) for own, middle in zip(held.at, (LAYER.x, LAYER.y), strict=True))
    scaled = held.layer_at(*to)
    now = Shape.of(scaled).corners
    assert now[number] == pytest.approx(to, abs=1e-6)
    assert now[(number + 2) % 4] == pytest.approx(corners[(number + 2) % 4], abs=1e-6)
    assert scaled.scale == pytest.approx(LAYER.scale * 1.2)


def test_with_control_a_layer_is_scaled_around_its_middle() -> None:
    held = gesture(LAYER, Grip.CORNER_3)
    to = (LAYER.x + 2 * (held.at[0] - LAYER.x), LAYER.y + 2 * (held.at[1] - LAYER.y))
    scaled = held.layer_at(*to, free=True)
    assert (scaled.x, scaled.y, scaled.scale) == pytest.approx((LAYER.x, LAYER.y, 1.0))


@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize("grip", SIDES)
def test_a_side_is_cut_where_the_hand_lets_go(grip: Grip, flip: bool) -> None:
    layer = replace(LAYER, flip_h=flip)
    held = gesture(layer, grip)
    to = ((held.at[0] + layer.x) / 2, (held.at[1] + layer.y) / 2)
    cut = held.layer_at(*to)
    wanted = {
        Grip.LEFT: Crop(left=0.25),
        Grip.TOP: Crop(top=0.25),
        Grip.RIGHT: Crop(right=0.75),
        Grip.BOTTOM: Crop(bottom=0.75),
    }[grip]
    assert (cut.crop.left, cut.crop.top, cut.crop.right, cut.crop.bottom) == pytest.approx(
        (wanted.left, wanted.top, wanted.right, wanted.bottom)
    )
    assert Shape.of(cut).to_canvas(200, 150) == pytest.approx(Shape.of(layer).to_canvas(200, 150))


def test_a_layer_turns_with_the_hand_in_steps_with_shift_and_stops_upright() -> None:
    held = Gesture(replace(LAYER, rotation=0.0), Grip.TURN, (LAYER.x, LAYER.y - 100), CANVAS, 0.0)

    def turned(degrees: float, **keys: bool) -> float:
        angle = math.radians(degrees - 90)
        return held.layer_at(LAYER.x + 50 * math.cos(angle), LAYER.y + 50 * math.sin(angle), **keys).rotation

    assert turned(33) == pytest.approx(33)
    assert turned(33, steady=True) == 30
    assert turned(91.5) == 90 and turned(91.5, free=True) == pytest.approx(91.5)
    assert turned(-170) == pytest.approx(-170)


def test_a_move_snaps_to_the_middle_and_the_edges_of_the_canvas() -> None:
    layer = replace(LAYER, rotation=0.0)
    held = gesture(layer, Grip.MIDDLE, near=7.0)
    assert held.layer_at(503, 395).x == 500 and held.layer_at(503, 395).y == 400
    assert held.layer_at(104, 300).x == 100
    assert held.layer_at(503, 395, free=True).x == 503
    assert (held.layer_at(600, 380, steady=True).x, held.layer_at(600, 380, steady=True).y) == (600, layer.y)


@given(PLACES, PLACES, st.sampled_from(list(Grip)), st.booleans(), st.booleans())
def test_wherever_the_hand_goes_no_rule_is_broken(x: float, y: float, grip: Grip, steady: bool, free: bool) -> None:
    check(replace(CANVAS, layers=(gesture(LAYER, grip, 5.0).layer_at(x, y, steady=steady, free=free),)))


@given(st.floats(0.03, 15), PLACES, PLACES, st.floats(0.2, 5))
def test_what_is_under_the_pointer_stays_there_when_the_view_goes_closer(
    zoom: float, x: float, y: float, times: float
) -> None:
    camera = Camera(zoom, x, y)
    before, after = camera.to_canvas(200, 100), camera.zoomed(times, 200, 100).to_canvas(200, 100)
    assert after == pytest.approx(before, abs=1e-6)


def test_only_what_can_be_seen_is_asked_for() -> None:
    camera = fitting((1_000, 800), (660, 660), 30)
    assert camera.zoom == pytest.approx(0.6) and camera.to_widget(500, 400) == pytest.approx((330, 330))
    assert window(camera, (1_000, 800), (660, 660), 1.0) == (camera.zoom, (0, 0, 600, 480))
    assert window(Camera(4.0, -1_000, -200), (1_000, 800), (660, 660), 2.0)[1] == (2_000, 400, 3_320, 1_720)
    assert window(Camera(1.0, 5_000, 0), (1_000, 800), (660, 660), 1.0)[1] == (0, 0, 0, 660)
