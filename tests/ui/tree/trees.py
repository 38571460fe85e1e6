"""Families with the words of the design, for tests and pictures."""

from __future__ import annotations

import random
from dataclasses import replace

from studio.credit.tree import Family
from studio.domain.ids import PersonId, RecordId, SourceId, new_id
from studio.domain.record import Kind, Person, Record, RecordState, Source, SourceType, Work
from studio.ui.tree.drawing import Drawing
from tests.credit.families import id_of, record


def by(handle: str) -> Person:
    return Person(PersonId(f"person-{handle}"), handle)


def source(number: int, type: SourceType = SourceType.SAMPLED, **facts: object) -> Source:
    return Source(SourceId(new_id()), id_of(number), type, **facts)  # type: ignore[arg-type]


def night_choir() -> list[Record]:
    """Number 10 is “Night Choir”: it builds on three, and three build on it."""
    rain = Source(SourceId(new_id()), None, SourceType.SAMPLED, work=Work("Rain on tin", licence="public domain"))
    choir = record(10, title="Night Choir", author=by("ines"), language="pt, en")
    return [
        record(1, title="Hum", author=by("ines")),
        record(2, title="Choir pad", author=by("imara")),
        replace(choir, sources=(source(1, amount_s=24.2), source(2, amount_s=31.0), rain)),
        replace(record(11, title="Night Choir, verse two", author=by("me")), sources=(source(10, SourceType.VOICED),)),
        replace(
            record(12, title="Lanterns", author=by("tobias k."), kind=Kind.VIDEO),
            sources=(source(10, SourceType.EDITED),),
        ),
        replace(
            record(13, title="O Coro da Noite", author=by("lua"), kind=Kind.TEXT),
            sources=(source(10, SourceType.TRANSLATED),),
        ),
    ]


def drawn(records: list[Record], root: RecordId, mine: frozenset[str] = frozenset()) -> Drawing:
    return Drawing(Family.of(records), root, mine)


def a_thousand(seed: int = 1, count: int = 1_000) -> tuple[list[Record], RecordId]:
    """Half of them ancestors, half descendants, each with one or two sources."""
    chance, middle = random.Random(seed), count // 2
    parents: dict[int, set[int]] = {number: set() for number in range(count)}
    for number in range(middle):
        parents[min(middle, number + 1 + int(chance.expovariate(1 / 40)))].add(number)
    for number in range(middle + 1, count):
        parents[number] |= {max(middle, number - 1 - int(chance.expovariate(1 / 60))) for _ in range(2)}
    return [record(number, *parents[number]) for number in range(count)], id_of(middle)


def tombstone(number: int, *parents: int, **facts: object) -> Record:
    return record(number, *parents, state=RecordState.WITHDRAWN, media=None, **facts)
