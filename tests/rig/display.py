"""A private screen (Xvfb) for tests that need a real window, real keys or a picture of what is seen.

Widget tests do not need it: they run with Qt's `offscreen` platform inside the test process. A program that shows a real window
runs as a child process with this screen's `env`. Debian packages: xvfb openbox imagemagick xdotool.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Self

from . import end, need, spawn, until


class Display:
    """`env` is what a program needs to meet this screen; it is complete after `start`."""

    def __init__(self, size: str = "1600x1000x24", window_manager: bool = False) -> None:
        need("Xvfb", *(["openbox", "xdotool"] if window_manager else []))
        self._size = size
        self._window_manager = window_manager
        self._processes: list[subprocess.Popen[bytes]] = []
        self._folder = Path(tempfile.mkdtemp(prefix="rig-screen-"))
        self.env: dict[str, str] = {}

    def start(self) -> Self:
        read, write = os.pipe()  # Xvfb picks a free number itself and writes it here once it is ready
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", self._size, "-nolisten", "tcp", "-noreset"]
        self._processes.append(spawn(command, dict(os.environ), pass_fds=[write]))
        os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        assert number.isdigit(), "the rig's screen did not start"
        self.env = {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "XDG_RUNTIME_DIR": str(self._folder)}
        if self._window_manager:
            self._processes.append(spawn(["openbox", "--sm-disable"], self.whole_env()))
            # Fails until a window manager has told the number of desktops.
            until(lambda: self._xdotool("get_num_desktops") == 0, "the rig's window manager is ready")
        return self

    def stop(self) -> None:
        for process in reversed(self._processes):
            end(process)
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def picture(self, path: Path) -> Path:
        """A picture of the whole screen, in the format of the file's ending."""
        need("import")
        command = ["import", "-window", "root", str(path)]
        subprocess.run(command, env=self.whole_env(), timeout=20, check=True, capture_output=True)
        return path

    def whole_env(self) -> dict[str, str]:
        """This process's environment with the screen in it."""
        return {**os.environ, **self.env}

    def _xdotool(self, *words: str) -> int:
        return subprocess.run(
            ["xdotool", *words], env=self.whole_env(), timeout=10, check=False, capture_output=True
        ).returncode
