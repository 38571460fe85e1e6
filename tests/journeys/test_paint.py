"""Promises 2 and 3 for whoever paints: a week on a train, two restarts, three kinds of files; then the newest whole save of each is
on the platform, once, with its layers."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from studio.domain.ids import DraftId
from studio.domain.parcel import Parcel, ParcelState
from tests.server.visitor import Visitor
from tests.server_process import ServerProcess

from .conftest import Open
from .painter import (
    begin_to_save,
    layers_of_ora,
    layers_of_psd,
    ora,
    png,
    psd,
    save_anew,
    save_by_renaming,
    save_in_place,
    scene,
)
from .whole import Whole


@pytest.fixture
def quick_eyes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file rests for a tenth of a second; the disk of these tests has a fine clock."""
    monkeypatch.setattr("studio.studies.watcher.SETTLE_S", 0.1)
    monkeypatch.setattr("studio.studies.watcher.LOOK_S", 0.03)


class Painter:
    """Three files, their drafts, and the studio that is open now."""

    def __init__(self, studio: Whole, folder: Path) -> None:
        self.studio = studio
        self.kitchen, self.harbour, self.note = (folder / name for name in ("kitchen.ora", "harbour.psd", "note.png"))
        save_in_place(self.kitchen, ora("kitchen 1", ["Paper"]))
        save_in_place(self.harbour, psd("harbour 1", ["Paper"]))
        save_in_place(self.note, png("note 1"))
        self.drafts: dict[Path, DraftId] = {}

    def join(self, community: ServerProcess) -> None:
        self.joined = self.studio.join(community.address, community.new_invite(), "Ines")
        self.key = self.studio.studio.keys.get(self.joined.id)

    def sign_in(self) -> None:
        """Where there is no keyring, a start does not know the key any more."""
        self.studio.links.set(self.joined.id, self.joined.address, self.key)

    def drop_all(self) -> None:
        for path in (self.kitchen, self.harbour, self.note):
            page = self.studio.page("picture")
            page.show_freely()
            page.take_file(path)
            self.studio.until(lambda page=page: page.draft is not None, f"{path.name} is a draft")
            self.drafts[path] = page.draft.id
            draft = self.studio.store.drafts.get(page.draft.id)
            self.studio.store.drafts.change(replace(draft, platform_id=self.joined.id))

    def count(self, path: Path) -> int:
        return self.studio.store.versions.count(self.drafts[path])

    def until(self, path: Path, number: int) -> None:
        self.studio.until(lambda: self.count(path) == number, f"{path.name} has {number} versions")

    def newest(self, path: Path) -> bytes:
        """What the draft holds, as it was saved."""
        version = self.studio.store.versions.current(self.drafts[path])
        assert version is not None
        return self.studio.store.media.path(version.original).read_bytes()

    def layers(self, path: Path) -> list[tuple[str, ...]]:
        return [version.layers for version in self.studio.store.versions.list(self.drafts[path])]


def test_who_keeps_painting_offline_sends_the_newest_whole_save_of_each_file_once(
    open_studio: Open, community: ServerProcess, quick_eyes: None, tmp_path: Path
) -> None:
    painter = Painter(open_studio(), tmp_path)
    painter.join(community)
    token = community.join("Watcher")
    community.kill()
    painter.drop_all()
    paint_in_every_way_of_saving(painter)
    restart_in_the_middle_of_a_save(painter, open_studio)
    painter.studio.close()
    painter.studio = open_studio()
    parcels = send_offline_and_paint_on(painter)
    painter.sign_in()
    community.start()
    for parcel in parcels.values():
        painter.studio.until_live(parcel)
    check_what_arrived(painter, parcels, Visitor(community.address, token))
    make_a_draft_of_what_came_too_late(painter, parcels[painter.kitchen])


def paint_in_every_way_of_saving(painter: Painter) -> None:
    save_in_place(painter.kitchen, ora("kitchen 2", ["Ink", "Paper"]))
    save_by_renaming(painter.harbour, psd("harbour 2", ["Boats", "Paper"]))
    save_anew(painter.note, png("note 2"))
    for path in painter.drafts:
        painter.until(path, 2)
    assert painter.layers(painter.kitchen) == [("Ink", "Paper"), ("Paper",)]
    assert painter.layers(painter.harbour)[0] == ("Boats", "Paper")


def restart_in_the_middle_of_a_save(painter: Painter, open_studio: Open) -> None:
    """The other files are painted on while the studio is closed."""
    third = ora("kitchen 3", ["Light", "Ink", "Paper"])
    begin_to_save(painter.kitchen, third)
    painter.studio.close()
    save_by_renaming(painter.harbour, psd("harbour 3", ["Gulls", "Boats", "Paper"]))
    painter.studio = open_studio()
    painter.until(painter.harbour, 3)
    assert painter.newest(painter.kitchen) == ora("kitchen 2", ["Ink", "Paper"]), "half a save is none"
    save_in_place(painter.kitchen, third)
    painter.until(painter.kitchen, 3)
    versions = painter.studio.store.versions
    versions.go_back(versions.list(painter.drafts[painter.note])[1].id)
    assert painter.newest(painter.note) == png("note 1")


def send_offline_and_paint_on(painter: Painter) -> dict[Path, Parcel]:
    studio = painter.studio
    fourth = ora("kitchen 4", ["Cat", "Light", "Paper"])
    save_anew(painter.kitchen, fourth)
    painter.until(painter.kitchen, 4)
    parcels = {path: studio.share(id) for path, id in painter.drafts.items()}
    save_in_place(painter.kitchen, ora("kitchen 5", ["Dog", "Paper"]))
    studio.until_said("A save came after you sent it")
    assert painter.newest(painter.kitchen) == fourth, "what was sent stays as it was"
    assert {studio.store.parcels.get(parcel.id).state for parcel in parcels.values()} == {ParcelState.QUEUED}
    return parcels


def check_what_arrived(painter: Painter, parcels: dict[Path, Parcel], visitor: Visitor) -> None:
    told = visitor.ask("GET", "/records?limit=200").json()["items"]
    mine = [one["id"] for one in told if one["title"] in ("kitchen", "harbour", "note")]
    assert sorted(mine) == sorted(parcel.record_id for parcel in parcels.values()), "each once"
    arrived = {}
    for path, parcel in parcels.items():
        sha256 = visitor.ask("GET", f"/records/{parcel.record_id}").json()["media"]["sha256"]
        arrived[path] = visitor.ask("GET", f"/media/{sha256}").content
        assert hashlib.sha256(arrived[path]).hexdigest() == sha256 == parcel.media.sha256
        current = painter.studio.store.versions.current(painter.drafts[path])
        assert current is not None and current.media.sha256 == sha256
    assert layers_of_ora(arrived[painter.kitchen]) == ["Cat", "Light", "Paper"]
    assert layers_of_psd(arrived[painter.harbour]) == ["Gulls", "Boats", "Paper"]
    seen = Image.open(io.BytesIO(arrived[painter.note])).convert("RGB")
    assert ImageChops.difference(seen, scene("note 1")).getbbox() is None
    visitor.session.close()


def make_a_draft_of_what_came_too_late(painter: Painter, sent: Parcel) -> None:
    """It builds on what was sent, and is watched from then on."""
    studio = painter.studio
    studio.places.notices.press(next(one for one in studio.places.notices.now if one.verb == "Make a new draft"))
    page: Any = studio.window.page("picture")
    studio.until(lambda: page.draft is not None, "the new draft is open")
    new = page.draft
    assert new is not None and [source.record_id for source in new.sources] == [sent.record_id]
    save_by_renaming(painter.kitchen, ora("kitchen 6", ["Dog", "Cat", "Paper"]))
    studio.until(lambda: studio.store.versions.count(new.id) == 2, "its file is watched")
    assert painter.count(painter.kitchen) == 5
    assert [draft.id for draft in studio.store.drafts.list()] == [new.id], "nothing goes out that nobody sent"
