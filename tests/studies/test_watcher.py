from __future__ import annotations

import errno
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from studio.domain.ids import DraftId
from studio.domain.study import Taken
from studio.drafts import seal, take_in
from studio.store import Store
from studio.studies import watcher
from studio.studies.watcher import Watcher
from tests.waiting import until

from .conftest import Easel
from .paint import painted, rename_over, touched

ON_WINDOWS = sys.platform == "win32"


def test_a_save_in_place_becomes_a_version(easel: Easel) -> None:
    easel.look()
    assert easel.numbers == [1], "the file as it was dropped in is no news"
    easel.path.write_bytes(painted("second", (80, 60)))
    easel.look()
    assert easel.numbers == [2, 1] and easel.newest == painted("second", (80, 60))
    assert easel.draft.media is not None and easel.draft.media.width_px == 80


@pytest.mark.expects_log("the watching of files stumbled", "a watched file met a mistake of ours")
def test_a_library_that_cannot_be_written_for_a_while_ends_no_watching(
    easel: Easel, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name, value in (("LOOK_S", 0.02), ("SETTLE_S", 0.02), ("PATIENCE_S", 0.02), ("LONGEST_REST_S", 0.02)):
        monkeypatch.setattr(watcher, name, value)
    with closing(sqlite3.connect(easel.store.folder.database)) as library, library:
        library.execute("CREATE TRIGGER full BEFORE UPDATE ON studies BEGIN SELECT RAISE(ABORT, 'full'); END")
    watching = Watcher(easel.store, lambda path, id: take_in(easel.store, path))
    watching.start()
    easel.path.write_bytes(painted("second"))
    until(lambda: "stumbled" in caplog.text, "it cannot even be told", within_s=10)
    with closing(sqlite3.connect(easel.store.folder.database)) as library, library:
        library.execute("DROP TRIGGER full")
    until(lambda: easel.newest == painted("second"), "the save is taken", within_s=10)
    watching.stop()


def test_a_save_by_renaming_becomes_a_version(easel: Easel) -> None:
    rename_over(easel.path, painted("second"))
    easel.look()
    assert easel.newest == painted("second")


def test_a_file_that_is_deleted_and_created_again_becomes_a_version(easel: Easel) -> None:
    easel.look()
    easel.path.unlink()
    easel.look(3)
    easel.path.write_bytes(painted("second"))
    easel.look()
    assert easel.newest == painted("second") and easel.store.studies.get(easel.draft_id).trouble is None


def test_a_half_written_save_is_never_taken(easel: Easel) -> None:
    whole = painted("second", (200, 150))
    easel.path.write_bytes(whole[: len(whole) // 2])
    easel.look(6)
    assert easel.numbers == [1] and easel.store.studies.get(easel.draft_id).trouble is None
    easel.path.write_bytes(whole)
    easel.look()
    assert easel.numbers == [2, 1] and easel.newest == whole


def test_a_save_that_still_grows_is_left_alone(easel: Easel) -> None:
    whole = painted("second")
    easel.look()
    with easel.path.open("wb") as file:
        for at in range(0, len(whole), len(whole) // 5):
            file.write(whole[at : at + len(whole) // 5])
            file.flush()
            easel.look(1)
    assert easel.numbers == [1]
    easel.look()
    assert easel.newest == whole


def test_a_save_that_stays_broken_is_told_in_words_and_forgotten_with_the_next_whole_one(easel: Easel) -> None:
    easel.path.write_bytes(painted("second")[:60])
    easel.until(lambda: easel.store.studies.get(easel.draft_id).trouble is not None)
    trouble = easel.store.studies.get(easel.draft_id).trouble
    assert trouble is not None and trouble.title == "This picture is damaged" and len(trouble.title) <= 60
    assert list(easel.store.media.folder.glob("*.*")) == [], "nothing half made is left"
    easel.path.write_bytes(painted("third"))
    easel.look()
    assert easel.newest == painted("third") and easel.store.studies.get(easel.draft_id).trouble is None


@pytest.mark.skipif(ON_WINDOWS, reason="links and devices of Unix")
def test_a_link_a_folder_or_a_device_in_its_place_is_told_and_not_followed(easel: Easel, tmp_path: Path) -> None:
    other = tmp_path / "other.png"
    other.write_bytes(painted("somebody else's"))
    for take_its_place, words in (
        (lambda: easel.path.symlink_to(other), "a link"),
        (easel.path.mkdir, "a folder"),
        (lambda: os.mkfifo(easel.path), "a device"),
    ):
        easel.path.rmdir() if easel.path.is_dir() else easel.path.unlink()
        take_its_place()
        easel.until(lambda words=words: words in _trouble(easel))  # type: ignore[misc]
        assert easel.numbers == [1]
    easel.path.unlink()
    easel.path.write_bytes(painted("back again"))
    easel.look()
    assert easel.newest == painted("back again") and _trouble(easel) == ""


def test_a_file_that_is_gone_is_told_after_a_while_and_no_version_is_lost(easel: Easel) -> None:
    kept = easel.path.read_bytes()
    easel.look()
    easel.path.unlink()
    easel.look(3)
    assert _trouble(easel) == ""
    easel.until(lambda: _trouble(easel) == "The watched file is not there")
    assert easel.newest == kept
    easel.path.write_bytes(kept)
    easel.look()
    assert easel.numbers == [1] and _trouble(easel) == ""


def test_the_same_bytes_are_no_new_version(easel: Easel) -> None:
    touched(easel.path)
    easel.look()
    rename_over(easel.path, painted("first"))
    easel.look()
    assert easel.numbers == [1]


def test_bytes_of_an_older_version_are_a_new_one_and_stored_once(easel: Easel) -> None:
    for words in ("second", "first"):
        easel.path.write_bytes(painted(words))
        easel.look()
    assert easel.numbers == [3, 2, 1]
    third, _, first = easel.store.versions.list(easel.draft_id)
    assert third.media == first.media and third.original == first.original


def test_after_going_back_the_file_is_not_taken_again_until_it_is_saved(easel: Easel) -> None:
    easel.path.write_bytes(painted("second"))
    easel.look()
    easel.store.versions.go_back(easel.store.versions.list(easel.draft_id)[1].id)
    touched(easel.path)
    easel.look()
    easel.watcher = easel.watching()
    easel.look()
    assert easel.numbers == [3, 2, 1] and easel.newest == painted("first")
    easel.path.write_bytes(painted("third"))
    easel.look()
    assert easel.newest == painted("third")


def test_a_save_made_while_the_studio_was_closed_is_found_at_the_next_start(easel: Easel) -> None:
    easel.look()
    rename_over(easel.path, painted("in between"))
    easel.watcher = easel.watching()
    easel.look()
    assert easel.newest == painted("in between")


def test_a_file_that_changes_while_it_is_read_is_looked_at_again(easel: Easel, store: Store) -> None:
    """The copy that was looked into is whole, and the save that came meanwhile is the newest one."""
    came = [painted("second"), painted("third")]

    def take_in_slowly(path: Path, id: DraftId) -> Taken:
        if came:
            easel.path.write_bytes(came.pop(0))
        return take_in(store, path, id)

    easel.watcher = Watcher(store, take_in_slowly, clock=easel.clock)
    rename_over(easel.path, painted("begin"))
    easel.look(12)
    assert easel.newest == painted("third") and easel.numbers == [4, 3, 2, 1]


def test_a_full_disk_is_told_and_the_save_is_taken_when_there_is_room(
    easel: Easel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(fd: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        easel.path.write_bytes(painted("second"))
        easel.until(lambda: easel.clock.now_s > 130)
    assert easel.numbers == [1] and _trouble(easel) == "The disk is full"
    easel.until(lambda: easel.numbers == [2, 1])
    assert _trouble(easel) == ""


def test_what_is_saved_after_the_draft_was_sealed_waits_and_joins_when_it_is_taken_back(easel: Easel) -> None:
    sent = easel.draft
    parcel = seal(easel.store, easel.draft_id)
    assert parcel is not None
    easel.path.write_bytes(painted("second"))
    easel.look()
    assert easel.draft.media == sent.media
    (waiting,) = easel.store.versions.waiting()
    easel.store.parcels.take_back(parcel.id)
    easel.look(1)
    assert easel.draft.media == waiting.media and easel.newest == painted("second")


def test_a_file_that_is_not_watched_any_more_is_left_alone_until_it_is_again(easel: Easel) -> None:
    easel.store.studies.watch(easel.draft_id, False)
    easel.path.write_bytes(painted("second"))
    easel.look()
    assert easel.numbers == [1]
    easel.store.studies.watch(easel.draft_id, True)
    easel.look()
    assert easel.newest == painted("second")


@pytest.mark.expects_log("a watched file met a mistake of ours")
def test_a_mistake_of_ours_is_told_and_stops_nothing(easel: Easel, store: Store, tmp_path: Path) -> None:
    other = Easel(store, tmp_path / "other.png")

    def broken(path: Path, id: DraftId) -> Taken:
        if path.read_bytes() == painted("second"):
            raise RuntimeError("a bug")
        return take_in(store, path, id)

    easel.watcher = Watcher(store, broken, clock=easel.clock)
    easel.path.write_bytes(painted("second"))
    other.path.write_bytes(painted("the other"))
    easel.look()
    assert _trouble(easel) == "The studio made a mistake"
    assert other.newest == painted("the other")


def test_the_thread_watches_by_itself_and_ends_when_it_is_told(easel: Easel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.studies.watcher.SETTLE_S", 0.05)
    monkeypatch.setattr("studio.studies.watcher.LOOK_S", 0.02)
    watcher = Watcher(easel.store, lambda path, id: take_in(easel.store, path))
    watcher.start()
    try:
        easel.path.write_bytes(painted("second"))
        until(lambda: easel.numbers == [2, 1], "the save is a version")
    finally:
        watcher.stop()


def test_where_nothing_is_watched_the_thread_sleeps_until_it_is_woken(store: Store) -> None:
    watcher = Watcher(store, lambda path, id: take_in(store, path))
    assert not watcher.look()
    watcher.start()
    watcher.stop()


def _trouble(easel: Easel) -> str:
    trouble = easel.store.studies.get(easel.draft_id).trouble
    return trouble.title if trouble else ""
