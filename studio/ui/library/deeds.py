"""What the buttons of a row and of the details do. Whatever is thrown away can be brought back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from studio.domain.ids import DraftId
from studio.domain.record import Draft, Record
from studio.domain.take import Take
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.pieces.closer import Closer, whole_of
from studio.ui.pieces.playing import Playing
from studio.ui.pieces.things import Thing
from studio.ui.stage import Stage

from .details import DISCARD, EDIT, KEEP, LOOK
from .shelf import BRING_BACK, OPEN, SEND, SHARE


@dataclass(frozen=True, slots=True)
class LibraryWays:
    """What leads out of the library. `share_take`, `send` and `edit` open what they name; `keep` fetches a record's file and
    returns when it is here (it runs on a task and raises StudioErrors); `record` is the first thing to do; `open` shows a record's
    own page."""

    share_take: Callable[[Take], None]
    send: Callable[[DraftId], None]
    edit: Callable[[DraftId], None]
    keep: Callable[[Record], None]
    record: Callable[[], None]
    open: Callable[[Record], None]


class Deeds:
    """`on_kept` is told when a record's file has come."""

    def __init__(
        self,
        store: Store,
        stage: Stage,
        ways: LibraryWays,
        page: QWidget,
        playing: Playing,
        on_kept: Callable[[], None],
    ) -> None:
        self._store = store
        self._stage = stage
        self._ways = ways
        self._page = page
        self._playing = playing
        self._on_kept = on_kept

    def do(self, verb: str, thing: Thing, *, discarded: bool) -> None:
        """`discarded`: what is shown was thrown away already."""
        if verb == LOOK:
            self._look_closer(thing)
        elif isinstance(thing, Take):
            self._do_with_take(verb, thing, discarded)
        elif isinstance(thing, Draft):
            self._do_with_draft(verb, thing, discarded)
        elif verb == OPEN:
            self._ways.open(thing)
        elif verb == KEEP:
            keep = self._ways.keep
            self._stage.tasks.run(lambda _: keep(thing), alive(self._page, lambda _: self._on_kept()))

    def _do_with_take(self, verb: str, take: Take, discarded: bool) -> None:
        if verb == SHARE:
            self._ways.share_take(take)
        elif verb == BRING_BACK:
            self._store.takes.bring_back(take.id)
        elif verb == DISCARD and not discarded:
            self._playing.stop()
            self._store.takes.discard(take.id)
            self._stage.notices.hint("Take discarded", "Undo", lambda: self._store.takes.bring_back(take.id))

    def _do_with_draft(self, verb: str, draft: Draft, discarded: bool) -> None:
        if verb == SEND:
            self._ways.send(draft.id)
        elif verb == EDIT:
            self._ways.edit(draft.id)
        elif verb == BRING_BACK:
            self._store.drafts.bring_back(draft.id)
        elif verb == DISCARD and not discarded:
            self._playing.stop()
            self._store.drafts.remove(draft.id)
            self._stage.notices.hint("Draft discarded", "Undo", lambda: self._store.drafts.bring_back(draft.id))

    def _look_closer(self, thing: Thing) -> None:
        if whole_of(self._store, thing) is not None:
            closer = Closer(self._page, self._stage.tasks, self._store, thing)
            closer.finished.connect(closer.deleteLater)
            closer.open()
