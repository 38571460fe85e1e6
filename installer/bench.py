"""Prints the table of speed and memory, each figure beside that of a program people know, measured in the same run.

`--chaos` makes the 2 000 runs of tests/chaos in its place; the tests make every tenth of them.
"""

from __future__ import annotations

import subprocess

from . import system, venv


def main(arguments: list[str]) -> int:
    chaos = arguments[:1] == ["--chaos"]
    system.install([*system.WINDOW, *system.SOUND, *([] if chaos else [*system.RIG, *system.REFERENCES])])
    venv.prepare("test")
    venv.compile_studio()
    what = ["tests.chaos", *arguments[1:]] if chaos else ["tests.bench", *arguments]
    return subprocess.call([str(venv.PYTHON), "-m", *what], cwd=venv.ROOT)
