"""Exported files: read back by Pillow, by our own reader of credits, and OpenRaster as its specification says."""

from __future__ import annotations

import io
import xml.etree.ElementTree as xml
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.credit import manifest, tags
from studio.credit.finding import Library
from studio.credit.identity import Identity
from studio.credit.lines import Credit
from studio.domain.canvas import Blend, Canvas, Words
from studio.domain.ids import LayerId, RecordId
from studio.domain.progress import Progress
from studio.errors import Refused
from studio.remix.canvas.export import ENDINGS, export
from studio.remix.canvas.plates import Plates
from studio.remix.canvas.render import blend, flat, ground
from studio.remix.publish import Naming
from tests.store.made import a_record

from .made import Pictures, a_canvas, a_layer, a_slope, plain

RAIN = a_record(id=RecordId("018f0000-0000-7000-8000-00000000abcd"), title="Rain on tin")


@pytest.fixture
def naming(tmp_path: Path) -> Naming:
    library = Library(lambda id: RAIN if id == RAIN.id else None, lambda sha256: None)
    return Naming(library, lambda: Identity.open(tmp_path / "data"), Credit("Night", "ines"))


@pytest.fixture
def piece(tmp_path: Path) -> tuple[Canvas, Plates]:
    folder = tmp_path / "pictures"
    folder.mkdir()
    pictures = Pictures(folder)
    canvas = a_canvas(width_px=300, height_px=200, background="#ffeedd", title="Night")
    rain = pictures.add(a_slope(200, 150), "rain.png", RAIN.id)
    own = pictures.add(plain((20, 40, 200), 120, 80))
    layers = (
        a_layer(rain, canvas, x=110.0, rotation=12.0),
        a_layer(own, canvas, x=200.0, opacity=0.5, blend=Blend.MULTIPLY),
        a_layer(own, canvas, hidden=True),
        replace(a_layer(own, canvas, y=170.0), id=LayerId("w"), picture=None, words=Words("Night <&>\x07", 30.0)),
    )
    plates = Plates(pictures.find, folder)
    return replace(canvas, layers=layers), plates


@pytest.fixture(autouse=True)
def close(piece: tuple[Canvas, Plates]):  # type: ignore[no-untyped-def]
    yield
    piece[1].close()


@pytest.mark.parametrize("ending", [".png", ".jpg", ".webp"])
def test_a_picture_carries_its_credits_and_looks_as_on_the_canvas(
    piece: tuple[Canvas, Plates], naming: Naming, tmp_path: Path, ending: str
) -> None:
    canvas, plates = piece
    done = export(canvas, plates, tmp_path / f"night{ending}", naming)
    assert done.notes == ()
    assert [source.record_id for source in done.sources] == [RAIN.id]
    read = tags.read(done.path)
    assert read is not None and [one.title for one in read.sources] == ["Rain on tin"]
    signed = manifest.read(done.path, Identity.find(tmp_path / "data"))
    assert signed.standing is manifest.Standing.THIS_STUDIO
    assert signed.credits is not None and signed.credits.sources[0].record_id == RAIN.id
    shown = flat(canvas, plates, lambda part: None)[..., :3].astype(int)
    with Image.open(done.path) as image:
        found = np.asarray(image.convert("RGB")).astype(int)
    difference = np.abs(found - shown)
    assert difference.max() == 0 if ending == ".png" else difference.mean() < 4
    assert sorted(one.name for one in tmp_path.iterdir()) == ["data", done.path.name, "pictures"]


def test_what_is_see_through_stays_so_in_png_and_is_white_in_jpeg(
    piece: tuple[Canvas, Plates], naming: Naming, tmp_path: Path
) -> None:
    canvas, plates = piece
    canvas = replace(canvas, background="")
    with Image.open(export(canvas, plates, tmp_path / "a.png", naming).path) as image:
        assert image.mode == "RGBA" and image.getpixel((299, 0)) == (0, 0, 0, 0)
    done = export(canvas, plates, tmp_path / "a.jpg", naming)
    assert done.notes and "white" in done.notes[0]
    with Image.open(done.path) as image:
        assert np.asarray(image)[0, 299].min() > 250


def test_open_raster_has_every_layer_and_puts_together_the_same_picture(
    piece: tuple[Canvas, Plates], naming: Naming, tmp_path: Path
) -> None:
    canvas, plates = piece
    done = export(canvas, plates, tmp_path / "night.ora", naming)
    with zipfile.ZipFile(done.path) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, archive.read(first)) == ("mimetype", 0, b"image/openraster")
        assert done.path.read_bytes()[38 : 38 + 16] == b"image/openraster"
        assert archive.testzip() is None
        root = xml.fromstring(archive.read("stack.xml"))
        assert (root.get("w"), root.get("h")) == ("300", "200") and [one.tag for one in root] == ["stack"]
        layers = list(root[0])
        assert [one.get("name") for one in layers] == ["Night <&> ", "Picture", "Picture", "rain.png", "Background"]
        assert [one.get("visibility") for one in layers[:4]] == ["visible", "hidden", "visible", "visible"]
        operations = [one.get("composite-op") for one in layers]
        assert operations == ["svg:src-over", "svg:src-over", "svg:multiply", "svg:src-over", "svg:src-over"]
        together = read_again(archive, layers)
        merged = np.asarray(Image.open(io.BytesIO(archive.read("mergedimage.png"))).convert("RGBA")).astype(int)
        assert np.abs(together - merged).max() <= 2
        assert (merged == flat(canvas, plates, lambda part: None)).all()
        small = Image.open(io.BytesIO(archive.read("Thumbnails/thumbnail.png")))
        assert small.format == "PNG" and max(small.size) == 256
        assert "Rain on tin" in archive.read("CREDITS.txt").decode()
        whole = tmp_path / "whole.png"
        whole.write_bytes(archive.read("mergedimage.png"))
    read = tags.read(whole)
    assert read is not None and read.sources[0].record_id == RAIN.id


def read_again(archive: zipfile.ZipFile, layers: list[xml.Element]) -> np.ndarray:
    """What a paint program does with the stack."""
    planes = ground("", (0, 0, 300, 200))
    blends = {"svg:src-over": Blend.NORMAL, "svg:multiply": Blend.MULTIPLY}
    for one in reversed(layers):
        if one.get("visibility") == "hidden":
            continue
        picture = Image.open(io.BytesIO(archive.read(one.get("src", "")))).convert("RGBA")
        above = np.zeros((4, 200, 300), np.float32)
        pixels = np.asarray(picture).transpose(2, 0, 1).astype(np.float32) / 255
        pixels[:3] *= pixels[3]
        left, top = int(one.get("x", "0")), int(one.get("y", "0"))
        above[:, top : top + picture.height, left : left + picture.width] = pixels
        blend(planes, above * np.float32(one.get("opacity", "1")), blends[one.get("composite-op", "")])
    return (planes.transpose(1, 2, 0) * 255 + 0.5).astype(int)


def test_an_empty_canvas_a_strange_ending_and_a_file_that_is_there_are_refused(
    piece: tuple[Canvas, Plates], naming: Naming, tmp_path: Path
) -> None:
    canvas, plates = piece
    taken = tmp_path / "mine.png"
    taken.write_bytes(b"mine")
    for bad, out in (
        (replace(canvas, layers=()), tmp_path / "a.png"),
        (canvas, tmp_path / "a.bmp"),
        (canvas, taken),
    ):
        with pytest.raises(Refused):
            export(bad, plates, out, naming)
    assert taken.read_bytes() == b"mine" and not (tmp_path / "a.png").exists()


@pytest.mark.parametrize("ending", [one for one in ENDINGS if one != ".jpeg"])
def test_an_export_that_is_stopped_leaves_nothing(
    piece: tuple[Canvas, Plates], naming: Naming, tmp_path: Path, ending: str
) -> None:
    told: list[float] = []
    with pytest.raises(Refused, match="stopped"):
        export(*piece, tmp_path / f"a{ending}", naming, Progress(told.append, lambda: True))
    assert sorted(one.name for one in tmp_path.iterdir() if one.name != "data") == ["pictures"]


def test_a_source_that_nobody_sees_is_not_named(piece: tuple[Canvas, Plates], naming: Naming, tmp_path: Path) -> None:
    canvas, plates = piece
    canvas = replace(canvas, layers=(replace(canvas.layers[0], hidden=True), *canvas.layers[1:]))
    done = export(canvas, plates, tmp_path / "a.png", naming)
    read = tags.read(done.path)
    assert done.sources == () and read is not None and read.sources == ()
