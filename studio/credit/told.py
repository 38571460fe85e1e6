"""What a file that comes in says of its makers, as a record that it is and as sources of what is made with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from studio.domain.ids import RecordId, SourceId, new_id
from studio.domain.record import Origin, Record, Source, SourceType, Work

from .finding import Finding, Library, Sure
from .lines import Credit
from .manifest import STANDING_IN_WORDS, Standing

_MAX_WORDS = 200


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why the credits of a file that came in may not be true. `title` has a place for the file's name."""

    title: str
    advice: str


def doubt_in(finding: Finding, record: RecordId | None) -> Doubt | None:
    """A signature that does not hold, or a `record` that it is only by the word of somebody who is not known here."""
    if finding.standing is Standing.CHANGED:
        return Doubt("The signature of {} does not hold", f"{STANDING_IN_WORDS[Standing.CHANGED]}.")
    if record is not None and finding.record is None and finding.sure is Sure.LIKELY:
        return Doubt(
            "Who signed {} is not known here", "It is credited as the record that it says it is. Listen whether it is."
        )
    return None


def record_in(finding: Finding, library: Library) -> RecordId | None:
    """The record that these bytes are; or the known one that it says to be, where nobody changed it since it was signed."""
    if finding.record is not None and finding.record.id:
        return finding.record.id
    if finding.work is None or not finding.work.record_id or finding.sure not in (Sure.CERTAIN, Sure.LIKELY):
        return None
    known = library.by_id(RecordId(finding.work.record_id))
    return known.id if known is not None else None


def sources_in(finding: Finding) -> Iterator[Source]:
    """The piece itself, where it says what it is, and what it builds on."""
    if finding.work is not None and finding.work.title:
        yield _source(finding.work, None)
    for parent in finding.parents:
        if parent.record is not None or parent.credit.title:
            yield _source(parent.credit, parent.record)


def _source(credit: Credit, record: Record | None) -> Source:
    kind = SourceType(credit.type) if credit.type in set(SourceType) else SourceType.SAMPLED
    id = SourceId(new_id())
    if record is not None and record.id:
        return Source(id, record.id, kind, Origin.MANUAL)
    rights, author = credit.rights[:_MAX_WORDS], credit.author[:_MAX_WORDS]
    return Source(id, None, kind, Origin.MANUAL, work=Work(credit.title[:_MAX_WORDS], author, credit.address, rights))
