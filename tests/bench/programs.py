"""Programs started as a person would start them, on a private screen that is watched from outside, beside a real sound card."""

from __future__ import annotations

import contextlib
import json
import mmap
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tests.rig import end, need, spawn, speech, until
from tests.rig.sound import SoundCard

WIDTH, HEIGHT = 1600, 1000
Pixels = NDArray[np.uint32]
#: `rec` of the dark and the light theme: the round button is drawn in it once it can be pressed.
RED = (0x00FF3B30, 0x00DD2418)

BARE_WINDOW = """\
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLabel("Redbutton"))
window.resize(1280, 800)
window.show()
app.exec()
"""
#: Audacity asks nothing and shows no splash on a start that is not its first.
AUDACITY = """\
PrefsVersion=1.1.1r1
[GUI]
ShowSplashScreen=0
[Update]
UpdateNoticeShown=1
DefaultUpdatesChecking=0
[Version]
Major=3
Minor=2
Micro=4
[Directories]
TempDir={}
"""


class Screen:
    """Xvfb with its picture in shared memory, so that looking at it costs the measured program nothing."""

    def __init__(self) -> None:
        need("Xvfb", "openbox", "dbus-daemon")
        self.folder = Path(tempfile.mkdtemp(prefix="rig-bench-"))
        self._card = SoundCard()
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        card = self._card.start()
        read, write = os.pipe()
        options = f"-displayfd {write} -screen 0 {WIDTH}x{HEIGHT}x24 -fbdir {self.folder} -nolisten tcp -noreset"
        self._processes.append(spawn(["Xvfb", *options.split()], dict(os.environ), pass_fds=[write]))
        os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        bus = f"unix:path={self.folder}/bus"
        self._processes.append(spawn(["dbus-daemon", "--session", "--nofork", f"--address={bus}"], dict(os.environ)))
        own = {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "DBUS_SESSION_BUS_ADDRESS": bus, "NO_AT_BRIDGE": "1"}
        own["XDG_DATA_HOME"] = str(self.folder / "share")  # never the data of the person who measures
        self.env = {**os.environ, **card.env, "HOME": str(self.folder), **own}
        for name in (
            "WAYLAND_DISPLAY",
            "PYTHONDONTWRITEBYTECODE",
        ):  # a person's second start finds what the first compiled
            self.env.pop(name, None)
        self._file = (self.folder / "Xvfb_screen0").open("rb")
        self._map = mmap.mmap(self._file.fileno(), 0, prot=mmap.PROT_READ)
        settings = self.folder / ".config/audacity"
        settings.mkdir(parents=True)
        (settings / "audacity.cfg").write_text(AUDACITY.format(self.folder / "audacity"))
        until(lambda: (self.folder / "bus").exists(), "the session bus is there")
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._processes):
            end(process)
        self._map.close()
        self._file.close()
        self._card.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def pixels(self) -> Pixels:
        """What the screen shows now: every fourth pixel of every fourth line as 0xRRGGBB (the tail of X11's XWD file). All of
        them would keep a core busy that the measured program could use."""
        tail = np.frombuffer(self._map, "<u4", WIDTH * HEIGHT, offset=len(self._map) - WIDTH * HEIGHT * 4)
        return tail.reshape(HEIGHT, WIDTH)[::4, ::4] & np.uint32(0xFFFFFF)

    @contextlib.contextmanager
    def started(self, program: Program, folder: Path | None = None) -> Iterator[Started]:
        """The program from its start until its window is painted; then it is ended."""
        empty = self.pixels().copy()
        begin = time.monotonic()
        process = spawn(program.command, self.env, cwd=folder or self.folder)
        try:
            until(
                lambda: program.is_painted(self.pixels(), empty), f"{program.name} paints its window", 60, every_s=0.003
            )
            yield Started(process, time.monotonic() - begin)
        finally:
            end(process)
            until(lambda: not _group_lives(process.pid), f"{program.name} and its companions have ended", 20)
            shutil.rmtree(self.folder / "audacity", ignore_errors=True)  # or it offers to recover what was ended
            until(lambda: _differs(self.pixels(), empty).mean() < 0.01, f"{program.name} leaves the screen", 10)

    def watched(self, scene: str, data: Path, speak: bool = False) -> dict[str, float]:
        """What `tests.bench.window` tells of one scene; `speak` plays a voice into the microphone meanwhile."""
        # Qt's own event loop says more exactly than GLib's when it sleeps.
        env = {**self.env, "QT_NO_GLIB": "1", "PYTHONPATH": str(Path.cwd())}
        command = [sys.executable, "-m", "tests.bench.window", scene, str(data)]
        if speak:
            self._card.play(speech.prompts(1)[0])
        done = subprocess.run(
            command, env=env, cwd=self.folder, capture_output=True, text=True, timeout=120, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2_000:])
        return dict(json.loads(done.stdout))

    def time_to_paint_ms(self, program: Program) -> float:
        with self.started(program) as started:
            return started.painted_s * 1_000


@dataclass(frozen=True)
class Started:
    process: subprocess.Popen[bytes]
    painted_s: float


@dataclass(frozen=True)
class Program:
    name: str
    command: list[str]
    is_painted: Callable[[Pixels, Pixels], bool]

    @property
    def is_here(self) -> bool:
        return shutil.which(self.command[0]) is not None


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _differs(now: Pixels, empty: Pixels) -> NDArray[np.bool_]:
    """What is not as on the empty screen."""
    return np.asarray(now != empty)


def shows_a_window(now: Pixels, empty: Pixels) -> bool:
    """A twentieth of the screen is new, and not of one colour: the first picture, with words in it."""
    new = _differs(now, empty)
    return bool(new.mean() > 0.05) and len(np.unique(now[new])) > 3


def shows_the_red_button(now: Pixels, empty: Pixels) -> bool:
    """The studio's window with the record button in its full red."""
    return shows_a_window(now, empty) and int(np.isin(now, RED).sum()) > 75


def studio() -> Program:
    """Its data lie in the screen's own home folder."""
    return Program("the studio", [sys.executable, "-m", "studio"], shows_the_red_button)


def audacity() -> Program:
    return Program("Audacity", ["audacity"], shows_a_window)


def sound_recorder() -> Program:
    return Program("GNOME Sound Recorder", ["gnome-sound-recorder"], shows_a_window)


def bare_window() -> Program:
    return Program("a bare PySide6 window", [sys.executable, "-c", BARE_WINDOW], shows_a_window)
