"""A studio without a window, run as a process of its own: it captures takes from a sound file and sends each one.

It tells what happens in lines of text (`heard <take> <seconds>`, `kept`, `sealed`, `live`), so that whoever kills it knows what
it had. With "finish" it captures nothing more and ends when everything is delivered.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

from studio.capture import salvage
from studio.capture.booth import Booth, BoothState, Choice
from studio.domain.ids import SessionId, new_id
from studio.domain.take import Take
from studio.drafts import from_take, seal
from studio.home import Home
from studio.outbox.courier import Courier
from studio.paths import DataFolder
from studio.store import Store
from studio.wire.links import Links

TAKE_S = 0.35
DEADLINE_S = 60.0


def main(data: str, voice: str, finish: bool) -> int:
    store = Store.open(DataFolder.open(Path(data)))
    for found in salvage.scan(store):
        tell("salvaged", found.kind, found.take.id if found.take else found.path.name)
    links = Links()
    courier = Courier(store, links)
    links.on_change = courier.wake
    home = Home(store, links, lambda error: tell("trouble", error))
    home.start()
    courier.start()
    try:
        if not wait_for(lambda: store.platforms.home() is not None):
            return 1
        tell("platform", home.pid)
        send_what_is_kept(store, courier)
        if finish:
            return 0 if wait_for(lambda: store.parcels.waiting() == 0) else 1
        capture_for_ever(store, courier, Path(voice))
    finally:
        courier.stop()
        home.stop()
        store.close()
    return 0


def send_what_is_kept(store: Store, courier: Courier) -> None:
    """Every kept take becomes one draft, and every draft one parcel, wherever the last run was ended."""
    for draft in store.drafts.list():
        seal(store, draft.id)
    known = {store.drafts.get(parcel.draft_id).take_id for parcel in store.parcels.list(10_000)}
    for take in store.takes.list(limit=10_000):
        if take.id not in known:
            send(store, courier, take)
    courier.wake()


def send(store: Store, courier: Courier, take: Take) -> None:
    platform = store.platforms.home()
    assert platform is not None
    parcel = seal(store, from_take(store, take, platform.id).id)
    tell("sealed", parcel and parcel.id)
    courier.wake()


def capture_for_ever(store: Store, courier: Courier, voice: Path) -> None:
    changed = threading.Event()
    booth = Booth(store, on_change=changed.set, on_trouble=lambda error: tell("trouble", error))
    booth.set_line(SessionId(new_id()), None, "", "Leave the window open.")
    booth.open(Choice(voice=voice, preroll_s=0))
    wait_for(lambda: booth.reading().state is BoothState.READY)
    seen = {take.id for take in store.takes.list(limit=10_000)}
    while True:
        booth.start()
        ends = time.monotonic() + TAKE_S
        while time.monotonic() < ends:
            tell("heard", booth.reading().elapsed_s)
            time.sleep(0.02)
        booth.stop()
        new: list[Take] = []
        wait_for(lambda new=new: bool(new.extend(t for t in store.takes.list(limit=5) if t.id not in seen) or new))  # type: ignore[misc]
        for take in new:
            seen.add(take.id)
            tell("kept", take.id, take.duration_s)
            send(store, courier, take)


def wait_for(condition: object) -> bool:
    ends = time.monotonic() + DEADLINE_S
    while time.monotonic() < ends:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.01)
    return False


def tell(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], sys.argv[2], sys.argv[3:] == ["finish"]))
