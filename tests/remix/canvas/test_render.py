"""The renderer against a plain one: each pixel by the formulas of W3C Compositing and Blending, in float64, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from studio.domain.canvas import Blend, Canvas, Crop, Layer, Picture, Words
from studio.domain.ids import LayerId
from studio.errors import Damaged
from studio.remix.canvas.plates import Plates
from studio.remix.canvas.render import flat, render
from studio.remix.canvas.shape import Shape

from .made import Pictures, Pixels, Still, a_canvas, a_layer, a_picture, plain

Floats = NDArray[np.float64]
MIX: dict[Blend, Callable[[Floats, Floats], Floats]] = {
    Blend.NORMAL: lambda cb, cs: cs,
    Blend.MULTIPLY: lambda cb, cs: cb * cs,
    Blend.SCREEN: lambda cb, cs: cb + cs - cb * cs,
    Blend.OVERLAY: lambda cb, cs: np.where(cb <= 0.5, 2 * cb * cs, 1 - 2 * (1 - cb) * (1 - cs)),
}
BLENDS = st.sampled_from(list(Blend))
PARTS = st.floats(0, 1)


def reference(canvas: Canvas, pixels: dict[str, Pixels]) -> Floats:
    """float64 (height, width, 4), straight: for layers that lie on whole pixels. W3C, 5.1: co = cs as (1 - ab) + …"""
    out = np.zeros((canvas.height_px, canvas.width_px, 4))
    if canvas.background:
        out[...] = [*(int(canvas.background[at : at + 2], 16) / 255 for at in (1, 3, 5)), 1.0]
    for layer in canvas.shown:
        above = laid(canvas, layer, pixels[layer.picture.sha256]) if layer.picture else np.zeros_like(out)
        cs, alpha = above[..., :3], above[..., 3:] * layer.opacity
        cb, under = out[..., :3].copy(), out[..., 3:].copy()
        mixed = (1 - under) * cs + under * MIX[layer.blend](cb, cs)
        together = alpha + under * (1 - alpha)
        colour = alpha * mixed + (1 - alpha) * under * cb
        out[..., :3] = np.divide(colour, together, out=np.zeros_like(colour), where=together > 0)
        out[..., 3:] = together
    return out


def laid(canvas: Canvas, layer: Layer, pixels: Pixels) -> Floats:
    """The layer's pixels where they fall, without any sampling: cut, flipped, turned by quarters, put down."""
    height, width = pixels.shape[:2]
    crop = layer.crop
    rows = slice(round(crop.top * height), round(crop.bottom * height))
    columns = slice(round(crop.left * width), round(crop.right * width))
    part = pixels[rows, columns]
    part = part[:, ::-1] if layer.flip_h else part
    part = part[::-1] if layer.flip_v else part
    part = np.rot90(part, -round(layer.rotation / 90))
    alpha = part[..., 3:].astype(int)
    multiplied = (part[..., :3].astype(int) * alpha + 127) // 255  # layers come in 8 bits, multiplied by their alpha
    part = np.concatenate([multiplied / np.maximum(alpha, 1) * 255, alpha], axis=-1)
    out = np.zeros((canvas.height_px, canvas.width_px, 4))
    left, top = round(layer.x - part.shape[1] / 2), round(layer.y - part.shape[0] / 2)
    for row in range(part.shape[0]):
        for column in range(part.shape[1]):
            if 0 <= top + row < canvas.height_px and 0 <= left + column < canvas.width_px:
                out[top + row, left + column] = part[row, column] / 255
    return out


def off_by(canvas: Canvas, pixels: dict[str, Pixels]) -> float:
    """The largest difference in steps of 8 bits, of colours weighted by their alpha."""
    wanted = reference(canvas, pixels)
    wanted[..., :3] *= wanted[..., 3:]
    found = render(canvas, Still(pixels))
    assert found is not None
    return float(np.abs(found - wanted * 255).max())


@st.composite
def canvases(draw: st.DrawFn) -> tuple[Canvas, dict[str, Pixels]]:
    canvas = a_canvas(
        width_px=24, height_px=20, background=draw(st.sampled_from(["", "#ffffff", "#336699", "#000000"]))
    )
    pixels, layers = {}, []
    for number in range(draw(st.integers(1, 4))):
        sha256 = f"{number}" * 64
        pixels[sha256] = a_picture(12, 10, seed=draw(st.integers(0, 99)), alpha=draw(st.booleans()))
        crop = Crop(*draw(st.sampled_from([(0, 0, 1, 1), (0.5, 0, 1, 1), (0, 0.2, 1, 0.8), (0.25, 0.4, 0.75, 1)])))
        layer = a_layer(
            Picture(sha256, 12, 10),
            canvas,
            x=float(draw(st.integers(-2, 26))),
            y=float(draw(st.integers(-2, 22))),
            crop=crop,
            rotation=draw(st.sampled_from([0.0, 90.0, 180.0, -90.0])),
            opacity=draw(PARTS),
            blend=draw(BLENDS),
            flip_h=draw(st.booleans()),
            flip_v=draw(st.booleans()),
            hidden=draw(st.booleans()) and draw(st.booleans()),
        )
        layers.append(layer)
    return replace(canvas, layers=tuple(layers)), pixels


@settings(max_examples=60)
@given(canvases())
def test_every_pixel_is_what_the_formulas_say(case: tuple[Canvas, dict[str, Pixels]]) -> None:
    assert off_by(*case) <= 0.51


@pytest.mark.parametrize("blend", list(Blend))
def test_two_colours_blend_as_the_specification_says(blend: Blend) -> None:
    below, above = (200, 60, 100), (90, 180, 255)
    pixels = {"a" * 64: plain(below), "b" * 64: plain(above)}
    canvas = a_canvas(background="")
    layers = [a_layer(Picture(sha256, 40, 30), canvas) for sha256 in pixels]
    canvas = replace(canvas, layers=(layers[0], replace(layers[1], blend=blend)))
    found = flat(canvas, Still(pixels), lambda part: None)[15, 20]
    wanted = MIX[blend](np.array(below) / 255, np.array(above) / 255) * 255
    assert np.abs(found[:3] - wanted).max() <= 0.51 and found[3] == 255


def test_a_see_through_pixel_never_lends_its_colour(tmp_path: Path) -> None:
    """The colour behind full transparency is nobody's: scaled down, no edge turns green by it."""
    pictures = Pictures(tmp_path)
    pixels = plain((0, 255, 0), 64, 64, alpha=0)
    pixels[:, :32] = (255, 0, 0, 255)
    canvas = a_canvas(width_px=64, height_px=64)
    layer = a_layer(pictures.add(pixels), canvas, scale=0.31, rotation=11.0)
    plates = Plates(pictures.find, tmp_path)
    found = render(replace(canvas, layers=(layer,), background=""), plates)
    plates.close()
    assert found is not None
    assert found[..., 1].max() <= 1 and found[..., 0].max() == 255
    assert (found[..., :3] <= found[..., 3:]).all()


def test_an_edge_between_two_pixels_is_half_of_each() -> None:
    canvas = a_canvas(background="")
    layer = a_layer(Picture("a" * 64, 10, 10), canvas, x=20.5, y=15.0)
    found = render(replace(canvas, layers=(layer,)), Still({"a" * 64: plain((255, 255, 255), 10, 10)}))
    assert found is not None
    assert found[15, 14:27, 3].tolist() == [0, 128, *[255] * 9, 128, 0]


def test_a_window_shows_the_same_as_the_whole() -> None:
    canvas = a_canvas(width_px=60, height_px=50)
    pixels = {"a" * 64: a_picture(40, 30, seed=3)}
    layer = a_layer(Picture("a" * 64, 40, 30), canvas, rotation=33.0, scale=1.3)
    canvas = replace(canvas, layers=(layer,))
    all_of_it, part = render(canvas, Still(pixels), 2.0), render(canvas, Still(pixels), 2.0, (31, 40, 100, 77))
    assert all_of_it is not None and part is not None
    assert np.abs(all_of_it[40:77, 31:100].astype(int) - part).max() <= 1


def test_a_turned_picture_lies_where_its_shape_says() -> None:
    canvas = a_canvas(width_px=100, height_px=100, background="")
    layer = a_layer(Picture("a" * 64, 40, 20), canvas, x=48.0, y=55.0, scale=1.5, rotation=30.0, flip_h=True)
    found = render(replace(canvas, layers=(layer,)), Still({"a" * 64: plain((9, 9, 9), 40, 20)}))
    assert found is not None
    shape = Shape.of(layer)
    for y in range(2, 98, 5):
        for x in range(2, 98, 5):
            own_x, own_y = shape.to_layer(x + 0.5, y + 0.5)
            depth = min(own_x, 40 - own_x, own_y, 20 - own_y) * layer.scale
            if abs(depth) > 1.5:
                assert bool(found[y, x, 3] == 255) is (depth > 0)


def test_a_large_picture_is_opened_small_and_the_right_way_up(tmp_path: Path) -> None:
    pictures = Pictures(tmp_path)
    pixels = plain((255, 0, 0), 800, 600)
    pixels[300:] = (0, 0, 255, 255)
    picture = pictures.add(pixels)
    plates = Plates(pictures.find, tmp_path)
    layer = a_layer(picture, a_canvas(), scale=0.05)
    plate = plates.plate(layer)
    assert (plate.width, plate.height) == (40, 30)
    assert plate.inner[5, 20].tolist() == [255, 0, 0, 255] and plate.inner[25, 20].tolist() == [0, 0, 255, 255]
    plates.close()


def test_a_canvas_that_lies_about_a_size_is_told_so(tmp_path: Path) -> None:
    pictures = Pictures(tmp_path)
    picture = replace(pictures.add(plain((1, 2, 3))), width_px=4_000)
    plates = Plates(pictures.find, tmp_path)
    with pytest.raises(Damaged):
        plates.plate(a_layer(picture, a_canvas()))
    plates.close()


def test_words_are_drawn_in_their_colour_at_any_size(tmp_path: Path) -> None:
    canvas = a_canvas(width_px=400, height_px=200, background="")
    words = Words("Night rain", 60.0, "#cc3300")
    layer = Layer(LayerId("w"), 200, 100, words=words)
    plates = Plates(lambda picture: Path(), tmp_path)
    for zoom in (0.5, 1.0, 3.0):
        found = render(replace(canvas, layers=(layer,)), plates, zoom)
        assert found is not None
        ink = found[..., 3]
        rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
        assert found[ink == 255][0].tolist() == [204, 51, 0, 255]
        assert abs((rows[0] + rows[-1]) / 2 / zoom - 100) < 14 and abs((columns[0] + columns[-1]) / 2 / zoom - 200) < 4
    plates.close()


def test_what_nobody_waits_for_any_more_is_given_up() -> None:
    canvas = a_canvas(a_layer(Picture("a" * 64, 40, 30), a_canvas()))
    assert render(canvas, Still({"a" * 64: a_picture()}), goes_on=lambda progress: False) is None


def test_many_large_layers_do_not_fill_the_memory(tmp_path: Path) -> None:
    """Twelve layers of 36 MB each, every one in another size."""
    pictures = Pictures(tmp_path)
    picture = pictures.add(plain((10, 200, 30), 3_200, 3_000))
    canvas = a_canvas(width_px=300, height_px=200)
    layers = [a_layer(picture, canvas, scale=0.99 - number / 1_000) for number in range(12)]
    layers = [replace(layer, id=LayerId(str(number))) for number, layer in enumerate(layers)]
    plates = Plates(pictures.find, tmp_path)
    kept = [plates.plate(layer) for layer in layers]
    assert all(isinstance(plate.pixels.base, np.memmap) or plate.path for plate in kept)
    files = [path for path in tmp_path.glob(".plates-*/*") if path.suffix != ".0"]
    assert len(files) < len(layers)
    assert kept[0].inner[100, 100].tolist() == [10, 200, 30, 255]
    found = render(replace(canvas, layers=tuple(layers[:2])), plates)
    assert found is not None and found[100, 100].tolist() == [10, 200, 30, 255]
    plates.close()
    assert not list(tmp_path.glob(".plates-*"))


def test_what_a_killed_studio_left_is_tidied(tmp_path: Path) -> None:
    left = tmp_path / ".plates-1-killed"
    left.mkdir()
    (left / "x").write_bytes(b"1")
    plates = Plates(lambda picture: Path(), tmp_path)
    assert not left.exists()
    plates.close()


def test_words_keep_their_width_however_small_they_are_seen(tmp_path: Path) -> None:
    canvas = a_canvas(width_px=1_200, height_px=200, background="")
    layer = Layer(LayerId("w"), 600, 100, words=Words("Low water, three lights, and a kettle", 60.0, "#000000"))
    plates = Plates(lambda picture: Path(), tmp_path)
    widths = []
    for zoom in (0.1, 0.25, 1.0, 2.0):
        found = render(replace(canvas, layers=(layer,)), plates, zoom)
        assert found is not None
        columns = np.flatnonzero(found[..., 3].any(axis=0))
        widths.append((columns[-1] - columns[0] + 1) / zoom)
    plates.close()
    assert max(widths) - min(widths) < 25
