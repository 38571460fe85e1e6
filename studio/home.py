"""ROOM home: the home platform, the same program as `studio serve`, as a companion process of the studio.

Who comes in: the app and `studio sync`. What leaves: a platform row in the store and a link that answers. The thread
"home-platform" starts the process, makes its address known, waits for its end, and starts it again when it ended by itself.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from studio.domain.ids import PersonId, PlatformId
from studio.domain.platform import Platform
from studio.errors import Offline, StudioError
from studio.store import Store
from studio.wire.links import Links

if TYPE_CHECKING:
    import subprocess

log = logging.getLogger(__name__)

STOP_S = 4.0
#: After an unexpected end it is started again: at once, then after 1, 2, 4 … seconds.
LONGEST_REST_S = 30.0


class Home:
    """`on_trouble` hears, on the thread "home-platform", when it does not start; recording and drafts need it not."""

    def __init__(
        self, store: Store, links: Links, on_trouble: Callable[[StudioError], None] = lambda error: None
    ) -> None:
        self._store = store
        self._links = links
        self._on_trouble = on_trouble
        self._stop = threading.Event()
        self._reached = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="home-platform", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wait_until_reached(self, timeout_s: float) -> bool:
        """For callers without a window; the window is told by the links."""
        return self._reached.wait(timeout_s)

    @property
    def pid(self) -> int | None:
        """The process id while it runs, for the doctor and the benches."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    def stop(self) -> None:
        """The platform ends when its input closes; one that does not within a few seconds is killed."""
        self._stop.set()
        process = self._process
        if process:
            _end(process)
        if self._thread.is_alive():
            self._thread.join(STOP_S)

    def _run(self) -> None:
        rest_s = 0.0
        while not self._stop.wait(rest_s):
            try:
                self._live_once()
                rest_s = 0.0 if self._reached.is_set() else min(max(rest_s * 2, 1.0), LONGEST_REST_S)
            except Exception as error:  # whatever it is: it is tried again
                rest_s = min(max(rest_s * 2, 1.0), LONGEST_REST_S)
                if not self._stop.is_set():
                    self._tell(error)
            self._reached.clear()

    def _tell(self, error: Exception) -> None:
        if isinstance(error, StudioError):
            log.info("the home platform did not start: %s", error)
        else:
            log.error("the home platform stumbled; it is started again", exc_info=error)
            error = _not_started(type(error).__name__)
        self._on_trouble(error)

    def _live_once(self) -> None:
        import secrets  # neither this nor subprocess keeps the first window waiting

        token = secrets.token_urlsafe(32)
        process = self._process = self._spawn()
        try:
            if self._stop.is_set():
                return
            self._greet(process, token)
            self._reached.set()
            process.wait()
        finally:
            _end(process)

    def _spawn(self) -> subprocess.Popen[bytes]:
        import subprocess

        program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "studio"]
        arguments = [*program, "serve", "--home", "--data", str(self._store.folder.root)]
        try:
            return subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise _not_started(str(error)) from error

    def _greet(self, process: subprocess.Popen[bytes], token: str) -> None:
        """Hands the token over, hears the port, and makes platform and person known. The token is new at every start."""
        from studio.wire.client import Client  # requests and pydantic wait until the window is there

        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(token.encode() + b"\n")
            process.stdin.flush()
            told = json.loads(process.stdout.readline())
            address, id = f"http://127.0.0.1:{int(told['port'])}", PlatformId(told["id"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _not_started(str(error)) from error
        client = Client(address, token)
        try:
            info, person = client.info(), client.me()
        finally:
            client.close()
        known = self._store.platforms.find(id)
        platform = known or Platform(id, info.name, "", True, PersonId(person.id), person.handle)
        platform = replace(platform, name=info.name, person_id=PersonId(person.id), handle=person.handle)
        if known is None:
            self._store.platforms.add(platform)
        elif known != platform:
            self._store.platforms.change(platform)
        self._links.set(id, address, token, same_computer=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    from subprocess import TimeoutExpired

    for pipe in (process.stdin, process.stdout):
        if pipe:
            try:
                pipe.close()
            except OSError as error:  # a broken pipe: it ended before
                log.info("the home platform ended by itself: %s", error)
    try:
        process.wait(STOP_S / 2)
    except TimeoutExpired:
        process.kill()
        process.wait()


def _not_started(detail: str) -> Offline:
    return Offline("Your home platform did not start", "Your work is safe here; it is tried again by itself.", detail)
