"""The sources of written words: one for each quoted place, and one for how the text beside was worked with.

A text that was laid beside has one source by hand: `removed` while it only lies there, or a continuation or translation, which is
a source whatever is quoted. Beside it stands one by itself for each quoted place (`char=from,to`, RFC 5147); when the last place
goes, one stays as `removed`, so that the piece remembers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from studio.domain.ids import RecordId, SourceId, new_id
from studio.domain.record import Origin, Source, SourceType

from .quotes import Quote

#: A whole text that was continued or translated is in the piece, quoted or not.
LAID_TYPES = (SourceType.EDITED, SourceType.TRANSLATED)
#: A platform takes 500 sources (`contract.MAX_SOURCES`); of more places the longest are told.
MOST_PLACES = 400


def laid(sources: Iterable[Source]) -> tuple[RecordId, ...]:
    """The records whose texts lie beside, in order."""
    found = (
        source for source in sources if source.removed or source.origin is Origin.AUTO or source.type in LAID_TYPES
    )
    return tuple(dict.fromkeys(source.record_id for source in found if source.record_id is not None))


def lay(sources: tuple[Source, ...], id: RecordId, type: SourceType) -> tuple[Source, ...]:
    """Lays a text beside, or changes how it is worked with."""
    keeps = type not in LAID_TYPES
    if any(_is_by_hand(source, id) for source in sources):
        return tuple(
            replace(source, type=type, removed=keeps) if _is_by_hand(source, id) else source for source in sources
        )
    return (*sources, Source(SourceId(new_id()), id, type, removed=keeps))


def manner(sources: Iterable[Source], id: RecordId) -> SourceType:
    """How the text of `id` is worked with."""
    return next((source.type for source in sources if _is_by_hand(source, id)), SourceType.SAMPLED)


def cited(sources: tuple[Source, ...], quotes: Sequence[Quote], read: Iterable[RecordId]) -> tuple[Source, ...]:
    """The sources after the text was looked through for what is quoted from the texts in `read`; others stay as they are."""
    known = list(dict.fromkeys(read))
    told = _longest(quotes)
    for id in known:
        if not any(_is_by_hand(source, id) for source in sources):
            sources = lay(sources, id, SourceType.SAMPLED)
    found = list[Source]()
    for source in sources:
        if source.record_id in known and source.origin is Origin.AUTO:
            continue
        found.append(source)
        if source.record_id in known and _is_by_hand(source, source.record_id):
            before = [one for one in sources if one.record_id == source.record_id and one.origin is Origin.AUTO]
            found += _places(source, before, [quote for quote in told if quote.source == source.record_id])
    return tuple(found)


def _places(by_hand: Source, before: Sequence[Source], quotes: Sequence[Quote]) -> Iterator[Source]:
    """One for each quoted place; the ids of those before are used again."""
    if not quotes and before:
        yield replace(before[0], place="", removed=True)
    ids = [one.id for one in before]
    for at, quote in enumerate(quotes):
        id = ids[at] if at < len(ids) else SourceId(new_id())
        thanks = by_hand.thanks if at == 0 and by_hand.removed else ""
        place = f"char={quote.start},{quote.end}"
        yield Source(id, quote.source, by_hand.type, Origin.AUTO, thanks, place)


def _is_by_hand(source: Source, id: RecordId) -> bool:
    return source.record_id == id and source.origin is Origin.MANUAL and source.type is not SourceType.INSPIRED_BY


def _longest(quotes: Sequence[Quote]) -> list[Quote]:
    """At most `MOST_PLACES`, still in the order of the text."""
    if len(quotes) <= MOST_PLACES:
        return list(quotes)
    return sorted(sorted(quotes, key=lambda one: one.start - one.end)[:MOST_PLACES], key=lambda one: one.start)
