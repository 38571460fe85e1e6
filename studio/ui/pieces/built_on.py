"""What a piece builds on, in a few words for a panel beside it."""

from __future__ import annotations

from collections.abc import Iterable

from studio.domain.record import Record, Source
from studio.store import Store

#: So many are named; the others are counted.
NAMED = 6


def sources_words(store: Store, sources: Iterable[Source]) -> str:
    """Who is built on, by title, each once; a source that this studio does not know is counted."""
    there = {source.record_id or source.id: source for source in sources if not source.removed}
    first = list(there.values())[:NAMED]
    found = [store.library.record(source.record_id) for source in first if source.record_id]
    named = [by_words(store, record) for record in found if record]
    named += [source.work.title for source in first if source.work]
    others = len(there) - len(named)
    words = {0: [], 1: ["1 more" if named else "1 cited"]}.get(
        others, [f"{others} more" if named else f"{others} cited"]
    )
    return "\n".join([*named, *words])


def by_words(store: Store, record: Record) -> str:
    mine = {platform.person_id for platform in store.platforms.list()}
    return f"{record.title}, by {'you' if record.author.id in mine else record.author.handle}"
