"""Disks that are small or may not be written to: mounted for one test. Needs root; on a build machine that is no excuse."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


def refuse(reason: str) -> None:
    """Skips with the reason; on a build machine it is a failure, because everything is there."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@contextlib.contextmanager
def mounted(at: Path, *what: str) -> Iterator[Path]:
    if not sys.platform.startswith("linux"):
        refuse(f"disks are mounted on Linux, not on {sys.platform}")
    at.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *what, str(at)], capture_output=True, text=True, timeout=20, check=False)
    if done.returncode:
        refuse(f"a disk cannot be mounted here: {done.stderr.strip()}")
    try:
        yield at
    finally:
        subprocess.run(["umount", "--lazy", str(at)], check=True, timeout=20)
