from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.canvas import Canvas, Crop, Layer, Picture, Words, check
from studio.domain.ids import LayerId, RemixId
from studio.remix.canvas import edits
from studio.remix.canvas.shape import Shape

PICTURE = Picture("a" * 64, 400, 300)
ANY = st.floats(-1e7, 1e7)


def a_layer(**fields: object) -> Layer:
    return replace(Layer(LayerId("1"), 100.0, 80.0, PICTURE), **fields)  # type: ignore[arg-type]


def a_canvas(*ids: str) -> Canvas:
    return Canvas(RemixId("c"), layers=tuple(a_layer(id=LayerId(id)) for id in ids))


def order(canvas: Canvas) -> str:
    return "".join(layer.id for layer in canvas.layers)


def test_layers_are_added_moved_in_order_doubled_and_removed() -> None:
    canvas = edits.add(a_canvas("a", "b"), a_layer(id=LayerId("c")))
    assert order(canvas) == "abc"
    assert order(edits.add(a_canvas("a", "b"), a_layer(id=LayerId("c")), above=LayerId("a"))) == "acb"
    assert order(edits.raise_to(canvas, LayerId("a"), 2)) == "bca"
    assert order(edits.raise_to(canvas, LayerId("c"), -5)) == "cab"
    assert order(edits.duplicate(canvas, LayerId("b"), LayerId("d"))) == "abdc"
    assert order(edits.remove(canvas, LayerId("b"))) == "ac"
    assert edits.duplicate(canvas, LayerId("none"), LayerId("d")) is canvas


@given(st.floats(-180, 180), st.booleans(), st.booleans(), st.floats(0.1, 3), st.lists(st.floats(0, 1), min_size=4))
def test_what_is_cropped_away_moves_nothing_else(
    rotation: float, flip_h: bool, flip_v: bool, scale: float, sides: list[float]
) -> None:
    layer = a_layer(rotation=rotation, flip_h=flip_h, flip_v=flip_v, scale=scale)
    left, right = sorted(sides[:2])
    top, bottom = sorted(sides[2:4])
    cut = edits.cropped(layer, Crop(left, top, right, bottom))
    assert Shape.of(cut).to_canvas(123.0, 45.0) == pytest.approx(Shape.of(layer).to_canvas(123.0, 45.0), abs=1e-6)
    check(Canvas(RemixId("c"), layers=(cut,)))
    back = edits.cropped(cut, Crop())
    assert (back.x, back.y) == (pytest.approx(layer.x, abs=1e-6), pytest.approx(layer.y, abs=1e-6))


@given(ANY, ANY, ANY, ANY)
def test_no_edit_breaks_a_rule(dx: float, dy: float, scale: float, rotation: float) -> None:
    layer = edits.turned(edits.scaled(edits.moved(a_layer(), dx, dy), scale), rotation)
    check(Canvas(RemixId("c"), layers=(layer,)))


def test_the_first_picture_gives_the_canvas_its_size() -> None:
    canvas = edits.put_in(Canvas(RemixId("c")), LayerId("1"), PICTURE)
    assert (canvas.width_px, canvas.height_px, canvas.layers[0].scale) == (400, 300, 1.0)
    large = edits.put_in(Canvas(RemixId("c")), LayerId("1"), Picture("b" * 64, 12_000, 6_000))
    assert (large.width_px, large.height_px) == (4_096, 2_048)
    check(large)
    assert Shape.of(large.layers[0]).bounds == pytest.approx((0, 0, 4_096, 2_048))


def test_a_larger_canvas_keeps_its_middle() -> None:
    canvas = edits.resize(replace(a_canvas("a"), width_px=200, height_px=160), 400, 200)
    assert (canvas.layers[0].x, canvas.layers[0].y) == (200.0, 100.0)


def test_a_layer_is_named_after_what_it_shows() -> None:
    assert a_layer().name == "Picture"
    assert a_layer(picture=replace(PICTURE, title="Rain")).name == "Rain"
    assert Layer(LayerId("w"), 0, 0, words=Words("\nNight\nrain")).name == "Night"
