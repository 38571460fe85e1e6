"""Records for family trees: what a test says in one line."""

from __future__ import annotations

from studio.domain.ids import PersonId, PlatformId, RecordId, RevisionId, SourceId, new_id
from studio.domain.record import Kind, Media, Person, Record, RecordState, Rights, Source, SourceType

PLATFORM = PlatformId("01900000-0000-7000-8000-0000000000aa")


def id_of(number: int) -> RecordId:
    return RecordId(f"01900000-0000-7000-8000-{number:012x}")


def record(number: int, *parents: int, **facts: object) -> Record:
    """Record `number`, younger than all with a lower number, that builds on `parents`."""
    told: dict[str, object] = {
        "kind": Kind.AUDIO,
        "title": f"Piece {number}",
        "author": Person(PersonId(f"person-{number}"), f"author{number}"),
        "rights": Rights.BY,
        "media": Media(f"{number:064x}", 1, "audio/wav"),
        "state": RecordState.LIVE,
        "posted_at": f"2026-01-01T00:00:{number // 1000 % 60:02d}.{number % 1000:03d}Z",
        "type": SourceType.SAMPLED,
    } | facts
    type = told.pop("type")
    sources = tuple(Source(SourceId(new_id()), id_of(parent), type) for parent in parents)  # type: ignore[arg-type]
    return Record(id_of(number), RevisionId(new_id()), PLATFORM, sources=sources, **told)  # type: ignore[arg-type]
