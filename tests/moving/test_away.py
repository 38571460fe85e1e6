"""Taking everything away: a bag that others find whole, with pages that any browser opens."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import bagit
import pytest

from studio.domain.edits import Comp, Piece, Punch
from studio.domain.moments import now
from studio.domain.progress import STOPPED, Progress
from studio.domain.record import Record
from studio.domain.request import SourceChange
from studio.domain.tags import line_of
from studio.domain.words import safe_file_name
from studio.drafts import from_take
from studio.errors import DiskTrouble, Offline, Refused
from studio.moving import contents, take_away
from studio.paths import DataFolder
from studio.sound.editing import write_edited
from studio.store import Store
from tests.sound.edited_takes import noise, take_of
from tests.store.made import a_take

from .made import COMMUNITY, HOME, NASTY, PNG, STYLE, TAGS, a_library, packed


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    opened = a_library(folder)
    yield opened
    opened.close()


def unzipped(path: Path) -> Path:
    """The one folder in the archive."""
    with zipfile.ZipFile(path) as archive:
        archive.extractall(path.parent / "unzipped")
    (base,) = (path.parent / "unzipped").iterdir()
    return base


def rows(base: Path, table: str) -> list[dict[str, Any]]:
    path = base / "data" / contents.table_name(table)
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_an_independent_library_finds_the_bag_whole(store: Store, tmp_path: Path) -> None:
    gone = packed(store, tmp_path / "Mine.zip")
    base = unzipped(gone.path)
    assert base.name == "Mine"
    bag = bagit.Bag(str(base))
    bag.validate()
    assert bag.version_info == (1, 0) and bag.info["Bag-Software-Agent"].startswith("Redbutton Studio")
    assert gone.size_bytes == gone.path.stat().st_size
    (base / "data" / "style.css").write_text("changed")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(base)).validate()


def test_everything_is_in_it_and_the_library_is_as_it_was(store: Store, tmp_path: Path) -> None:
    before = store.moving.everything()
    gone = packed(store, tmp_path / "all.zip")
    data = unzipped(gone.path) / "data"
    assert (gone.records, gone.own, gone.drafts, gone.takes) == (4, 3, 2, 2)
    for table, told in before.items():
        assert rows(data.parent, table) == told
    assert store.moving.everything() == before
    for sha256 in (row["original"] for row in before["versions"]):
        assert (data / "media" / sha256).read_bytes() == b"layers"
    assert [path.read_bytes() for path in (data / "media").glob("*.png")] == [PNG]
    assert [path.read_bytes() for path in (data / "takes").iterdir()] == [b"RIFF sound of a take"]
    assert len(list((data / "remixes").iterdir())) == 1
    assert json.loads((data / "library" / "payments.json").read_text())["payments"] == []
    (receipt,) = json.loads((data / "library" / "receipts.json").read_text())
    assert receipt["receipt"]["media_sha256"] == before["parcels"][0]["media"].split('"')[3]
    tree = json.loads((data / "library" / "family.json").read_text("utf-8"))
    assert [edge["thanks"] for edge in tree["edges"]] == ["for the rain"]
    assert b"graphml" in (data / "library" / "family.graphml").read_bytes()
    assert len(gone.missing) == 1 and gone.missing[0].startswith("takes/")


def test_without_takes_only_those_that_a_draft_holds_are_in_it(store: Store, tmp_path: Path) -> None:
    gone = packed(store, tmp_path / "few.zip", takes=False)
    assert gone.takes == 1 and not gone.missing


def test_a_take_that_was_sent_is_not_packed_twice(store: Store, tmp_path: Path) -> None:
    take = next(one for one in store.takes.list() if store.takes.file(one).exists())
    sha256 = store.media.link_file(store.takes.file(take))
    (folder := store.folder.remixes / f"{take.id}.remix").write_text(f'"{sha256}"')
    data = unzipped(packed(store, tmp_path / "once.zip").path) / "data"
    assert not (data / "takes").exists() and folder.exists()
    about = json.loads((data / "library" / "about.json").read_text())
    assert about["sounds"] == {take.id: f"media/{sha256}"}


class Links(HTMLParser):
    """Every address in a page, every word, and what would run."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.where: list[str] = []
        self.words = ""
        self.alts: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.where += [value or "" for name, value in attrs if name in ("href", "src")]
        self.alts |= {value or "" for name, value in attrs if name == "alt"}
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.words += data


def test_pages_show_peoples_words_as_letters_and_lead_nowhere_else(store: Store, tmp_path: Path) -> None:
    """INP-4."""
    data = unzipped(packed(store, tmp_path / "pages.zip").path) / "data"
    said, shown = "", set[str]()
    for path in data.rglob("*.html"):
        page = Links()
        page.feed(path.read_text("utf-8"))
        assert "script" not in page.tags and "i" not in page.tags
        for where in page.where:
            assert (path.parent / where).resolve().is_relative_to(data) and (path.parent / where).is_file(), where
        said += page.words
        shown |= page.alts
    assert "\u202e" not in said and NASTY.partition("\u202e")[0] in said
    for words in (
        "for the rain",
        "You forgot <i>me</i>",
        "Ines <b>",
        "Rain on a tin roof",
        "may not be trained",
        line_of(TAGS),
    ):
        assert words in said
    assert "A bell" in shown and "Two <b>bells</b>" in shown


def test_names_are_safe_on_every_system(store: Store, tmp_path: Path) -> None:
    with zipfile.ZipFile(packed(store, tmp_path / "CON .zip").path) as archive:
        names = archive.namelist()
    folded = [name.lower() for name in names]
    assert len(set(folded)) == len(names)
    for name in names:
        parts = name.split("/")
        assert len(name) < 140 and all(part == safe_file_name(part) and part.isascii() for part in parts)


def test_the_logs_of_sources_are_asked_and_a_silent_platform_is_asked_once(store: Store, tmp_path: Path) -> None:
    asked: list[str] = []

    def read_log(record: Record) -> tuple[SourceChange, ...]:
        asked.append(record.platform_id)
        if record.platform_id == COMMUNITY:
            raise Offline("Nobody there", "Later.")
        return (
            (SourceChange(True, record.sources[0], record.author, "Because it rained", now()),)
            if record.sources
            else ()
        )

    take_away(store, tmp_path / "logs.zip", STYLE, takes=True, read_log=read_log)
    data = unzipped(tmp_path / "logs.zip") / "data"
    told = json.loads((data / "library" / "source-logs.json").read_text("utf-8"))
    assert len(told["logs"]) == 2 and len(told["not_asked"]) == 1 and sorted(asked) == [HOME, HOME, COMMUNITY]
    assert sum("Because it rained" in page.read_text("utf-8") for page in (data / "pages").iterdir()) == 1


def test_what_is_stopped_or_fails_leaves_nothing(store: Store, tmp_path: Path) -> None:
    told: list[float] = []
    with pytest.raises(Refused) as error:
        take_away(store, tmp_path / "stop.zip", STYLE, takes=True, progress=Progress(told.append, lambda: bool(told)))
    assert error.value.code == STOPPED
    with pytest.raises(DiskTrouble):
        packed(store, tmp_path / "nowhere" / "x.zip")
    assert not list(tmp_path.glob("*.zip*"))


def test_a_file_that_rotted_is_told(store: Store, tmp_path: Path) -> None:
    media = next(row["media"] for row in store.moving.everything()["records"] if row["media"])
    sha256 = json.loads(media)["sha256"]
    store.media.path(sha256).write_bytes(b"rot")
    gone = packed(store, tmp_path / "rot.zip")
    assert gone.damaged == (sha256,)
    bagit.Bag(str(unzipped(gone.path))).validate()


def test_of_an_edited_take_the_pages_play_what_is_heard_and_the_untouched_one_is_there(
    store: Store, tmp_path: Path
) -> None:
    take, layer, comped, other = (a_take() for _ in range(4))
    for one in (take, replace(layer, layer_of=take.id), comped, other):
        take_of(store.takes.folder, one.id, noise(1))
        store.takes.add(one)
    store.takes.edit(take.id, Punch(24_000, Piece(layer.id, 0, 24_000)))
    edited = store.takes.edit(take.id, Comp((Piece(comped.id, 0, 30_000),)))
    from_take(store, edited, HOME)
    gone = packed(store, tmp_path / "few.zip", takes=False)
    data = unzipped(gone.path) / "data"
    packed_takes = {path.stem for path in (data / "takes").iterdir()}
    assert not gone.missing and {take.id, layer.id, comped.id} <= packed_takes and other.id not in packed_takes
    page = (data / "pages" / f"{store.drafts.list()[0].id}.html").read_text("utf-8")
    (name,) = re.findall(r"media/[0-9a-f]{64}\.wav", page)
    write_edited(edited, store.takes.path, tmp_path / "heard.wav")
    assert (data / name).read_bytes() == (tmp_path / "heard.wav").read_bytes()
    assert (data / "takes" / f"{take.id}.wav").read_bytes() == store.takes.file(take).read_bytes()
