"""Runs every test and check: pytest, whose tests/test_house.py also runs the linters and the type checker.

Two processes share the files: much of a test's time is waiting (for sound, for a platform), and more would starve the sound.
"""

from __future__ import annotations

import subprocess

from . import system, venv

_TWO = ("-n", "2", "--dist", "loadfile")


def main(arguments: list[str]) -> int:
    system.install([*system.WINDOW, *system.SOUND, *system.RIG])
    venv.prepare("test")
    return subprocess.call([str(venv.PYTHON), "-m", "pytest", *_TWO, *arguments], cwd=venv.ROOT)
