"""INP-6: words planted in every place of every format do not go out, and not a pixel or a sample changes."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from studio.domain.privacy import About, Keep
from studio.private import found, strip
from tests.picture.made import drawing

from .made import MARK, PICTURES, SOUNDS

ALL = [*((kind, kind, make) for kind, make in PICTURES.items()), *((name, *made) for name, made in SOUNDS.items())]
#: Of a layered file nothing is drawn again: what its layers are made of is compared byte by byte.
LAYERED = ("ora", "kra", "psd")


def marks_in(data: bytes) -> list[bytes]:
    """Where a mark stands, as it is, in 16-bit letters, and in what is packed inside."""
    wide = MARK.decode().encode("utf-16-be"), MARK.decode().encode("utf-16-le")
    spots = [data[at : at + 40] for mark in (MARK, *wide) if (at := data.find(mark)) >= 0]
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            spots += [spot for name in archive.namelist() for spot in marks_in(archive.read(name))]
    return spots


def content(path: Path, kind: str) -> Any:
    """What is seen or heard, as a program says that knows nothing of the studio."""
    if kind == "svg":
        from resvg_py import svg_to_bytes

        return bytes(svg_to_bytes(svg_string=path.read_text()))
    if kind == "psd":
        from psd_tools import PSDImage

        opened = PSDImage.open(path)
        return [(layer.name, layer.topil().tobytes()) for layer in opened], opened.topil().tobytes()
    if kind in ("ora", "kra"):
        with zipfile.ZipFile(path) as archive:
            return {
                name: _drawn(archive.read(name))
                for name in archive.namelist()
                if "layer" in name or name.endswith(".png")
            }
    if kind == "heic":
        import pi_heif

        return pi_heif.open_heif(path).to_pillow().tobytes()
    if kind in PICTURES:
        with Image.open(path) as image:
            pages = range(min(getattr(image, "n_frames", 1), 2))
            return [(image.seek(page), image.convert("RGBA").tobytes(), image.info.get("duration")) for page in pages]
    if path.suffix == ".mp3":  # tags behind the sound are noise to a decoder
        return path.with_suffix(".bare").read_bytes() if path.with_suffix(".bare").exists() else path.read_bytes()
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-map", "0:a", "-f", "f32le", "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout


def _drawn(data: bytes) -> object:
    return Image.open(io.BytesIO(data)).convert("RGBA").tobytes() if data.startswith(b"\x89PNG") else data


@pytest.mark.parametrize(("name", "kind", "make"), ALL, ids=[one[0] for one in ALL])
def test_nothing_planted_leaves_and_nothing_seen_or_heard_changes(tmp_path: Path, name: str, kind: str, make) -> None:
    """INP-6."""
    source, out = make(tmp_path / f"in.{name}"), tmp_path / f"out.{name}"
    assert marks_in(source.read_bytes()), "the test plants what it looks for"
    told = found(source, kind)
    strip(source, out, kind)
    assert marks_in(out.read_bytes()) == []
    before, after = content(source, kind), content(out, kind)
    if kind in ("ora", "kra"):  # what is left out is not seen
        assert after and all(before[entry] == data for entry, data in after.items())
    else:
        assert before == after
    assert len({one.about for one in told if one.about is not About.PROFILE}) >= 2
    assert [one for one in found(out, kind) if one.about is not About.PROFILE] == []
    strip(out, tmp_path / "again", kind)
    assert (tmp_path / "again").read_bytes() == out.read_bytes()


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "tiff", "avif", "psd"])
def test_the_colour_profile_goes_only_when_it_is_asked_for(tmp_path: Path, kind: str) -> None:
    source = PICTURES[kind](tmp_path / f"in.{kind}")
    for profile in (True, False):
        out = tmp_path / f"out-{profile}.{kind}"
        strip(source, out, kind, Keep(profile=profile))
        assert [one.words for one in found(out, kind)] == (["sRGB built-in"] if profile else [])


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "tiff", "avif", "svg", "kra", "psd"])
def test_a_name_and_a_copyright_line_stay_where_they_are_wanted(tmp_path: Path, kind: str) -> None:
    source, out = PICTURES[kind](tmp_path / f"in.{kind}"), tmp_path / f"out.{kind}"
    strip(source, out, kind, Keep(copyright=True))
    told = [one for one in found(out, kind) if one.about is not About.PROFILE]
    assert told and {one.about for one in told} <= {About.AUTHOR, About.COPYRIGHT, About.COMMENT}
    assert marks_in(out.read_bytes()), "the name itself was planted"
    assert len(marks_in(out.read_bytes())) <= 2 and content(out, kind) is not None


@pytest.mark.parametrize(
    "options",
    [
        {"compression": "tiff_lzw"},
        {"compression": "jpeg"},
        {"compression": "tiff_deflate", "big_tiff": True},
        {"tile": True},
        {"mode": "CMYK"},
        {"mode": "I;16"},
        {"mode": "1", "compression": "group4"},
    ],
    ids=str,
)
def test_every_way_to_write_a_tiff_keeps_its_pixels(tmp_path: Path, options: dict[str, Any]) -> None:
    """INP-6."""
    options = dict(options)
    mode = options.pop("mode", "RGB")
    tags: dict[int, Any] = {270: "PLANTED-COMMENT", 315: "PLANTED-NAME"}
    if options.pop("tile", False):
        tags |= {322: 32, 323: 32}
        options["compression"] = "tiff_deflate"
    drawing((120, 80)).convert("L" if mode == "I;16" else mode).convert(mode).save(
        tmp_path / "in.tif", "TIFF", tiffinfo=tags, **options
    )
    strip(tmp_path / "in.tif", tmp_path / "out.tif", "tiff")
    assert marks_in((tmp_path / "in.tif").read_bytes()) and marks_in((tmp_path / "out.tif").read_bytes()) == []
    with Image.open(tmp_path / "in.tif") as before, Image.open(tmp_path / "out.tif") as after:
        assert after.mode == before.mode and after.tobytes() == before.tobytes()
