"""Deadlines in words: the share sheet says what Send does, the outbox when it was sealed, the card what the grace is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from studio import drafts
from studio.domain.challenge import Challenge, ChallengeState, Effort
from studio.domain.ids import ChallengeId, new_id
from studio.domain.moments import text_of
from studio.domain.parcel import Handed, ParcelState
from studio.domain.parcel_words import USUAL
from studio.domain.receipt import Clock
from studio.domain.record import Kind
from studio.paths import DataFolder
from studio.store import Store
from studio.ui.challenges.words import closing_words
from studio.ui.outbox.details import sealed_fact
from studio.ui.outbox.row import row_of
from studio.ui.share.content import facts_of
from tests.store.made import HOME, a_platform

NOW = datetime.now(UTC)
CLOSES = NOW + timedelta(hours=5)
RAIN = Challenge(
    ChallengeId(new_id()), HOME, Kind.TEXT, "Rain", "us", "", "", 2, Effort.FIRST_STEP, closes_at=text_of(CLOSES)
)


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    opened = Store.open(folder)
    opened.platforms.add(a_platform())
    opened.library.shelve(HOME, challenges=[RAIN])
    yield opened
    opened.close()


def test_the_sheet_says_what_send_does(store: Store) -> None:
    draft = drafts.from_words(store, "Rain on a tin roof", HOME, RAIN)
    said = dict(facts_of(store, draft))["Closes"]
    assert "It closes at" in said and "may arrive until" in said and "Send seals it at this moment" in said
    store.clocks.hear(Clock.heard(HOME, NOW + timedelta(hours=6), NOW))
    assert dict(facts_of(store, draft))["Closes"].startswith("It has closed."), "by the platform's clock"
    store.library.shelve(HOME, challenges=[replace(RAIN, state=ChallengeState.GRACE)])
    assert dict(facts_of(store, draft))["Closes"].startswith("It has closed.")


def test_the_outbox_says_when_it_was_sealed(store: Store) -> None:
    """SYN-6: the computer's clock is a day ahead, and its words are the platform's all the same."""
    draft = drafts.from_words(store, "Rain on a tin roof", HOME, RAIN)
    store.clocks.hear(Clock.heard(HOME, NOW, NOW + timedelta(days=1)))
    parcel = drafts.seal(store, draft.id, lambda: text_of(NOW + timedelta(days=1, hours=1)))
    assert parcel is not None
    row = row_of(parcel, NOW, USUAL, RAIN)
    assert row.aside.startswith("Challenge · Rain · Sealed at ") and row.aside.endswith(", before it closes")
    said = sealed_fact(parcel, RAIN, NOW)
    assert "before it closes" in said and "By the platform's clock" in said and "may arrive until" in said
    live = replace(parcel, state=ParcelState.LIVE, handed=Handed.SEALED_IN_TIME)
    assert row_of(live, NOW, USUAL, RAIN).aside == "Challenge · Rain"
    assert row_of(live, NOW, USUAL, RAIN).said == "Sealed before the deadline, arrived after"


def test_the_card_tells_the_grace() -> None:
    assert closing_words(RAIN, NOW) == "in 5 hours; what is sealed by then may arrive 3 days later"
    assert closing_words(replace(RAIN, grace_h=0), NOW) == "in 5 hours"
    over = replace(RAIN, state=ChallengeState.GRACE, closes_at=text_of(NOW - timedelta(hours=1)))
    assert closing_words(over, NOW).startswith("It has closed. What was sealed before may arrive until ")
