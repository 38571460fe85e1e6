"""Bare pixels: the whole picture in any size, the right way up, in sRGB, with colours multiplied by alpha and its edge repeated."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from studio.errors import Damaged, Refused
from studio.picture.pixels import make

Pixels = NDArray[np.uint8]


def opened(path: Path, width: int, height: int) -> Pixels:
    to = path.with_suffix(".pixels")
    make(path, to, width, height)
    return np.fromfile(to, np.uint8).reshape(height + 2, width + 2, 4)


def test_every_pixel_is_multiplied_by_its_alpha_and_the_edge_is_repeated(tmp_path: Path) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (150, 37, 4), np.uint8)
    path = tmp_path / "a.png"
    Image.fromarray(pixels).save(path)
    found = opened(path, 37, 150)
    wide = pixels.astype(np.uint16)
    wanted = np.concatenate([(wide[..., :3] * wide[..., 3:] + 127) // 255, wide[..., 3:]], axis=-1)
    assert np.abs(found[1:-1, 1:-1].astype(int) - wanted).max() <= 1
    assert (found == np.pad(found[1:-1, 1:-1], ((1, 1), (1, 1), (0, 0)), mode="edge")).all()


def test_a_picture_with_alpha_is_shrunk_as_one_not_in_strips(tmp_path: Path) -> None:
    pixels = np.random.default_rng(2).integers(0, 256, (701, 90, 4), np.uint8)
    path = tmp_path / "a.png"
    Image.fromarray(pixels).save(path)
    whole = Image.fromarray(pixels).convert("RGBa").resize((40, 333), Image.Resampling.HAMMING)
    assert np.abs(opened(path, 40, 333)[1:-1, 1:-1].astype(int) - np.asarray(whole)).max() <= 1


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_picture_is_opened_as_a_camera_held_it(tmp_path: Path, turn: int) -> None:
    upright = Image.new("RGB", (40, 24), "blue")
    upright.paste("red", (0, 0, 20, 12))
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[0x0112] = turn
    path = tmp_path / "a.png"
    (upright.transpose(back[turn]) if turn in back else upright).save(path, exif=exif)
    to = tmp_path / "pixels"
    assert make(path, to, 20, 12) == (40, 24)
    found = np.fromfile(to, np.uint8).reshape(14, 22, 4)[1:-1, 1:-1]
    assert found[2, 4].tolist() == [255, 0, 0, 255]
    assert [found[2, 15, 2], found[9, 4, 2], found[9, 15, 2]] == [255, 255, 255]


def test_another_colour_space_is_brought_to_srgb(tmp_path: Path) -> None:
    """In this one red and blue have changed places."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    swapped = bytearray(lab.tobytes())
    red, blue = swapped.index(b"rXYZ"), swapped.index(b"bXYZ")
    swapped[red : red + 4], swapped[blue : blue + 4] = b"bXYZ", b"rXYZ"
    path = tmp_path / "a.png"
    Image.new("RGBA", (30, 20), (255, 0, 0, 128)).save(path, icc_profile=bytes(swapped))
    found = opened(path, 30, 20)[10, 10]
    assert found[2] > 120 and found[0] < 20 and found[3] == 128
    Image.new("RGB", (30, 20), (255, 0, 0)).save(path, icc_profile=b"nonsense")
    assert opened(path, 30, 20)[10, 10].tolist() == [255, 0, 0, 255]


@pytest.mark.parametrize(("mode", "colour"), [("L", 100), ("1", 1), ("I;16", 30_000), ("P", 7), ("LA", (9, 80))])
def test_every_kind_of_pixels_is_understood(tmp_path: Path, mode: str, colour: object) -> None:
    path = tmp_path / "a.png"
    Image.new(mode, (30, 20), colour).save(path)  # type: ignore[arg-type]
    with Image.open(path) as image:
        wanted = image.convert("RGBA").getpixel((5, 5)) if mode != "I;16" else (117, 117, 117, 255)
    assert np.abs(opened(path, 30, 20)[5, 5, 3].astype(int) - wanted[3]) <= 1  # type: ignore[index]
    assert opened(path, 15, 10).shape == (12, 17, 4)


def test_what_is_no_picture_leaves_nothing(tmp_path: Path) -> None:
    for name, data in (("a.png", b"words"), ("b.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises((Refused, Damaged)):
            make(path, tmp_path / "pixels", 10, 10)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.png", "b.png"]
