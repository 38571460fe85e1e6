"""The remixes of one person: listed, opened, renamed, thrown away and brought back."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from studio.domain.ids import RemixId
from studio.domain.record import Media
from studio.domain.remix import Material
from studio.errors import Damaged, Refused
from studio.paths import DataFolder
from studio.remix import file
from studio.remix.projects import Projects
from studio.store import Store
from tests.store.made import HOME, a_record

from .made import a_clip, a_lane, a_remix

RAIN = Material("a" * 64, 96_000, "Rain")


@pytest.fixture
def projects(tmp_path: Path) -> Projects:
    return Projects(tmp_path)


def saved(projects: Projects, id: str, title: str, age_s: int = 0) -> RemixId:
    remix = replace(a_remix((RAIN,), a_lane(a_clip(RAIN))), id=RemixId(id), title=title)
    path = projects.path(id)
    file.save(remix, path)
    moment = path.stat().st_mtime - age_s
    os.utime(path, (moment, moment))
    return remix.id


def test_remixes_are_listed_the_last_one_worked_on_first(projects: Projects) -> None:
    saved(projects, "one", "Older", 60)
    saved(projects, "two", "Newer")
    found = projects.list()
    assert [(one.id, one.title, one.duration_s, one.lanes) for one in found] == [
        ("two", "Newer", 2.0, 1),
        ("one", "Older", 2.0, 1),
    ]


def test_a_new_one_is_empty_and_in_the_list(projects: Projects) -> None:
    remix = projects.new("Night Choir")
    assert projects.open(remix.id) == remix
    assert [one.title for one in projects.list()] == ["Night Choir"]


def test_a_damaged_one_is_told_and_left(projects: Projects) -> None:
    path = projects.path("torn")
    path.write_text('{"format": "redbutton-remix", "version": 1, "la')
    (found,) = projects.list()
    assert found.trouble == "This remix file cannot be read. It was left as it is."
    with pytest.raises(Damaged):
        projects.open(RemixId("torn"))
    assert path.read_text().endswith('"la')


def test_a_renamed_one_keeps_all_else(projects: Projects) -> None:
    id = saved(projects, "one", "Older")
    before = projects.open(id)
    projects.rename(id, "Low Tide")
    assert projects.open(id) == replace(before, title="Low Tide")
    assert [one.title for one in projects.list()] == ["Low Tide"]


def test_one_that_was_removed_can_be_brought_back_for_thirty_days(projects: Projects) -> None:
    id = saved(projects, "one", "Older")
    projects.remove(id)
    assert projects.list() == ()
    with pytest.raises(Refused):
        projects.open(id)
    projects.purge()
    projects.bring_back(id)
    assert [one.title for one in projects.list()] == ["Older"]


def test_after_thirty_days_it_is_gone(projects: Projects, tmp_path: Path) -> None:
    id = saved(projects, "one", "Older", 90 * 86_400)
    projects.remove(id)
    projects.purge()
    assert [path.name for path in tmp_path.iterdir()] == ["one.removed.remix"]
    at_last = (tmp_path / "one.removed.remix").stat().st_mtime + 31 * 86_400
    projects.purge(at_last)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Refused):
        projects.bring_back(id)


def test_halves_of_files_that_a_killed_studio_left_go_after_a_day(projects: Projects, tmp_path: Path) -> None:
    saved(projects, "one", "Older")
    half = tmp_path / "one.remix.0a1b.part"
    half.write_text("{")
    projects.purge()
    assert half.exists()
    projects.purge(half.stat().st_mtime + 2 * 86_400)
    assert [path.name for path in tmp_path.iterdir()] == ["one.remix"]


def test_a_copy_by_hand_is_another_remix(projects: Projects, tmp_path: Path) -> None:
    saved(projects, "one", "Older")
    (tmp_path / "one-copy.remix").write_bytes(projects.path("one").read_bytes())
    assert {one.id for one in projects.list()} == {"one", "one-copy"}
    assert projects.open(RemixId("one-copy")).id == "one-copy"


@pytest.mark.parametrize("id", ["../one", "a/b", "", "one.removed", "x" * 65, "nul\0"])
def test_no_name_leads_out_of_the_folder(projects: Projects, id: str) -> None:
    with pytest.raises(Refused):
        projects.open(RemixId(id))


def test_what_was_shared_stays_known_as_it_was(projects: Projects) -> None:
    id = saved(projects, "one", "Older")
    projects.keep_mixed("draft", projects.open(id))
    projects.rename(id, "Changed since")
    kept = projects.mixed("draft")
    assert kept is not None
    assert kept.title == "Older"
    assert projects.mixed("another") is None
    assert [one.id for one in projects.list()] == ["one"]


def test_what_a_removed_or_shared_remix_needs_is_not_freed(tmp_path: Path) -> None:
    store = Store.open(DataFolder.open(tmp_path / "data"))
    records = [
        a_record(media=Media(store.media.add_bytes(text), 4, "text/plain")) for text in (b"rain", b"hum", b"wind")
    ]
    store.library.shelve(HOME, records=records)
    store.space.look()
    rain, hum, _ = (Material(record.media.sha256, 9_000) for record in records if record.media)
    projects = Projects(store.folder.remixes)
    file.save(replace(a_remix((rain,), a_lane(a_clip(rain))), id=RemixId("one")), projects.path("one"))
    projects.remove(RemixId("one"))
    projects.keep_mixed("draft", a_remix((hum,), a_lane(a_clip(hum))))
    freed = store.space.free()
    assert [record.id for record in freed] == [records[2].id]
    store.close()
