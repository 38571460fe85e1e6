"""What a draft consists of, as facts and as something to look at."""

from __future__ import annotations

from datetime import UTC, datetime

from studio.domain.amounts import length_words, size_words
from studio.domain.challenge import Challenge, ChallengeState
from studio.domain.moments import moment_of, text_of
from studio.domain.receipt import on_their_clock, until_words
from studio.domain.record import Draft
from studio.store import Store
from studio.ui.glance import Look, look_at_media, look_at_sound, look_at_text
from studio.ui.kinds import KIND_IN_WORDS, pages_words
from studio.ui.privacy import privacy_words
from studio.ui.widgets.facts import Fact


def facts_of(store: Store, draft: Draft) -> list[Fact]:
    platform = store.platforms.find(draft.platform_id)
    challenge = store.challenges.find(draft.challenge_id) if draft.challenge_id else None
    return [
        ("What", f"{KIND_IN_WORDS[draft.kind]}, {_content_words(store, draft)}"),
        ("Answers", challenge.title if challenge else ""),
        ("Closes", _closing(store, challenge) if challenge else ""),
        ("Goes to", platform.name if platform else ""),
        ("Privacy", privacy_words(store, (page.media for page in draft.pages))),
    ]


def look_at_draft(store: Store, draft: Draft) -> Look | None:
    """None where its content is not on this computer any more."""
    if draft.take_id is not None:
        take = store.takes.find(draft.take_id)
        return look_at_sound(store.takes.heard(take)) if take else None
    if draft.media is not None:
        return look_at_media(store, draft.kind, draft.media)
    return look_at_text(draft.text)


def _content_words(store: Store, draft: Draft) -> str:
    if draft.take_id is not None:
        take = store.takes.find(draft.take_id)
        if take is None:
            return "its sound is gone"
        path = store.takes.file(take)
        size = f" · {size_words(path.stat().st_size)}" if path.is_file() and not take.edits_done else ""
        return length_words(take.duration_s) + size
    return pages_words([page.media for page in draft.pages]) or size_words(len(draft.text.encode()))


def _closing(store: Store, challenge: Challenge) -> str:
    """What pressing *Send* does about the closing time."""
    if challenge.closes_at is None:
        return ""
    now, clock = datetime.now(UTC), store.clocks.find(challenge.platform_id)
    there = on_their_clock(text_of(now), clock.offset_ms if clock else None)
    if challenge.state is not ChallengeState.OPEN or there > moment_of(challenge.closes_at):
        return "It has closed. Your piece can be published, but the challenge does not take it any more."
    return f"{until_words(challenge.closes_at, challenge.grace_h, now)} Send seals it at this moment, also without a network."
