"""A real platform in a process of its own, for tests: the home platform as the studio starts it, killed and started at will."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from studio.domain.ids import PersonId, PlatformId
from studio.domain.platform import Platform
from studio.store import Store
from studio.wire.client import Client
from studio.wire.exchange import Timeouts
from studio.wire.links import Links

_START = (
    "import pathlib, sys, types; from studio.commands import serve;"
    "sys.exit(serve.run(types.SimpleNamespace(home=True, data=pathlib.Path(sys.argv[1]))))"
)


class Served:
    """`port` and `id` hold while it runs; each start has a new port and the same data, person and token."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.token = secrets.token_urlsafe(32)
        self.port = 0
        self.id = PlatformId("")
        self.process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Served:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        command = [sys.executable, "-c", _START, str(self.folder)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(self.token + "\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        self.port, self.id = told["port"], PlatformId(told["id"])

    def kill(self) -> None:
        """As a power cut would."""
        self._end(kill=True)

    def stop(self) -> None:
        self._end(kill=False)

    def client(self, address: str = "", timeouts: Timeouts | None = None) -> Client:
        return Client(address or self.address, self.token, platform_id=self.id, timeouts=timeouts)

    def joined(self, store: Store, address: str = "", timeouts: Timeouts | None = None) -> Links:
        """The links of a studio that has this platform as its home."""
        store.platforms.add(Platform(self.id, "Home", "", True, PersonId("me"), "me"))
        links = Links(timeouts=timeouts)
        links.set(self.id, address or self.address, self.token)
        return links

    def _end(self, *, kill: bool) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        assert process.stdin and process.stdout
        if kill:
            process.kill()
        process.stdin.close()
        process.wait(20)
        process.stdout.close()
