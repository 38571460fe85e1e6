"""A tree and a roll as files: pictures that show it, words that stay words, and never half a file."""

from __future__ import annotations

import json
import xml.etree.ElementTree as xml
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from studio.credit.roll import roll
from studio.credit.tree import Family
from studio.errors import DiskTrouble, Refused
from studio.ui.theme import look
from studio.ui.tree import files
from studio.ui.tree.roll_picture import WIDTH_PX, as_picture
from studio.ui.tree.saving import write
from tests.credit.families import id_of, record

from ..planted import texts
from .trees import a_thousand, by, drawn, night_choir

SVG = {"s": "http://www.w3.org/2000/svg"}


def image_of(data: bytes) -> QImage:
    image = QImage()
    assert image.loadFromData(data)
    return image


def has_more_than_its_ground(image: QImage) -> bool:
    ground = image.pixel(0, 0)
    return any(image.pixel(x, y) != ground for y in range(0, image.height(), 2) for x in range(0, image.width(), 2))


def test_a_picture_holds_the_whole_tree_twice_as_sharp(qapp) -> None:
    drawing = drawn(night_choir(), id_of(10))
    image = image_of(files.as_png(drawing))
    assert image.width() == int((drawing.bounds.width() + 80) * 2)
    assert image.pixelColor(0, 0) == look().colour("surface")
    assert has_more_than_its_ground(image)


def test_a_picture_of_a_thousand_stays_within_what_programs_open(qapp) -> None:
    records, root = a_thousand()
    image = image_of(files.as_png(drawn(records, root)))
    assert max(image.width(), image.height()) <= files.MOST_SIDE_PX
    assert image.width() * image.height() <= files.MOST_PIXELS


def test_a_drawing_keeps_its_words_as_text_whatever_they_are(qapp, tmp_path: Path) -> None:
    titles = texts(tmp_path / "bait.png")[:5]
    records = [record(0), *(record(n + 1, 0, title=title, author=by(title)) for n, title in enumerate(titles))]
    root = xml.fromstring(files.as_svg(drawn(records, id_of(0))))
    said = {"".join(node.itertext()).strip() for node in root.iterfind(".//s:text", SVG)}
    assert "Piece 0" in said
    assert any(one.startswith("<b>bold") for one in said)
    assert {node.tag.split("}")[1] for node in root.iter()} <= {
        "svg", "title", "desc", "defs", "g", "path", "polyline", "rect", "text", "image", "linearGradient", "stop",
    }  # fmt: skip


def test_facts_leave_as_json_and_graphml(qapp) -> None:
    drawing = drawn(night_choir(), id_of(10))
    assert len(json.loads(files.as_json(drawing))["nodes"]) == 7
    assert files.as_graphml(drawing).startswith(b"<?xml")
    assert [form.suffix for form in files.FORMS] == [".png", ".svg", ".json", ".graphml"]


def test_a_roll_is_a_picture_with_everybody_however_long_their_names(qapp) -> None:
    long = record(2, title="Donaudampfschifffahrt" * 9, author=by("x" * 300))
    family = Family.of([record(1, 2, 3, 9, title="Piece"), long, record(3, title="שלום עולם", author=by("مرحبا"))])
    image = image_of(as_picture(roll(family, id_of(1))))
    short = image_of(as_picture(roll(Family.of([record(1, 3), record(3)]), id_of(1))))
    assert image.width() == short.width() == WIDTH_PX
    assert image.height() > short.height() > 300
    edge = [image.pixel(x, y) for x in (0, 20, WIDTH_PX - 20) for y in range(image.height())]
    assert set(edge) == {image.pixel(0, 0)}


def test_a_roll_that_is_too_long_for_a_picture_is_refused_in_words(qapp) -> None:
    crowd = Family.of([record(0, *range(1, 900)), *(record(n) for n in range(1, 900))])
    with pytest.raises(Refused) as refused:
        as_picture(roll(crowd, id_of(0)))
    assert "text" in refused.value.advice


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "tree.json"
    write(path, b"whole")
    assert path.read_bytes() == b"whole"
    with pytest.raises(DiskTrouble):
        write(tmp_path / "nowhere" / "tree.json", b"whole")
    assert [one.name for one in tmp_path.iterdir()] == ["tree.json"]
