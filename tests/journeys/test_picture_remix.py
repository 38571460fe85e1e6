"""A picture built on a picture: what can be seen is cited with its share and its place, on the platform and in the file itself,
and whoever lays a renamed copy on a canvas builds on the right record."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.credit import manifest, tags
from studio.credit.manifest import Standing
from studio.domain.record import Kind
from studio.ui.canvas.page import CanvasPage
from tests.remix.canvas.made import a_slope, plain
from tests.server_process import ServerProcess

from .conftest import Open
from .whole import Whole


def a_file(path: Path, colour: tuple[int, int, int] | None = None) -> Path:
    pixels = a_slope(400, 300) if colour is None else plain(colour, 400, 300)
    Image.fromarray(np.ascontiguousarray(pixels[..., :3])).save(path)
    return path


def laid(studio: Whole, page: CanvasPage, layers: int) -> None:
    studio.until(lambda: page.desk and len(page.desk.editor.canvas.layers) == layers, f"{layers} layers lie there")
    studio.until(lambda: page.desk and page.desk.seeing.is_current, "who can be seen is known")


def test_a_picture_remix_names_what_is_seen_and_a_renamed_copy_still_does(
    open_studio: Open, community: ServerProcess, tmp_path: Path
) -> None:
    ines, tom, lua = (open_studio(tmp_path / name) for name in ("ines", "tom", "lua"))
    platforms = [
        studio.join(community.address, community.new_invite(), name)
        for studio, name in ((ines, "Ines"), (tom, "Tom"), (lua, "Lua"))
    ]

    # Ines sends a picture.
    page = ines.page("picture")
    page.answer(ines.challenge(Kind.IMAGE, platforms[0]))
    page.take_file(a_file(tmp_path / "harbour.png"))
    ines.until(page.send.isVisible, "the picture is here")
    page.send.click()
    harbour = ines.until_live(ines.send("Harbour"))

    # Tom lays it on a canvas, and his own picture over its left half.
    tom.until(lambda: tom.store.library.record(harbour.record_id) is not None, "the harbour is told")
    record = tom.store.library.record(harbour.record_id)
    assert record is not None
    tom.places.remix_this(record)
    canvas = tom.page("canvas")
    laid(tom, canvas, 1)
    desk = canvas.desk
    desk.adder.add_files([a_file(tmp_path / "mine.png", (200, 30, 30))])
    laid(tom, canvas, 2)
    desk.side.form.cuts["right"].settled.emit(50.0)
    laid(tom, canvas, 2)
    shown = desk.panel.sources.rows.told
    assert [(one.title, one.person, one.said) for one in shown] == [("Harbour", "Ines", "50 % of the picture")]
    desk.bar.share.click()
    night = tom.until_live(tom.send("Harbour at night"), 90)

    # The platform knows the source, its share and its place.
    client = tom.links.client(platforms[1].id)
    told = client.record(night.record_id)
    (source,) = told.sources
    assert (source.record_id, source.origin, source.place) == (harbour.record_id, "auto", "xywh=percent:50,0,50,100")
    assert source.share == pytest.approx(0.5, abs=0.01)

    # Lua meets the file itself under another name: it still tells its parent, signed by a studio.
    lua.until(lambda: lua.store.library.record(night.record_id) is not None, "the night is told")
    copy = tmp_path / "untitled (3).png"
    copy.write_bytes(tom.store.media.path(night.media.sha256).read_bytes())
    assert manifest.read(copy).standing is Standing.UNKNOWN
    named = tags.read(copy)
    assert named is not None and [one.title for one in named.sources] == ["Harbour"]
    page = lua.page("canvas")
    page.begin()
    page.desk.adder.add_files([copy])
    laid(lua, page, 1)
    (layer,) = page.desk.editor.canvas.layers
    assert layer.picture.record_id == night.record_id
    assert [one.title for one in page.desk.panel.sources.rows.told] == ["Harbour at night"]
    tom.links.close_mine()
