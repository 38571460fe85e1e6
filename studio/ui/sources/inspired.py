"""Choosing a record of the library, or an own draft, by typing a few of its letters."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from studio.domain.ids import RecordId
from studio.domain.record import Kind, Record, RecordState
from studio.store import Store
from studio.store.sought import Sought, holds
from studio.ui.kinds import ICON_OF_KIND
from studio.ui.palette import Palette
from studio.ui.search import MOST, Match

from .told import Thing


def choose(
    parent: QWidget,
    store: Store,
    title: str,
    chosen: Callable[[Thing], None],
    *,
    kind: Kind | None = None,
    but_not: RecordId | None = None,
) -> Palette:
    """A line to type in and what it finds; Enter tells `chosen`. To be opened by the caller; it goes away by itself."""
    words = f"{title}: find a record or a draft of yours"
    find = partial(found, store, chosen, kind, but_not)
    palette = Palette(parent.window(), find, title=title, asks=words)
    palette.finished.connect(palette.deleteLater)
    return palette


def found(
    store: Store, chosen: Callable[[Thing], None], kind: Kind | None, but_not: RecordId | None, words: str
) -> list[Match]:
    """Own drafts whose title holds the words, then the newest records that do."""
    drafts = [one for one in store.drafts.list() if kind in (None, one.kind) and holds(one.title, words)]
    records = store.library.find(Sought(words, kind=kind), limit=MOST).records
    matches = [_match(one, "Yours, not sent yet", chosen) for one in drafts]
    matches += [_match(one, _said(one), chosen) for one in records]
    return [one for one in matches if one.key != but_not][:MOST]


def _said(record: Record) -> str:
    return "Withdrawn" if record.state is RecordState.WITHDRAWN else f"Record by {record.author.handle}"


def _match(thing: Thing, said: str, chosen: Callable[[Thing], None]) -> Match:
    return Match(thing.id, ICON_OF_KIND[thing.kind], thing.title, said, partial(chosen, thing))
