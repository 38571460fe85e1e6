"""Runs every test and check: pytest, whose tests/test_house.py also runs the linters and the type checker."""

from __future__ import annotations

import subprocess

from . import system, venv


def main(arguments: list[str]) -> int:
    system.install([*system.WINDOW, *system.SOUND, *system.RIG])
    venv.prepare("test")
    return subprocess.call([str(venv.PYTHON), "-m", "pytest", *arguments], cwd=venv.ROOT)
