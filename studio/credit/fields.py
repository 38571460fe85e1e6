"""What every format's tags hold of a file's credits, before it is put in that format's own form."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape

from studio.domain.words import tidy_title

from .lines import Credit, Credits, credits_in, line_of

#: Anything with `[a:b]` that answers bytes: the file, mapped, or a part of it that was read.
View = mmap.mmap | bytes

_BUILT_ON = "Built on:"
_PREFIX = "urn:uuid:"
#: JPEG has the smallest room: one XMP segment of 65 502 bytes, in which every line stands twice and an ampersand takes five.
MAX_BYTES = 24_000
_PIECE_BYTES = 1 << 20


def copied(view: View, at: int, end: int) -> Iterator[bytes]:
    """The bytes from `at` up to `end`, in pieces that fit into memory."""
    while at < end:
        yield view[at : min(at + _PIECE_BYTES, end)]
        at += _PIECE_BYTES


class BadShape(ValueError):
    """The file's parts do not fit together."""


@dataclass(frozen=True, slots=True)
class Fields:
    """`comment` is for people and repeats `sources`, one line each; `identifier` is a URN or ""."""

    title: str = ""
    artist: str = ""
    copyright: str = ""
    identifier: str = ""
    comment: str = ""
    sources: tuple[str, ...] = ()


def fields_of(credits: Credits) -> Fields:
    """Sources that find no room are counted in the comment; the manifest and the text file have them all."""
    lines, room = [], MAX_BYTES
    for source in credits.sources:
        line = line_of(source)
        room -= len(escape(line, quote=False).encode())
        if room < 0:
            break
        lines.append(line)
    left = len(credits.sources) - len(lines)
    more = [f"and {left} more"] if left else []
    work = replace(credits.work, title=tidy_title(credits.work.title), author=tidy_title(credits.work.author))
    own = line_of(Credit(work.title, work.author, "", work.rights, work.record_id))
    shown = [line_of(replace(source, sha256="")) for source in credits.sources[: len(lines)]]  # nobody reads a hash
    comment = "\n".join([own, _BUILT_ON, *shown, *more] if credits.sources else [own])
    identifier = f"{_PREFIX}{work.record_id}" if work.record_id else ""
    return Fields(work.title, work.author, tidy_title(work.rights), identifier, comment, tuple(lines))


def credits_of(fields: Fields) -> Credits | None:
    """None where no field holds a credit: a title and an artist alone are not ours."""
    head, _, rest = fields.comment.partition(_BUILT_ON)
    own = credits_in(head.splitlines())
    sources = max(credits_in(fields.sources), credits_in(rest.splitlines()), key=len)  # other programs join fields
    named = credits_in([f"“x” · {fields.identifier}"])
    id = named[0].record_id if named else ""
    if not (own or sources or id):
        return None
    known = own[0] if own else Credit("")
    work = Credit(
        fields.title or known.title,
        fields.artist or known.author,
        "",
        fields.copyright or known.rights,
        id or known.record_id,
    )
    return Credits(work, sources)
