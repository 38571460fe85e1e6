"""The sources of a remix, written from what can be heard. Pure.

A record that is heard is a source. One whose sound is in the piece and cannot be heard stays as a removed one, so that it returns
when it is heard again. What a person says by hand stays as it was said: inspirations, works from outside, a type, a line of thanks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from studio.domain.ids import ClipId, LaneId, RemixId, SourceId, new_id
from studio.domain.place import Seconds, place_of
from studio.domain.record import Origin, Source, SourceType
from studio.domain.remix import RATE_HZ, Clip, Lane, Material, Remix

from .heard import Heard, HeardRecord

_FIGURES = 3


def sources_of(remix: Remix, heard: Heard, before: Iterable[Source] = ()) -> tuple[Source, ...]:
    """The loudest first, then what was said by hand, what was removed last. A source that was there `before` keeps its id."""
    said = {source.record_id: source for source in remix.sources if source.record_id is not None}
    known = {source.record_id: source.id for source in before if source.record_id is not None}
    written = [_written(one, said.get(one.record_id), known.get(one.record_id)) for one in heard.records]
    there = [source for source in written if not source.removed]
    ids = {source.record_id for source in there}
    by_hand = [one for one in remix.sources if _is_by_hand(one) and one.record_id not in ids]
    ids |= {source.record_id for source in by_hand}
    gone = [source for source in written if source.removed and source.record_id not in ids]
    return (*there, *by_hand, *gone)


def said(remix: Remix, sources: Iterable[Source]) -> Remix:
    """`remix` as it remembers what a person said in `sources`: all that hearing alone would not write."""
    by_hand = {one.record_id: one for one in remix.sources if _is_by_hand(one) and one.record_id is not None}
    found = []
    for source in sources:
        before = by_hand.get(source.record_id) if source.record_id else None
        if _is_by_hand(source):
            found.append(source)
        elif before is not None:  # an inspiration that is heard as well stays one when it falls silent
            found.append(replace(before, thanks=source.thanks))
        elif source.thanks or source.type is not SourceType.SAMPLED:
            found.append(replace(source, place="", amount_s=0.0, share=0.0, removed=False))
    return replace(remix, sources=tuple(found))


def sketched(sources: Iterable[Source], frames: int) -> Remix | None:
    """A remix of `frames` as its sources tell it: each a clip at its place, none of them with its sound. None without places."""
    lanes, materials = [], []
    for number, source in enumerate(sources):
        place = place_of(source.place)
        if source.record_id is None or source.removed or not isinstance(place, Seconds):
            continue
        start, end = (min(round(edge * RATE_HZ), frames) for edge in (place.start_s, place.end_s))
        if start < end:
            sha256 = hashlib.sha256(f"{source.id} {number}".encode()).hexdigest()
            materials.append(Material(sha256, end - start, record_id=source.record_id))
            lanes.append(Lane(LaneId(str(number)), clips=(Clip(ClipId(str(number)), sha256, start, end - start),)))
    return Remix(RemixId("sketch"), lanes=tuple(lanes), materials=tuple(materials)) if lanes else None


def _written(record: HeardRecord, said: Source | None, id: SourceId | None) -> Source:
    kind = said.type if said and said.type is not SourceType.INSPIRED_BY else SourceType.SAMPLED
    id = (said.id if said else id) or SourceId(new_id())
    source = Source(id, record.record_id, kind, Origin.AUTO, said.thanks if said else "")
    if not record.seconds:
        return replace(source, removed=True)
    place = Seconds(record.start / RATE_HZ, record.end / RATE_HZ).text()
    amount_s, share = round(record.seconds, _FIGURES), min(1.0, record.share)
    return replace(source, place=place, amount_s=amount_s, share=share)


def _is_by_hand(source: Source) -> bool:
    return source.origin is not Origin.AUTO
