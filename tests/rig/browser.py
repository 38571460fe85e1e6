"""A browser without a window (Debian package chromium), for pages that people will open: what it makes of them, how they look."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

DEADLINE_S = 120


def dom(page: Path) -> str:
    """The page as the browser understood it."""
    return _run(page, "--dump-dom").stdout.decode()


def picture(page: Path, to: Path, size: str = "1280,1000") -> None:
    """A picture of the page, as PNG."""
    _run(page, f"--window-size={size}", "--hide-scrollbars", f"--screenshot={to}")


def _run(page: Path, *wish: str) -> subprocess.CompletedProcess[bytes]:
    """An archive that no browser opens is none, so a machine without one fails the test."""
    if shutil.which("chromium") is None:
        pytest.fail("there is no chromium: `python3 -m installer test` installs it", pytrace=False)
    with tempfile.TemporaryDirectory(prefix="rig-browser-", ignore_cleanup_errors=True) as profile:
        quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={profile}")
        command = ["chromium", *quiet, *wish, page.as_uri()]
        return subprocess.run(command, capture_output=True, timeout=DEADLINE_S, check=True)
