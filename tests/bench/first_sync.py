"""The first fetch of everything from a platform with 100 000 records: time, memory, and how long a window's thread waits."""

from __future__ import annotations

import multiprocessing
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Connection, insert, update

from studio.contract import RecordIn
from studio.domain.ids import PlatformId, new_id
from studio.domain.moments import now
from studio.server import people, tables
from studio.server.config import Config
from studio.server.database import Database
from studio.server.migrations import bring_up_to_date
from tests.served import Served

from .search import SYLLABLES
from .table import Row, percentile

RECORDS, BATCH = 100_000, 5_000
MB = 1_000_000
TICK_S = 0.004
#: One frame of a screen at 60 Hz.
FLUID_MS = 16.7


def run() -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="rig-bench-") as name:
        folder = Path(name)
        _fill(folder / "home" / "platform")
        with Served(folder / "home") as served:
            here, there = multiprocessing.get_context("spawn").Pipe()
            command = (there, folder / "studio", served.id, served.address, served.token)
            studio = multiprocessing.get_context("spawn").Process(target=_fetch, args=command)
            studio.start()
            took_s, above_mb, late_ms = here.recv()
            studio.join()
    yield Row("first sync of 100 000 records", took_s, "s", 30)
    yield Row("the same, memory above idle", above_mb, "MB", 150)
    yield Row("the same, how late the window's thread runs and reads, p99", late_ms, "ms", FLUID_MS)


def _fetch(pipe: Pipe, folder: Path, platform_id: PlatformId, address: str, token: str) -> None:
    """The studio's side: the fetcher on its thread, and a thread that ticks and reads as the window's does."""
    from studio.domain.ids import PersonId
    from studio.domain.platform import Platform
    from studio.inbox.fetcher import Fetcher
    from studio.paths import DataFolder
    from studio.store import Store
    from studio.store.sought import Sought
    from studio.wire.links import Links

    store, links = Store.open(DataFolder.open(folder)), Links()
    store.platforms.add(Platform(platform_id, "Large", "", True, PersonId("me"), "me"))
    links.set(platform_id, address, token)
    links.client(platform_id).me()
    links.close_mine()
    process, late_ms = psutil.Process(), list[float]()
    idle = highest = process.memory_info().rss
    fetcher = Fetcher(store, links)
    thread = threading.Thread(target=fetcher.round)
    begun = time.perf_counter()
    thread.start()
    while thread.is_alive():
        due = time.perf_counter() + TICK_S
        time.sleep(TICK_S)
        store.library.find(Sought(), limit=1)
        late_ms.append((time.perf_counter() - due) * 1_000)
        highest = max(highest, process.memory_info().rss)
    took_s = time.perf_counter() - begun
    assert store.library.count(Sought("ra"), RECORDS) > 0 and store.platforms.get(platform_id).synced_at
    pipe.send((took_s, (highest - idle) / MB, percentile(late_ms, 0.99)))
    store.close()


def _fill(folder: Path) -> None:
    """Written straight into the tables: by its doors it would take half an hour."""
    folder.mkdir(parents=True)
    config = Config(folder)
    database = Database(config.database)
    bring_up_to_date(database, config)
    database.write_now(people.first_start)
    database.write_now(_post)
    database.close()


def _post(connection: Connection) -> None:
    chance, author = random.Random(7), people.add_person(connection, "Ann")
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(8_000)]
    common = [1 / (rank + 1) for rank in range(len(words))]
    ids: list[str] = []
    for first in range(0, RECORDS, BATCH):
        rows: dict[str, list[dict[str, Any]]] = {"media": [], "records": [], "revisions": [], "changes": []}
        for at in range(first, first + BATCH):
            cited = chance.choice(ids) if ids and chance.random() < 0.3 else ""
            _add(rows, at, author, chance.choices(words, common, k=17), cited)
            ids.append(rows["records"][-1]["id"])
        for table, made in rows.items():
            connection.execute(insert(tables.about.tables[table]), made)
    connection.execute(update(tables.platform).values(counter=RECORDS))


def _add(rows: dict[str, list[dict[str, Any]]], at: int, author: str, words: list[str], cited: str) -> None:
    id, revision, sha256 = new_id(), new_id(), f"{at:064x}"
    body = RecordIn.model_validate(
        {
            "revision_id": revision,
            "kind": "text",
            "title": " ".join(words[:4]),
            "note": " ".join(words[4:14]),
            "tags": words[14:],
            "media": {"sha256": sha256, "size_bytes": 1_000, "mime": "text/plain"},
            "rights": "CC-BY-4.0",
            "made_at": now(),
            "sources": [{"id": new_id(), "record_id": cited, "type": "sampled"}] if cited else [],
        }
    ).model_dump_json()
    rows["media"].append({"sha256": sha256, "size_bytes": 1_000, "arrived_at": now()})
    rows["records"].append({"id": id, "author_id": author, "revision_id": revision, "kind": "text", "state": "live"})
    posted = {"id": revision, "record_id": id, "media_sha256": sha256, "posted_at": now(), "body": body}
    rows["revisions"].append(posted)
    rows["changes"].append({"what": "record", "id": id, "cursor": at + 1})
