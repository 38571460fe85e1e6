"""A watcher in a process of its own, to be killed: `python -m tests.studies.watching DATA`. It says "up" when it watches."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from studio.drafts import take_in
from studio.paths import DataFolder
from studio.store import Store
from studio.studies import watcher

watcher.SETTLE_S, watcher.LOOK_S = 0.05, 0.02


def main(data: str) -> None:
    store = Store.open(DataFolder.open(Path(data)))
    watching = watcher.Watcher(store, lambda path, id: take_in(store, path, id))
    watching.start()
    os.write(1, b"up\n")
    threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1])
