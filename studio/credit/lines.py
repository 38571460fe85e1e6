"""One credit as one line of text, for the tags of files: people read it in any player, and the studio reads it back.

    “Night rain” by mara · sampled · CC-BY-4.0 · urn:uuid:0190… · sha256:ab12…

Title and author come first, the rest in any order, each known by its form; what has no known form is the licence in own words.
A title keeps all its letters but the curly quotes, which become plain ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from studio.domain.record import Record, RecordState, Source, SourceType
from studio.domain.words import tidy_title

_BETWEEN = " · "
_LINE = re.compile(r"\A“([^“”]*)”(?: by (.*?))?((?: · .*)?)\Z", re.DOTALL)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TYPES = frozenset(str(one) for one in SourceType)
_MAX_WORDS, _MAX_ADDRESS = 100, 500
#: Nobody's tag is read further than this.
_MAX_LINE = 4_000


@dataclass(frozen=True, slots=True)
class Credit:
    """One work: a piece itself or a source of it. `type` is "" for the piece itself; `rights` an SPDX id or own words; `address`
    is where a work from outside can be found. Every text may be empty: then nobody said."""

    title: str
    author: str = ""
    type: str = ""
    rights: str = ""
    record_id: str = ""
    sha256: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Credits:
    """What a file says of itself: the piece, and what it directly builds on."""

    work: Credit
    sources: tuple[Credit, ...] = ()


def credit_of(record: Record, source: Source | None = None) -> Credit:
    """The credit of a record; a withdrawn one keeps its title and its licence and names nobody."""
    author = "" if record.state is RecordState.WITHDRAWN else record.author.handle
    sha256 = record.media.sha256 if record.media else ""
    return Credit(record.title, author, source.type if source else "", record.rights, record.id, sha256)


def credit_of_source(source: Source, record: Record | None) -> Credit:
    """The credit of a source: of its `record` where that is known, of the work from outside, or else its id alone."""
    if record is not None:
        return credit_of(record, source)
    work = source.work
    if work is not None:
        return Credit(work.title, work.author, source.type, work.licence, address=work.address)
    return Credit("", type=source.type, record_id=source.record_id or "")


def line_of(credit: Credit) -> str:
    title = tidy_title(credit.title).replace("“", '"').replace("”", '"')
    who = f" by {_plain(credit.author)}" if _plain(credit.author) else ""
    fields = [
        credit.type if credit.type in _TYPES else "",
        _plain(credit.rights),
        f"urn:uuid:{credit.record_id}" if _UUID.fullmatch(credit.record_id) else "",
        f"sha256:{credit.sha256}" if _SHA256.fullmatch(credit.sha256) else "",
        _address(credit.address),
    ]
    return f"“{title}”{who}" + "".join(_BETWEEN + field for field in fields if field)


def credit_in(line: str) -> Credit | None:
    """The credit that `line` holds, None where it is not one of ours. Its words are cleaned as everybody's are."""
    found = _LINE.match(line.strip()) if len(line) <= _MAX_LINE else None
    if found is None:
        return None
    told = dict.fromkeys(("type", "rights", "record_id", "sha256", "address"), "")
    for field in found[3].split(_BETWEEN)[1:]:
        name, value = _known(field.strip())
        told[name] = told[name] or value
    return Credit(tidy_title(found[1]), tidy_title(found[2] or "", _MAX_WORDS), **told)


def credits_in(lines: Iterable[str]) -> tuple[Credit, ...]:
    """Every credit among `lines`, each once."""
    return tuple(dict.fromkeys(credit for line in lines if (credit := credit_in(line))))


def _known(field: str) -> tuple[str, str]:
    if field in _TYPES:
        return "type", field
    if _UUID.fullmatch(field.removeprefix("urn:uuid:")):
        return "record_id", field.removeprefix("urn:uuid:")
    if _SHA256.fullmatch(field.removeprefix("sha256:")):
        return "sha256", field.removeprefix("sha256:")
    if _address(field):
        return "address", field
    return "rights", tidy_title(field, _MAX_WORDS)


def _address(text: str) -> str:
    """An absolute web address, else ""."""
    return text if re.fullmatch(rf"https?://[!-~]{{1,{_MAX_ADDRESS}}}", text) else ""


def _plain(text: str) -> str:
    """One line that cannot be mistaken for another field."""
    return tidy_title(text.replace("·", "•"), _MAX_WORDS)
