"""Challenges, as platforms told them."""

from __future__ import annotations

from studio.domain.challenge import Challenge, ChallengeState, Effort
from studio.domain.ids import ChallengeId
from studio.domain.kind import Kind, Rights
from studio.domain.media import Media
from studio.domain.script import Line

from .database import Database
from .shape import FLAG, Shape, enum, many, one

CHALLENGE = Shape(
    Challenge,
    "challenges",
    kind=enum(Kind),
    lines=many(Line),
    effort=enum(Effort),
    rights=enum(Rights),
    ai_training=FLAG,
    state=enum(ChallengeState),
    guide=one(Media),
)


class Challenges:
    """Read here; the library shelves them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, kind: Kind | None = None) -> list[Challenge]:
        """Open ones: the quickest first, so that a beginner meets two-minute prompts before long ones."""
        where, values = ("AND kind = ?", (kind,)) if kind else ("", ())
        sql = f"{CHALLENGE.select} WHERE state IN ('open', 'grace') {where} ORDER BY minutes, id LIMIT 500"
        return [CHALLENGE.of(row) for row in self._database.rows(sql, *values)]  # type: ignore[arg-type]

    def find(self, id: ChallengeId | None) -> Challenge | None:
        rows = self._database.rows(f"{CHALLENGE.select} WHERE id = ?", id)
        return CHALLENGE.of(rows[0]) if rows else None  # type: ignore[arg-type]

    def called(self, words: str) -> tuple[Challenge, ...]:
        """Those with this id, or this title; closed ones, too."""
        rows = self._database.rows(f"{CHALLENGE.select} WHERE id = ?1 OR title = ?1 COLLATE NOCASE ORDER BY id", words)
        return tuple(CHALLENGE.of(row) for row in rows)  # type: ignore[arg-type]
