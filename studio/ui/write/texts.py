"""The texts that lie beside what is written: read from kept media on a task, and made ready to be recognised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from studio.contract import MAX_TEXT_BYTES
from studio.domain.ids import RecordId
from studio.domain.record import Draft, Kind, Record, Source
from studio.domain.words import tidy_text
from studio.errors import Damaged, Refused, StudioError
from studio.remix.words import Quote, Text, cited, quotes
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.sources.told import thing_of
from studio.ui.tasks import Task, Tasks

from .shown import Shown, Span

#: The code of a text whose file has to be fetched first.
NOT_KEPT = "not_kept"


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A text that can be written beside."""

    id: RecordId
    title: str
    who: str
    language: str
    text: Text
    shown: Shown


@dataclass(frozen=True, slots=True)
class Marks:
    """Where to mark what is written, and each of the texts beside (all that were read); in Qt's positions, in the order of the
    text."""

    written: tuple[Span, ...]
    beside: dict[RecordId, tuple[Span, ...]]
    quotes: tuple[Quote, ...]

    def cited(self, sources: tuple[Source, ...]) -> tuple[Source, ...]:
        return cited(sources, self.quotes, self.beside)


class Texts(QObject):
    #: A text has come, or it is known why it does not.
    come = Signal()

    def __init__(self, store: Store, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._tasks = tasks
        self._ids: tuple[RecordId, ...] = ()
        self._pieces: dict[RecordId, Piece] = {}
        self._troubles: dict[RecordId, StudioError] = {}

    @property
    def ids(self) -> tuple[RecordId, ...]:
        return self._ids

    def open(self, ids: Sequence[RecordId]) -> None:
        """Reads those that were not read yet, and forgets those that are not asked for."""
        new = [id for id in ids if id not in self._ids]
        self._ids = tuple(ids)
        self._pieces = {id: piece for id, piece in self._pieces.items() if id in self._ids}
        self._troubles = {id: error for id, error in self._troubles.items() if id in self._ids}
        for id in new:
            self.read(id)

    def read(self, id: RecordId) -> None:
        """Reads it, also where that failed before."""
        self._troubles.pop(id, None)
        self._tasks.run(
            partial(read, self._store, id),
            alive(self, self._on_read),
            on_trouble=alive(self, partial(self._on_trouble, id)),
        )

    def piece(self, id: RecordId) -> Piece | None:
        return self._pieces.get(id)

    def trouble(self, id: RecordId) -> StudioError | None:
        return self._troubles.get(id)

    def cite(self, sources: tuple[Source, ...], text: str) -> tuple[Source, ...]:
        """From any thread: the sources of `text`, as far as the texts beside were read."""
        known = _texts_of(self._pieces)
        return cited(sources, quotes(text, known), known) if known else sources

    def find(self, text: str) -> Marks:
        """From any thread: the dictionary of pieces is replaced and never changed."""
        pieces = self._pieces
        found = quotes(text, _texts_of(pieces))
        written = Shown(text, broken=False)
        beside: dict[RecordId, list[Span]] = {id: [] for id in pieces}
        for quote in found:
            beside[quote.source].append(pieces[quote.source].shown.span(quote.source_start, quote.source_end))
        return Marks(
            tuple(written.span(quote.start, quote.end) for quote in found),
            {id: tuple(spans) for id, spans in beside.items()},
            found,
        )

    def _on_read(self, piece: Piece) -> None:
        if piece.id in self._ids:
            found = self._pieces | {piece.id: piece}
            self._pieces = {id: found[id] for id in self._ids if id in found}
            self.come.emit()

    def _on_trouble(self, id: RecordId, error: StudioError) -> None:
        if id in self._ids:
            self._troubles[id] = error
            self.come.emit()


def read(store: Store, id: RecordId, task: Task) -> Piece:
    """For a task's thread. Raises Refused (withdrawn, no text, not kept here) and Damaged."""
    thing = thing_of(store, id)
    if thing is None:
        raise Refused("This text is not in your library any more", "What you wrote is safe.", id)
    if isinstance(thing, Draft):
        return _piece(thing, "yours, not sent yet", thing.text)
    if thing.media is None:
        raise Refused("This text was withdrawn by its author", "What you wrote is safe.", id)
    if thing.kind is not Kind.TEXT or not thing.media.mime.startswith("text/"):
        raise Refused("This is no text", "Choose a record of words to write beside.", thing.media.mime)
    if not store.media.has(thing.media.sha256):
        advice = "Keep it here, then write beside it."
        raise Refused("This text is not on this computer yet", advice, id, code=NOT_KEPT)
    return _piece(thing, thing.author.handle, _words(store, thing.media.sha256))


def texts_among(store: Store, ids: Iterable[RecordId]) -> list[RecordId]:
    """Those that are records or drafts of words, or that nobody here knows."""
    found = ((id, thing_of(store, id)) for id in ids)
    return [id for id, thing in found if thing is None or thing.kind is Kind.TEXT]


def _texts_of(pieces: Mapping[RecordId, Piece]) -> dict[RecordId, Text]:
    return {id: piece.text for id, piece in pieces.items()}


def _words(store: Store, sha256: str) -> str:
    try:
        with store.media.path(sha256).open("rb") as file:
            data = file.read(MAX_TEXT_BYTES + 1)
    except OSError as error:
        raise Damaged("This text cannot be read", "Keep it on this computer again.", str(error)) from error
    if len(data) > MAX_TEXT_BYTES:
        raise Refused("This text is too long to write beside", "Copy the part you need into a text of your own.")
    return data.decode("utf-8-sig", "replace")


def _piece(thing: Record | Draft, who: str, text: str) -> Piece:
    text = tidy_text(text)
    return Piece(RecordId(thing.id), thing.title, who, thing.language, Text(text), Shown(text))
