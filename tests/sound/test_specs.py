"""Delivery specs as files: those that come with the studio, those that people add, and nonsense."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from studio.errors import Damaged, Refused
from studio.sound import specs


def write(folder: Path, name: str, told: object) -> Path:
    path = folder / f"{name}.json"
    path.write_text(told if isinstance(told, str) else json.dumps(told), "utf-8")
    return path


@pytest.mark.parametrize("name", ["acx", "ebu-r128", "podcast", "game-line"])
def test_the_shipped_specs_are_there(name: str, tmp_path: Path) -> None:
    assert specs.find(name, tmp_path / "none").title


def test_a_spec_of_ones_own_is_found_and_stands_first(tmp_path: Path) -> None:
    write(tmp_path, "radio", {"title": "Radio", "rms_dbfs": [-20, None]})
    write(tmp_path, "acx", {"title": "My ACX"})
    assert specs.find("radio", tmp_path).rms_dbfs == (-20, None)
    assert specs.find("acx", tmp_path).title == "My ACX"
    assert {"radio", "podcast"} <= set(specs.names(tmp_path))


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ("", "EOF"),
        ("[1, 2]", "object"),
        ("[" * 100_000, "larger|recursion"),
        ({}, "title"),
        ({"title": 4}, "title: .*string"),
        ({"title": "x", "loudnes": [1, 2]}, "loudnes"),
        ({"title": "x", "rms_dbfs": -20}, "rms_dbfs"),
        ({"title": "x", "rms_dbfs": [-18, -23]}, "nothing is between -18 and -23"),
        ({"title": "x", "rms_dbfs": [-23, -18, 0]}, "rms_dbfs"),
        ({"title": "x", "rms_dbfs": ["-23", -18]}, "number"),
        ({"title": "x", "rms_dbfs": [True, 18]}, "number"),
        ('{"title": "x", "rms_dbfs": [NaN, 1]}', "finite|NaN|expected"),
        ({"title": "x", "bits": ["24"]}, "integer"),
        ({"title": "x" * 70_000}, "larger"),
        ({"title": "x", "rms_dbfs": [None, 1e308]}, "no such figures"),
        ("[" * 60_000, "recursion"),
    ],
)
def test_nonsense_is_refused_with_what_is_wrong(told: object, word: str, tmp_path: Path) -> None:
    with pytest.raises(Damaged, match="This spec cannot be read") as caught:
        specs.load(write(tmp_path, "odd", told))
    assert re.search(word, caught.value.detail)
    assert caught.value.detail.startswith("odd.json: ")


@pytest.mark.parametrize("letters", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_spec_is_read_as_any_editor_saves_it(letters: str, tmp_path: Path) -> None:
    path = tmp_path / "pier.json"
    path.write_bytes('{"title": "Muelle", "bits": [24]}'.encode(letters))
    assert specs.load(path).bits == (24,)
    assert specs.titles(tmp_path)["pier"] == "Muelle"


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_bytes(bytes(range(256)))
    with pytest.raises(Damaged):
        specs.load(tmp_path / "odd.json")


@pytest.mark.parametrize("name", ["nobody", "../acx", ""])
def test_a_name_that_is_not_there_is_told_with_those_that_are(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no spec of this name") as caught:
        specs.find(name, tmp_path)
    assert "podcast" in caught.value.advice


def test_a_brief_names_a_spec_or_is_one(tmp_path: Path) -> None:
    assert specs.told(" game-line ", tmp_path).title == "Game line"
    own = specs.told('{"title": "The pier", "head_s": [null, 0.1]}', tmp_path)
    assert (own.title, own.head_s) == ("The pier", (None, 0.1))
    assert (
        specs.told('{"title": "The\\npier \\u202e' + "r" * 200 + '"}', tmp_path).title == "The pier " + "r" * 70 + "…"
    )


@pytest.mark.parametrize(
    "text", ["", "no such spec", "{", '{"title": 3}', '{"title": "x", "peak": 1}', '{"x": "' + "a" * 70_000 + '"}']
)
def test_a_brief_whose_spec_is_none_is_refused_in_words(text: str, tmp_path: Path) -> None:
    with pytest.raises((Refused, Damaged)) as told:
        specs.told(text, tmp_path)
    assert told.value.advice and ".json" not in told.value.advice
