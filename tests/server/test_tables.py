"""The database: the migrations make what the code expects, and the starter set comes in once."""

from __future__ import annotations

import json
import os
import time
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, inspect, select, text

from studio.contract import ChallengeOut
from studio.server import challenges, copies, people, records, starter, tables, tree
from studio.server.config import FILE, Config
from studio.server.database import PRAGMAS, Database
from studio.server.migrations import NEWEST, bring_up_to_date, upgrade
from studio.server.shelf import Shelf

FIRST, SECOND = (f"0190a000-0000-7000-8000-00000000000{last}" for last in "ab")


@pytest.fixture
def database(tmp_path: Path) -> object:
    with closing(Database(f"sqlite:///{tmp_path / 'platform.db'}")) as opened:
        bring_up_to_date(opened, Config(tmp_path))
        opened.write_now(people.first_start)
        yield opened


def test_step_by_step_the_migrations_make_the_tables_that_a_new_platform_has(
    database: Database, tmp_path: Path
) -> None:
    with closing(Database(f"sqlite:///{tmp_path / 'stepped.db'}")) as stepped:
        stepped.write_now(upgrade)
        assert stepped.write_now(_look) == database.write_now(_look)
        for made in (stepped, database):
            assert made.write_now(lambda on: compare_metadata(MigrationContext.configure(on), tables.about)) == []
    versions = sorted(path.name[:4] for path in Path(tables.__file__).parent.glob("migrations/versions/0*.py"))
    assert versions[-1] == NEWEST


def _look(connection: Connection) -> dict[str, object]:
    """Each table's columns with types and defaults, its keys and indexes, and the version."""
    found = inspect(connection)
    ways = (found.get_columns, found.get_pk_constraint, found.get_foreign_keys, found.get_unique_constraints)
    told = {
        table: [sorted(map(str, one if isinstance(one := way(table), list) else [one])) for way in ways]
        + [sorted(map(str, found.get_indexes(table)))]
        for table in found.get_table_names()
    }
    return {**told, "version": connection.execute(text("SELECT version_num FROM alembic_version")).scalar()}


def test_a_commit_outlives_a_power_cut_and_edges_hold(database: Database) -> None:
    def look(connection: object) -> dict[str, object]:
        names = [pragma.removeprefix("PRAGMA ").partition("=")[0] for pragma in PRAGMAS]
        return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}  # type: ignore[attr-defined]

    told = database.write_now(look)
    assert (told["journal_mode"], told["synchronous"], told["foreign_keys"], told["busy_timeout"]) == (
        "wal",
        2,
        1,
        5000,
    )


def test_a_platform_of_the_first_version_keeps_its_records_and_their_sources(tmp_path: Path) -> None:
    """A database at 0001, with a record that builds on another, is brought to the newest shape with a copy made before."""
    with closing(Database(Config(tmp_path).database)) as old:
        bring_up_to_date(old, Config(tmp_path))
        old.write_now(people.first_start)
        starter.load(old, Shelf(tmp_path / "media"), _starter(tmp_path / "starter"))
        before = old.write_now(lambda connection: records.told_records(connection, [SECOND]))
        old.write_now(_back_to_the_first)
        bring_up_to_date(old, Config(tmp_path))
        assert old.write_now(lambda connection: records.told_records(connection, [SECOND])) == before
        assert len(before[0].sources) == 1
        assert old.write_now(lambda connection: tree.family(connection, FIRST)) == [FIRST, SECOND]
    assert copies.newest(tmp_path) == tmp_path / "copies" / f"before-{NEWEST}.db"


def _back_to_the_first(connection: Connection) -> None:
    for sql in (
        "DROP INDEX ix_revisions_record_id",
        "DROP INDEX ix_contributions_record_id",
        "DROP INDEX ix_brought_person_id",
        "DROP TABLE tags",
        "DROP TABLE openings",
        "DROP TABLE mine",
        "DROP TABLE files",
        "CREATE TABLE old AS SELECT hash, made_at, expires_at, token_hash FROM invites",
        "DROP TABLE invites",
        "ALTER TABLE old RENAME TO invites",
        "DROP TABLE let_go",
        "DROP TABLE replies",
        "ALTER TABLE challenges DROP COLUMN leader_id",
        "DROP INDEX ix_challenges_guide_sha256",
        "ALTER TABLE challenges DROP COLUMN guide_sha256",
        "DROP TABLE source_changes",
        "DROP TABLE requests",
        "ALTER TABLE records DROP COLUMN sources",
        "ALTER TABLE contributions DROP COLUMN receipt",
        "ALTER TABLE contributions DROP COLUMN sealed_before_deadline",
        "UPDATE alembic_version SET version_num = '0001'",
    ):
        connection.execute(text(sql))


def test_an_upgraded_database_is_left_alone(database: Database, tmp_path: Path) -> None:
    bring_up_to_date(database, Config(tmp_path))
    database.write_now(people.first_start)
    count = select(func.count()).select_from(tables.platform)
    assert database.write_now(lambda connection: connection.execute(count).scalar()) == 1


def test_the_starter_set_comes_in_once_and_grows(database: Database, tmp_path: Path) -> None:
    shelf, folder = Shelf(tmp_path / "media"), _starter(tmp_path / "starter")
    for _ in range(2):
        starter.load(database, shelf, folder)
        assert _counts(database) == (1, 2, 1)
    found = json.loads((folder / "records.json").read_text())
    found.append(found[0] | {"id": "0190a000-0000-7000-8000-00000000000c", "title": "Third"})
    (folder / "records.json").write_text(json.dumps(found))
    starter.load(database, shelf, folder)
    assert _counts(database) == (1, 3, 1)


def test_a_starter_challenge_brings_its_guide_whose_bytes_are_nobodys(database: Database, tmp_path: Path) -> None:
    shelf, folder = Shelf(tmp_path / "media"), _starter(tmp_path / "starter")
    (folder / "media" / "tone.flac").write_bytes(b"a tone")
    _give_guide(folder, {"file": "media/tone.flac", "duration_s": 2.5})
    starter.load(database, shelf, folder)
    told = _told(database).guide
    assert told and (told.mime, told.size_bytes, told.duration_s) == ("audio/flac", 6, 2.5)
    assert shelf.has(told.sha256) and _counts(database) == (1, 2, 2)
    brought = select(tables.brought.c.person_id).where(tables.brought.c.sha256 == told.sha256)
    assert database.write_now(lambda connection: connection.execute(brought).all()) == []


@pytest.mark.expects_log("the starter set has no file")
def test_a_starter_challenge_without_the_file_of_its_guide_comes_without(database: Database, tmp_path: Path) -> None:
    folder = _starter(tmp_path / "starter")
    _give_guide(folder, {"file": "media/lost.flac"})
    starter.load(database, Shelf(tmp_path / "media"), folder)
    assert _told(database).guide is None


@pytest.mark.expects_log("the starter set has no file")
def test_a_starter_record_without_its_file_is_left_out(database: Database, tmp_path: Path) -> None:
    folder = _starter(tmp_path / "starter")
    (folder / "media" / "a.txt").unlink()
    starter.load(database, Shelf(tmp_path / "media"), folder)
    assert _counts(database) == (1, 0, 0)


def test_an_empty_starter_folder_is_fine(database: Database, tmp_path: Path) -> None:
    starter.load(database, Shelf(tmp_path / "media"), tmp_path / "nowhere")
    assert _counts(database) == (0, 0, 0)


def _give_guide(folder: Path, guide: dict[str, object]) -> None:
    path = folder / "challenges.json"
    path.write_text(json.dumps([one | {"guide": guide} for one in json.loads(path.read_text())]))


def _told(database: Database) -> ChallengeOut:
    [id] = database.write_now(lambda connection: list(connection.execute(select(tables.challenges.c.id)).scalars()))
    [told] = database.write_now(lambda connection: challenges.told_challenges(connection, [id]))
    return told


def _counts(database: Database) -> tuple[int, ...]:
    def count(connection: object) -> tuple[int, ...]:
        found = (tables.challenges, tables.records, tables.media)
        return tuple(connection.execute(select(func.count()).select_from(table)).scalar() for table in found)  # type: ignore[attr-defined]

    return database.write_now(count)


def _starter(folder: Path) -> Path:
    (folder / "media").mkdir(parents=True)
    (folder / "media" / "a.txt").write_text("four words in here")
    challenge = {
        "id": "0190a000-0000-7000-8000-0000000000c1",
        "kind": "text",
        "title": "Four words",
        "by": "the studio",
        "summary": "Short.",
        "brief": "Four.",
        "minutes": 1,
        "effort": "first_step",
    }
    record = {
        "id": FIRST,
        "kind": "text",
        "title": "First",
        "rights": "CC0-1.0",
        "file": "a.txt",
        "author": "Ada",
        "made_at": "2026-01-01T00:00:00.000Z",
    }
    child = record | {"id": SECOND, "title": "Second", "sources": [{"record_id": FIRST, "type": "edited"}]}
    (folder / "challenges.json").write_text(json.dumps([challenge]))
    (folder / "records.json").write_text(json.dumps([record, child]))
    return folder


def test_a_copy_is_made_each_day_and_seven_are_kept(database: Database, tmp_path: Path) -> None:
    config = Config(tmp_path)
    copies.daily(config)
    made = copies.newest(tmp_path)
    assert made
    assert copies.is_sound(made)
    for number in range(9):
        copies.make(config, f"before-{number}")
    copies.daily(config)
    assert len(list((tmp_path / "copies").iterdir())) == copies.KEPT
    with closing(Database(f"sqlite:///{copies.newest(tmp_path)}")) as restored:
        ids = [
            found.write_now(lambda connection: connection.execute(select(tables.platform.c.id)).scalar())
            for found in (database, restored)
        ]
    assert ids[0] == ids[1]


def test_a_clock_that_was_a_year_ahead_keeps_no_copy_from_being_made(database: Database, tmp_path: Path) -> None:
    config, ahead = Config(tmp_path), time.time() + 365 * 86_400
    for number in range(copies.KEPT):
        copies.make(config, f"ahead-{number}")
        os.utime(tmp_path / "copies" / f"ahead-{number}.db", (ahead, ahead))
    copies.daily(config)
    made = copies.newest(tmp_path)
    assert made and made.name.startswith(time.strftime("%Y"))


def test_a_damaged_database_is_noticed(database: Database, tmp_path: Path) -> None:
    database.close()
    content = bytearray((tmp_path / FILE).read_bytes())
    assert copies.is_sound(tmp_path / FILE)
    content[4096:12288] = b"\xaa" * 8192
    (tmp_path / FILE).write_bytes(content)
    assert not copies.is_sound(tmp_path / FILE)
