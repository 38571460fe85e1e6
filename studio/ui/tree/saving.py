"""Saving a file where the person says: written beside the window, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from studio.durable import sync_data
from studio.errors import DiskTrouble
from studio.ui.alive import alive
from studio.ui.stage import Stage


def save(owner: QWidget, stage: Stage, path: Path, make: Callable[[], bytes]) -> None:
    """`make` runs on a task; a hint says where the file is."""
    stage.tasks.run(lambda _: write(path, make()), alive(owner, lambda _: stage.notices.hint(f"Saved as {path.name}")))


def write(path: Path, data: bytes) -> None:
    """Raises DiskTrouble."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            sync_data(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        advice = "Make room on the disk or choose another folder, then try again."
        raise DiskTrouble("The file cannot be written", advice, str(error)) from error
