"""10 000 small parcels to the home platform over loopback, each a row and a file on this disk and on the platform's."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from studio.outbox.courier import Courier
from studio.paths import DataFolder
from studio.store import Store
from tests.outbox.made import words
from tests.served import Served

from .table import Row

COUNT = 10_000
MB = 1_000_000


def run() -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="rig-bench-") as name, Served(Path(name) / "there") as served:
        assert served.process is not None
        store = Store.open(DataFolder.open(Path(name) / "here"))
        links = served.joined(store)
        for number in range(COUNT):
            words(store, served, f"A story in four words, no. {number}")
        courier, both = Courier(store, links), (psutil.Process(os.getpid()), psutil.Process(served.process.pid))
        carrying = threading.Thread(target=courier.round)
        begun = time.perf_counter()
        carrying.start()
        while store.parcels.waiting() > 0.9 * COUNT and carrying.is_alive():
            time.sleep(0.2)
        early = [process.memory_info().rss for process in both]
        carrying.join()
        took_s = time.perf_counter() - begun
        late = [process.memory_info().rss for process in both]
        assert store.parcels.waiting() == 0, store.parcels.counts()
        store.close()
    grown = [max(0.0, after - before) / MB for before, after in zip(early, late, strict=True)]
    yield Row("small parcels sent over loopback, of 10 000", COUNT / took_s, "a second", 150, at_least=True)
    yield Row("memory that the last 9 000 of them add, the studio's side", grown[0], "MB", 10)
    yield Row("memory that the last 9 000 of them add, the platform's side", grown[1], "MB", 10)
