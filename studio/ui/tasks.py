"""The one task runner: work of more than 100 ms runs beside the window, its answer comes back on the UI thread."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from studio.errors import StudioError

log = logging.getLogger(__name__)


Work = Callable[["Task"], Any]


class Task:
    """One piece of work. The work itself calls `tell` with its progress (0…1) and looks at `is_stopped` now and then."""

    def __init__(self, told: Callable[[Task, float], None], work: Work) -> None:
        self._told = told
        #: Let go on the UI thread: it may be the last that holds a widget, and a widget that dies on another thread crashes Qt.
        self.work: Work | None = work
        self._stop = threading.Event()

    @property
    def is_stopped(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        """Its answer is not wanted any more: nothing is called back."""
        self._stop.set()

    def tell(self, progress: float) -> None:
        self._told(self, progress)


class Tasks(QObject):
    """A queue and a few plain threads, started when the first work arrives. Everything but `Task.tell` is for the UI thread."""

    _finished = Signal(object, object, object)
    _progressed = Signal(object, float)
    #: A failure that nobody waits for, as a StudioError.
    trouble = Signal(object)

    def __init__(self, threads: int = 2) -> None:
        super().__init__()
        self._queue: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._most = threads
        self._has_ended = False
        self._threads: list[threading.Thread] = []
        self._waiting: dict[Task, tuple[Callable[[Any], None] | None, Callable[[StudioError], None] | None]] = {}
        self._listeners: dict[Task, Callable[[float], None]] = {}
        self._finished.connect(self._on_finished)
        self._progressed.connect(self._on_progressed)

    @property
    def is_idle(self) -> bool:
        """Every answer has come."""
        return not self._waiting

    def run(
        self,
        work: Work,
        then: Callable[[Any], None] | None = None,
        *,
        on_trouble: Callable[[StudioError], None] | None = None,
        on_progress: Callable[[float], None] | None = None,
    ) -> Task:
        """Runs `work(task)` on a thread; then `then(answer)` or `on_trouble(error)` here, unless the task was stopped."""
        task = Task(self._progressed.emit, work)
        if self._has_ended:  # a page heard of a change while the window was taken down
            task.stop()
            return task
        self._waiting[task] = (then, on_trouble)
        if on_progress:
            self._listeners[task] = on_progress
        self._queue.put(task)
        if len(self._threads) < min(self._most, len(self._waiting)):
            thread = threading.Thread(target=self._work, name=f"tasks-{len(self._threads) + 1}", daemon=True)
            self._threads.append(thread)
            thread.start()
        return task

    def stop(self, timeout_s: float = 5.0) -> None:
        """Stops every task and ends the threads; waits for each at most `timeout_s`. Nothing begins afterwards."""
        self._has_ended = True
        for task in self._waiting:
            task.stop()
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join(timeout_s)
        self._threads.clear()

    def _work(self) -> None:
        while (task := self._queue.get()) is not None:
            if task.is_stopped or task.work is None:
                self._finished.emit(task, None, None)
                continue
            try:
                self._finished.emit(task, task.work(task), None)
            except Exception as error:
                self._finished.emit(task, None, error)

    @Slot(object, object, object)
    def _on_finished(self, task: Task, answer: Any, error: Exception | None) -> None:
        task.work = None
        then, on_trouble = self._waiting.pop(task, (None, None))
        self._listeners.pop(task, None)
        if task.is_stopped:
            return
        if error is None:
            if then:
                then(answer)
        elif not isinstance(error, StudioError):
            raise error
        elif on_trouble:
            on_trouble(error)
        else:
            self.trouble.emit(error)

    @Slot(object, float)
    def _on_progressed(self, task: Task, progress: float) -> None:
        listener = self._listeners.get(task)
        if listener and not task.is_stopped:
            listener(progress)
