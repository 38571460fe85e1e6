"""The family of a file: what was read from it, and all that the library knows of its ancestors; for rolls, trees and rights."""

from __future__ import annotations

from dataclasses import dataclass

from studio.domain.ids import PersonId, PlatformId, RecordId, RevisionId, SourceId
from studio.domain.record import Kind, Person, Record, Rights, Source, SourceType
from studio.domain.rights import Terms, terms

from .finding import Finding, Library
from .lines import Credit
from .tree import Family

_PICTURES = frozenset(("png", "jpg", "webp", "tiff"))
_THIS_FILE = "this file"


@dataclass(frozen=True, slots=True)
class Gathered:
    """`others` are sources that the file names and the library does not have."""

    family: Family
    root: RecordId
    others: tuple[Credit, ...]

    def terms(self) -> Terms:
        """What a remix of this file must ask, as far as its ancestors are known here."""
        known = self.family.records
        return terms(known[id] for id in (self.root, *self.family.ancestors(self.root)) if id in known)


def gather(found: Finding, library: Library, form: str) -> Gathered:
    """`form` is the file's format, as `tags.format_of` tells it."""
    root = found.record or _posted_as(found, form)
    records = {root.id: root}
    waiting = [parent.record for parent in found.parents if parent.record is not None]
    while waiting:
        record = waiting.pop()
        if record.id not in records:
            records[record.id] = record
            known = (library.by_id(source.record_id) for source in record.sources if source.record_id)
            waiting += [one for one in known if one is not None]
    others = tuple(parent.credit for parent in found.parents if parent.record is None and parent.credit.title)
    return Gathered(Family.of(records.values()), root.id, others)


def _posted_as(found: Finding, form: str) -> Record:
    """The file as the record it would be. Where nobody said what is allowed, nothing is: BY-ND comes nearest to that."""
    work = found.work or Credit("")
    sources = tuple(
        Source(SourceId(f"{at}"), parent.record.id, _type(parent.credit.type))
        for at, parent in enumerate(found.parents)
        if parent.record is not None
    )
    return Record(
        id=RecordId(work.record_id or _THIS_FILE),
        revision_id=RevisionId(""),
        platform_id=PlatformId(""),
        kind=Kind.IMAGE if form in _PICTURES else Kind.AUDIO,
        title=work.title,
        author=Person(PersonId(work.author), work.author),
        posted_at="",
        media=None,
        rights=Rights(work.rights) if work.rights in set(Rights) else Rights.BY_ND,
        sources=sources,
    )


def _type(told: str) -> SourceType:
    """A source whose use nobody told counts as the weakest one."""
    return SourceType(told) if told in set(SourceType) else SourceType.INSPIRED_BY
