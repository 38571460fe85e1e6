"""What a piece may ask of others, from all that it builds on; and what a person should know before work begins. No widgets.

An inspiration is no part of the piece: licences speak of what is copied or changed, so naming one binds nobody. Nobody is bound by
a licence that they gave themselves: of an own record only its ancestors count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from studio.domain.ids import PersonId, PlatformId, RecordId, RevisionId, SourceId
from studio.domain.record import Draft, Kind, Person, Record, RecordState, Source, SourceType, Work
from studio.domain.rights import Terms, terms
from studio.drafts import first
from studio.store import Store
from studio.store.library import MOST_KIN

from .licences import question_of, rights_of
from .told import Thing, thing_of

MOST_OBSTACLES = 3


def terms_of(store: Store, sources: Iterable[Source]) -> Terms:
    """The terms of a piece with these sources, from all their ancestors, the nearest first. A large family belongs on a task."""
    return terms(_ancestors(store, sources))


def warning(store: Store, thing: Thing) -> str:
    """What stands in the way of building on `thing`, told before work begins; "" where nothing does."""
    return "\n".join(obstacle_words(terms(_ancestors(store, [_of(thing.id)]))))


def warning_of_file(store: Store, record_id: RecordId | None, sources: Iterable[Source]) -> str:
    """The same of a file that came in: of the record that it is, or of what it names."""
    named = [_of(record_id)] if record_id is not None else sources
    return "\n".join(obstacle_words(terms(_ancestors(store, named))))


def obstacle_words(found: Terms) -> list[str]:
    """What stands in the way, a few lines of it."""
    words = list(dict.fromkeys(obstacle.words for obstacle in found.obstacles))
    more = len(words) - MOST_OBSTACLES
    return words if more <= 0 else [*words[:MOST_OBSTACLES], f"{more} more of its ancestors forbid it."]


def unsent(store: Store, sources: Iterable[Source]) -> list[Draft]:
    """The drafts among `sources` that are still to be sent."""
    ids = dict.fromkeys(source.record_id for source in sources if source.record_id and not source.removed)
    found = (store.drafts.find(id) for id in ids if store.library.record(id) is None)
    return [draft for draft in found if draft is not None and not draft.sealed]


def settle(store: Store, draft: Draft) -> None:
    """Gives the drafts that go before `draft` what their own ancestors allow; nobody looks at each of them when it is sent."""
    for before in first(store, draft):
        found = terms_of(store, before.sources)
        rights = before.rights if before.rights in found.choices else found.rights or before.rights
        allowed = replace(before, rights=rights, ai_training=before.ai_training and found.ai_training)
        if allowed != before:
            store.drafts.change(allowed)


def open_questions(sources: Iterable[Source]) -> list[str]:
    """Of works from outside, whose licence the studio cannot weigh whole."""
    asked = (question_of(source.work) for source in sources if _counts(source) and source.work is not None)
    return [question for question in asked if question]


def _ancestors(store: Store, sources: Iterable[Source]) -> Iterator[Record]:
    seen: set[str] = set()
    mine = {platform.person_id for platform in store.platforms.list()}
    waiting = [source for source in sources if _counts(source)]
    for source in waiting:  # grows while it is walked
        if source.work is not None:
            yield from _outside(source.work)
        elif source.record_id and source.record_id not in seen and len(seen) < MOST_KIN:
            seen.add(source.record_id)
            thing = thing_of(store, source.record_id)
            if isinstance(thing, Record) and (thing.author.id not in mine or thing.state is RecordState.WITHDRAWN):
                yield thing
            waiting += [one for one in thing.sources if _counts(one)] if thing else []


def _counts(source: Source) -> bool:
    return not source.removed and source.type is not SourceType.INSPIRED_BY


def _of(id: str) -> Source:
    return Source(SourceId(""), RecordId(id), SourceType.SAMPLED)


def _outside(work: Work) -> Iterator[Record]:
    """A work from outside as a record that asks the same. Its licence says nothing about AI, so that it does not bind there."""
    rights = rights_of(work.licence)
    if rights is not None:
        author = Person(PersonId(""), work.author or "its author")
        nobody = (RecordId(""), RevisionId(""), PlatformId(""), Kind.TEXT, work.title, author, "", None)
        yield Record(*nobody, rights, ai_training=True)
