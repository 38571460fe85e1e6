"""Runs every test and check: pytest, whose tests/test_house.py also runs the linters and the type checker.

Four processes share the files: more than half of a test's time is waiting (for sound, for a platform), and the virtual sound card
goes first wherever it may. What fails beside other tests is run once more by itself, and said: on two busy cores the sound may come
late. What fails then has failed, and only then pytest rewrites each assert to tell its values: that costs each process five seconds
and more of a processor, for files that nearly always hold.
"""

from __future__ import annotations

import subprocess

from . import system, venv
from .words import say

#: What pytest answers when it ran to its end and tests failed.
_FAILED = 1
_FOUR = ("-n", "4", "--dist", "loadfile")
_AS_WRITTEN = "--assert=plain"


def main(arguments: list[str]) -> int:
    system.install([*system.WINDOW, *system.SOUND, *system.RIG])
    venv.prepare("test")
    venv.compile_ahead("studio", "tests")  # each process and its children would do it again where Python may not write
    pytest = [str(venv.PYTHON), "-m", "pytest"]
    if arguments:
        return subprocess.call([*pytest, *_FOUR, *arguments], cwd=venv.ROOT)
    code = subprocess.call([*pytest, *_FOUR, _AS_WRITTEN], cwd=venv.ROOT)
    if code == _FAILED:
        say("Once more, each by itself: what failed beside other tests …")
        code = subprocess.call([*pytest, "--last-failed", "--last-failed-no-failures", "none"], cwd=venv.ROOT)
    return code
