"""Layered files: what they tell of their layers, the picture of all of them together, and archives that mean harm."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import psd_tools
import pytest
from PIL import Image, ImageCms

from studio.errors import Damaged, Refused
from studio.picture import Layer, inspect, make_thumbnail

from .layered import GROUPED, KRA_DOC, ORA_STACK, PsdLayer, kra, ora, png, psd, zipped
from .made import PROFILE, chunk, drawing

SHAPES: dict[str, dict[str, Any]] = {
    "packed": {},
    "plain": {"is_packed": False},
    "big": {"is_big": True},
    "16 bits": {"bits": 16},
    "16 bits, big": {"bits": 16, "is_big": True, "is_packed": False},
    "32 bits": {"bits": 32, "is_packed": False},
}


def seen(path: Path, max_px: int = 60) -> Image.Image:
    small = path.with_suffix(".seen")
    make_thumbnail(path, small, max_px)
    with Image.open(small) as image:
        image.load()
    return image


def is_upright(image: Any) -> bool:
    """Red above left, blue below right."""
    above, below = image.getpixel((4, 4)), image.getpixel((image.width - 5, image.height - 5))
    return above[0] > 200 > 90 > above[2] and below[2] > 190 > 60 > below[0]


def test_openraster_tells_its_layers_from_the_top(tmp_path: Path) -> None:
    facts = inspect(ora(tmp_path / "a.ora"))
    assert (facts.kind, facts.width_px, facts.height_px) == ("ora", 90, 60)
    assert facts.layers == (
        Layer("Sky", opacity=0.5, blend="multiply", is_group=True),
        Layer("Clouds", is_visible=False, depth=1),
        Layer("Blue & deep", opacity=0.25, depth=1),
        Layer("Ground"),
    )
    assert facts.differs == () and is_upright(seen(tmp_path / "a.ora"))


def test_krita_tells_its_layers_from_the_top(tmp_path: Path) -> None:
    facts = inspect(kra(tmp_path / "a.kra"))
    assert (facts.kind, facts.mime, facts.bits) == ("kra", "application/x-krita", 16)
    assert [(one.name, one.depth, one.is_group, one.blend) for one in facts.layers] == [
        ("Lines", 0, False, "normal"),
        ("Sky", 0, True, "multiply"),
        ("Clouds", 1, False, "soft light"),
    ]
    assert [one.is_visible for one in facts.layers] == [True, False, True]
    assert is_upright(seen(tmp_path / "a.kra"))


@pytest.mark.parametrize("make", [ora, kra])
def test_without_a_picture_of_all_layers_it_says_so(tmp_path: Path, make: Any) -> None:
    path = make(tmp_path / "a", mergedimage__png=None)
    facts = inspect(path)
    assert facts.width_px == 90 and "no picture of all its layers" in facts.differs[0]
    assert seen(path).size == (45, 30)
    nothing = {"Thumbnails/thumbnail__png": None, "preview__png": None}
    with pytest.raises(Refused, match="cannot be shown"):
        inspect(make(tmp_path / "b", mergedimage__png=None, **nothing))


@pytest.mark.parametrize("shape", SHAPES)
def test_photoshop_tells_its_layers_whatever_its_shape(tmp_path: Path, shape: str) -> None:
    facts = inspect(psd(tmp_path / "a.psd", drawing(), profile=PROFILE, **SHAPES[shape]))
    assert (facts.width_px, facts.height_px, facts.bits) == (90, 60, SHAPES[shape].get("bits", 8))
    assert facts.layers == (
        Layer("Sky", blend="pass through", is_group=True),
        Layer("Blue", is_visible=False, depth=1),
        Layer("Wölkchen ☁", opacity=0.2, blend="multiply", depth=1),
        Layer("Ground"),
    )
    assert facts.profile == "sRGB built-in" and is_upright(seen(tmp_path / "a.psd"))


@pytest.mark.parametrize("shape", ["packed", "plain", "big", "16 bits"])
def test_another_reader_of_photoshop_files_sees_the_same(tmp_path: Path, shape: str) -> None:
    path = psd(tmp_path / "a.psd", drawing(), **SHAPES[shape])
    theirs = psd_tools.PSDImage.open(path)
    assert sorted(one.name for one in inspect(path).layers) == sorted(one.name for one in theirs.descendants())
    assert theirs.topil().convert("RGB").tobytes() == drawing().tobytes()


def test_a_file_written_by_another_program_is_read(tmp_path: Path) -> None:
    theirs = psd_tools.PSDImage.new("RGB", (90, 60))
    group = theirs.create_group(name="Inks")
    group.append(theirs.create_pixel_layer(drawing(mode="RGBA"), name="Outline"))
    theirs.save(tmp_path / "a.psd")
    assert [(one.name, one.depth) for one in inspect(tmp_path / "a.psd").layers] == [("Inks", 0), ("Outline", 1)]


@pytest.mark.parametrize("mode", ["CMYK", "LAB", "RGBA"])
def test_photoshops_other_colours_are_seen_as_they_are(tmp_path: Path, mode: str) -> None:
    picture = drawing(mode=mode) if mode != "LAB" else lab(drawing())
    path = psd(tmp_path / "a.psd", picture)
    assert is_upright(seen(path))
    assert bool(inspect(path).differs) == (mode == "CMYK"), "a profile is missing"


def lab(image: Image.Image) -> Image.Image:
    srgb, target = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    turned = ImageCms.profileToProfile(image, srgb, target, outputMode="LAB")
    assert turned is not None
    return turned


def test_a_photoshop_file_without_its_picture_falls_back_to_its_small_one(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    drawing((45, 30)).save(buffer, "JPEG", quality=95)
    path = psd(tmp_path / "a.psd", Image.new("RGB", (90, 60), "white"), has_merged=False, small=buffer.getvalue())
    facts = inspect(path)
    assert (facts.width_px, len(facts.layers)) == (90, 4)
    assert "without a picture of all its layers" in facts.differs[0] and is_upright(seen(path))


def test_a_thousand_layers_deep_and_wide_are_listed(tmp_path: Path) -> None:
    ends = [PsdLayer("", group=3)] * 600
    deep = [*ends, PsdLayer("The lowest"), *[PsdLayer(f"Group {n}", group=1) for n in range(600)]]
    assert inspect(psd(tmp_path / "a.psd", drawing(), deep)).layers[-1].depth == 600
    nest = "<stack>" * 3_000 + "<layer name='x'/>" + "</stack>" * 3_000
    path = ora(tmp_path / "a.ora", stack__xml=f"<image w='90' h='60'>{nest}</image>")
    assert inspect(path).layers[-1].name == "x"


def test_an_archive_that_unpacks_too_far_is_refused(tmp_path: Path) -> None:
    """INP-3: counted while it unpacks, whatever its lists say."""
    start = png()
    bomb = start[:33] + chunk(b"prVt", bytes(60 << 20)) + start[33:]
    path = ora(tmp_path / "bomb.ora", mergedimage__png=bomb)
    assert path.stat().st_size < 1 << 20
    with pytest.raises(Refused) as caught:
        inspect(path)
    assert caught.value.code == "too_large"
    path = ora(tmp_path / "bomb.ora", stack__xml=b" " * (30 << 20) + ORA_STACK.format(w=9, h=9).encode())
    with pytest.raises(Refused) as caught:
        inspect(path)
    assert caught.value.code == "too_large"


def test_an_archive_with_too_many_entries_is_refused(tmp_path: Path) -> None:
    """INP-3."""
    path = zipped(tmp_path / "many.ora", "image/openraster", {str(number): b"" for number in range(10_001)})
    with pytest.raises(Refused) as caught:
        inspect(path)
    assert caught.value.code == "too_large"


@pytest.mark.parametrize("make", [ora, kra])
def test_a_list_of_layers_with_words_of_its_own_is_refused(tmp_path: Path, make: Any) -> None:
    """INP-1: neither a file of this computer nor a billion laughs."""
    told = (KRA_DOC if make is kra else ORA_STACK).format(w=90, h=60)
    declared = '<!DOCTYPE DOC [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    body = told[told.index("<DOC xmlns" if make is kra else "<image") :].replace("Clouds", "&a;")
    with pytest.raises(Refused) as caught:
        inspect(make(tmp_path / "a", **{("maindoc" if make is kra else "stack") + "__xml": declared + body}))
    assert "XML entities" in caught.value.advice


def test_what_lies_outside_of_the_archive_is_never_touched(tmp_path: Path) -> None:
    outside: dict[str, Any] = {"../../escaped": b"x", "/tmp/escaped": b"x"}
    path = ora(tmp_path / "a.ora", **outside)
    assert inspect(path).width_px == 90
    assert {entry.name for entry in tmp_path.iterdir()} == {"a.ora"}


def test_a_locked_archive_is_called_damaged(tmp_path: Path) -> None:
    path = ora(tmp_path / "a.ora")
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("stack.xml").header_offset
    data[at + 6] |= 1
    data[data.index(b"PK\x01\x02", data.index(b"stack.xml", at + 40)) + 8] |= 1
    path.write_bytes(bytes(data))
    with pytest.raises(Damaged):
        inspect(path)


def test_pixels_that_a_layered_file_lacks_are_missed_in_words(tmp_path: Path) -> None:
    path = psd(tmp_path / "a.psd", drawing(), GROUPED)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(Damaged):
        inspect(path)
