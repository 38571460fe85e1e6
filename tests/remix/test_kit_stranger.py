"""What a stranger may send as a kit: words, and nothing of it stays."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.errors import Damaged, DiskTrouble, Refused, StudioError
from studio.remix.kit_manifest import NAME
from studio.store import unzipping

from .kits import Studio

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


@pytest.mark.parametrize("id", ["../../../evil", "", "x", "/etc/evil"])
def test_an_id_that_is_none_names_no_file(packed: Path, zoe: Studio, id: str) -> None:
    error = refused(zoe, rewritten(packed, manifest_with(lambda manifest: manifest.update(id=id))))
    assert error.detail == "it has no id"
    assert not list(zoe.folder.root.parent.rglob("evil*"))


def test_entries_that_the_kit_does_not_name_are_never_read(packed: Path, zoe: Studio) -> None:
    strangers = {"../../evil.sh": b"x", "/etc/evil": b"x", "media/99 more.wav": b"x", "nested.zip": packed.read_bytes()}
    opened = zoe.open(rewritten(packed, lambda entries: entries.update(strangers)))
    assert len(opened.remix.materials) == 2
    assert not list(zoe.folder.root.parent.rglob("evil*"))


def test_a_bomb_is_stopped_while_it_inflates(packed: Path, zoe: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sound of zeros: 1 000 times smaller when it is packed."""
    bomb = rewritten(packed, lambda entries: entries.update({SOUND: bytes(40 << 20)}), zipfile.ZIP_DEFLATED)
    read = 0
    inflate = unzipping._read

    def counted(source: Any) -> Any:
        nonlocal read
        for piece in inflate(source):
            read += len(piece)
            yield piece

    monkeypatch.setattr(unzipping, "_read", counted)
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

    assert "longer than it should be" in refused(zoe, rewritten(packed, manifest_with(change))).detail


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


def test_a_kit_that_is_gone_or_a_folder_is_told_in_words(tmp_path: Path, zoe: Studio) -> None:
    for path in (tmp_path / "nowhere.zip", tmp_path):
        assert refused(zoe, path).title == "This file cannot be opened"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_disk_that_takes_no_more_is_told_in_words(packed: Path, zoe: Studio) -> None:
    import resource

    before = zoe.files()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(DiskTrouble) as trouble:
            zoe.open(packed)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "Nothing was changed" in trouble.value.advice
    assert zoe.files() == before


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
