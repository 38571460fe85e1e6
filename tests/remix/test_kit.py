"""A remix kit holds all that it needs, comes in whole or not at all, and is remembered."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.credit.finding import Library, Sure, look
from studio.credit.identity import Identity
from studio.credit.lines import Credit
from studio.domain.ids import RecordId
from studio.domain.record import Record, SourceType, Work
from studio.domain.remix import Remix
from studio.errors import Damaged, Refused, StudioError
from studio.paths import DataFolder
from studio.remix import file, kit_opening
from studio.remix.bring import bring
from studio.remix.export import Wish
from studio.remix.kit_manifest import KIT, NAME, Kit, record_of
from studio.remix.kit_opening import Opened, open_kit
from studio.remix.publish import Naming, Published, publish
from studio.remix.remembered import Kits
from studio.remix.render import Mix
from studio.remix.whereabouts import Whereabouts
from studio.store.media import MediaFolder
from tests.credit.families import id_of, record

from .made import Sounds, a_clip, a_lane, a_remix, noise

OLD, RAIN = record(0), record(1, 0)


@dataclass
class Studio:
    """One person's studio, as far as kits go."""

    folder: DataFolder
    person: str
    known: tuple[Record, ...] = ()

    @property
    def kits(self) -> Kits:
        return Kits(self.folder.root / "kits")

    @property
    def library(self) -> Library:
        by_id = {one.id: one for one in self.known}
        return Library(by_id.get, lambda sha256: None)

    def open(self, path: Path) -> Opened:
        return open_kit(path, MediaFolder(self.folder.media), self.folder.remixes, self.kits)

    def publish(self, remix: Remix, find: Any, out: Path) -> Published:
        work = Credit(remix.title, self.person, "", "CC-BY-4.0")
        naming = Naming(self.library, lambda: Identity.open(self.folder.root), work, kits=self.kits)
        return publish(remix, find, out, Wish(16), naming)

    def files(self) -> list[str]:
        found = (path.relative_to(self.folder.root) for path in self.folder.root.rglob("*") if path.is_file())
        return sorted(str(path) for path in found)


@pytest.fixture
def sounds(tmp_path: Path) -> Sounds:
    (tmp_path / "sounds").mkdir()
    return Sounds(tmp_path / "sounds")


@pytest.fixture
def remix(sounds: Sounds) -> Remix:
    voice, rain = sounds.add(noise(5_000, 1, 1), suffix=".flac"), sounds.add(noise(6_000, 2, 2), record=RAIN.id)
    unused = sounds.add(noise(7_000, 2, 3))
    voice = replace(voice, title="Voice: take 1")
    lanes = (a_lane(a_clip(voice), id="l1"), a_lane(a_clip(rain, id="d", loop=500, length=9_000), id="l2"))
    return a_remix((voice, rain, unused), *lanes, title="Night / rain")


@pytest.fixture
def mara(tmp_path: Path) -> Studio:
    return Studio(DataFolder.open(tmp_path / "mara"), "mara", (OLD, RAIN))


@pytest.fixture
def zoe(tmp_path: Path) -> Studio:
    return Studio(DataFolder.open(tmp_path / "zoe"), "zoe")


@pytest.fixture
def packed(remix: Remix, sounds: Sounds, mara: Studio, tmp_path: Path) -> Path:
    return mara.publish(remix, sounds.find, tmp_path / "night.zip").path


def test_a_kit_holds_the_remix_its_sounds_who_made_them_and_the_credits(
    packed: Path, remix: Remix, sounds: Sounds
) -> None:
    with zipfile.ZipFile(packed) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        kit = KIT.from_text(archive.read(NAME))
        told = {one.name: (one.sha256, one.size_bytes) for one in kit.files}
        inside = {name: archive.read(name) for name in names if name != NAME}
        assert told == {name: (hashlib.sha256(data).hexdigest(), len(data)) for name, data in inside.items()}
    assert names == [
        "media/01 Voice- take 1.flac",
        "media/01 Voice- take 1.flac.json",
        "media/02 1.wav",
        "media/02 1.wav.json",
        "Night - rain.remix",
        "CREDITS.txt",
        "kit.json",
    ]
    assert inside["media/01 Voice- take 1.flac"] == sounds.find(remix.materials[0]).read_bytes()
    sidecar = json.loads(inside["media/02 1.wav.json"])
    assert (sidecar["title"], sidecar["author"], sidecar["record_id"]) == (RAIN.title, "author1", RAIN.id)
    assert [one.title for one in kit.works] == ["Voice: take 1", RAIN.title, OLD.title]
    assert "author0: “Piece 0”" in inside["CREDITS.txt"].decode()


def test_an_unpacked_kit_is_a_folder_that_renders(packed: Path, remix: Remix, sounds: Sounds, tmp_path: Path) -> None:
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path / "unpacked")
    (path,) = (tmp_path / "unpacked").glob("*.remix")
    assert np.array_equal(
        mixed(file.load(path), Whereabouts(path.parent, tmp_path / "empty")), mixed(remix, sounds.find)
    )


def mixed(remix: Remix, find: Callable[..., Path]) -> np.ndarray:
    with Mix(remix, find) as mix:
        return mix.read(0, remix.frames)


def test_a_kit_that_comes_in_is_a_remix_that_sounds_as_it_did(
    packed: Path, remix: Remix, sounds: Sounds, zoe: Studio
) -> None:
    opened = zoe.open(packed)
    assert opened.remix == file.load(opened.path)
    assert opened.path.parent == zoe.folder.remixes
    assert {one.file for one in opened.remix.materials} == {""}
    find = Whereabouts(zoe.folder.remixes, zoe.folder.root)
    assert np.array_equal(mixed(opened.remix, find), mixed(remix, sounds.find))
    again = zoe.open(packed)
    assert again.path != opened.path and opened.path.exists()


def test_the_makers_of_own_sounds_are_sources_in_every_other_studio(packed: Path, mara: Studio, zoe: Studio) -> None:
    works = [(one.type, one.work) for one in zoe.open(packed).remix.sources]
    assert works == [
        (SourceType.EDITED, Work("Night / rain", "mara", "", "CC-BY-4.0")),
        (SourceType.SAMPLED, Work("Voice: take 1", "mara", "", "CC-BY-4.0")),
    ]
    assert mara.open(packed).remix.sources == ()


def test_what_was_made_from_a_kit_finds_its_parents_when_it_comes_back(
    packed: Path, remix: Remix, mara: Studio, zoe: Studio, tmp_path: Path
) -> None:
    """Mara's kit, Zoë's mix of it, and Mara's studio, in which no platform tells of any of it."""
    mara.known = ()
    opened = zoe.open(packed)
    find = Whereabouts(zoe.folder.remixes, zoe.folder.root)
    mix = zoe.publish(replace(opened.remix, title="Another night"), find, tmp_path / "mix.flac").path.rename(
        tmp_path / "x"
    )
    found = look(mix, mara.kits.beside(mara.library), Identity.find(mara.folder.root))
    assert found.sure is Sure.LIKELY
    assert found.work.title == "Another night"
    named = {parent.credit.title: parent.record.id if parent.record else None for parent in found.parents}
    assert named == {"Night / rain": None, "Voice: take 1": "", RAIN.title: RAIN.id}
    assert [source.record_id for source in record_of(the_kit_of(mara).works[1]).sources] == [OLD.id]


def the_kit_of(studio: Studio) -> Kit:
    (path,) = (studio.folder.root / "kits").iterdir()
    return KIT.load(path)


def test_a_sound_of_a_kit_that_comes_back_alone_is_known_and_that_is_not_called_certain(
    packed: Path, remix: Remix, sounds: Sounds, zoe: Studio, tmp_path: Path
) -> None:
    zoe.open(packed)
    lone = tmp_path / "lone.wav"
    lone.write_bytes(sounds.find(remix.materials[1]).read_bytes())
    library = zoe.kits.beside(zoe.library)
    found = bring(lone, MediaFolder(zoe.folder.media), library)
    assert found.finding.sure is Sure.CLAIMED
    assert "Exactly these bytes were in a remix kit, as “Piece 1”." in found.words
    assert (found.record_id, found.material.title) == (RAIN.id, RAIN.title)
    own = tmp_path / "own.flac"
    own.write_bytes(sounds.find(remix.materials[0]).read_bytes())
    brought = bring(own, MediaFolder(zoe.folder.media), library)
    assert (brought.record_id, [one.work.author for one in brought.sources]) == (None, ["mara"])


def test_a_platforms_word_counts_more_than_a_kits(packed: Path, zoe: Studio) -> None:
    zoe.open(packed)
    zoe.known = (replace(RAIN, title="Another title"),)
    told = zoe.kits.beside(zoe.library).by_id(RAIN.id)
    assert told is not None and told.title == "Another title"
    (zoe.folder.root / "kits" / "broken.json").write_bytes(b"{")
    older = zoe.kits.beside(zoe.library).by_id(OLD.id)
    assert older is not None and older.title == OLD.title
    assert zoe.kits.beside(zoe.library).by_id(RecordId(id_of(99))) is None


# --- what a stranger may send -----------------------------------------------------------------------------------------------


Change = Callable[[dict[str, bytes]], None]


def rewritten(path: Path, change: Change, compression: int = zipfile.ZIP_STORED) -> Path:
    """The kit with other entries; what `kit.json` says of them is made good."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    before = dict(entries)
    change(entries)
    manifest = json.loads(entries[NAME])
    if entries[NAME] == before[NAME]:
        for one in manifest["files"]:
            data = entries.get(one["name"], b"")
            one |= {"sha256": hashlib.sha256(data).hexdigest(), "size_bytes": len(data)}
        entries[NAME] = json.dumps(manifest).encode()
    to = path.with_name("hostile.zip")
    with zipfile.ZipFile(to, "w", compression) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return to


def manifest_with(change: Callable[[dict[str, Any]], None]) -> Change:
    def changed(entries: dict[str, bytes]) -> None:
        manifest = json.loads(entries[NAME])
        change(manifest)
        entries[NAME] = json.dumps(manifest, indent=2).encode()

    return changed


def refused(studio: Studio, path: Path) -> StudioError:
    """Words, and the studio is as it was."""
    before = studio.files()
    with pytest.raises((Refused, Damaged)) as error:
        studio.open(path)
    assert len(error.value.title) <= 60 and error.value.advice
    assert studio.files() == before
    return error.value


SOUND = "media/02 1.wav"


@pytest.mark.parametrize(
    "name", ["../../x.wav", "/etc/x.wav", "C:\\x.wav", "media/../../x", "..", "a/b/c.wav", "x\0y", ""]
)
def test_a_name_that_leaves_the_kit_is_refused(packed: Path, zoe: Studio, name: str) -> None:
    def change(manifest: dict[str, Any]) -> None:
        manifest["files"][0]["name"] = name

    error = refused(zoe, rewritten(packed, manifest_with(change)))
    assert "outside of it" in error.detail or "must be a text" in error.detail


def test_entries_that_the_kit_does_not_name_are_never_read(packed: Path, zoe: Studio) -> None:
    strangers = {"../../evil.sh": b"x", "/etc/evil": b"x", "media/99 more.wav": b"x", "nested.zip": packed.read_bytes()}
    opened = zoe.open(rewritten(packed, lambda entries: entries.update(strangers)))
    assert len(opened.remix.materials) == 2
    assert not list(zoe.folder.root.parent.rglob("evil*"))


def test_a_bomb_is_stopped_while_it_inflates(packed: Path, zoe: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sound of zeros: 1 000 times smaller when it is packed."""
    bomb = rewritten(packed, lambda entries: entries.update({SOUND: bytes(40 << 20)}), zipfile.ZIP_DEFLATED)
    read = 0
    inflate = kit_opening._read

    def counted(source: Any) -> Any:
        nonlocal read
        for piece in inflate(source):
            read += len(piece)
            yield piece

    monkeypatch.setattr(kit_opening, "_read", counted)
    assert "far more than it is" in refused(zoe, with_own_hash(bomb)).detail
    assert read < 250 * bomb.stat().st_size


def with_own_hash(path: Path) -> Path:
    """The remix inside names the changed sound too."""

    def change(entries: dict[str, bytes]) -> None:
        remix = json.loads(entries["Night - rain.remix"])
        remix["materials"][1]["sha256"] = hashlib.sha256(entries[SOUND]).hexdigest()
        remix["lanes"][1]["clips"][0]["sha256"] = remix["materials"][1]["sha256"]
        entries["Night - rain.remix"] = json.dumps(remix).encode()

    return rewritten(path, change, zipfile.ZIP_DEFLATED)


def test_zips_within_zips_are_no_sounds_and_are_not_opened(packed: Path, zoe: Studio) -> None:
    nested = with_own_hash(rewritten(packed, lambda entries: entries.update({SOUND: packed.read_bytes()})))
    assert refused(zoe, nested).title == "This is not a sound file"


def test_an_entry_that_lies_about_its_size_is_cut_off(packed: Path, zoe: Studio) -> None:
    def change(manifest: dict[str, Any]) -> None:
        manifest["files"][2]["size_bytes"] = 100

    assert "longer than the kit says" in refused(zoe, rewritten(packed, manifest_with(change))).detail


def test_a_sound_that_was_changed_is_refused(packed: Path, zoe: Studio) -> None:
    data = bytearray(packed.read_bytes())
    at = data.find(b"RIFF") + 1_000
    data[at] ^= 1
    packed.write_bytes(data)
    assert refused(zoe, packed).title == "This remix kit is damaged, or is none"


def test_a_link_and_a_locked_entry_are_refused(packed: Path, zoe: Studio) -> None:
    with zipfile.ZipFile(packed) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in entries.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (stat.S_IFLNK | 0o777) << 16 if name == SOUND else 0o600 << 16
            archive.writestr(info, data)
    assert "is a link" in refused(zoe, packed).detail


def test_too_many_entries_are_refused_before_their_list_is_read(packed: Path, zoe: Studio) -> None:
    many = packed.with_name("many.zip")
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(10_001):
            archive.writestr(str(number), b"")
    assert "10001 entries" in refused(zoe, many).detail
    data = bytearray(many.read_bytes())
    data[-14:-10] = (5).to_bytes(2, "little") * 2  # the end says 5
    many.write_bytes(data)
    refused(zoe, many)


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"RIFF" + bytes(100), os.urandom(5_000)]
)
def test_what_is_no_kit_is_refused(tmp_path: Path, zoe: Studio, data: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    assert refused(zoe, path).title == "This remix kit is damaged, or is none"


def test_a_kit_with_a_sound_of_no_frames_or_beyond_its_end_is_refused(
    packed: Path, zoe: Studio, tmp_path: Path
) -> None:
    soundfile.write(tmp_path / "none.wav", np.zeros((0, 2)), 48_000)
    silent = (tmp_path / "none.wav").read_bytes()
    assert "no sound" in refused(zoe, with_own_hash(rewritten(packed, lambda e: e.update({SOUND: silent})))).title


settled = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@settled
@given(st.data())
def test_any_damage_ends_in_words(packed: Path, zoe: Studio, data: st.DataObject) -> None:
    """Bytes anywhere in the archive; the sounds' own bytes are held by their hashes."""
    whole = bytearray(packed.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1) | st.integers(len(whole) - 900, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    path = packed.with_name("damaged.zip")
    path.write_bytes(whole)
    try:
        opened = zoe.open(path)
    except StudioError as error:
        assert len(error.title) <= 60 and error.advice
    else:
        assert opened.path.exists()


def test_a_kit_that_inflates_to_an_unfinished_stream_is_damaged(packed: Path, zoe: Studio) -> None:
    deflated = rewritten(packed, lambda _: None, zipfile.ZIP_DEFLATED)
    zoe.open(deflated)
    data = deflated.read_bytes()
    stream = zlib.compress(b"x" * 100)
    deflated.write_bytes(data.replace(data[60 : 60 + len(stream)], stream[: len(stream)], 1))
    refused(zoe, deflated)
