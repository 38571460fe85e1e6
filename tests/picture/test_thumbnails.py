from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from studio.errors import Damaged, DiskTrouble, Refused
from studio.picture import make_thumbnail

from .made import HIDDEN, KINDS, drawing, exif, planted

#: What a camera does to a scene before it writes each orientation down: the inverse of what a viewer must do.
LAID = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def is_upright(image: Image.Image) -> bool:
    """Red above left and blue below right, as drawn."""
    above, below = image.getpixel((5, 5)), image.getpixel((image.width - 6, image.height - 6))
    assert isinstance(above, tuple) and isinstance(below, tuple)
    return above[0] > 180 > above[2] and below[2] > 180 > below[0]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", LAID)
def test_a_thumbnail_is_the_right_way_up(tmp_path: Path, kind: str, orientation: int) -> None:
    turn = LAID[orientation]
    scene = drawing((300, 200))
    laid = scene.transpose(turn) if turn is not None else scene
    laid.save(tmp_path / "photo", kind.upper(), exif=exif(orientation))
    assert make_thumbnail(tmp_path / "photo", tmp_path / "small.png", 120) == (120, 80)
    with Image.open(tmp_path / "small.png") as small:
        assert small.format == "JPEG" and small.size == (120, 80) and is_upright(small)


@pytest.mark.parametrize("kind", KINDS)
def test_a_thumbnail_tells_nothing_but_the_picture(tmp_path: Path, kind: str) -> None:
    make_thumbnail(planted(tmp_path / "photo", kind, orientation=3), tmp_path / "small.png", 64)
    data = (tmp_path / "small.png").read_bytes()
    assert not [mark for mark in HIDDEN if mark.encode() in data]
    with Image.open(tmp_path / "small.png") as small:
        assert "icc_profile" not in small.info and not small.getexif()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "I;16"])
def test_every_mode_of_a_png_can_be_shrunk(tmp_path: Path, mode: str) -> None:
    picture = (
        drawing(mode="L").convert(mode) if mode in ("1", "I;16") else drawing(mode="RGBA" if mode == "PA" else mode)
    )
    if mode == "PA":
        picture = picture.quantize()
    if mode == "I;16":
        picture = picture.point(lambda value: value * 257 + 0)
    picture.save(tmp_path / "in.png")
    make_thumbnail(tmp_path / "in.png", tmp_path / "small.png", 30)
    with Image.open(tmp_path / "small.png") as small:
        lightness = small.convert("L").tobytes()
        assert small.size == (30, 20) and min(lightness) < 60 and max(lightness) > 120


def test_a_cmyk_jpeg_from_a_print_shop_can_be_shrunk(tmp_path: Path) -> None:
    drawing(mode="CMYK").save(tmp_path / "in.jpg", quality=95)
    make_thumbnail(tmp_path / "in.jpg", tmp_path / "small.png", 45)
    with Image.open(tmp_path / "small.png") as small:
        assert small.mode == "RGB" and is_upright(small)


def test_what_was_transparent_stays_transparent(tmp_path: Path) -> None:
    picture = drawing(mode="RGBA")
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    picture.save(tmp_path / "in.webp", lossless=True)
    make_thumbnail(tmp_path / "in.webp", tmp_path / "small.png", 40)
    with Image.open(tmp_path / "small.png") as small:
        assert small.mode == "RGBA" and min(small.getchannel("A").tobytes()) < 20


def test_the_first_picture_of_a_moving_one_is_shown(tmp_path: Path) -> None:
    frames = [drawing(), Image.new("RGB", (90, 60), "white")]
    frames[0].save(tmp_path / "in.webp", save_all=True, append_images=frames[1:], duration=80)
    make_thumbnail(tmp_path / "in.webp", tmp_path / "small.png", 90)
    with Image.open(tmp_path / "small.png") as small:
        assert is_upright(small)


def test_a_small_picture_is_not_blown_up(tmp_path: Path) -> None:
    drawing((20, 10)).save(tmp_path / "in.png")
    assert make_thumbnail(tmp_path / "in.png", tmp_path / "small.png", 400) == (20, 10)


def test_a_failed_thumbnail_leaves_nothing_behind(tmp_path: Path) -> None:
    path = planted(tmp_path / "cut.png", "png")
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(Damaged):
        make_thumbnail(path, tmp_path / "small.png", 40)
    (tmp_path / "page.png").write_text("<html>")
    with pytest.raises(Refused):
        make_thumbnail(tmp_path / "page.png", tmp_path / "small.png", 40)
    assert {entry.name for entry in tmp_path.iterdir()} == {"cut.png", "page.png"}


def test_a_thumbnail_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(DiskTrouble) as caught:
        make_thumbnail(planted(tmp_path / "in.png", "png"), tmp_path / "no folder" / "small.png", 40)
    assert caught.value.title == "The small picture cannot be saved"
