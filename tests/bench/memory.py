"""Resident memory with the booth open, of the window's process and of the home platform's, some seconds after the start."""

from __future__ import annotations

import time
from collections.abc import Iterator

import psutil

from tests.rig import until

from .programs import Screen, audacity, studio
from .table import Row

SETTLE_S = 8.0
MB = 1_000_000


def run() -> Iterator[Row]:
    with Screen() as screen:
        theirs = None
        if audacity().is_here:
            with screen.started(audacity()) as started:
                time.sleep(SETTLE_S)
                theirs = _largest(started.process.pid).memory_info().rss / MB
        with screen.started(studio()) as started:
            window = psutil.Process(started.process.pid)
            until(lambda: window.children(), "the home platform starts", 20)
            time.sleep(SETTLE_S)
            platform = sum(child.memory_info().rss for child in window.children(recursive=True)) / MB
            yield Row(
                "memory of the window's process, booth open",
                window.memory_info().rss / MB,
                "MB",
                1.2,
                "Audacity",
                theirs,
            )
            yield Row("memory of the home platform", platform, "MB", 120)


def _largest(pid: int) -> psutil.Process:
    """The program may be behind a starter."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return max(family, key=lambda process: process.memory_info().rss)
