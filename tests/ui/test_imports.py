from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CODE = """
import builtins
import PySide6.QtWidgets
assert builtins.__import__.__name__ == "__feature_import__", "PySide puts its own in place"
from studio.ui import imports
imports.without_switch()
before = builtins.__import__
assert before.__name__ != "__feature_import__"
import PySide6.QtNetwork, PySide6.QtSvg
from studio.ui.record import RecordPage
from PySide6.QtWidgets import *
assert QLabel and builtins.__import__ is before, "it stays away, and everything is found"
"""


#: The start until PySide6 is there: whatever another thread imports before that may end the program.
START = """
import os, sys, threading
class Watch:
    @staticmethod
    def find_spec(name, path=None, target=None):
        thread = threading.current_thread()
        if thread is not threading.main_thread() and not hasattr(sys.modules.get("shiboken6"), "Shiboken"):
            print(name, "is imported on the thread", thread.name, flush=True)
            os._exit(1)
        if name == "studio.app":
            os._exit(0)
sys.meta_path.insert(0, Watch)
from studio.__main__ import main
main(sys.argv[1:])
"""


def test_no_other_thread_imports_while_pyside_is_imported(tmp_path: Path) -> None:
    command = [sys.executable, "-c", START, "--data", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_modules_are_imported_without_pysides_look_into_their_source() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


#: What PySide6 has compiled of its own, and that its signatures still say what a call was given wrongly.
COMPILED = """
import builtins, sys
compiles, names = builtins.compile, []
builtins.compile = lambda source, name, *rest, **options: (names.append(name), compiles(source, name, *rest, **options))[1]
from studio.ui import imports
builtins.compile = compiles
from PySide6.QtCore import QSize
try:
    QSize("wide", "high")
except TypeError as error:
    assert "Supported signatures" in str(error), error
else:
    raise AssertionError("a wrong call was taken")
print(sum(str(name).startswith("shibokensupport/") for name in names))
"""


def compiled(cache: Path) -> int:
    env = {**os.environ, "PYTHONPYCACHEPREFIX": str(cache), "PYTHONDONTWRITEBYTECODE": ""}
    command = [sys.executable, "-c", COMPILED]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_pysides_own_text_is_compiled_at_the_first_start_alone(tmp_path: Path) -> None:
    assert compiled(tmp_path) > 5
    (kept,) = tmp_path.rglob("shibokensupport.*.pyc")
    first = compiled(tmp_path)
    assert first < 5, "only what it needs to find the rest"
    kept.write_bytes(kept.read_bytes()[:-100])
    assert compiled(tmp_path) > 5, "what cannot be read is compiled again"
    assert compiled(tmp_path) == first
    assert [path.name for path in kept.parent.glob("shibokensupport*")] == [kept.name]


def test_where_nothing_can_be_kept_the_studio_starts_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert compiled(tmp_path / "file") > 5


#: What C code raises inside of what Qt calls, in one that Qt calls from another.
WRONG = """
import sys
from studio import app
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Wrong(QWidget):
    def paintEvent(self, event):
        int("x")
    def event(self, event):
        return super().event(event)
sys.excepthook = lambda kind, error, trace: print(repr(error), flush=True)
application = QApplication(["studio", "-platform", "offscreen"])
wrong = Wrong()
wrong.show()
QTimer.singleShot(500, application.quit)
sys.exit(application.exec())
"""


def test_an_error_in_what_qt_calls_does_not_end_the_program() -> None:
    done = subprocess.run([sys.executable, "-c", WRONG], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("ValueError(") and "invalid literal for int()" in done.stdout
