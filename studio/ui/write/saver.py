"""Keeps what is typed: at most half a second after a key it is on the disk, without the window waiting for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from studio.domain.challenge import Challenge
from studio.domain.ids import PlatformId
from studio.domain.moments import now
from studio.domain.record import Draft
from studio.domain.words import tidy_text, tidy_title
from studio.drafts import from_words
from studio.errors import Refused, StudioError
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.tasks import Tasks

SOON_MS = 500


class Saver(QObject):
    """One piece of writing. `text` reads the field; `touch` after each change, `flush` before the field goes."""

    saved = Signal()
    #: A StudioError: it could not be kept; the words stay in the field and the next change tries again.
    trouble = Signal(object)

    def __init__(self, store: Store, tasks: Tasks, text: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._tasks = tasks
        self._text = text
        self._lock = threading.Lock()
        self._draft: Draft | None = None
        self._where: tuple[PlatformId, Challenge | None] | None = None
        self._version = 0
        self._written = 0
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._save)

    @property
    def draft(self) -> Draft | None:
        """What is kept so far; None before the first word."""
        return self._draft

    def begin(self, draft: Draft | None, platform_id: PlatformId | None, challenge: Challenge | None) -> None:
        """Another piece: a `draft` that is there already, or a new one that is made with its first word."""
        self.flush()
        with self._lock:
            self._draft = draft
            self._where = (platform_id, challenge) if platform_id else None
            self._written = self._version

    def touch(self) -> None:
        self._version += 1
        if not self._soon.isActive():
            self._soon.start()

    def flush(self) -> None:
        """Keeps what is not kept yet, before this returns."""
        self._soon.stop()
        if self._written != self._version:
            try:
                self._write(self._version, self._text())
            except StudioError as error:
                self.trouble.emit(error)

    def finish(self, then: Callable[[Draft], None], on_trouble: Callable[[StudioError], None]) -> None:
        """Cleans and keeps the words on a task, then hands over their draft."""
        self._soon.stop()
        version, text = self._version, self._text()
        self._tasks.run(lambda _: self._finish(version, text), alive(self, then), on_trouble=alive(self, on_trouble))

    def _save(self) -> None:
        version, text = self._version, self._text()
        self._tasks.run(
            lambda _: self._write(version, text),
            alive(self, lambda _: self.saved.emit()),
            on_trouble=alive(self, self.trouble.emit),
        )

    def _write(self, version: int, text: str) -> None:
        """From any thread; an older text never replaces a newer one."""
        with self._lock:
            if version > self._written:
                self._keep(text)
                self._written = version

    def _finish(self, version: int, text: str) -> Draft:
        text = tidy_text(text).strip()
        if not text:
            raise Refused("Nothing is written yet", "Write a few words, then send them.")
        with self._lock:
            self._keep(text)
            self._written = version
            assert self._draft is not None
            return self._draft

    def _keep(self, text: str) -> None:
        if self._draft is None:
            if text.strip() and self._where:
                self._draft = from_words(self._store, text, *self._where)
            return
        draft = self._store.drafts.get(self._draft.id)  # the share sheet may have changed its title
        if draft.sealed:
            return
        changed = replace(draft, text=text, changed_at=now())
        if draft.title == suggested_title(draft) and text.strip():
            changed = replace(changed, title=suggested_title(changed) or "Untitled")
        self._store.drafts.change(changed)
        self._draft = changed


def suggested_title(draft: Draft) -> str:
    """What a piece without a challenge is called until somebody says otherwise: its first line."""
    if draft.challenge_id is not None:
        return draft.title
    return tidy_title(draft.text.strip().split("\n", 1)[0])
