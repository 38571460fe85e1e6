"""Who is to be named beside delivered takes: whose guide was heard while they were made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.domain.challenge import Challenge
from studio.store import Store

if TYPE_CHECKING:
    from studio.delivering.choosing import Chosen

_HEADING = "Heard while it was recorded"


def credits_of(store: Store, chosen: Chosen, title: str) -> str:
    """The text of `CREDITS.txt`; "" where no take was made along a guide. For a task's thread."""
    from studio.credit.roll import Entry, Roll, Section, as_text

    works: dict[str, dict[str, None]] = {}
    questions = []
    for part in chosen.parts:
        guide, id = part.take.guide_sha256, part.take.challenge_id
        record, challenge = (
            store.library.with_media(guide) if guide else None,
            store.challenges.find(id) if id else None,
        )
        if record is not None:
            works.setdefault(record.author.handle, {})[record.title] = None
        elif challenge is not None and challenge.by and _is_of(guide, challenge):
            works.setdefault(challenge.by, {})[f"Guide of “{challenge.title}”"] = None
        elif guide:
            questions.append(f"Who made the sound that was heard while line {part.number} was recorded?")
    if not works and not questions:
        return ""
    entries = tuple(Entry(who, tuple(titles)) for who, titles in works.items())
    sections = (Section(_HEADING, entries),) if entries else ()
    return as_text(Roll(title, store.platforms.author(), sections, tuple(questions)))


def _is_of(guide: str, challenge: Challenge) -> bool:
    return bool(guide) and challenge.guide is not None and challenge.guide.sha256 == guide
