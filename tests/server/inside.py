"""A platform in a thread of the test, for what the command line does not offer: quotas, other stores, short patience."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from studio.server.config import Config
from studio.server.people import make_invite
from studio.server.run import Running, listen
from tests.server.visitor import Visitor


@contextmanager
def inside(config: Config, handle: str = "Ann") -> Iterator[tuple[Running, Visitor]]:
    """The running platform and somebody who joined it."""
    started = threading.Event()
    at = listen("127.0.0.1", 0)
    running = Running(config, lambda _platform_id: started.set())
    thread = threading.Thread(target=running.run, args=([at],), name="platform")
    thread.start()
    assert started.wait(20)
    visitor = Visitor(f"http://127.0.0.1:{at.getsockname()[1]}")
    try:
        invite = running.app.state.platform.database.write_now(make_invite)
        joined = visitor.ask("POST", "/join", json={"invite": invite, "handle": handle})
        visitor.token = joined.json()["token"]
        yield running, visitor
    finally:
        visitor.close()
        running.stop()
        thread.join()
        at.close()
