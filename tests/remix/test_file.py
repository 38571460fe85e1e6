"""The remix file: what is saved is loaded again, and what is wrong is refused in words."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.ids import RecordId, SourceId
from studio.domain.record import Source, SourceType, Work
from studio.domain.remix import Clip, Curve, Fade, Lane, Marker, Material, Remix
from studio.errors import Damaged, NeedsUpdate, Refused, StudioError
from studio.paths import RESOURCES
from studio.remix import file

from .made import a_clip, a_lane, a_remix, remixes

MATERIALS = (Material("a" * 64, 40_000, "Rain", file="media/rain.wav"), Material("b" * 64, 7))
SOURCES = (
    Source(SourceId("s1"), RecordId("r1"), SourceType.SAMPLED, thanks="Thank you"),
    Source(SourceId("s2"), None, SourceType.INSPIRED_BY, work=Work("Low Tide", "tobias k.", licence="CC-BY-4.0")),
)
SCHEMA = json.loads((RESOURCES / "remix.schema.json").read_text("utf-8"))


def a_whole_remix() -> Remix:
    lane = a_lane(a_clip(MATERIALS[0], fade_in=Fade(10, Curve.SMOOTH, 3), gain_db=-3.0), name="Vöice", solo=True)
    markers = (Marker(5, "verse"),)
    return a_remix(MATERIALS, lane, title="Nächte", markers=markers, bpm=97.5, sources=SOURCES)


@given(remixes(MATERIALS))
def test_what_is_written_is_read_again(remix: Remix) -> None:
    assert file.from_text(file.to_text(remix)) == remix


def test_a_saved_remix_replaces_the_one_before_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "night.remix"
    file.save(a_remix(()), path)
    file.save(a_whole_remix(), path)
    assert file.load(path) == a_whole_remix()
    assert [one.name for one in tmp_path.iterdir()] == ["night.remix"]


def test_what_breaks_a_rule_is_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "night.remix"
    file.save(a_whole_remix(), path)
    with pytest.raises(Refused):
        file.save(dataclasses.replace(a_whole_remix(), gain_db=float("nan")), path)
    assert file.load(path) == a_whole_remix()


def test_the_schema_tells_every_field_and_no_other() -> None:
    own = {"format", "version"}
    assert set(SCHEMA["properties"]) == own | {field.name for field in dataclasses.fields(Remix)}
    kinds: tuple[tuple[str, Any], ...] = (
        ("lane", Lane),
        ("clip", Clip),
        ("fade", Fade),
        ("material", Material),
        ("marker", Marker),
        ("source", Source),
        ("work", Work),
    )
    for name, kind in kinds:
        told = SCHEMA["$defs"][name]
        fields = dataclasses.fields(kind)
        assert set(told["properties"]) == {field.name for field in fields}
        assert set(told["required"]) == {field.name for field in fields if field.default is dataclasses.MISSING}
        for field in fields:
            if field.default is not dataclasses.MISSING and "default" in told["properties"][field.name]:
                assert told["properties"][field.name]["default"] == field.default


def changed(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(found: dict[str, Any]) -> None:
        *way, last = path.split(".")
        place: Any = found
        for step in way:
            place = place[int(step)] if step.isdigit() else place[step]
        place[int(last) if last.isdigit() else last] = value

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (changed("materials.0.file", "../../secret.wav"), "outside the remix's folder"),
        (changed("materials.0.file", "/etc/passwd"), "outside the remix's folder"),
        (changed("materials.0.file", "C:\\Windows\\x.wav"), "outside the remix's folder"),
        (changed("materials.0.frames", -1), "negative length"),
        (changed("materials.0.sha256", "../../../x"), "not named by a SHA-256"),
        (changed("lanes.0.clips.0.length", -10), "negative"),
        (changed("lanes.0.clips.0.length", 40_001), "beyond the end of its sound"),
        (changed("lanes.0.clips.0.length", 1.5), "length must be a whole number"),
        (changed("lanes.0.clips.0.gain_db", "loud"), "gain_db must be a number"),
        (changed("lanes.0.clips.0.gain_db", 1e9), "the gain of it"),
        (changed("lanes.0.clips.0.fade_in.curve", "steep"), "curve must be one of"),
        (changed("lanes.0.clips.0.fade_in.curve", []), "curve must be one of"),
        (changed("lanes.0.clips.0.plugin", "x"), "a field that is not known: plugin"),
        (changed("lanes.0.clips", {}), "clips must be a list"),
        (changed("lanes.0", None), "must be an object"),
        (changed("lanes.0.muted", 1), "muted must be true or false"),
        (changed("version", "1"), "version 1 is not known"),
        (changed("format", "session"), "it is no remix"),
        (changed("title", "\ud800"), "title must be a text"),
        (changed("sources.0.record_id", None), "either a record or a work"),
        (changed("sources.0.share", 2), "the share of source s1"),
        (changed("sources.0.type", "stolen"), "type must be one of"),
        (changed("sources.1.work", []), "work must be an object"),
    ],
)
def test_what_is_wrong_in_a_file_is_said(change: Callable[[dict[str, Any]], None], said: str) -> None:
    found = json.loads(file.to_text(a_whole_remix()))
    change(found)
    with pytest.raises((Refused, Damaged)) as refused:
        file.from_text(json.dumps(found))
    assert said in refused.value.detail


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 400, "9" * 5_000])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    text = file.to_text(a_whole_remix()).replace("-3.0", number)
    with pytest.raises((Damaged, Refused)):
        file.from_text(text)


def test_a_remix_of_a_newer_studio_asks_for_an_update() -> None:
    with pytest.raises(NeedsUpdate):
        file.from_text(json.dumps({"format": file.FORMAT, "version": 2}))


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"format"', b"RIFF"])
def test_what_is_no_remix_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.remix"
    path.write_bytes(data)
    with pytest.raises(Damaged, match="cannot be read"):
        file.load(path)


def test_a_file_that_is_huge_or_gone_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x.remix"
    with pytest.raises(Refused, match="cannot be opened"):
        file.load(path)
    with path.open("wb") as huge:
        huge.truncate(file.MAX_BYTES + 1)
    with pytest.raises(Refused, match="too large"):
        file.load(path)


@given(st.data())
def test_any_damage_ends_in_words(data: st.DataObject) -> None:
    text = bytearray(file.to_text(a_whole_remix()).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        remix = file.from_text(bytes(text))
    except StudioError as error:
        assert len(error.title) <= 60 and error.advice
    else:
        assert file.from_text(file.to_text(remix)) == remix
