"""The canvas file: what is saved is loaded again, and what is wrong is refused in words."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from studio.domain.canvas import Align, Blend, Canvas, Crop, Layer, Picture, Words
from studio.domain.ids import LayerId, RecordId, RemixId, SourceId
from studio.domain.record import Origin, Source, SourceType, Work
from studio.errors import Damaged, NeedsUpdate, Refused
from studio.paths import RESOURCES
from studio.remix.canvas import file

SCHEMA = json.loads((RESOURCES / "canvas.schema.json").read_text("utf-8"))


def a_whole_canvas() -> Canvas:
    picture = Picture("a" * 64, 4_000, 3_000, "Nächte", RecordId("r"))
    layers = (
        Layer(LayerId("1"), 10.5, -4.0, picture, scale=0.5, rotation=-33.0, crop=Crop(0.1, 0.0, 0.9, 1.0), flip_h=True),
        Layer(LayerId("2"), 1.0, 2.0, words=Words("Rain\nTin", 44.0, "#ff0000", False, Align.LEFT), blend=Blend.SCREEN),
    )
    work = Work("Low Tide", "tobias", "https://example.org", "CC-BY-4.0")
    sources = (
        Source(
            SourceId("s"), RecordId("r"), SourceType.SAMPLED, Origin.AUTO, "Thanks", "xywh=percent:0,0,9,9", 0.0, 0.3
        ),
        Source(SourceId("t"), None, SourceType.INSPIRED_BY, work=work),
    )
    return Canvas(RemixId("c"), "Night", 640, 480, "", layers, sources)


def test_a_saved_canvas_is_loaded_again_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "night.canvas"
    file.save(Canvas(RemixId("c")), path)
    file.save(a_whole_canvas(), path)
    assert file.load(path) == a_whole_canvas()
    assert [one.name for one in tmp_path.iterdir()] == ["night.canvas"]


def test_the_schema_tells_every_field_and_no_other() -> None:
    assert set(SCHEMA["properties"]) == {"format", "version"} | {field.name for field in dataclasses.fields(Canvas)}
    kinds: dict[str, Any] = {
        "layer": Layer,
        "picture": Picture,
        "words": Words,
        "crop": Crop,
        "source": Source,
        "work": Work,
    }
    for name, kind in kinds.items():
        told, fields = SCHEMA["$defs"][name], dataclasses.fields(kind)
        assert set(told["properties"]) == {field.name for field in fields}
        assert set(told["required"]) == {field.name for field in fields if field.default is dataclasses.MISSING}
        for field in fields:
            if "default" in told["properties"][field.name]:
                assert told["properties"][field.name]["default"] == field.default, (name, field.name)


LAYER = "layers.0."
FAULTS = [
    ("width_px", 0),
    ("width_px", 16_001),
    ("width_px", 1.5),
    ("background", "white"),
    ("background", "#FFFFFF00"),
    ("id", ""),
    ("magic", 1),
    ("layers", {}),
    ("layers", [{"id": f"{n}", "x": 0, "y": 0, "words": {"text": ""}} for n in range(201)]),
    (LAYER + "x", "NaN"),
    (LAYER + "x", 1e300),
    (LAYER + "scale", 0),
    (LAYER + "scale", -1),
    (LAYER + "rotation", 361),
    (LAYER + "opacity", 1.01),
    (LAYER + "opacity", True),
    (LAYER + "blend", "burn"),
    (LAYER + "hidden", 1),
    (LAYER + "id", "2"),
    (LAYER + "picture", None),
    (LAYER + "words", {"text": "both"}),
    (LAYER + "crop", {"left": 0.6, "right": 0.5}),
    (LAYER + "crop", {"left": -0.1}),
    (LAYER + "picture.sha256", "../../etc/passwd"),
    (LAYER + "picture.width_px", 100_000),
    (LAYER + "picture.height_px", -3),
    ("layers.1.words.size_px", 0),
    ("layers.1.words.colour", "red"),
    ("layers.1.words.text", "x" * 2_001),
    ("sources.0.type", "stolen"),
    ("sources.1.work", "a song"),
]


@pytest.mark.parametrize(("place", "value"), FAULTS, ids=[f"{place}={str(value)[:20]}" for place, value in FAULTS])
def test_what_is_wrong_is_refused_in_words(place: str, value: object) -> None:
    found = json.loads(file.to_text(a_whole_canvas()))
    *way, last = place.split(".")
    at: Any = found
    for step in way:
        at = at[int(step)] if step.isdigit() else at[step]
    at[last] = value
    text = json.dumps(found).replace('"NaN"', "NaN")
    with pytest.raises((Damaged, Refused)) as told:
        file.from_text(text)
    assert told.value.advice and len(told.value.title) <= 60 and told.value.detail


def test_a_canvas_of_a_newer_studio_asks_for_an_update() -> None:
    with pytest.raises(NeedsUpdate):
        file.from_text('{"format": "redbutton-canvas", "version": 2}')


@pytest.mark.parametrize(
    "data", ["", "[]", "{}", '{"format": "redbutton-remix", "version": 1, "id": "x"}', "[" * 90_000]
)
def test_another_file_is_told_apart(data: str) -> None:
    with pytest.raises(Damaged):
        file.from_text(data)
