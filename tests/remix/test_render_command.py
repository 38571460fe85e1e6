"""`studio render` makes projects and kits too, names whoever is heard, and says what could not be done."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import opentimelineio as otio
import pytest

from studio.__main__ import main
from studio.credit import tags
from studio.domain.remix import Remix
from studio.paths import DataFolder
from studio.remix import file
from studio.store import Store
from tests.credit.families import PLATFORM

from .kits import OLD, RAIN, Studio
from .made import Sounds


@pytest.fixture
def saved(remix: Remix, sounds: Sounds, tmp_path: Path) -> Path:
    """The remix with its sounds beside it, and a library that knows whose the rain is."""
    store = Store.open(DataFolder.open(tmp_path / "data"))
    store.library.shelve(PLATFORM, records=[OLD, RAIN])
    store.close()
    beside = tuple(replace(one, file=f"sounds/{sounds.find(one).name}") for one in remix.materials)
    file.save(replace(remix, materials=beside), tmp_path / "night.remix")
    return tmp_path / "night.remix"


def render(saved: Path, out: str, *words: str) -> int:
    return main(["render", str(saved), "-o", str(saved.with_name(out)), "--data", str(saved.parent / "data"), *words])


@pytest.mark.parametrize(
    ("words", "out", "name"),
    [
        ((), "n.otio", "n.otio"),
        (("--otio",), "n", "n.otio"),
        (("--reaper",), "n.wav", "n.wav.rpp"),
        ((), "n.RPP", "n.RPP"),
        (("--kit",), "n", "n.zip"),
    ],
)
def test_projects_and_kits_are_made_by_the_ending_or_on_request(
    saved: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], out: str, name: str
) -> None:
    assert render(saved, out, *words) == 0
    assert capsys.readouterr().out.splitlines()[0] == str(saved.with_name(name))
    assert saved.with_name(name).is_file()


def test_the_project_is_whole(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert render(saved, "n.otio", "--json", "--author", "zoe") == 0
    told = json.loads(capsys.readouterr().out)
    timeline = otio.adapters.read_from_file(told["file"])
    assert [clip.name for clip in timeline.find_clips()] == ["Voice: take 1", "1.wav"]
    (media,) = map(Path, told["beside"])
    assert (media / "CREDITS.txt").read_text("utf-8").startswith("Night / rain\nby zoe\n")
    assert "gain" in told["notes"][0]


def test_a_mix_carries_the_credits_that_were_asked_for(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--title", "Night", "--author", "zoe", "--rights", "CC-BY-SA-4.0", "--json")
    assert render(saved, "n.flac", *words) == 0
    told = json.loads(capsys.readouterr().out)
    read = tags.read(Path(told["file"]))
    assert read is not None
    assert (read.work.title, read.work.author, read.work.rights) == ("Night", "zoe", "CC-BY-SA-4.0")
    assert [(one.title, one.author) for one in read.sources] == [(RAIN.title, RAIN.author.handle)]
    assert told["credits"]["sources"][0]["record_id"] == RAIN.id
    assert told["notes"] == []


def test_what_could_not_be_done_is_said_and_the_mix_is_there(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert render(saved, "n.ogg") == 0
    said = capsys.readouterr()
    assert "without a signature" in said.err
    assert said.out.splitlines()[0].endswith("n.ogg")


def test_two_forms_at_once_are_refused(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        render(saved, "n", "--kit", "--otio")
    assert "not allowed with" in capsys.readouterr().err


def test_studio_credits_knows_a_sound_of_a_kit(
    saved: Path, remix: Remix, sounds: Sounds, zoe: Studio, capsys: pytest.CaptureFixture[str]
) -> None:
    assert render(saved, "n.zip") == 0
    zoe.open(saved.with_name("n.zip"))
    capsys.readouterr()
    lone = str(sounds.find(remix.materials[1]))
    assert main(["credits", lone, "--data", str(zoe.folder.root)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        "“Piece 1” by author1 (CC-BY-4.0)",
        "  from “Piece 0” by author0 (sampled, CC-BY-4.0)",
    ]
    assert "- Exactly these bytes were in a remix kit, as “Piece 1” by author1." in lines


def test_studio_credits_reads_a_kit_without_bringing_it_in(
    saved: Path, zoe: Studio, capsys: pytest.CaptureFixture[str]
) -> None:
    assert render(saved, "n.zip", "--author", "mara", "--rights", "CC-BY-4.0") == 0
    before = zoe.files()
    capsys.readouterr()
    kit = str(saved.with_name("n.zip"))
    assert main(["credits", kit, "--data", str(zoe.folder.root)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "“Night / rain” by mara (CC-BY-4.0)",
        "  from “Voice: take 1” by mara (sampled, CC-BY-4.0), not kept here",
        "  from “Piece 1” by author1 (sampled, CC-BY-4.0), not kept here",
        "  2 steps back, by its own word: “Piece 0” by author0 (sampled, CC-BY-4.0)",
        "Not certain: anybody could have written this.",
        "- It is a remix kit. What follows is its own word.",
        "- The remix is shared as CC-BY-4.0, because “Night / rain” by mara asks for it.",
        "- AI may not be trained on the remix, because “Night / rain” by mara does not allow it.",
    ]
    assert set(zoe.files()) - set(before) <= {"library.db", "library.db-shm", "library.db-wal"}
    saved.with_name("n.zip").write_bytes(b"PK\x03\x04 and no more")
    assert main(["credits", kit, "--data", str(zoe.folder.root)]) == 1
    assert "damaged, or is none" in capsys.readouterr().err
