"""Prints the table of speed and memory, each figure beside that of a program people know, measured in the same run.

`--chaos` makes the 2 000 runs of tests/chaos in its place, and measures 3 000 damaged sound files; the tests make every tenth of
both. With more words (`--seed N`, `--runs N`) these are for the runs, alone.
"""

from __future__ import annotations

import subprocess

from . import system, venv


def main(arguments: list[str]) -> int:
    chaos = arguments[:1] == ["--chaos"]
    system.install([*system.WINDOW, *system.SOUND, *([] if chaos else [*system.RIG, *system.REFERENCES])])
    venv.prepare("test")
    venv.compile_ahead("studio")
    runs = [["tests.chaos", *arguments[1:]]] if chaos else [["tests.bench", *arguments]]
    if arguments == ["--chaos"]:
        runs.append(["tests.sound.mutants"])
    return max([subprocess.call([str(venv.PYTHON), "-m", *what], cwd=venv.ROOT) for what in runs])
