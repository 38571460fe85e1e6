"""What stands on the shelf: takes, drafts and records in one order, filtered, and each as a row in words. Pure but for reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from studio.domain.amounts import ago_words, length_words, span_words
from studio.domain.moments import moment_of
from studio.domain.record import Draft, Kind, Record, RecordState
from studio.domain.take import DISCARDED_KEPT_DAYS, Take, TakeState
from studio.domain.words import tidy_title
from studio.store import Store
from studio.ui.kinds import ICON_OF_KIND, media_words
from studio.ui.widgets.cards import CardRow

TILE_PX = 84
SHARE, SEND, BRING_BACK = "Share…", "Send…", "Bring back"

Thing = Take | Draft | Record


class What(StrEnum):
    ALL = "All"
    TAKES = "Takes"
    DRAFTS = "Drafts"
    RECORDS = "Records"
    DISCARDED = "Discarded"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a row needs to know beside the thing itself."""

    now: datetime
    #: Ids of the person on each joined platform.
    mine: frozenset[str]
    #: Names of the joined platforms by id.
    platforms: dict[str, str]
    #: What is shown was thrown away and can be brought back.
    discarded: bool = False


def key_of(thing: Thing) -> str:
    return f"{type(thing).__name__}:{thing.platform_id if isinstance(thing, Record) else ''}:{thing.id}"


def kind_of(thing: Thing) -> Kind:
    return Kind.AUDIO if isinstance(thing, Take) else thing.kind


def when_of(thing: Thing) -> str:
    if isinstance(thing, Take):
        return thing.started_at
    return thing.changed_at if isinstance(thing, Draft) else thing.posted_at


def standing(store: Store, now: datetime, *, discarded: bool = False) -> Standing:
    platforms = store.platforms.list()
    return Standing(now, frozenset(p.person_id for p in platforms), {p.id: p.name for p in platforms}, discarded)


def title_of(thing: Thing) -> str:
    if isinstance(thing, Take):
        return tidy_title(thing.prompt) or f"Take {thing.number}"
    return thing.title


def who_of(thing: Thing, around: Standing) -> str:
    if isinstance(thing, Record) and thing.author.id not in around.mine:
        return thing.author.handle
    return "you"


def row_of(thing: Thing, around: Standing) -> CardRow:
    said, tone = state_of(thing, around)
    return CardRow(
        key_of(thing),
        ICON_OF_KIND[kind_of(thing)],
        title_of(thing),
        f"{who_of(thing, around)} · {ago_words(when_of(thing), around.now)}",
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
        return kept, "muted"
    if thing.state is TakeState.DISCARDED:
        return f"Discarded, can be brought back for {_left(thing, around.now)}", "muted"
    words = [f"Take {thing.number}", thing.levels.sentence() if thing.levels else "Saved"]
    words += ["starred"] if thing.starred else []
    return " · ".join(words), "warn" if thing.levels and not thing.levels.is_good else "muted"


def verb_of(thing: Thing, around: Standing) -> str:
    if isinstance(thing, Record):
        return ""
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
