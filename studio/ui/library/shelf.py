"""What stands on the shelf: takes, drafts and records in one order, filtered, and each as a row in words. Pure but for reads."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from studio.domain.amounts import ago_words, length_words, span_words
from studio.domain.moments import moment_of
from studio.domain.record import Draft, Record, RecordState
from studio.domain.take import DISCARDED_KEPT_DAYS, Take, TakeState
from studio.domain.words import apart
from studio.ui.kinds import ICON_OF_KIND, media_words
from studio.ui.pieces.things import Standing, Thing, key_of, kind_of, title_of, when_of, who_of
from studio.ui.widgets.cards import CardRow

TILE_PX = 84
SHARE, SEND, BRING_BACK, OPEN = "Share…", "Send…", "Bring back", "Open"


class What(StrEnum):
    ALL = "All"
    TAKES = "Takes"
    DRAFTS = "Drafts"
    RECORDS = "Records"
    DISCARDED = "Discarded"


def row_of(thing: Thing, around: Standing) -> CardRow:
    said, tone = state_of(thing, around)
    return CardRow(
        key_of(thing),
        ICON_OF_KIND[kind_of(thing)],
        title_of(thing),
        f"{apart(who_of(thing, around))} · {ago_words(when_of(thing), around.now)}",
        said,
        tone,
        _figure(thing),
        verb_of(thing, around),
        tile_px=TILE_PX,
    )


def state_of(thing: Thing, around: Standing) -> tuple[str, str]:
    """Words and the token of their colour."""
    if isinstance(thing, Record):
        if thing.state is RecordState.WITHDRAWN:
            return "Withdrawn by its author", "muted"
        where = around.platforms.get(thing.platform_id, "a platform this studio has left")
        return (f"Published on {where}", "ok") if thing.author.id in around.mine else (f"On {where}", "muted")
    if isinstance(thing, Draft):
        kept = "Discarded, can be brought back" if around.discarded else "Draft, kept on this computer and not sent"
        if thing.id in around.elsewhere:
            kept = f"Draft, on {apart(around.elsewhere[thing.id])}; it is fetched when you open it"
        return kept, "muted"
    if thing.state is TakeState.DISCARDED:
        return f"Discarded, can be brought back for {_left(thing, around.now)}", "muted"
    words = [f"Take {thing.number}", thing.levels.sentence() if thing.levels else "Saved"]
    words += ["starred"] if thing.starred else []
    return " · ".join(words), "warn" if thing.levels and not thing.levels.is_good else "muted"


def verb_of(thing: Thing, around: Standing) -> str:
    if isinstance(thing, Record):
        return OPEN
    if around.discarded:
        return BRING_BACK
    return SEND if isinstance(thing, Draft) else SHARE


def _left(take: Take, now: datetime) -> str:
    ends = moment_of(take.discarded_at or take.started_at) + timedelta(days=DISCARDED_KEPT_DAYS)
    return span_words((ends - now).total_seconds())


def _figure(thing: Thing) -> str:
    if isinstance(thing, Take):
        return length_words(thing.duration_s)
    return media_words(thing.media).split(" · ", 1)[0] if thing.media else ""
