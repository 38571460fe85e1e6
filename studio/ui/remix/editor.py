"""The one remix that is open: every edit is a step that can be undone, and is on the disk a moment later."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from studio.domain.remix import Remix
from studio.remix import file
from studio.ui.editing import Editing
from studio.ui.tasks import Tasks


class Editor(Editing[Remix]):
    def __init__(self, remix: Remix, path: Path, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(remix, partial(file.save, path=path), tasks, parent)

    @property
    def remix(self) -> Remix:
        return self.piece
