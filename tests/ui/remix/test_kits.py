"""A kit that is dropped or chosen opens as a remix of one's own; what is none is told and changes nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from studio.credit.identity import Identity
from studio.credit.lines import Credit
from studio.domain.ids import ClipId, LaneId, RemixId
from studio.domain.remix import Clip, Lane, Material, Remix
from studio.remix.bring import length_of
from studio.remix.export import Wish
from studio.remix.publish import Naming, publish
from studio.remix.remembered import Kits, library_of
from studio.store import Store

from .conftest import Place, a_sound


@pytest.fixture
def kit(tmp_path: Path, store: Store) -> Path:
    """Mara's kit, made in another studio."""
    sound = a_sound(tmp_path / "voice.wav")
    material = Material(hashlib.sha256(sound.read_bytes()).hexdigest(), length_of(sound), "Voice")
    clip = Clip(ClipId("c"), material.sha256, 0, material.frames)
    remix = Remix(RemixId("r"), "Night", (Lane(LaneId("l"), "Voice", (clip,)),), (material,))
    work = Credit("Night", "mara", "", "CC-BY-4.0")
    naming = Naming(library_of(store), lambda: Identity.open(tmp_path / "mara"), work, kits=Kits(tmp_path / "kits"))
    return publish(remix, lambda _: sound, tmp_path / "night.zip", Wish(), naming).path


def opened(place: Place) -> list[str]:
    place.until(lambda: place.page.bench is not None and place.bench.editor.remix.title == "Night")
    return [source.work.author for source in place.bench.editor.remix.sources if source.work]


def test_a_kit_opens_from_the_list_of_remixes(qtbot, place: Place, kit: Path) -> None:
    place.begin("Mine")
    place.page.close_remix()
    place.page.refresh()
    place.until(lambda: place.page.shelf.kit.isVisible())
    qtbot.mouseClick(place.page.shelf.kit, Qt.MouseButton.LeftButton)
    (dialog,) = place.page.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(kit))
    dialog.reject()
    assert opened(place) == ["mara", "mara"]
    (lane,) = place.bench.editor.remix.lanes
    assert place.bench.timeline._scene.line(lane) == "your own"
    assert sorted(one.title for one in place.page.projects.list()) == ["Mine", "Night"]


def test_a_kit_that_is_dropped_opens_beside_what_was_open(place: Place, kit: Path) -> None:
    bench = place.begin("Mine")
    bench.adder.add_files([kit], None, 0)
    assert opened(place) == ["mara", "mara"]
    assert {one.title for one in place.page.projects.list()} == {"Mine", "Night"}
    place.until(lambda: place.bench.hearing.is_current)


def test_what_is_no_kit_is_told_and_the_open_remix_stays(place: Place, tmp_path: Path) -> None:
    bench = place.begin("Mine")
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 and nothing more")
    bench.adder.add_files([tmp_path / "x.zip"], None, 0)
    place.until(lambda: "damaged" in "".join(one.title for one in place.page._stage.notices.now))
    assert place.bench is bench
    assert [one.title for one in place.page.projects.list()] == ["Mine"]
