"""Opens the studio. Where there is no screen, does the guided tour instead and leaves its pictures in ./tour/."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from . import system, venv
from .words import say


def main(arguments: list[str]) -> int:
    system.install([*system.WINDOW, *system.SOUND], needed=system.WINDOW)
    venv.prepare("run")
    if not _asks_for_the_window(arguments) or _has_screen():
        return _studio(arguments)
    say("There is no screen here, so the studio takes its guided tour instead and leaves pictures in ./tour/.")
    with _private_screen() as screen:
        return subprocess.call(
            [str(venv.PYTHON), "-m", "studio", "tour", "--out", "tour", *arguments], env={**os.environ, **screen}
        )


def _asks_for_the_window(arguments: list[str]) -> bool:
    """True if no command is named: nothing but `--data DIR` is given."""
    return arguments == [] or (arguments[0] == "--data" and len(arguments) == 2)


def _studio(arguments: list[str]) -> int:
    """The studio takes this process's place; Windows has no such thing, there it is waited for."""
    command = [str(venv.PYTHON), "-m", "studio", *arguments]
    if os.name != "nt":
        os.execv(command[0], command)
    return subprocess.call(command)


def _has_screen() -> bool:
    if sys.platform != "linux":
        return True
    wayland = os.environ.get("WAYLAND_DISPLAY", "")
    if wayland and _answers(str(Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere")) / wayland)):
        return True
    host, _, number = os.environ.get("DISPLAY", "").partition(":")
    number = number.partition(".")[0]
    if not number.isdigit():
        return False
    if host not in ("", "unix"):
        return _answers((host, 6000 + int(number)))
    path = f"/tmp/.X11-unix/X{number}"
    return _answers(path) or _answers("\0" + path)


def _answers(address: str | tuple[str, int]) -> bool:
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as door, contextlib.suppress(OSError):
        door.settimeout(2)
        door.connect(address)
        return True
    return False


@contextlib.contextmanager
def _private_screen() -> Iterator[dict[str, str]]:
    """The environment of a program that paints where nobody looks: Xvfb where there is one, else Qt's own memory."""
    if shutil.which("Xvfb") is None:
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    read, write = os.pipe()  # Xvfb picks a free number itself and writes it here once it is ready
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        yield {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"} if number else {"QT_QPA_PLATFORM": "offscreen"}
    finally:
        server.terminate()
        server.wait()
