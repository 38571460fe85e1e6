"""One version as a row: its small picture, its name, when it came, what changed, how large it is. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from studio.domain.amounts import ago_words, size_words, span_words
from studio.domain.moments import moment_of
from studio.domain.study import Version
from studio.domain.take import DISCARDED_KEPT_DAYS
from studio.ui.widgets.cards import CardRow

from .words import made_words

TILE_PX = 56


def rows_of(versions: Sequence[Version], current: Version | None, now: datetime, *, sealed: bool) -> list[CardRow]:
    """`versions` newest first; each is told beside the one before it. `current` is what the draft holds, or what was sent of it."""
    olders = [*versions[1:], None]
    holder = "What is sent" if sealed else "In the draft"
    held = current.id if current else None
    return [
        _row(version, older, holder if version.id == held else "", now)
        for version, older in zip(versions, olders, strict=True)
    ]


def _row(version: Version, older: Version | None, holder: str, now: datetime) -> CardRow:
    said, tone, ago = made_words(version, older), "muted", ago_words(version.made_at, now)
    if version.removed_at is not None:
        ends = moment_of(version.removed_at) + timedelta(days=DISCARDED_KEPT_DAYS)
        said = f"Deleted, can be brought back for {span_words((ends - now).total_seconds())}"
    elif version.waits:
        said, tone = "Saved after it was sent", "warn"
    elif holder:
        said, tone = f"{holder} · {said}", "ok"
    return CardRow(
        version.id,
        "image",
        version.title,
        f"version {version.number} · {ago}" if version.name else ago,
        said,
        tone,
        size_words(version.media.size_bytes),
        tile_px=TILE_PX,
    )
