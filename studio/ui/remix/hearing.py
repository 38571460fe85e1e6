"""Who can be heard in the remix, found out beside the window a moment after each edit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from studio.domain.record import Kind, Source
from studio.domain.remix import Material, Remix
from studio.errors import StudioError
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.sources.news import News, news_of
from studio.ui.tasks import Task, Tasks

if TYPE_CHECKING:
    from studio.remix.listening import Listening
    from studio.remix.projects import Projects

#: Edits that follow each other faster than this are listened to together.
_SOON_MS = 250

Find = Callable[[Material], Path]


class Hearing(QObject):
    """One remix. `follow` after each edit; `changed` brings the `News`. A sound that is missing is told once by `trouble`."""

    changed = Signal(object)
    trouble = Signal(object)

    def __init__(self, store: Store, tasks: Tasks, find: Find, projects: Projects, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._tasks, self._find, self._projects = store, tasks, find, projects
        self._listening: Listening | None = None
        self._lock = threading.Lock()
        self._task: Task | None = None
        self._remix: Remix | None = None
        self.sources: tuple[Source, ...] = ()
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._begin)

    @property
    def is_current(self) -> bool:
        """Nothing is being found out."""
        return self._task is None and not self._soon.isActive()

    def follow(self, remix: Remix) -> None:
        self._remix = remix
        if self._task is not None:
            self._task.stop()
            self._task = None
        self._soon.start()

    def listen(self, remix: Remix, before: Iterable[Source], task: Task) -> tuple[Source, ...]:
        """The sources of `remix` now. For a task's thread."""
        from studio.domain.progress import Progress
        from studio.remix.citing import sources_of
        from studio.remix.listening import Listening

        with self._lock:
            if self._listening is None:
                self._listening = Listening(self._find, self._mixed)
            heard = self._listening.heard(remix, Progress(is_stopped=lambda: task.is_stopped))
        return sources_of(remix, heard, before)

    def stop(self) -> None:
        self._soon.stop()
        if self._task is not None:
            self._task.stop()
            self._task = None

    @Slot()
    def _begin(self) -> None:
        remix, before = self._remix, self.sources
        if remix is not None:
            self._task = self._tasks.run(
                lambda task: self._find_out(remix, before, task),
                alive(self, self._on_news),
                on_trouble=alive(self, self._on_trouble),
            )

    def _find_out(self, remix: Remix, before: tuple[Source, ...], task: Task) -> News:
        sources = self.listen(remix, before, task)
        return news_of(self._store, remix.id, Kind.AUDIO, remix.title, sources)

    def _on_news(self, news: News) -> None:
        self._task = None
        self.sources = news.sources
        self.changed.emit(news)

    def _on_trouble(self, error: StudioError) -> None:
        self._task = None
        self.trouble.emit(error)

    def _mixed(self, material: Material) -> Remix | None:
        """What an own remix was mixed from; one that was made on another computer is known by its sources alone."""
        from studio.remix.citing import sketched

        if material.record_id is None:
            return None
        found = self._projects.mixed(material.record_id)
        record = None if found else self._store.library.record(material.record_id)
        mine = {platform.person_id for platform in self._store.platforms.list()}
        if record is None or record.author.id not in mine:
            return found
        return sketched(record.sources, material.frames)
