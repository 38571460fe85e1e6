"""A photograph made ready by the worker: the right way up, of the right part, in its own colours, and the file is untouched."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.domain.adjusting import NONE, Adjustments, Cut
from studio.picture import adjust

from .made import PROFILE, drawing, planted


def seen(path: Path) -> Image.Image:
    with Image.open(path) as image:
        image.load()
        return image.copy()


@pytest.mark.parametrize("quarters", range(4))
def test_a_turned_and_cut_picture_keeps_its_very_pixels(quarters: int) -> None:
    image = drawing((90, 60))
    out = adjust.applied(image, Adjustments(quarters, cut=Cut(0.5, 0.0, 1.0, 0.5)))
    whole = image.rotate(-90 * quarters, expand=True)
    half = whole.crop((whole.width // 2, 0, whole.width, whole.height // 2))
    assert out.size == half.size and out.tobytes() == half.tobytes()


@pytest.mark.parametrize("degrees", [-30.0, -3.0, 3.0, 30.0])
def test_a_crooked_edge_is_straight_afterwards(degrees: float) -> None:
    """A picture that stands crooked by an angle is straightened by the opposite one."""
    upright = Image.new("L", (400, 300), 255)
    upright.paste(0, (0, 150, 400, 300))
    crooked = upright.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)  # against the clock
    out = np.asarray(adjust.applied(crooked, Adjustments(degrees=degrees)))
    middle = out[:, out.shape[1] // 4 : out.shape[1] * 3 // 4]
    edges = [int(np.argmax(column < 128)) for column in middle.T]
    assert max(edges) - min(edges) <= 2 and abs(np.mean(edges) - out.shape[0] / 2) <= 2


def test_the_frame_of_a_straightened_picture_has_no_empty_corner() -> None:
    out = adjust.applied(Image.new("RGB", (400, 300), (200, 100, 50)), Adjustments(degrees=17.0))
    assert np.asarray(out).min(axis=(0, 1)).tolist() == [200, 100, 50]
    assert math.isclose(out.width / out.height, 4 / 3, rel_tol=0.01)


def test_light_leaves_what_is_see_through_alone() -> None:
    image = Image.new("RGBA", (4, 4), (100, 100, 100, 77))
    out = adjust.applied(image, Adjustments(light=0.5)).getpixel((0, 0))
    assert isinstance(out, tuple) and out[0] > 100 and out[3] == 77


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff"])
def test_a_camera_that_lay_on_its_side_is_upright_and_nothing_else_is_told(tmp_path: Path, kind: str) -> None:
    """INP-6."""
    source = tmp_path / f"in.{kind}"
    if kind == "tiff":
        drawing((90, 60)).save(source, "TIFF", icc_profile=PROFILE, tiffinfo={274: 6, 270: "PLANTED-COMMENT"})
    else:
        planted(source, kind, orientation=6)
    before, out = source.read_bytes(), tmp_path / "out"
    told = adjust.make(source, out, Adjustments(cut=Cut(0.0, 0.0, 1.0, 0.5)))
    assert told == (adjust.BECOMES[kind], 60, 45)
    image = seen(out)
    upright = drawing((90, 60)).transpose(Image.Transpose.ROTATE_270).crop((0, 0, 60, 45))
    assert np.abs(np.asarray(image.convert("RGB"), int) - np.asarray(upright, int)).mean() < 3
    assert image.info.get("icc_profile") == PROFILE and not image.getexif()
    assert b"PLANTED" not in out.read_bytes() and source.read_bytes() == before


def test_colours_of_print_become_those_of_a_screen(tmp_path: Path) -> None:
    drawing(mode="CMYK").save(tmp_path / "in.jpg")
    told = adjust.make(tmp_path / "in.jpg", tmp_path / "out.jpg", NONE)
    assert told[0] == "jpeg" and seen(tmp_path / "out.jpg").mode == "RGB"
