"""The one remix that is open: every edit is a step that can be undone, and is on the disk a moment later."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from studio.domain.moments import now
from studio.domain.remix import Remix
from studio.errors import StudioError
from studio.remix import file
from studio.remix.history import History
from studio.ui.alive import alive
from studio.ui.tasks import Tasks

#: Where every task is busy with something long, an edit is written from here after this time.
_LATEST_MS = 1_500
#: After a failure it is tried again this much later.
_AGAIN_MS = 5_000


class Editor(QObject):
    """Owned by the UI thread. One save runs at a time; edits that come meanwhile are saved together by the next one.

    `flush` writes before it returns: to be called when the page goes.
    """

    #: After a commit, an undo, a redo.
    changed = Signal()
    #: The file says what is shown.
    saved = Signal()
    #: A StudioError: it could not be saved; it stays open and is tried again.
    trouble = Signal(object)

    def __init__(self, remix: Remix, path: Path, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = History(remix)
        self._path = path
        self._tasks = tasks
        self._lock = threading.Lock()
        self._version = self._written = 0
        self._saving = False
        #: When the file was last written by this editor, "" where it was not yet.
        self.saved_at = ""
        self._late = QTimer(self, singleShot=True, interval=_LATEST_MS)
        self._late.timeout.connect(self.flush)
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self._save)

    @property
    def remix(self) -> Remix:
        return self._history.present

    @property
    def can_undo(self) -> bool:
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        return self._history.can_redo

    @property
    def is_saved(self) -> bool:
        return self._written == self._version

    def commit(self, remix: Remix) -> None:
        """The next step. One that changes nothing is none."""
        before = self.remix
        self._history.commit(remix)
        self._on_step(before)

    @Slot()
    def undo(self) -> None:
        before = self.remix
        self._history.undo()
        self._on_step(before)

    @Slot()
    def redo(self) -> None:
        before = self.remix
        self._history.redo()
        self._on_step(before)

    @Slot()
    def flush(self) -> None:
        """Saves what is not saved yet, before this returns."""
        self._late.stop()
        if self.is_saved:
            return
        try:
            self._write(self._version, self.remix)
        except StudioError as error:
            self._on_trouble(error)
        else:
            self._on_saved()

    def _on_step(self, before: Remix) -> None:
        if self.remix is before:
            return
        self._version += 1
        if not self._late.isActive():
            self._late.start()
        self._save()
        self.changed.emit()

    @Slot()
    def _save(self) -> None:
        if self._saving or self.is_saved:
            return
        self._saving = True
        version, remix = self._version, self.remix
        self._tasks.run(
            lambda _: self._write(version, remix),
            alive(self, lambda _: self._on_task(None)),
            on_trouble=alive(self, self._on_task),
        )

    def _write(self, version: int, remix: Remix) -> None:
        """From any thread; an older state never replaces a newer one."""
        with self._lock:
            if version > self._written:
                file.save(remix, self._path)
                self._written = version

    def _on_task(self, error: StudioError | None) -> None:
        self._saving = False
        if error is not None:
            self._on_trouble(error)
        else:
            self._on_saved()
            self._save()

    def _on_saved(self) -> None:
        if self.is_saved:
            self._late.stop()
            self._again.stop()
        self.saved_at = now()
        self.saved.emit()

    def _on_trouble(self, error: StudioError) -> None:
        self._late.stop()
        self._again.start()
        self.trouble.emit(error)
