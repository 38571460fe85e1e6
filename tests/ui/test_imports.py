from __future__ import annotations

import subprocess
import sys

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


def test_modules_are_imported_without_pysides_look_into_their_source() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
