"""Bringing an archive in: looked at whole, unpacked beside the library, then one transaction. Twice changes nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio import contract
from studio.domain.ids import RecordId
from studio.domain.platform import Platform
from studio.domain.progress import Progress
from studio.domain.tags import tidy_tags
from studio.domain.take import Take
from studio.durable import sync_folder
from studio.errors import DiskTrouble, Offline
from studio.store import Store
from studio.store.moving import MOVED
from studio.store.shape import Shape

from . import contents
from .moved_home import MovedHome
from .opening import Archive, damaged, opened

Row = dict[str, Any]
_STAGE = ".import-"


@dataclass(frozen=True, slots=True)
class Came:
    """What is new here. `sent` are own records that wait in the outbox for this studio's home platform; `kept` are others' records
    and those of other platforms; `left_out` are files that were damaged before, and records whose file was not in the archive."""

    takes: int
    drafts: int
    sent: int
    kept: int
    files: int
    left_out: tuple[str, ...]

    def words(self) -> str:
        """What came, as one or two sentences."""
        counts = (
            (self.takes, "take", "takes"),
            (self.drafts, "draft", "drafts"),
            (self.sent, "record of yours for the outbox", "records of yours for the outbox"),
            (self.kept, "kept record", "kept records"),
            (self.files, "file", "files"),
        )
        came = ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counts if count)
        came = f"New here: {came}" if came else "Nothing is new: all of it is here already"
        left = f" Left out: {', '.join(self.left_out[:5])}." if self.left_out else ""
        return f"{came}.{left}"


def bring_in(store: Store, path: Path, home: Platform, progress: Progress | None = None) -> Came:
    """Adds what an archive holds and this library does not. `home` is this studio's home platform.

    For a task's thread. Raises Refused and Damaged for what is wrong with the archive, and DiskTrouble; nothing is changed then.
    """
    if home.synced_at is None:
        advice = "Nothing was changed. Bring the archive in again in a moment."
        raise Offline("Your home platform is still starting", advice)
    for left in store.folder.root.glob(f"{_STAGE}*"):  # of a studio that was killed meanwhile
        shutil.rmtree(left, ignore_errors=True)
    try:
        with tempfile.TemporaryDirectory(prefix=_STAGE, dir=store.folder.root) as name:
            return _bring(store, opened(path, Path(name), progress or Progress()), home)
    except OSError as error:
        advice = "Nothing was changed. Make room on the disk, then bring it in again."
        raise DiskTrouble("The archive cannot be brought in", advice, str(error)) from error


def _bring(store: Store, archive: Archive, home: Platform) -> Came:
    media = {name[6:70]: name for name, sum in archive.sums.items() if name.startswith("media/") and name[6:70] == sum}
    moved = _moved_home(store, archive, home)
    try:
        rows = moved.rows(_rows(archive), lambda sha256: sha256 in media or store.media.has(sha256))
    except ValueError as error:  # what no platform would take
        raise damaged(f"a record cannot be sealed: {error}"[:200]) from error
    placed: list[Path] = []
    try:
        placed += _place_media(store, archive, media)
        files = len(placed)
        placed += _place_takes(store, archive, rows)
        placed += _place_remixes(store, archive)
        came = store.moving.bring(rows)
    except BaseException:
        for path in placed:
            path.unlink(missing_ok=True)
        raise
    store.space.look()
    sealed = {row["id"] for row in rows["drafts"] if row["sealed"]}
    bad = sorted(name for name in archive.sums if name.startswith("media/") and name not in media.values())
    return Came(
        len(came["takes"]),
        len(set(came["drafts"]) - sealed),
        len(moved.sent & set(came["parcels"])),
        len(came["records"]),
        files,
        (*bad, *moved.without_file),
    )


def _moved_home(store: Store, archive: Archive, home: Platform) -> MovedHome:
    people = archive.about.get("people")
    old = str(archive.about.get("home"))
    person = str(people.get(old, "")) if isinstance(people, dict) else ""
    asked = [one for one in store.challenges.list() if one.platform_id == home.id]
    return MovedHome(
        old,
        home.id,
        person,
        lambda id: home.id in store.library.where(RecordId(id)),
        {one.id: one.title for one in asked},
        frozenset(one.id for one in store.platforms.list()),
    )


def _rows(archive: Archive) -> dict[str, list[Row]]:
    """Every row, understood once and found to be harmless. Raises Damaged."""
    try:
        return {shape.table: [_understood(shape, row) for row in archive.rows(shape.table)] for shape in MOVED}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise damaged(f"a row cannot be understood: {error}"[:200]) from error


def _understood(shape: Shape[Any], row: Row) -> Row:
    """A column that an older studio did not have gets its usual value; names and moments are what they have to be."""
    row = shape.filled(row)
    thing = shape.from_mapping(row)
    ids = [value for name, value in row.items() if name == "id" or (name.endswith("_id") and name != "line_id")]
    if any(value and not contents.ID.fullmatch(value) for value in ids):
        raise ValueError("an id is none")
    if not all(value is None or isinstance(value, str | float) or abs(value) < 1 << 63 for value in row.values()):
        raise ValueError("a value is too large")
    if not all(contents.SHA256.fullmatch(sha256) for sha256 in _hashes(thing)):
        raise ValueError("a hash is none")
    for name, value in row.items():
        if name.endswith("_at") and isinstance(value, str):
            contract.on_a_clock(value)
    if isinstance(thing, Take) and thing.file_name != f"{thing.id}.wav":
        raise ValueError("a take's file is another's")
    if hasattr(thing, "tags"):
        row = row | {"tags": shape.stored("tags", tidy_tags(thing.tags))}
    if shape.table == "parcels":
        contract.RecordIn.model_validate_json(thing.body)
        row = row | {"upload_url": ""}
    return row


def _hashes(thing: Any) -> Iterator[str]:
    """Every hash that a row names: files are found by them."""
    for name in ("media", "original", "sha256", "more", "guide", "guide_sha256"):
        found = getattr(thing, name, None) or ()
        for one in found if isinstance(found, tuple) else (found,):
            media = getattr(one, "media", one)
            yield str(getattr(media, "sha256", media))


def _place_media(store: Store, archive: Archive, media: dict[str, str]) -> Iterator[Path]:
    for sha256, name in media.items():
        if not store.media.has(sha256):
            store.media.link_file(archive.folder / name)
            yield store.media.path(sha256)


def _place_takes(store: Store, archive: Archive, rows: dict[str, list[Row]]) -> Iterator[Path]:
    """The sound of each take, under the name that the take has; one that is here already stays."""
    sounds = archive.about.get("sounds")
    for row in rows["takes"]:
        to = store.folder.takes / row["file_name"]
        name = str(sounds.get(row["id"], "")) if isinstance(sounds, dict) else ""
        if name in archive.sums and name.startswith(("takes/", "media/")) and not to.exists():
            yield _linked(archive.folder / name, to)
    sync_folder(store.folder.takes)


def _place_remixes(store: Store, archive: Archive) -> Iterator[Path]:
    for name in archive.sums:
        to = store.folder.remixes / name.removeprefix("remixes/")
        if name.startswith("remixes/") and not to.exists():
            yield _linked(archive.folder / name, to)
    sync_folder(store.folder.remixes)


def _linked(path: Path, to: Path) -> Path:
    """The file under another name as well; a copy where the disk cannot link."""
    try:
        to.hardlink_to(path)
    except OSError:
        shutil.copyfile(path, to)
    return to
