"""A private keyring: a session bus of its own with a real Secret Service (gnome-keyring) that is already unlocked.

Debian packages: dbus gnome-keyring.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Self

from . import end, need, spawn, until

_NAME = "org.freedesktop.secrets"


class Keyring:
    """`env` is what a program needs so that `keyring` meets this Secret Service; it is complete after `start`."""

    def __init__(self) -> None:
        need("dbus-daemon", "dbus-send", "gnome-keyring-daemon")
        self._folder = Path(tempfile.mkdtemp(prefix="rig-keyring-"))
        self._processes: list[subprocess.Popen[bytes]] = []
        folders = {
            "HOME": "",
            "XDG_RUNTIME_DIR": "",
            "XDG_DATA_HOME": "data",
            "XDG_CONFIG_HOME": "config",
            "XDG_CACHE_HOME": "cache",
        }
        self.env = {name: str(self._folder / part) for name, part in folders.items()}
        self.env["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={self._folder}/bus"

    def start(self) -> Self:
        address = self.env["DBUS_SESSION_BUS_ADDRESS"]
        bus = ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={address}"]
        self._processes.append(spawn(bus, self.whole_env()))
        until(lambda: (self._folder / "bus").exists(), "the rig's session bus is there")
        keys = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
        daemon = spawn(keys, self.whole_env(), stdin=subprocess.PIPE)
        self._processes.append(daemon)
        assert daemon.stdin is not None
        daemon.stdin.write(b"the rig's own password")
        daemon.stdin.close()
        until(self._answers, "the rig's keyring answers")
        return self

    def stop(self) -> None:
        for process in reversed(self._processes):
            end(process)
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def whole_env(self) -> dict[str, str]:
        """This process's environment with the keyring in it."""
        return {**os.environ, **self.env}

    def _answers(self) -> bool:
        owner = f"--dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner string:{_NAME}".split()
        command = ["dbus-send", "--session", "--print-reply=literal", *owner]
        done = subprocess.run(command, env=self.whole_env(), capture_output=True, text=True, timeout=10, check=False)
        return "true" in done.stdout
