"""The one picture remix that is open."""

from __future__ import annotations

from PySide6.QtCore import QObject

from studio.domain.canvas import Canvas
from studio.remix.canvas.folder import Canvases
from studio.ui.editing import Editing
from studio.ui.tasks import Tasks


class CanvasEditor(Editing[Canvas]):
    def __init__(self, canvas: Canvas, canvases: Canvases, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(canvas, canvases.save, tasks, parent)

    @property
    def canvas(self) -> Canvas:
        return self.piece
