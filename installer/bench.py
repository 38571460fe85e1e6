"""Prints the table of speed and memory, each figure beside that of a program people know, measured in the same run."""

from __future__ import annotations

import subprocess

from . import system, venv


def main(arguments: list[str]) -> int:
    system.install([*system.WINDOW, *system.SOUND, *system.RIG, *system.REFERENCES])
    venv.prepare("test")
    venv.compile_studio()
    return subprocess.call([str(venv.PYTHON), "-m", "tests.bench", *arguments], cwd=venv.ROOT)
