"""What a file that comes in says of its makers, as a record that it is and as sources of what is made with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from studio.domain.ids import RecordId, SourceId, new_id
from studio.domain.record import Origin, Record, Source, SourceType, Work
from studio.domain.words import tidy_title

from .finding import SURE_IN_WORDS, Finding, Library, Sure, missing_words
from .lines import Credit
from .manifest import STANDING_IN_WORDS, Standing

_MAX_WORDS = 200
#: Letters of a name that a notice has room for.
_SHOWN = 26


@dataclass(frozen=True, slots=True)
class Said:
    """What a file that came in says of its makers (CIT-2). `title` and `advice` tell it of one file; of "{}" files `several` and
    `sure`, which holds for each. `worry` is a reason not to believe it."""

    title: str
    advice: str
    several: str
    sure: str
    worry: bool = False
    tells: bool = True


def said_of(finding: Finding, library: Library, name: str) -> Said:
    """`name` is what the file is called."""
    name = f"“{tidy_title(name, _SHOWN)}”"
    known = _known_in(finding, library)
    if known is not None and (finding.record is not None or finding.sure is Sure.CERTAIN):
        sure = _sure_words(finding)
        why = finding.because[0] if finding.record else f"It says that it is “{known.title}” by {known.author.handle}."
        return Said(f"{name} is a known record", f"{sure} {why}", "{} files are known records", sure)
    if known is not None:
        sure = f"Likely: it says that it is “{known.title}” by {known.author.handle}, and nothing was changed since."
        advice = f"{sure} Compare the two before you send."
        return Said(f"Who signed {name} is not known here", advice, "Who signed {} files is not known here", sure, True)
    if finding.standing is Standing.CHANGED:
        sure = f"{STANDING_IN_WORDS[Standing.CHANGED]}."
        advice = f"{sure} {_listed(finding)}".strip()
        return Said(f"The signature of {name} does not hold", advice, "{} signatures do not hold", sure, True)
    if finding.work is None and not finding.parents:
        sure = "It counts as your own. What somebody else made is added as “A work from outside”."
        return Said(f"{name} does not say whose it is", sure, "{} files do not say whose they are", sure, tells=False)
    sure = _sure_words(finding)
    return Said(f"{name} says whose it is", f"{sure} {_listed(finding)}", "{} files say whose they are", sure)


def _sure_words(finding: Finding) -> str:
    if finding.sure is Sure.CERTAIN and finding.record is None:
        return f"Certain: {STANDING_IN_WORDS[finding.standing].lower()}."
    return f"{SURE_IN_WORDS[finding.sure]}."


def _listed(finding: Finding) -> str:
    """What of it is in the list of sources."""
    words = "What it names is in the list of sources." if any(sources_in(finding)) else ""
    return f"{words} {missing_words(finding.parents)}".strip()


def _known_in(finding: Finding, library: Library) -> Record | None:
    """The record that it is; or the known one that it says to be, where nobody changed it since it was signed."""
    if finding.record is not None and finding.record.id:
        return finding.record
    if finding.work is None or not finding.work.record_id or finding.sure not in (Sure.CERTAIN, Sure.LIKELY):
        return None
    return library.by_id(RecordId(finding.work.record_id))


def record_in(finding: Finding, library: Library) -> RecordId | None:
    known = _known_in(finding, library)
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
