"""What every page gets of the window: the bell to hear, tasks to give work to, notices to speak, choices to read and change."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from studio import settings
from studio.settings import Settings

from .bell import Bell
from .notices import Notices
from .tasks import Tasks


class Choices(QObject):
    """What the person chose, as it is now; every change is written at once (a small file, through `tasks`)."""

    changed = Signal()

    def __init__(self, path: Path, tasks: Tasks) -> None:
        super().__init__()
        self._path = path
        self._tasks = tasks
        self._writing = threading.Lock()
        self.now: Settings = settings.read(path)

    def change(self, **values: Any) -> None:
        """Sets fields of `Settings` by name."""
        new = self.now._replace(**values)
        if new == self.now:
            return
        self.now = new
        self._tasks.run(lambda _: self._write())
        self.changed.emit()

    def _write(self) -> None:
        with self._writing:
            settings.write(self._path, self.now)


class Stage(NamedTuple):
    bell: Bell
    tasks: Tasks
    notices: Notices
    choices: Choices
