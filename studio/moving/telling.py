"""Records, drafts and takes as pages: facts in plain words, who is built on, and who built on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from studio.credit.tree import Edge, Family
from studio.domain.amounts import length_words, size_words
from studio.domain.ids import RecordId
from studio.domain.moments import moment_of
from studio.domain.parcel import Handed, Parcel
from studio.domain.record import RIGHTS_IN_WORDS, Draft, Kind, Media, Page, Record, RecordState, Source
from studio.domain.request import Request, RequestState, SourceChange
from studio.domain.tags import line_of
from studio.domain.take import Take

from .pages import Line, Piece

#: The file of a hash in the archive, "" where it is not there, and the words in it.
Named = Callable[[str], str]
Read = Callable[[str], str]

_TYPES = {
    "sampled": "heard in it",
    "traced": "traced",
    "voiced": "voiced",
    "translated": "translated",
    "edited": "edited",
    "inspired_by": "an inspiration",
}
_STATES = {
    RequestState.REQUESTED: "asked",
    RequestState.ACCEPTED: "named since",
    RequestState.DISPUTED: "disputed",
    RequestState.DECIDED: "decided by the host",
    RequestState.WITHDRAWN: "taken back",
}
_HANDED = {
    Handed.SEALED_IN_TIME: "Sealed before the deadline, arrived after",
    Handed.IN_TIME: "Arrived in time",
    Handed.TOO_LATE: "The challenge had closed",
}


def of_record(
    record: Record,
    family: Family,
    named: Named,
    read: Read,
    challenges: Mapping[str, str],
    parcels: Iterable[Parcel] = (),
    requests: Iterable[Request] = (),
    log: Iterable[SourceChange] = (),
) -> Piece:
    media = record.media
    sealed = [
        Line(f"Sealed {_when(one.sealed_at)}: {one.media.sha256}", said=(_HANDED.get(one.handed, ""),))
        for one in parcels
    ]
    changed = [Line(f"{'Added' if one.added else 'Removed'} {_when(one.at)}", said=(one.reason,)) for one in log]
    return Piece(
        record.id,
        family.title(record.id),
        "" if record.state is RecordState.WITHDRAWN else record.author.handle,
        record.kind,
        named(media.sha256) if media else "",
        record.alt,
        _more(record.more, named),
        read(media.sha256) if media and record.kind is Kind.TEXT else "",
        (
            ("Posted", _when(record.posted_at)),
            ("Answers", challenges.get(record.challenge_id or "", "")),
            ("Tags", line_of(record.tags)),
            ("Note", record.note),
            *_rights(record.rights, record.ai_training),
            *_file(media),
            ("Id", record.id),
        ),
        tuple(_edge(edge, edge.parent, family) for edge in family.edges if edge.child == record.id),
        tuple(_edge(edge, edge.child, family) for edge in family.edges if edge.parent == record.id),
        tuple(map(_request, requests)),
        (*sealed, *changed),
    )


def of_draft(draft: Draft, named: Named, sound: str, challenges: Mapping[str, str], versions: Iterable[Line]) -> Piece:
    return Piece(
        draft.id,
        draft.title or "Untitled",
        "",
        draft.kind,
        sound or (named(draft.media.sha256) if draft.media else ""),
        draft.alt,
        _more(draft.more, named),
        draft.text,
        (
            ("Draft", f"made {_when(draft.made_at)}, changed {_when(draft.changed_at)}"),
            ("Answers", challenges.get(draft.challenge_id or "", "")),
            ("Tags", line_of(draft.tags)),
            ("Note", draft.note),
            *_rights(draft.rights, draft.ai_training),
            *_file(draft.media),
            ("Id", draft.id),
        ),
        tuple(_source(source) for source in draft.sources if not source.removed),
        history=tuple(versions),
    )


def of_take(take: Take, sound: str) -> Piece:
    facts = (
        ("Recorded", _when(take.started_at)),
        ("Length", length_words(take.duration_s)),
        ("Line", take.prompt),
        ("Note", take.note),
        ("Starred", "yes" if take.starred else ""),
        ("Id", take.id),
    )
    return Piece(take.id, take.prompt or f"Take {take.number}", "", Kind.AUDIO, sound, facts=facts)


def _more(files: Iterable[Page], named: Named) -> tuple[tuple[str, str], ...]:
    return tuple((named(page.media.sha256), page.alt or page.name) for page in files)


def _rights(rights: object, ai_training: bool) -> tuple[tuple[str, str], ...]:
    wish = "AI may be trained on it" if ai_training else "AI may not be trained on it"
    return (("Rights", f"{RIGHTS_IN_WORDS.get(rights, '')} ({rights})"), ("AI", wish))  # type: ignore[call-overload]


def _file(media: Media | None) -> tuple[tuple[str, str], ...]:
    if media is None:
        return ()
    length = f"{length_words(media.duration_s)} · " if media.duration_s else ""
    size = f"{media.width_px} × {media.height_px} · " if media.width_px else ""
    return (("File", f"{length}{size}{size_words(media.size_bytes)} · {media.mime}"), ("SHA-256", media.sha256))


def _edge(edge: Edge, other: RecordId, family: Family) -> Line:
    kind = _TYPES.get(edge.source.type.value, "")
    return Line(f"{family.title(other)} ({kind})", other if other in family.records else "", (edge.source.thanks,))


def _source(source: Source) -> Line:
    name = source.work.title if source.work else f"record {source.record_id}"
    return Line(f"{name} ({_TYPES.get(source.type.value, '')})", said=(source.thanks,))


def _request(one: Request) -> Line:
    return Line(
        f"{one.asker.handle} asked {_when(one.asked_at)}: {_STATES[one.state]}",
        said=(one.words, one.reason, one.reply, one.verdict),
    )


def _when(moment: str) -> str:
    then = moment_of(moment)
    return f"{then.day} {then:%B %Y, %H:%M} UTC"
