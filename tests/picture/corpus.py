"""Pillow's own test images, from the source package whose hash is pinned with the others; kept beside the environment."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import PIL
import pytest

from studio.paths import RESOURCES

PINS = RESOURCES.parent / "requirements-dev.txt"
KEPT = Path(sys.prefix) / f"pillow-{PIL.__version__}-images"


def pillows_own() -> Path:
    """The folder with the images. Where the package cannot be had the test is skipped."""
    if not KEPT.exists():
        with tempfile.TemporaryDirectory(dir=sys.prefix) as name:
            folder = Path(name)
            _fetch(folder)
            (folder / "Tests").rename(KEPT)
    return KEPT


def _fetch(folder: Path) -> None:
    pin = re.search(r"^pillow==(?:.*\\\n)+.*", PINS.read_text("utf-8"), re.MULTILINE)
    assert pin, "Pillow is pinned"
    (folder / "pin.txt").write_text(pin[0], "utf-8")
    command = [sys.executable, "-m", "pip", "download", "-q", "--retries", "1", "--no-deps", "--no-binary", "pillow"]
    command += ["--require-hashes", "-r", "pin.txt", "-d", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"Pillow's source package cannot be had here: {done.stderr.strip()[-300:]}")
    with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
        inside = [one for one in archive if "/Tests/images/" in one.name]
        for one in inside:
            one.name = one.name.partition("/")[2]
        archive.extractall(folder, inside, filter="data")
