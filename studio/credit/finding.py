"""What a file says of its parents, read from everything it carries, and how sure that is.

Five witnesses, the surest first: its very bytes are in the library · its manifest is whole · its sound or picture is in the
library · its tags · nothing. A renamed copy still has all; a copy that another program wrote anew has lost the first two, perhaps
not its tags, and not its content where no sample and no pixel was changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from studio.domain.ids import RecordId
from studio.domain.record import Kind, Record, RecordState
from studio.errors import Damaged, DiskTrouble

from . import manifest, tags
from .identity import Identity
from .lines import Credit, Credits, credit_of, credit_of_source
from .manifest import Signed, Standing


class Sure(StrEnum):
    CERTAIN = "certain"
    LIKELY = "likely"
    CLAIMED = "claimed"
    NOTHING = "nothing"


SURE_IN_WORDS = {
    Sure.CERTAIN: "Certain",
    Sure.LIKELY: "Likely: nothing was changed since it was signed, but who signed it is not known here",
    Sure.CLAIMED: "Not certain: anybody could have written this",
    Sure.NOTHING: "This file says nothing about where it comes from",
}


def _nobody(path: Path) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Library:
    """How the kept records are asked. One without a platform is known from a remix kit alone, by that kit's own word.
    `by_content` finds the record whose samples or pixels a file holds; it may look for a while."""

    by_id: Callable[[RecordId], Record | None]
    by_sha256: Callable[[str], Record | None]
    by_content: Callable[[Path], Record | None] = _nobody


@dataclass(frozen=True, slots=True)
class Parent:
    """A source, and the record of the library that it is, None where it is not kept here."""

    credit: Credit
    record: Record | None

    @property
    def is_withdrawn(self) -> bool:
        return self.record is not None and self.record.state is RecordState.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Finding:
    """`because` says in words what was read, one sentence each. `further` are the sources of the sources, by their own word."""

    sha256: str
    sure: Sure
    standing: Standing
    signer: str
    record: Record | None
    work: Credit | None
    parents: tuple[Parent, ...]
    further: tuple[tuple[Credit, ...], ...]
    because: tuple[str, ...]


def look(path: Path, library: Library, identity: Identity | None = None, sha256: str = "") -> Finding:
    """Reads all that the file carries, and hashes it where its `sha256` is not known yet; where that is not certain, its
    samples or pixels are compared. Raises DiskTrouble where it cannot be read at all."""
    sha256 = sha256 or _hashed(path)
    signed = manifest.read(path, identity)
    tagged, trouble = _tags(path)
    kept = library.by_sha256(sha256)
    because = [_seen_bytes(kept), manifest.STANDING_IN_WORDS[signed.standing] + "."]
    because += [trouble] if trouble else []
    credits, sure = _told(signed, tagged)
    if kept is not None and kept.platform_id:
        credits, sure = _kept(kept, library), Sure.CERTAIN
    elif sure is not Sure.CERTAIN and (same := library.by_content(path)) is not None:
        because[0] = _seen_content(same)
        kept, credits, sure = same, _kept(same, library), Sure.CERTAIN
    elif credits is None and kept is not None:
        credits, sure = _kept(kept, library), Sure.CLAIMED
    elif sure is Sure.CLAIMED:
        because.append("What follows is read from tags that any program can change.")
    if signed.credits and tagged and tagged.sources != signed.credits.sources:
        because.append("Its tags name other sources than its signature does.")
    parents = tuple(_parent(credit, library) for credit in credits.sources) if credits else ()
    because += [words] if (words := missing_words(parents)) else []
    work = credits.work if credits else None
    further = signed.generations[1:] if signed.standing is not Standing.CHANGED else ()
    return Finding(sha256, sure, signed.standing, signed.signer, kept, work, parents, further, tuple(because))


def missing_words(parents: tuple[Parent, ...]) -> str:
    missing, count = sum(one.record is None for one in parents), len(parents)
    if missing == count:
        return {0: "", 1: "Its source is not in this library."}.get(
            count, f"Its {count} sources are not in this library."
        )
    return f"{missing} of its {count} sources {'is' if missing == 1 else 'are'} not in this library." if missing else ""


def _kept(record: Record, library: Library) -> Credits:
    """By the library's own word; a source that is not kept here is its id alone."""
    sources = (
        credit_of_source(source, library.by_id(source.record_id) if source.record_id else None)
        for source in record.sources
    )
    return Credits(credit_of(record), tuple(sources))


def _told(signed: Signed, tagged: Credits | None) -> tuple[Credits | None, Sure]:
    """The surest word. A broken signature is worth no more than a tag."""
    if signed.credits and signed.standing in (Standing.THIS_STUDIO, Standing.TRUSTED):
        return signed.credits, Sure.CERTAIN
    if signed.credits and signed.standing is Standing.UNKNOWN:
        return signed.credits, Sure.LIKELY
    credits = tagged or signed.credits
    return credits, Sure.CLAIMED if credits else Sure.NOTHING


def _parent(credit: Credit, library: Library) -> Parent:
    """The library knows a record by its id, or by its bytes; then its own words count."""
    record = library.by_id(RecordId(credit.record_id)) if credit.record_id else None
    if record is None and credit.sha256:
        record = library.by_sha256(credit.sha256)
    if record is None:
        return Parent(credit, None)
    return Parent(replace(credit_of(record), type=credit.type), record)


def _tags(path: Path) -> tuple[Credits | None, str]:
    try:
        return tags.read(path), ""
    except Damaged as error:
        return None, f"{error.title}."


def _seen_bytes(kept: Record | None) -> str:
    if kept is None:
        return "Exactly these bytes are not in this library."
    if not kept.platform_id:
        return f"Exactly these bytes were in a remix kit, as {_called(kept)}."
    return f"Exactly these bytes are in this library, as {_called(kept)}."


def _seen_content(same: Record) -> str:
    what = "picture is, pixel for pixel" if same.kind is Kind.IMAGE else "sound is, sample for sample"
    return f"These bytes are not in this library, but its {what}, as {_called(same)}."


def _called(record: Record) -> str:
    return f"“{record.title}” by {record.author.handle}"


def _hashed(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        advice = "Check that it is there and that you may read it."
        raise DiskTrouble("This file cannot be read", advice, str(error)) from error
