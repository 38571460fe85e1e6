"""A studio without a window that carries its parcels, and may kill itself after a commit: `child FOLDER ADDRESS PLATFORM COMMITS`.

The token comes on standard input. `COMMITS` is the number of the parcel commit after which it dies, 0 for never.
"""

from __future__ import annotations

import os
import sys
from itertools import count
from pathlib import Path

from studio.domain.ids import PlatformId
from studio.outbox.courier import Courier
from studio.paths import DataFolder
from studio.store import Store
from studio.wire.links import Links


def main() -> None:
    folder, address, platform_id, commits = sys.argv[1:]
    numbers = count(1)

    def on_change(topic: str) -> None:
        if topic == "parcels" and next(numbers) == int(commits):
            os.kill(os.getpid(), 9)

    store = Store.open(DataFolder.open(Path(folder)), on_change)
    links = Links()
    links.set(PlatformId(platform_id), address, sys.stdin.readline().strip())
    Courier(store, links).round()
    links.close_mine()
    store.close()


main()
