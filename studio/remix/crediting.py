"""Who is named in an export, and the text that lies beside exports of several files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from studio.credit.finding import Finding, Library, Parent, Sure
from studio.credit.gathering import gather
from studio.credit.lines import Credit, Credits, credit_of_source
from studio.credit.manifest import Standing
from studio.credit.roll import Roll, roll
from studio.domain.ids import RecordId
from studio.domain.record import Source
from studio.domain.remix import Material, Remix


def credits_of(remix: Remix, work: Credit, sources: Iterable[Source], library: Library) -> Credits:
    """The remix as a piece and its sources. A record that the library does not know is called as its sound is called here; a work
    from outside whose sound is in the remix is told with its bytes, so that it is found again."""
    records = {material.record_id: material for material in remix.materials if material.record_id is not None}
    sources = tuple(sources)
    own = [one for one in remix.materials if one.record_id is None] if any(one.work for one in sources) else []
    works = {_called(material, library): material for material in own}
    work = work if work.title else replace(work, title=remix.title or "Untitled")
    told = []
    for source in sources:
        if not source.removed:
            record = library.by_id(source.record_id) if source.record_id else None
            credit = credit_of_source(source, record)
            material = records.get(source.record_id) if source.record_id else works.get((credit.title, credit.author))
            told.append(_named(credit, material) if material is not None else credit)
    return Credits(work, tuple(dict.fromkeys(told)))


def roll_of(credits: Credits, library: Library) -> Roll:
    """Everybody the piece goes back to, as far as the library knows."""
    known = (
        (credit, library.by_id(RecordId(credit.record_id)) if credit.record_id else None) for credit in credits.sources
    )
    parents = tuple(Parent(credit, record) for credit, record in known)
    found = Finding("", Sure.CERTAIN, Standing.NONE, "", None, credits.work, parents, (), ())
    gathered = gather(found, library, "wav")
    return roll(gathered.family, gathered.root, others=gathered.others)


def _named(credit: Credit, material: Material) -> Credit:
    """A source that is not told by any platform yet still has its title and its bytes."""
    return replace(credit, title=credit.title or material.title, sha256=credit.sha256 or material.sha256)


def _called(material: Material, library: Library) -> tuple[str, str]:
    """The title and the author of an own sound, or of one that came in a kit."""
    record = library.by_sha256(material.sha256)
    return (record.title, record.author.handle) if record is not None else (material.title, "")
