"""Pictures of dots beyond PNG, JPEG and WebP, and colours that are not a screen's."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from studio.errors import Damaged, Refused
from studio.picture import inspect, make_thumbnail

from .made import PROFILE, drawing, exif
from .test_layered import is_upright, lab, seen

FILES = Path(__file__).parent / "files"


@pytest.mark.parametrize(("kind", "writer"), [("tiff", "TIFF"), ("gif", "GIF"), ("avif", "AVIF")])
def test_more_kinds_are_opened(tmp_path: Path, kind: str, writer: str) -> None:
    drawing().save(tmp_path / "a", writer)
    facts = inspect(tmp_path / "a")
    assert (facts.kind, facts.mime, facts.width_px, facts.height_px) == (kind, f"image/{kind}", 90, 60)
    assert is_upright(seen(tmp_path / "a"))


@pytest.mark.parametrize("name", ["upright", "turned"])
def test_a_phones_heic_is_opened_the_right_way_up(tmp_path: Path, name: str) -> None:
    (tmp_path / "a").write_bytes((FILES / f"{name}.heic").read_bytes())
    facts = inspect(tmp_path / "a")
    assert (facts.kind, facts.mime, facts.width_px, facts.height_px) == ("heic", "image/heic", 48, 32)
    assert is_upright(seen(tmp_path / "a", 48))


def test_a_heic_that_tells_nothing_of_its_camera_is_opened(tmp_path: Path) -> None:
    data = (FILES / "upright.heic").read_bytes().replace(b"\0\0Exif\0", b"\0\0none\0", 1)
    (tmp_path / "a").write_bytes(data)
    assert inspect(tmp_path / "a").kind == "heic"
    assert is_upright(seen(tmp_path / "a", 48))


@pytest.mark.parametrize("writer", ["TIFF", "AVIF"])
def test_a_turn_is_followed_in_every_kind(tmp_path: Path, writer: str) -> None:
    drawing((300, 200)).transpose(Image.Transpose.ROTATE_90).save(tmp_path / "a", writer, exif=exif(6))
    facts = inspect(tmp_path / "a")
    assert (facts.width_px, facts.height_px) == (300, 200)
    small = seen(tmp_path / "a", 90)
    assert small.size == (90, 60) and is_upright(small)


def test_the_pages_of_a_scan_are_counted_and_the_first_is_shown(tmp_path: Path) -> None:
    pages = [Image.new("RGB", (40, 30)), Image.new("RGB", (20, 10))]
    drawing().save(tmp_path / "a.tif", save_all=True, append_images=pages, compression="tiff_lzw")
    facts = inspect(tmp_path / "a.tif")
    assert facts.pages == 3 and facts.differs == ("It has 3 pages. What is shown here is the first.",)
    assert is_upright(seen(tmp_path / "a.tif"))


def test_a_list_of_pages_that_leads_in_a_circle_ends(tmp_path: Path) -> None:
    drawing().save(tmp_path / "a.tif")
    data = bytearray((tmp_path / "a.tif").read_bytes())
    first = int.from_bytes(data[4:8], "little")
    after = first + 2 + 12 * int.from_bytes(data[first : first + 2], "little")
    data[after : after + 4] = data[4:8]
    (tmp_path / "a.tif").write_bytes(bytes(data))
    try:
        assert inspect(tmp_path / "a.tif").pages <= 1_000
    except Damaged as error:
        assert error.advice


def test_a_tiff_that_is_packed_as_nothing_here_can_read_is_not_called_damaged(tmp_path: Path) -> None:
    drawing().save(tmp_path / "a.tif")
    compression, webp = struct.pack("<HHIH", 259, 3, 1, 1), struct.pack("<HHIH", 259, 3, 1, 50_001)
    data = (tmp_path / "a.tif").read_bytes()
    assert data.count(compression) == 1
    (tmp_path / "a.tif").write_bytes(data.replace(compression, webp))
    with pytest.raises(Refused, match="This picture cannot be shown") as refused:
        inspect(tmp_path / "a.tif")
    assert refused.value.advice.startswith("It is a TIFF whose pixels are packed as WebP")


def test_what_moves_is_told(tmp_path: Path) -> None:
    drawing().save(tmp_path / "a.gif", save_all=True, append_images=[Image.new("RGB", (90, 60), "white")], duration=80)
    assert "It moves" in inspect(tmp_path / "a.gif").differs[0]


@pytest.mark.parametrize("mode", ["I;16", "I;16B", "F", "CMYK", "LAB", "1", "P"])
def test_every_way_in_which_a_tiff_keeps_colours_is_shown(tmp_path: Path, mode: str) -> None:
    grey = drawing(mode="L")
    picture = {
        "I;16": lambda: Image.frombytes("I;16", grey.size, b"".join(bytes((0, value)) for value in grey.tobytes())),
        "I;16B": lambda: Image.frombytes("I;16B", grey.size, b"".join(bytes((value, 0)) for value in grey.tobytes())),
        "F": lambda: grey.convert("F").point(lambda value: value * (1 / 255) + 0.0),
        "LAB": lambda: lab(drawing()),
    }.get(mode, lambda: drawing(mode=mode))()
    picture.save(tmp_path / "a.tif")
    facts = inspect(tmp_path / "a.tif")
    assert facts.bits == {"I;16": 16, "I;16B": 16, "F": 32, "1": 1}.get(mode, 8)
    lightness = seen(tmp_path / "a.tif").convert("L").tobytes()
    assert min(lightness) < 60 and max(lightness) > 150
    if mode in ("CMYK", "LAB"):
        assert is_upright(seen(tmp_path / "a.tif"))


def wide_gamut() -> bytes:
    """A profile whose red and green are exchanged: plain to see where it is followed."""
    data = bytearray(PROFILE)
    tags = {bytes(data[at : at + 4]): at for at in range(132, 132 + 12 * int.from_bytes(data[128:132]), 12)}
    red, green = tags[b"rXYZ"], tags[b"gXYZ"]
    data[red + 4 : red + 12], data[green + 4 : green + 12] = data[green + 4 : green + 12], data[red + 4 : red + 12]
    return bytes(data)


@pytest.mark.parametrize("writer", ["PNG", "JPEG", "WEBP", "TIFF", "AVIF"])
def test_a_colour_profile_is_followed(tmp_path: Path, writer: str) -> None:
    options: dict[str, Any] = {"lossless": True} if writer == "WEBP" else {"quality": 95} if writer != "PNG" else {}
    Image.new("RGB", (64, 64), (220, 40, 40)).save(tmp_path / "a", writer, icc_profile=wide_gamut(), **options)
    red, green, _ = seen(tmp_path / "a").getpixel((30, 30))
    assert green > 150 > 90 > red
    assert inspect(tmp_path / "a").profile == "sRGB built-in"


def test_a_profile_without_sense_is_told_and_passed_over(tmp_path: Path) -> None:
    drawing().save(tmp_path / "a.png", icc_profile=b"no profile at all")
    facts = inspect(tmp_path / "a.png")
    assert facts.profile == "" and "cannot be read" in facts.differs[0]
    assert is_upright(seen(tmp_path / "a.png"))


def test_a_grey_profile_and_a_profile_for_other_colours_do_no_harm(tmp_path: Path) -> None:
    drawing(mode="L").save(tmp_path / "a.png", icc_profile=PROFILE)
    assert seen(tmp_path / "a.png").size == (60, 40)
    drawing(mode="CMYK").save(tmp_path / "b.jpg", icc_profile=ImageCms.ImageCmsProfile(io.BytesIO(PROFILE)).tobytes())
    assert is_upright(seen(tmp_path / "b.jpg"))


def test_sixteen_bits_are_told(tmp_path: Path) -> None:
    Image.new("I;16", (20, 10), 40_000).save(tmp_path / "a.png")
    assert inspect(tmp_path / "a.png").bits == 16


def test_a_thumbnail_of_every_kind_is_srgb_and_upright(tmp_path: Path) -> None:
    drawing((400, 300)).save(tmp_path / "a.jpg", exif=exif(1), icc_profile=PROFILE)
    assert make_thumbnail(tmp_path / "a.jpg", tmp_path / "small", 100) == (100, 75)
    with Image.open(tmp_path / "small") as small:
        assert "icc_profile" not in small.info and is_upright(small)
