"""A picture built on a picture: what can be seen is cited with its share and its place, on the platform and in the file itself,
and whoever lays a renamed copy on a canvas builds on the right record."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from studio.credit import manifest, tags
from studio.credit.manifest import Standing
from studio.domain.canvas import Blend, Crop
from studio.domain.ids import RecordId
from studio.domain.platform import Platform
from studio.domain.record import Kind, Record
from studio.remix.canvas import edits
from studio.ui.canvas.page import CanvasPage
from tests.remix.canvas.made import a_slope, plain
from tests.server_process import ServerProcess

from .conftest import Open
from .whole import Whole

#: Whole pixels of the starter pictures, which are 1 280 × 800.
PUDDLE_CROP = Crop(200 / 1280, 100 / 800, 500 / 1280, 300 / 800)
WINDOW_CROP = Crop(640 / 1280, 400 / 800, 800 / 1280, 500 / 800)


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


def test_the_tree_the_file_and_the_eye_agree_on_who_is_in_a_picture(
    open_studio: Open, community: ServerProcess, tmp_path: Path
) -> None:
    ines, tom = open_studio(tmp_path / "ines"), open_studio(tmp_path / "tom")
    at_ines = ines.join(community.address, community.new_invite(), "Ines")
    at_tom = tom.join(community.address, community.new_invite(), "Tom")
    harbour = posted(ines, at_ines, tom, a_picture_file(tmp_path / "harbour.png", 640, 480))

    # Tom lays it on a canvas, and two pictures of the starter set, each a part of it in its place.
    tom.places.remix_this(harbour)
    page = tom.page("canvas")
    laid(tom, page, 1)
    puddle, window = starter_picture(tom, at_tom, "Puddle"), starter_picture(tom, at_tom, "Window study")
    desk = page.desk
    for number, record in enumerate((puddle, window), 2):
        tom.places.remix_this(record)
        laid(tom, page, number)
    placed(tom, page, 1, x=140, y=190, scale=1.0, crop=PUDDLE_CROP, rotation=90.0, flip_h=True, opacity=0.6)
    placed(tom, page, 2, x=500, y=350, scale=1.0, crop=WINDOW_CROP)
    assert {one.title for one in desk.panel.sources.rows.told} == {"Harbour", "Puddle", "Window study"}

    # What is covered whole leaves the list; light over the rest does not.
    desk.adder.add_files([a_picture_file(tmp_path / "mine.png", 200, 160, seed=2)])
    laid(tom, page, 4)
    placed(tom, page, 3, x=500, y=350)
    assert {one.title for one in desk.panel.sources.rows.told} == {"Harbour", "Puddle"}
    assert [one.record_id for one in desk.editor.canvas.sources if one.removed] == [window.id]
    desk.adder.add_files([a_picture_file(tmp_path / "light.png", 240, 200, seed=3)])
    laid(tom, page, 5)
    placed(tom, page, 4, x=320, y=140, opacity=0.8, blend=Blend.MULTIPLY)

    exported = export(tom, page, tmp_path / "night.png")
    desk.bar.share.click()
    night = tom.until_live(tom.send("Harbour at night"), 90)
    sent = tom.store.media.path(night.media.sha256)

    plain, shares = plainly_laid(tom, {"harbour": harbour, "puddle": puddle}, tmp_path)
    for path in (exported, sent):
        assert furthest(path, plain) <= 1.0, "the pixels are those of plain arithmetic"

    # The platform's tree says who can be seen, and how much.
    client = tom.links.client(at_tom.id)
    tree = {one.id: one for one in next(client.tree(night.record_id)).records}
    tom.links.close_mine()
    sources = {source.record_id: source for source in tree[night.record_id].sources}
    assert set(sources) == {harbour.id, puddle.id} and window.id not in tree
    for record, name in ((harbour, "harbour"), (puddle, "puddle")):
        source = sources[record.id]
        assert source.share == pytest.approx(shares[name], abs=0.01)
        assert source.origin == "auto" and source.place.startswith("xywh=percent:")
    assert sources[puddle.id].place == "xywh=percent:6,8,32,63"

    third = open_studio(tmp_path / "third")
    third.until(lambda: third.store.library.record(puddle.id), "its home tells of the puddle")
    tells_the_third(third, community, sent, night.record_id, tmp_path)


def tells_the_third(third: Whole, community: ServerProcess, sent: Path, id: RecordId, folder: Path) -> None:
    """So does the file itself, under any name, wherever it goes; and without its tags where its pixels are known."""
    copy = Path(shutil.copy(sent, folder / "IMG_0042 (1).png"))
    Image.open(copy).save(folder / "stripped.webp", lossless=True)
    title, advice, named = imported(third, copy)
    assert title == "“IMG_0042 (1).png” says whose it is" and named == {"Harbour at night", "Harbour", "Puddle"}
    assert advice.startswith("Likely: nothing was changed since it was signed, but who signed it is not known here.")
    title, _, named = imported(third, folder / "stripped.webp")
    assert title.startswith("“stripped.webp” does not say whose it is.") and named == set(), "nothing is made up"
    third.join(community.address, community.new_invite(), "Imara")
    third.until(lambda: third.store.library.record(id), "the third hears of it")
    for path, seen in (
        (copy, "Exactly these bytes are in this library"),
        (folder / "stripped.webp", "These bytes are not in this library, but its picture is, pixel for pixel"),
    ):
        advice = f"Certain. {seen}, as “Harbour at night” by Tom."
        assert imported(third, path) == (f"“{path.name}” is a known record", advice, {"Harbour at night"})


def imported(studio: Whole, path: Path) -> tuple[str, str, set[str]]:
    """Lays the file on a new canvas; what the window says of it, and who is in the list of sources."""
    studio.hush()
    page = studio.page("canvas")
    if page.desk is not None:
        page.close_canvas()
    page.begin()
    studio.until(lambda: page.desk, "a new canvas is open")
    page.desk.adder.add_files([path])
    laid(studio, page, 1)
    ((title, advice),) = studio.said()
    return title, advice, {one.title for one in page.desk.panel.sources.rows.told}


def a_picture_file(path: Path, width: int, height: int, seed: int = 1) -> Path:
    """Soft colours without an edge, so that whatever is half a pixel off is seen."""
    down, across = np.mgrid[0:height, 0:width]
    waves = [np.sin(across / (7 + seed + n) + down / (11 + n)) * 90 + 130 for n in range(3)]
    Image.fromarray(np.stack(waves, -1).astype(np.uint8)).save(path)
    return path


def posted(studio: Whole, platform: Platform, other: Whole, path: Path) -> Record:
    """Sends a picture; the other hears of it."""
    page = studio.page("picture")
    page.answer(studio.challenge(Kind.IMAGE, platform))
    page.take_file(path)
    studio.until(page.send.isVisible, "the picture is here")
    page.send.click()
    parcel = studio.until_live(studio.send(path.stem.title()))
    other.until(lambda: other.store.library.record(parcel.record_id), "the picture is told")
    record = other.store.library.record(parcel.record_id)
    assert record is not None
    return record


def starter_picture(studio: Whole, platform: Platform, title: str) -> Record:
    def found() -> list[Record]:
        of = (one for one in studio.store.library.records() if one.platform_id == platform.id)
        return [one for one in of if one.title == title]

    studio.until(found, f"“{title}” is told")
    return found()[0]


def placed(studio: Whole, page: CanvasPage, number: int, **changes: object) -> None:
    """The layer with this number, from the lowest, is changed; waits until it is known who is seen."""
    assert page.desk is not None
    desk = page.desk
    layer = replace(desk.editor.canvas.layers[number], **changes)  # type: ignore[arg-type]
    desk.editor.commit(edits.put(desk.editor.canvas, layer))
    studio.until(lambda: desk.seeing.is_current, "who can be seen is known")


def export(studio: Whole, page: CanvasPage, out: Path) -> Path:
    assert page.desk is not None
    leaving = page.desk.leaving
    leaving.export(page.desk.editor.canvas, out, 100)
    studio.until(lambda: out.is_file() and leaving.working is None, "the picture is exported")
    return out


def furthest(path: Path, plain: NDArray[np.float64]) -> float:
    """By how many steps of 8 bits the pixels of a file differ from `plain` at most."""
    with Image.open(path) as image:
        found = np.asarray(image.convert("RGBA"), np.float64)
    assert found.shape[:2] == plain.shape[:2] and found[..., 3].min() == 255
    return float(np.abs(found[..., :3] - plain * 255).max())


def plainly_laid(
    studio: Whole, records: dict[str, Record], folder: Path
) -> tuple[NDArray[np.float64], dict[str, float]]:
    """The picture by Pillow and plain arithmetic, 0 to 1, and how much of it is whose."""

    def opened(path: Path) -> NDArray[np.float64]:
        with Image.open(path) as image:
            return np.asarray(image.convert("RGB"), np.float64) / 255

    def kept(record: Record) -> NDArray[np.float64]:
        assert record.media is not None
        return opened(studio.store.media.path(record.media.sha256))

    out = kept(records["harbour"]).copy()
    whose = {"harbour": np.ones(out.shape[:2]), "puddle": np.zeros(out.shape[:2])}

    def give(box: tuple[slice, slice], part: NDArray[np.float64] | float, name: str = "") -> None:
        for known in whose.values():
            known[box] *= 1 - part
        if name:
            whose[name][box] += part

    at = np.s_[40:340, 40:240]
    turned = np.rot90(kept(records["puddle"])[100:300, 200:500][:, ::-1], -1)
    out[at] = 0.6 * turned + 0.4 * out[at]
    give(at, 0.6, "puddle")
    at = np.s_[270:430, 400:600]
    out[at] = opened(folder / "mine.png")
    give(at, 1.0)
    at = np.s_[40:240, 200:440]
    light, below = opened(folder / "light.png"), out[at].copy()
    changes, changed = (np.abs(light * below - one).sum(-1) for one in (below, light))
    out[at] = 0.8 * light * below + 0.2 * below
    give(at, 0.8 * changes / (changes + changed))
    return out, {name: float(part.mean()) for name, part in whose.items()}
