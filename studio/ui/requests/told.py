"""A request in words, for whoever looks at it: what was asked, what was said to it, and what this person may do. No widgets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from studio.domain.amounts import ago_words
from studio.domain.ids import PersonId, RecordId
from studio.domain.place import place_words
from studio.domain.record import Kind, Person, Record, SourceType, Work
from studio.domain.request import Deed, Errand, Request, RequestState
from studio.store import Store

_WAITS = {
    Deed.ASK: "Waits to be sent.",
    Deed.ADD: "The source is added as soon as the platform hears of it.",
    Deed.DISPUTE: "Your answer waits to be sent.",
    Deed.REPLY: "Your reply waits to be sent.",
    Deed.WITHDRAW: "It is taken back as soon as the platform hears of it.",
    Deed.REMOVE: "The source is removed as soon as the platform hears of it.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One card. `said` are the lines of who said what after it was asked; `state` is how it stands, in `tone`.

    `errand` waits or is in trouble, and `trouble` says why; `mine` asks for this person.
    """

    request: Request
    who: str
    when: str
    words: str
    about: str
    said: tuple[tuple[str, str], ...]
    state: str
    tone: str
    deeds: frozenset[Deed]
    mine: bool
    errand: Errand | None = None
    trouble: str = ""

    @property
    def key(self) -> str:
        return self.request.id

    def spoken(self) -> str:
        lines = (f"{who}: {words}" for who, words in self.said)
        return ". ".join(
            part for part in (f"{self.who} {self.when}", self.words, self.about, *lines, self.state) if part
        )


def tell(store: Store, record: Record, me: Person, text: str = "") -> tuple[Told, ...]:
    """Everything asked about a record, newest first, with what waits here to be sent. `text` is the record's own, where it has
    one and it is here."""
    errands = store.errands.of_record(record.platform_id, record.id)
    requests = store.requests.of_record(record.platform_id, record.id)
    known = {request.id for request in requests}
    asked = [
        _asked(errand, record, me) for errand in errands if errand.deed is Deed.ASK and errand.request_id not in known
    ]
    return tuple(
        _line(store, record, request, [one for one in errands if one.request_id == request.id], me.id, text)
        for request in [*reversed(asked), *requests]
    )


def _line(store: Store, record: Record, request: Request, errands: Sequence[Errand], me: PersonId, text: str) -> Told:
    first = errands[0] if errands else None
    named = request.source_in(record.sources) is not None
    deeds = frozenset() if first else request.deeds(me)
    if first is None and named and me == request.author.id and not request.is_open:
        deeds |= {Deed.REMOVE}
    state, tone = _waiting(errands) if first else _state(request, named, me)
    return Told(
        request,
        "You" if request.asker.id == me else request.asker.handle,
        ago_words(request.asked_at, datetime.now(UTC)),
        request.words,
        _about(store, request, text),
        _said(request, me),
        state,
        tone,
        deeds,
        first is None and request.is_open and bool(request.news_for(me)),
        first,
        f"{first.trouble.title}. {first.trouble.advice}" if first and first.trouble else "",
    )


def source_title(store: Store, request: Request) -> str:
    """ "Low Tide, by tobias k."."""
    if request.work is not None:
        return ", by ".join(part for part in (request.work.title, request.work.author) if part)
    found = store.library.record(request.source_id) if request.source_id else None
    return f"{found.title}, by {found.author.handle}" if found else "a record that is not here"


def text_of(store: Store, record: Record) -> str:
    """The words of a text that is kept here, its line ends counted as one character (RFC 5147)."""
    if record.kind is not Kind.TEXT or record.media is None or not store.media.has(record.media.sha256):
        return ""
    return store.media.path(record.media.sha256).read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")


def _about(store: Store, request: Request, text: str) -> str:
    """What should be named, and where it is."""
    where = place_words(request.place, text)
    return " · ".join(part for part in (source_title(store, request), where) if part)


def _said(request: Request, me: PersonId) -> tuple[tuple[str, str], ...]:
    lines = (
        ("You" if request.author.id == me else request.author.handle, request.reason),
        ("You" if request.asker.id == me else request.asker.handle, request.reply),
        ("The platform's host", request.verdict),
    )
    return tuple(line for line in lines if line[1])


def _state(request: Request, named: bool, me: PersonId) -> tuple[str, str]:
    author = "You" if request.author.id == me else request.author.handle
    asker = "You" if request.asker.id == me else request.asker.handle
    if request.state is RequestState.WITHDRAWN:
        return f"{asker} took it back.", "muted"
    if request.state is RequestState.REQUESTED:
        waits = f"Waits for {author.removesuffix('.')}."
        return ("" if request.author.id == me else waits), "muted"
    if request.state is RequestState.DISPUTED:
        return "Disputed. The platform's host can decide.", "warn"
    absent = "" if named else " It is not among the sources now."
    if request.state is RequestState.ACCEPTED:
        return f"{author} {'added' if named else 'accepted'} the source.{absent}", "ok" if named else "muted"
    if request.sourced:
        return f"Decided: it is a source.{absent}", "ok" if named else "muted"
    return "Decided: it is not a source.", "muted"


def _waiting(errands: Sequence[Errand]) -> tuple[str, str]:
    """How it stands with what is to be sent; the last of it says what it will be."""
    return ("It was not sent." if errands[0].is_stopped else _WAITS[errands[-1].deed]), "muted"


def _asked(errand: Errand, record: Record, me: Person) -> Request:
    """The request that an errand will make, as it will look."""
    body = json.loads(errand.body)
    source = RecordId(body["source_id"]) if body["source_id"] else None
    return Request(
        errand.request_id,
        errand.platform_id,
        record.id,
        record.author,
        me,
        source,
        SourceType(body["type"]),
        body["words"],
        errand.made_at,
        errand.made_at,
        place=body["place"],
        work=Work(**body["work"]) if body["work"] else None,
    )
