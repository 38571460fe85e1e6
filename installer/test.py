"""Runs every test and check: pytest, whose tests/test_house.py also runs the linters and the type checker.

Four processes share the files: more than half of a test's time is waiting (for sound, for a platform), and the virtual sound card
goes first wherever it may. What fails beside other tests is run once more by itself, and said: on two busy cores the sound may come
late. What fails then has failed.
"""

from __future__ import annotations

import subprocess

from . import system, venv
from .words import say

#: What pytest answers when it ran to its end and tests failed.
_FAILED = 1
_FOUR = ("-n", "4", "--dist", "loadfile")


def main(arguments: list[str]) -> int:
    system.install([*system.WINDOW, *system.SOUND, *system.RIG])
    venv.prepare("test")
    venv.compile_studio()  # the children of many tests would each do it again where Python may not write
    pytest = [str(venv.PYTHON), "-m", "pytest"]
    code = subprocess.call([*pytest, *_FOUR, *arguments], cwd=venv.ROOT)
    if code == _FAILED and not arguments:
        say("Once more, each by itself: what failed beside other tests …")
        code = subprocess.call([*pytest, "--last-failed", "--last-failed-no-failures", "none"], cwd=venv.ROOT)
    return code
