"""Keeps what is typed: at most half a second after a key it is on the disk, without the window waiting for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal

from studio.domain.challenge import Challenge
from studio.domain.ids import DraftId, PlatformId, new_id
from studio.domain.moments import now
from studio.domain.record import Draft, Source
from studio.domain.words import tidy_text, tidy_title
from studio.drafts import from_words
from studio.errors import Refused, StudioError
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.tasks import Tasks

SOON_MS = 500

Cite = Callable[[tuple[Source, ...], str], tuple[Source, ...]]


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is to be kept, as it was at one moment."""

    version: int
    text: str
    sources: tuple[Source, ...]
    language: str


class Saver(QObject):
    """One piece of writing. `text` reads the field; `touch` after each change, `flush` before the field goes.

    `cite` tells from any thread what the sources of a text are, from those before; they are kept with the words.
    """

    saved = Signal()
    #: A StudioError: it could not be kept; the words stay in the field and the next change tries again.
    trouble = Signal(object)

    def __init__(self, store: Store, tasks: Tasks, text: Callable[[], str], cite: Cite, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._tasks = tasks
        self._text = text
        self._cite = cite
        self._lock = threading.Lock()
        self._draft: Draft | None = None
        self._sources: tuple[Source, ...] = ()
        self._language = ""
        self._where: tuple[PlatformId, Challenge | None] | None = None
        self._version = 0
        self._written = 0
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._save)

    @property
    def draft(self) -> Draft | None:
        """What is kept so far; None before the first word."""
        return self._draft

    @property
    def sources(self) -> tuple[Source, ...]:
        return self._sources

    @property
    def language(self) -> str:
        return self._language

    def begin(
        self,
        draft: Draft | None,
        platform_id: PlatformId | None,
        challenge: Challenge | None,
        sources: tuple[Source, ...] = (),
        language: str = "",
    ) -> None:
        """Another piece: a `draft` that is there already, or a new one with `sources` in a `language`, made with its first word."""
        self.flush()
        with self._lock:
            self._draft = draft
            self._sources = draft.sources if draft else sources
            self._language = draft.language if draft else language
            self._where = (platform_id, challenge) if platform_id else None
            self._written = self._version

    def change_sources(self, sources: tuple[Source, ...]) -> None:
        """Kept with the next save, when the places of quotes are looked up once more."""
        self._sources = sources
        self.touch()

    def change_language(self, language: str) -> None:
        """A tag of BCP 47; kept with the next save."""
        self._language = language
        self.touch()

    def look_again(self) -> bool:
        """Takes up sources that were changed elsewhere, in the share sheet; whether there were any."""
        mine = self._draft
        found = self._store.drafts.find(mine.id) if mine else None
        if mine is None or found is None or self._written != self._version or found.sources == mine.sources:
            return False
        self._draft, self._sources = found, found.sources
        return True

    def is_outdated(self) -> bool:
        """Whether another computer wrote on in this piece, while nothing is typed here."""
        mine = self._draft
        found = self._store.drafts.find(mine.id) if mine else None
        return mine is not None and found is not None and self._written == self._version and found.text != mine.text

    def touch(self) -> None:
        self._version += 1
        if not self._soon.isActive():
            self._soon.start()

    def flush(self) -> None:
        """Keeps what is not kept yet, before this returns."""
        self._soon.stop()
        if self._written != self._version:
            try:
                self._write(self._now())
            except StudioError as error:
                self.trouble.emit(error)

    def finish(self, then: Callable[[Draft], None], on_trouble: Callable[[StudioError], None]) -> None:
        """Cleans and keeps the words on a task, then hands over their draft."""
        self._soon.stop()
        piece = self._now()
        self._tasks.run(lambda _: self._finish(piece), alive(self, then), on_trouble=alive(self, on_trouble))

    def _save(self) -> None:
        piece = self._now()
        self._tasks.run(
            lambda _: self._write(piece),
            alive(self, lambda _: self.saved.emit()),
            on_trouble=alive(self, self.trouble.emit),
        )

    def _now(self) -> _Piece:
        return _Piece(self._version, self._text(), self._sources, self._language)

    def _write(self, piece: _Piece) -> None:
        """From any thread; an older text never replaces a newer one."""
        with self._lock:
            if piece.version > self._written:
                self._keep(piece)
                self._written = piece.version

    def _finish(self, piece: _Piece) -> Draft:
        text = tidy_text(piece.text).strip()
        if not text:
            raise Refused("Nothing is written yet", "Write a few words, then send them.")
        with self._lock:
            self._keep(replace(piece, text=text))
            self._written = piece.version
            assert self._draft is not None
            return self._draft

    def _keep(self, piece: _Piece) -> None:
        if self._draft is None:
            if piece.text.strip() and self._where:
                sources = self._cite(piece.sources, tidy_text(piece.text).strip())
                draft = from_words(self._store, piece.text, *self._where, sources=sources)
                self._draft = self._changed(draft, replace(draft, language=piece.language))
            return
        draft = self._store.drafts.get(self._draft.id)  # the share sheet may have changed its title
        if draft.sealed:
            return
        if draft.text not in (
            self._draft.text,
            piece.text,
        ):  # another computer wrote on while this one did: both are kept
            self._store.drafts.add(replace(draft, id=DraftId(new_id()), changed_at=now()))
        sources = self._cite(piece.sources, piece.text)
        changed = replace(draft, text=piece.text, sources=sources, language=piece.language)
        if draft.title == suggested_title(draft) and piece.text.strip():
            changed = replace(changed, title=suggested_title(changed) or "Untitled")
        self._draft = self._changed(draft, changed)

    def _changed(self, before: Draft, after: Draft) -> Draft:
        if after != before:
            after = replace(after, changed_at=now())
            self._store.drafts.change(after)
        return after


def suggested_title(draft: Draft) -> str:
    """What a piece without a challenge is called until somebody says otherwise: its first line."""
    if draft.challenge_id is not None:
        return draft.title
    return tidy_title(draft.text.strip().split("\n", 1)[0])
