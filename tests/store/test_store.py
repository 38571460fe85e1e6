from __future__ import annotations

import hashlib
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from studio.domain.challenge import Challenge, Effort
from studio.domain.edits import Trim
from studio.domain.ids import ChallengeId, new_id
from studio.domain.parcel import ParcelState, Trouble
from studio.domain.record import Kind
from studio.domain.script import Line
from studio.domain.take import TakeState
from studio.errors import DiskTrouble, NeedsUpdate, Refused
from studio.paths import DataFolder
from studio.store import Claim, Store, backup, sidecars

from .made import HOME, SESSION, a_draft, a_parcel, a_platform, a_record, a_take, with_sound


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def store(folder: DataFolder, told: list[str]) -> Iterator[Store]:
    store = Store.open(folder, told.append)
    yield store
    store.close()


def test_the_data_folder_is_for_this_person_only(folder: DataFolder) -> None:
    assert stat.S_IMODE(folder.root.stat().st_mode) == 0o700


def test_the_library_waits_for_the_disk_and_keeps_its_references(store: Store) -> None:
    """SYN-7"""
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    found = [store._database.rows(f"PRAGMA {name}")[0][0] for name in pragmas]
    assert found == ["wal", 2, 1, 5000]


def test_what_several_threads_change_of_one_take_is_all_there_afterwards(store: Store) -> None:
    """A punch that ends while somebody presses the star beside it."""
    take = a_take()
    store.takes.add(take)

    def star() -> None:
        for number in range(20):
            store.takes.star(take.id, bool(number % 2))

    starring = threading.Thread(target=star)
    starring.start()
    for _ in range(20):
        store.takes.edit(take.id, Trim(0, 40_000))
    starring.join()
    found = store.takes.get(take.id)
    assert len(found.edits) == 20 and found.starred
    assert sidecars.read(sidecars.path_of(store.takes.folder, take)) == found


def test_a_take_that_is_brought_back_while_old_ones_go_stays(store: Store) -> None:
    take = a_take()
    store.takes.add(take)
    path = with_sound(store, take)
    store.takes.discard(take.id)
    purging = threading.Thread(target=store.takes.purge, args=(datetime.now(UTC) + timedelta(days=31),))
    with store._database.write() as connection:
        connection.execute("UPDATE takes SET state = 'kept', discarded_at = NULL")
        purging.start()
        purging.join(0.1)
    purging.join()
    assert store.takes.get(take.id).state is TakeState.KEPT and path.exists()


def test_a_take_comes_back_as_it_was_and_its_sidecar_says_the_same(store: Store, told: list[str]) -> None:
    take = a_take()
    store.takes.add(take)
    store.takes.add(take)
    assert store.takes.get(take.id) == take
    assert sidecars.read(sidecars.path_of(store.takes.folder, take)) == take
    assert set(told) == {"takes"}
    assert store.takes.next_number(SESSION, "") == 2


def test_a_discarded_take_can_be_brought_back_and_goes_after_30_days(store: Store) -> None:
    take = a_take()
    store.takes.add(take)
    path = with_sound(store, take)
    store.takes.discard(take.id)
    assert store.takes.list() == [] and store.takes.list(state=TakeState.DISCARDED)[0].id == take.id
    store.takes.bring_back(take.id)
    assert store.takes.list()[0].discarded_at is None
    store.takes.discard(take.id)
    assert store.takes.purge(datetime.now(UTC) + timedelta(days=29)) == 0 and path.exists()
    assert store.takes.purge(datetime.now(UTC) + timedelta(days=31)) == 1
    assert not path.exists() and store.takes.find(take.id) is None


def test_a_discarded_take_that_a_draft_needs_stays(store: Store) -> None:
    take = a_take()
    store.takes.add(take)
    path = with_sound(store, take)
    store.drafts.add(a_draft(take_id=take.id))
    store.takes.discard(take.id)
    assert store.takes.purge(datetime.now(UTC) + timedelta(days=31)) == 0 and path.exists()


def test_a_missing_thing_is_said_in_words(store: Store) -> None:
    with pytest.raises(Refused, match="not in your library"):
        store.takes.get(new_id())


def test_a_removed_draft_can_be_brought_back(store: Store) -> None:
    draft = a_draft()
    store.drafts.add(draft)
    store.drafts.remove(draft.id)
    assert store.drafts.list() == []
    store.drafts.bring_back(draft.id)
    assert store.drafts.list() == [draft]


def test_sealing_twice_makes_one_parcel(store: Store) -> None:
    draft = a_draft()
    store.parcels.seal(draft, a_parcel(draft))
    store.parcels.seal(draft, a_parcel(draft))
    assert len(store.parcels.list()) == 1
    assert store.drafts.get(draft.id).sealed and store.drafts.list() == []


def test_parcels_are_due_oldest_first_unless_paused_or_waiting(store: Store) -> None:
    drafts = [a_draft() for _ in range(4)]
    parcels = [a_parcel(draft) for draft in drafts]
    for draft, parcel in zip(drafts, parcels, strict=True):
        store.parcels.seal(draft, parcel)
    store.parcels.change(replace(parcels[1], next_try_at=100.0))
    store.parcels.pause(parcels[2].id, True)
    trouble = Trouble("It has no name", "Give it one.", True)
    store.parcels.change(replace(parcels[3], state=ParcelState.NEEDS_ATTENTION, trouble=trouble))
    assert store.parcels.due(50.0, HOME, large=False) == [parcels[0].id]
    assert store.parcels.due(100.0, HOME, large=False) == [parcels[0].id, parcels[1].id]
    assert store.parcels.next_due() == 0.0 and store.parcels.waiting() == 4
    store.parcels.try_now()
    assert store.parcels.get(parcels[3].id).state is ParcelState.QUEUED
    assert store.parcels.counts() == {ParcelState.QUEUED: 4}


def test_what_the_person_paused_meanwhile_stays_paused(store: Store) -> None:
    draft = a_draft()
    parcel = a_parcel(draft)
    store.parcels.seal(draft, parcel)
    store.parcels.pause(parcel.id, True)
    store.parcels.change(replace(parcel, state=ParcelState.UPLOADING, sent_bytes=3))
    assert store.parcels.get(parcel.id).paused and store.parcels.get(parcel.id).sent_bytes == 3


def test_a_parcel_does_not_go_back_from_live(store: Store) -> None:
    draft = a_draft()
    parcel = a_parcel(draft)
    store.parcels.seal(draft, parcel)
    for state in (ParcelState.UPLOADING, ParcelState.RECEIVED, ParcelState.LIVE):
        store.parcels.change(replace(parcel, state=state))
    with pytest.raises(ValueError, match="live"):
        store.parcels.change(replace(parcel, state=ParcelState.QUEUED))
    with pytest.raises(Refused, match="arrived already"):
        store.parcels.take_back(parcel.id)


def test_a_parcel_taken_back_is_gone_and_its_draft_is_open_again(store: Store) -> None:
    draft = a_draft()
    parcel = a_parcel(draft)
    store.parcels.seal(draft, parcel)
    store.parcels.take_back(parcel.id)
    assert store.parcels.list() == [] and store.drafts.list() == [draft]
    store.parcels.change(replace(parcel, state=ParcelState.UPLOADING))
    assert store.parcels.list() == []


def test_the_bookmark_moves_together_with_what_was_told(store: Store) -> None:
    store.platforms.add(a_platform())
    challenge = Challenge(
        ChallengeId(new_id()),
        HOME,
        Kind.AUDIO,
        "Whisper this line",
        "the community team",
        "Say it like a secret.",
        "",
        2,
        Effort.FIRST_STEP,
        (Line("1", "Leave the window open."),),
    )
    record = a_record()
    store.library.shelve(HOME, challenges=[challenge], records=[record], bookmark="7")
    store.library.shelve(HOME, records=[record], bookmark="8")
    assert store.challenges.list(Kind.AUDIO) == [challenge] and store.challenges.list(Kind.IMAGE) == []
    assert store.challenges.find(challenge.id) == challenge
    assert store.library.records() == [record] and store.library.record(record.id) == record
    home = store.platforms.home()
    assert home is not None and home.bookmark == "8" and home.synced_at
    with pytest.raises(sqlite3.ProgrammingError):
        store.library.shelve(HOME, records=[replace(record, title=object())], bookmark="9")  # type: ignore[arg-type]
    assert store.platforms.get(HOME).bookmark == "8"


def test_records_come_in_pages_newest_first(store: Store) -> None:
    records = [a_record(posted_at=f"2026-01-01T00:00:0{n // 2}.000Z") for n in range(6)]
    store.library.shelve(HOME, records=records)
    first = store.library.records(limit=4)
    rest = store.library.records(limit=4, before=first[-1])
    assert [*first, *rest] == sorted(records, key=lambda record: (record.posted_at, record.id), reverse=True)


def test_the_same_bytes_are_stored_once_and_whole(store: Store, folder: DataFolder) -> None:
    source = folder.root / "picture.bin"
    source.write_bytes(b"picture" * 1000)
    sha256 = hashlib.sha256(source.read_bytes()).hexdigest()
    media = store.media
    assert media.add_file(source) == media.link_file(source) == media.add_bytes(source.read_bytes()) == sha256
    assert media.path(sha256).read_bytes() == source.read_bytes()
    assert [path.name for path in folder.media.rglob("*") if path.is_file()] == [sha256]


def test_what_was_made_beside_the_media_is_kept_without_a_copy(store: Store, folder: DataFolder) -> None:
    made = folder.media / "made.strip"
    made.write_bytes(b"picture" * 1000)
    number = made.stat().st_ino
    sha256 = store.media.move_file(made)
    assert (store.media.path(sha256).stat().st_ino, made.exists()) == (number, False)
    made.write_bytes(b"picture" * 1000)
    assert store.media.move_file(made) == sha256, "what is here already stays"
    assert store.media.path(sha256).stat().st_ino == number


def test_a_full_disk_is_said_in_words_and_the_library_stays_whole(store: Store) -> None:
    store.takes.add(a_take())
    pages = int(str(store._database.rows("PRAGMA page_count")[0][0]))
    store._database.connection().execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(DiskTrouble, match="could not be written"):
        for _ in range(1000):
            store.drafts.add(a_draft(text="x" * 5000))
    assert len(store.takes.list()) == 1


def test_every_thread_has_its_own_connection(store: Store) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(store.takes.list()))) for _ in range(8)]
    store.takes.add(a_take())
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1] * 8


def test_a_library_of_a_newer_studio_is_left_alone(store: Store, folder: DataFolder) -> None:
    store._database.connection().execute("PRAGMA user_version = 99")
    store.close()
    with pytest.raises(NeedsUpdate, match="newer studio"):
        Store.open(folder)
    assert not list(folder.root.glob("*.damaged*"))


def test_seven_backups_are_kept_and_one_a_day_is_made(store: Store, folder: DataFolder) -> None:
    """SYN-7"""
    assert backup.make_daily(store._database, folder.backups) is not None
    assert backup.make_daily(store._database, folder.backups) is None
    assert backup.make_daily(store._database, folder.backups, datetime.now(UTC) + timedelta(days=2)) is not None
    for _ in range(9):
        backup.make(store._database, folder.backups)
    assert len(backup.newest_first(folder.backups)) == backup.KEPT


def test_a_clock_that_was_a_year_ahead_keeps_no_backup_from_being_made(store: Store, folder: DataFolder) -> None:
    """SYN-6. The copies of that time are the oldest there are."""
    now = datetime.now(UTC)
    for day in range(backup.KEPT):
        backup.make(store._database, folder.backups, now + timedelta(days=365 + day))
    made = backup.make_daily(store._database, folder.backups)
    assert made is not None and made.exists() and backup.readable(folder.backups) == made
    assert backup.make_daily(store._database, folder.backups) is None


def test_only_one_process_claims_a_folder_and_a_killed_one_lets_go(folder: DataFolder) -> None:
    script = (
        "import sys, pathlib; from studio.store import Claim\n"
        "claim = Claim.take(pathlib.Path(sys.argv[1])); print(claim is not None, flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(folder.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with child:
        assert child.stdout is not None and child.stdout.readline() == "True\n"
        assert Claim.take(folder.root) is None
        child.kill()
        child.wait()
    claim = Claim.take(folder.root)
    assert claim is not None
    claim.release()
