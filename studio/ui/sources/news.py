"""What became of a piece after an edit: its sources, what they ask of it, and the family it belongs to. No widgets."""

from __future__ import annotations

from dataclasses import dataclass

from studio.credit.tree import Family
from studio.domain.ids import PersonId, PlatformId, RecordId, RevisionId
from studio.domain.record import Kind, Person, Record, Rights, Source
from studio.domain.rights import Terms
from studio.store import Store

from .rights import terms_of

#: Where somebody's family is larger, the nearest of it are shown.
_MOST_KIN = 400


@dataclass(frozen=True, slots=True)
class News:
    """`root` is the piece itself, in its `family`."""

    sources: tuple[Source, ...]
    terms: Terms
    family: Family
    root: RecordId


def news_of(store: Store, id: str, kind: Kind, title: str, sources: tuple[Source, ...]) -> News:
    """Of a piece that is not sent yet, as the record that it would be. For a task's thread."""
    there = tuple(source for source in sources if not source.removed)
    ids = RecordId(id), RevisionId(""), PlatformId("")
    root = Record(*ids, kind, title, Person(PersonId(""), "you"), "", None, Rights.BY, sources=there)
    return News(sources, terms_of(store, sources), Family.of(_kin(store, root)), root.id)


def _kin(store: Store, root: Record) -> list[Record]:
    """The piece and all that it builds on, as far as it is known here."""
    found = {root.id: root}
    waiting = [source.record_id for source in root.sources]
    for id in waiting:  # grows while it is walked
        record = store.library.record(id) if id is not None and id not in found else None
        if record is not None and len(found) < _MOST_KIN:
            found[record.id] = record
            waiting += [source.record_id for source in record.sources]
    return list(found.values())
