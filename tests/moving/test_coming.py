"""An archive comes in: whole or not at all, with its ids, and a second time it changes nothing."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.domain.ids import PersonId, PlatformId, new_id
from studio.domain.moments import now
from studio.domain.parcel import ParcelState
from studio.domain.platform import Platform
from studio.errors import Damaged, DiskTrouble, NeedsUpdate, Offline, Refused, StudioError
from studio.moving import bring_in, opening
from studio.paths import DataFolder
from studio.store import Store
from studio.store.shapes import TAKE

from .made import COMMUNITY, HOME, INES, TAGS, a_library, packed, rewritten

NEW_HOME = PlatformId("018f0000-0000-7000-8000-0000000000ff")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old")
    store = a_library(DataFolder.open(folder / "data"))
    gone = packed(store, folder / "mine.zip")
    store.close()
    return gone.path


@pytest.fixture
def old(archive: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows that were taken away."""
    with zipfile.ZipFile(archive) as found:
        names = [name for name in found.namelist() if name.endswith(".jsonl")]
        return {Path(name).stem: [json.loads(line) for line in found.read(name).splitlines()] for name in names}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A fresh studio, whose home platform has told that nothing is there."""
    opened = Store.open(DataFolder.open(tmp_path / "new"))
    opened.platforms.add(home())
    yield opened
    opened.close()


def home(synced_at: str | None = "2026-01-01T00:00:00.000Z") -> Platform:
    return Platform(NEW_HOME, "New home", "", True, PersonId(new_id()), "me", synced_at=synced_at)


def files(store: Store) -> dict[str, bytes]:
    paths = (path for path in store.folder.root.rglob("*") if path.is_file() and not path.name.startswith("library.db"))
    return {path.relative_to(store.folder.root).as_posix(): path.read_bytes() for path in paths}


def ids(rows: list[dict[str, Any]]) -> set[str]:
    return {row["id"] for row in rows}


def test_everything_is_here_with_its_ids(store: Store, archive: Path, old: dict[str, list[dict[str, Any]]]) -> None:
    came = bring_in(store, archive, home())
    assert (came.takes, came.drafts, came.sent, came.kept, came.files) == (2, 2, 2, 2, 9)
    assert came.left_out == () and "2 records of yours for the outbox" in came.words()
    assert ids(old["takes"]) == {take.id for take in store.takes.list()}
    (sound,) = [store.takes.file(take) for take in store.takes.list() if store.takes.file(take).exists()]
    assert sound.read_bytes() == b"RIFF sound of a take"
    assert all(store.folder.takes.joinpath(f"{take.id}.json").exists() for take in store.takes.list())
    assert {row["id"] for row in old["drafts"] if not row["sealed"]} == {draft.id for draft in store.drafts.list()}
    assert {draft.platform_id for draft in store.drafts.list()} == {NEW_HOME}
    assert {draft.title: draft.tags for draft in store.drafts.list()}["A take to send"] == TAGS
    assert ids(old["versions"]) == {one.id for draft in store.drafts.list() for one in store.versions.list(draft.id)}
    assert {path.stem for path in store.folder.studies.iterdir()} == {row["draft_id"] for row in old["versions"]}
    for media in (row["media"] for row in old["records"] if row["media"]):
        assert store.media.has(json.loads(media)["sha256"])
    assert len(list(store.folder.remixes.iterdir())) == 1


def test_what_is_ones_own_waits_for_the_new_home_sealed_as_it_was(
    store: Store, archive: Path, old: dict[str, list[dict[str, Any]]]
) -> None:
    bring_in(store, archive, home())
    parcels = sorted((one for one in store.parcels.list() if one.platform_id == NEW_HOME), key=lambda one: one.id)
    assert [(one.id, one.revision_id, one.record_id) for one in parcels] == [
        (row["id"], row["revision_id"], row["record_id"]) for row in old["parcels"] if row["platform_id"] == HOME
    ]
    assert {(one.paused, one.state, one.contribution_body) for one in parcels} == {(False, ParcelState.QUEUED, "")}
    first, second = (json.loads(one.body) for one in parcels)
    assert first["media"] == json.loads(old["parcels"][0]["body"])["media"]
    assert [source["record_id"] for source in second["sources"]] == [parcels[0].record_id]


def test_what_others_made_stays_a_kept_copy_and_is_posted_by_nobody(store: Store, archive: Path) -> None:
    bring_in(store, archive, home())
    kept = store.library.records()
    assert {(one.platform_id, one.author.handle) for one in kept} == {(HOME, INES.handle), (COMMUNITY, "me")}
    assert {one.title for one in store.parcels.list()}.isdisjoint(one.title for one in kept)


def test_a_platform_that_was_joined_is_known_without_its_address(store: Store, archive: Path) -> None:
    """No key of this computer's keyring goes where an archive says."""
    bring_in(store, archive, home())
    (there,) = [one for one in store.platforms.list() if one.id != NEW_HOME]
    assert (there.id, there.address, there.bookmark, there.is_home) == (COMMUNITY, "", "", False)


def test_nothing_goes_to_a_joined_platform_because_an_archive_says_so(store: Store, archive: Path) -> None:
    """The archive may be a stranger's, and the keyring may hold a key of that platform."""
    store.platforms.add(Platform(COMMUNITY, "Community", "https://example.org", False, PersonId(new_id()), "me"))
    bring_in(store, archive, home())
    assert {one.paused for one in store.parcels.list() if one.platform_id == COMMUNITY} == {True}
    assert store.errands.waiting() == 0
    assert COMMUNITY not in {one.platform_id for one in store.library.records()}
    assert store.platforms.get(COMMUNITY).address == "https://example.org"


def test_twice_changes_nothing(store: Store, archive: Path) -> None:
    bring_in(store, archive, home())
    rows, before = store.moving.everything(), files(store)
    again = bring_in(store, archive, home())
    assert again.words() == "Nothing is new: all of it is here already."
    assert store.moving.everything() == rows and files(store) == before


def test_into_its_own_studio_it_changes_nothing(tmp_path: Path) -> None:
    store = a_library(DataFolder.open(tmp_path / "same"))
    path = packed(store, tmp_path / "same.zip").path
    rows, before = store.moving.everything(), files(store)
    assert bring_in(store, path, store.platforms.get(HOME)).takes == 0
    assert store.moving.everything() == rows and files(store) == before
    store.close()


def test_a_record_that_another_computer_sent_is_sealed_again(store: Store, archive: Path) -> None:
    """Its parcel is not in the archive; its record and its file are."""
    without = rewritten(archive, lambda entries: entries.update({"mine/data/library/parcels.jsonl": b""}))
    came = bring_in(store, without, home())
    assert came.sent == 2
    bodies = [json.loads(one.body) for one in store.parcels.list()]
    assert [body["tags"] for body in bodies] == [list(TAGS), list(TAGS)]
    assert [source["record_id"] for body in bodies for source in body["sources"]] == [
        one.record_id for one in store.parcels.list() if not json.loads(one.body)["sources"]
    ]
    assert bring_in(store, without, home()).sent == 0


def test_while_the_home_platform_starts_nothing_comes_in(store: Store, archive: Path) -> None:
    with pytest.raises(Offline):
        bring_in(store, archive, home(synced_at=None))


Change = Callable[[dict[str, bytes]], None]


def row_with(table: str, **values: Any) -> Change:
    """The first row of a table says something else."""

    def change(entries: dict[str, bytes]) -> None:
        name = f"mine/data/library/{table}.jsonl"
        first, *more = entries[name].splitlines()
        entries[name] = b"\n".join([json.dumps(json.loads(first) | values).encode(), *more])

    return change


def sealed_again_with(**values: Any) -> Change:
    """No parcel is there, and all records say something else."""

    def change(entries: dict[str, bytes]) -> None:
        name = "mine/data/library/records.jsonl"
        rows = entries[name].splitlines()
        entries[name] = b"\n".join(json.dumps(json.loads(row) | values).encode() for row in rows)
        entries["mine/data/library/parcels.jsonl"] = b""

    return change


def entry(name: str, data: bytes = b"x") -> Change:
    return lambda entries: entries.update({name: data})


def without(name: str) -> Change:
    def change(entries: dict[str, bytes]) -> None:
        del entries[name]

    return change


MEDIA = json.dumps({"sha256": "../../../etc/passwd", "size_bytes": 1, "mime": "text/plain"})
HOSTILE: dict[str, Change] = {
    "a name that leaves": entry("mine/data/../../evil.html"),
    "an absolute name": entry("/etc/evil"),
    "a file that no archive of ours has": entry("mine/data/pages/run.exe"),
    "a page of scripts": entry("mine/data/evil.js"),
    "a second bag": entry("other/bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
    "another format": entry("mine/data/library/about.json", b'{"format": "something"}'),
    "no about": without("mine/data/library/about.json"),
    "about is a list": entry("mine/data/library/about.json", b"[]"),
    "a row that is none": entry("mine/data/library/takes.jsonl", b"[1]\n"),
    "a row without columns": entry("mine/data/library/records.jsonl", b"{}\n"),
    "a row without end": entry("mine/data/library/drafts.jsonl", b"[" * 200_000),
    "no text at all": entry("mine/data/library/drafts.jsonl", b"\xff\xfe\x00"),
    "a hash that is a path": row_with("records", media=MEDIA),
    "a page whose hash is a path": row_with("drafts", more=json.dumps([{"media": json.loads(MEDIA), "alt": ""}])),
    "a take of another name": row_with("takes", file_name="../../.bashrc"),
    "a take id that is a path": row_with("takes", id="../../x", file_name="../../x.wav"),
    "an id that is a path": row_with("drafts", id="../../x"),
    "a column that is a tree": row_with("drafts", removed_at={"a": 1}),
    "a number without end": row_with("drafts", ai_training=10**30),
    "a body that is none": row_with("parcels", body="{}"),
    "a record that cannot be sealed": sealed_again_with(language="x" * 300),
    "a moment that is none": row_with("drafts", made_at="yesterday"),
    "a moment that is none, elsewhere": row_with("drafts", changed_at="2026-02-30T00:00:00.000Z"),
    "a moment after all clocks": row_with("takes", started_at="9999-12-31T23:59:59.999Z"),
    "a moment of a challenge": row_with("challenges", closes_at="9999-12-31T23:59:59.999Z"),
    "a take that is not there": row_with("drafts", take_id=new_id()),
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_archive_changes_nothing(store: Store, archive: Path, hostile: str) -> None:
    """INP-3."""
    refused(store, rewritten(archive, HOSTILE[hostile]))


def refused(store: Store, path: Path) -> StudioError:
    rows, before = store.moving.everything(), files(store)
    with pytest.raises((Refused, Damaged)) as error:
        bring_in(store, path, home())
    assert len(error.value.title) <= 60 and "Nothing was changed" in error.value.advice
    assert store.moving.everything() == rows and files(store) == before
    return error.value


@pytest.mark.parametrize("name", ["manifest-sha256.txt", "bagit.txt", "data/index.html", "data/library/takes.jsonl"])
def test_a_byte_that_was_changed_is_told(store: Store, archive: Path, name: str) -> None:
    def change(entries: dict[str, bytes]) -> None:
        data = bytearray(entries[f"mine/{name}"])
        data[len(data) // 2] ^= 1
        entries[f"mine/{name}"] = bytes(data)

    assert isinstance(refused(store, rewritten(archive, change, mend=False)), Damaged)


def test_a_media_file_under_a_wrong_hash_is_left_out(store: Store, archive: Path) -> None:
    def change(entries: dict[str, bytes]) -> None:
        name = next(name for name in entries if name.endswith(".png"))
        entries[name] = b"another picture"

    came = bring_in(store, rewritten(archive, change), home())
    assert len(came.left_out) == 1 and came.left_out[0].startswith("media/") and "Left out" in came.words()


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_half_an_archive_is_told(store: Store, archive: Path, tmp_path: Path, part: float) -> None:
    data = archive.read_bytes()
    (tmp_path / "half.zip").write_bytes(data[: int(len(data) * part)])
    refused(store, tmp_path / "half.zip")


def test_a_bomb_is_refused_while_it_inflates(store: Store, archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as found:
        entries = {name: found.read(name) for name in found.namelist()}
    entries["mine/data/index.html"] = bytes(120_000_000)
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in entries.items():
            out.writestr(name, data)
    assert "far more than it is" in refused(store, path).detail


def test_an_archive_larger_than_the_disk_is_refused(
    store: Store, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "ROOM_BYTES", 1 << 60)
    refused(store, archive)


def test_more_rows_than_memory_holds_are_refused(store: Store, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MAX_WORDS_BYTES", 3_000)
    assert "longer than" in refused(store, archive).detail


def test_what_a_killed_studio_left_is_cleared_away(store: Store, archive: Path) -> None:
    left = store.folder.root / ".import-killed"
    (left / "media").mkdir(parents=True)
    bring_in(store, archive, home())
    assert not left.exists() and not list(store.folder.root.glob(".import-*"))


def test_a_newer_archive_and_a_missing_one_are_told(store: Store, archive: Path, tmp_path: Path) -> None:
    def change(entries: dict[str, bytes]) -> None:
        name = "mine/data/library/about.json"
        entries[name] = json.dumps(json.loads(entries[name]) | {"version": 99}).encode()

    with pytest.raises(NeedsUpdate):
        bring_in(store, rewritten(archive, change), home())
    with pytest.raises(DiskTrouble):
        bring_in(store, tmp_path / "nowhere.zip", home())


def test_an_archives_tags_are_tidied_and_those_of_an_older_studio_are_none(store: Store, archive: Path) -> None:
    told = iter(['["a\\u202eb", 7, "x, y", "\\ud800", "%s"]' % ("z" * 10_000), None])

    def change(entries: dict[str, bytes]) -> None:
        name = "mine/data/library/drafts.jsonl"
        rows = [json.loads(line) for line in entries[name].splitlines()]
        for row in rows:
            if not row["sealed"] and (tags := next(told, "[]")) is not None:
                row["tags"] = tags
            elif not row["sealed"]:
                del row["tags"]
        entries[name] = "\n".join(map(json.dumps, rows)).encode()

    bring_in(store, rewritten(archive, change), home())
    assert sorted(draft.tags for draft in store.drafts.list()) == [(), ("ab", "7", "x y", "z" * 50)]


def test_an_archive_of_an_older_studio_is_filled_up(store: Store, archive: Path) -> None:
    def change(entries: dict[str, bytes]) -> None:
        name = "mine/data/library/takes.jsonl"
        rows = [json.loads(line) for line in entries[name].splitlines()]
        told = [{key: value for key, value in row.items() if key not in ("note", "salvaged")} for row in rows]
        entries[name] = "\n".join(map(json.dumps, told)).encode()

    assert bring_in(store, rewritten(archive, change), home()).takes == 2
    assert all(isinstance(take, TAKE.made) for take in store.takes.list())
    assert now() > store.takes.list()[0].started_at
