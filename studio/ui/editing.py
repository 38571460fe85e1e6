"""The one piece that is open: every edit is a step that can be undone, and is on the disk a moment later."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from studio.domain.moments import now
from studio.errors import StudioError
from studio.remix.history import History

from .alive import alive
from .tasks import Tasks

T = TypeVar("T")
#: Where every task is busy with something long, an edit is written by a thread of its own after this time.
_LATEST_MS = 1_500
#: After a failure it is tried again this much later.
_AGAIN_MS = 5_000


class Editing(QObject, Generic[T]):
    """Owned by the UI thread. One save runs at a time; edits that come meanwhile are saved together by the next one. `save` writes
    a piece whole or not at all, on any thread; it raises StudioErrors.

    `flush` writes before it returns: to be called when the page goes.
    """

    #: After a commit, an undo, a redo.
    changed = Signal()
    #: The file says what is shown.
    saved = Signal()
    #: A StudioError: it could not be saved; it stays open and is tried again.
    trouble = Signal(object)
    _beside = Signal(object)

    def __init__(self, piece: T, save: Callable[[T], None], tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = History(piece)
        self._keep = save
        self._tasks = tasks
        self._lock = threading.Lock()
        self._version = self._written = 0
        self._saving = False
        #: When the file was last written by this editor, "" where it was not yet.
        self.saved_at = ""
        self._late = QTimer(self, singleShot=True, interval=_LATEST_MS)
        self._late.timeout.connect(self._save_beside)
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self._save)
        self._beside.connect(self._on_beside)

    @property
    def piece(self) -> T:
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

    def commit(self, piece: T) -> None:
        """The next step. One that changes nothing is none."""
        before = self.piece
        self._history.commit(piece)
        self._on_step(before)

    def amend(self, piece: T) -> None:
        """What the studio itself writes into the piece: saved, but no step of the person's."""
        if piece != self.piece:
            self._history.present = piece
            self._version += 1
            self._save()

    @Slot()
    def undo(self) -> None:
        before = self.piece
        self._history.undo()
        self._on_step(before)

    @Slot()
    def redo(self) -> None:
        before = self.piece
        self._history.redo()
        self._on_step(before)

    @Slot()
    def flush(self) -> None:
        """Saves what is not saved yet, before this returns."""
        self._late.stop()
        if self.is_saved:
            return
        try:
            self._write(self._version, self.piece)
        except StudioError as error:
            self._on_trouble(error)
        else:
            self._on_saved()

    def _on_step(self, before: T) -> None:
        if self.piece is before:
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
        version, piece = self._version, self.piece
        self._tasks.run(
            lambda _: self._write(version, piece),
            alive(self, lambda _: self._on_task(None)),
            on_trouble=alive(self, self._on_task),
        )

    @Slot()
    def _save_beside(self) -> None:
        """As `_save`, and it waits for nobody."""
        version, piece = self._version, self.piece
        told = alive(self, self._beside.emit)

        def write() -> None:
            try:
                self._write(version, piece)
                told(None)
            except StudioError as error:
                told(error)

        threading.Thread(target=write, name="saver", daemon=True).start()

    @Slot(object)
    def _on_beside(self, error: StudioError | None) -> None:
        if error is not None:
            self._on_trouble(error)
            return
        self._on_saved()
        if not self.is_saved:
            self._late.start()

    def _write(self, version: int, piece: T) -> None:
        """From any thread; an older state never replaces a newer one."""
        with self._lock:
            if version > self._written:
                self._keep(piece)
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
