"""The computer sleeps in the middle of an upload, and wakes in another network: no connection from before is there any more."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from studio.store import Store
from tests.outbox.made import bookmark, sound, told_records
from tests.proxy import Boundary, Proxy
from tests.served import Served

from .test_killed import child, finish

MB = 1 << 20


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is frozen there")
@pytest.mark.parametrize("number", [1, 2, 3, 5], ids=lambda number: f"at request {number}")
def test_what_was_under_way_goes_on_where_it_stood(store: Store, served: Served, tmp_path: Path, number: int) -> None:
    before, asleep = bookmark(served), threading.Event()

    def on_boundary(boundary: Boundary, at: int) -> None:
        if (boundary, at) == (Boundary.ASKED, number):
            os.kill(process.pid, signal.SIGSTOP)
            asleep.set()

    with Proxy(served.port) as proxy:
        links = served.joined(store, proxy.address)
        parcel = sound(store, served, 24 * MB, number, tmp_path)
        proxy.on_boundary = on_boundary
        process = child(store, served, proxy.address)
        assert asleep.wait(30)
    with Proxy(served.port, port=proxy.port) as other:
        os.kill(process.pid, signal.SIGCONT)
        try:
            assert process.wait(60) == 0
        finally:
            process.kill()
        finish(store, links)
        links.close_mine()
        sent = proxy.counts["upload_bytes"] + other.counts["upload_bytes"]
    assert [record.id for record in told_records(served, before)] == [parcel.record_id]
    assert sent <= 1.05 * parcel.media.size_bytes + MB
