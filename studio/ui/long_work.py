"""Work that somebody waits for: on a task, with its progress and a way to stop it before the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.errors import StudioError

from .alive import alive
from .stage import Stage
from .tasks import Task
from .widgets.working import Working

#: What went wrong with the last one; whoever begins another one has read it.
_TROUBLE = "long work"


class LongWork(QObject):
    """Belongs to a page. `working` is what is shown while something runs, else None."""

    def __init__(self, stage: Stage, page: QWidget) -> None:
        super().__init__(page)
        self._stage, self._page = stage, page
        self.working: Working | None = None

    def run(self, title: str, work: Callable[[Task], Any], then: Callable[[Any], None]) -> None:
        """Then `then(answer)`, or what went wrong in words; nothing of both where it was stopped."""
        self._stage.notices.clear(_TROUBLE)
        working = Working(self._page.window(), title)
        self.working = working

        def done(answer: Any) -> None:
            self._finish(working)
            then(answer)

        def failed(error: StudioError) -> None:
            self._finish(working)
            self._stage.notices.notice(_TROUBLE, error.title, error.advice, worry=True)

        shown = alive(working, working.show_part)
        task = self._stage.tasks.run(work, alive(self, done), on_trouble=alive(self, failed), on_progress=shown)
        working.stopped.connect(task.stop)
        working.open()

    def _finish(self, working: Working) -> None:
        if self.working is working:
            self.working = None
        working.finish()
