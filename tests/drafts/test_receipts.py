"""Receipts: what is sealed for a challenge carries the moment, the bytes, and what was heard of the platform until then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from studio import contract, drafts
from studio.domain.challenge import Challenge, Effort
from studio.domain.ids import ChallengeId, new_id
from studio.domain.moments import text_of
from studio.domain.receipt import Clock, on_their_clock, sealed_words, until_words
from studio.domain.record import Kind
from studio.paths import DataFolder
from studio.store import Store
from tests.store.made import HOME, a_platform

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    opened = Store.open(folder)
    opened.platforms.add(a_platform())
    yield opened
    opened.close()


def sealed(store: Store, at: datetime) -> contract.ContributionIn:
    challenge = Challenge(ChallengeId(new_id()), HOME, Kind.TEXT, "Rain", "us", "", "", 2, Effort.FIRST_STEP)
    draft = drafts.from_words(store, "Rain on a tin roof", HOME, challenge)
    parcel = drafts.seal(store, draft.id, lambda: text_of(at))
    assert parcel is not None and parcel.sealed_at == text_of(at)
    return contract.ContributionIn.model_validate_json(store.parcels.get(parcel.id).contribution_body)


def test_a_receipt_tells_the_moment_the_bytes_and_what_was_heard(store: Store) -> None:
    store.clocks.hear(Clock.heard(HOME, NOON, NOON + timedelta(days=1)))
    store.library.shelve(HOME, bookmark="c42")
    told = sealed(store, NOON + timedelta(days=1, hours=6))
    receipt = told.receipt
    assert receipt is not None
    parcel = store.parcels.list()[0]
    assert (receipt.media_sha256, told.revision_id) == (parcel.media.sha256, parcel.revision_id)
    assert (receipt.offset_ms, receipt.heard_at, receipt.bookmark) == (-86_400_000, text_of(NOON), "c42")
    assert on_their_clock(receipt.sealed_at, receipt.offset_ms) == NOON + timedelta(hours=6)


def test_where_the_platform_was_never_heard_the_receipt_says_so(store: Store) -> None:
    receipt = sealed(store, NOON).receipt
    assert receipt is not None and (receipt.offset_ms, receipt.heard_at, receipt.bookmark) == (None, None, "")


def test_what_answers_nothing_needs_no_receipt(store: Store) -> None:
    parcel = drafts.seal(store, drafts.from_words(store, "Just so", HOME).id)
    assert parcel is not None and parcel.contribution_body == ""


def test_the_moment_that_was_heard_never_goes_back(store: Store) -> None:
    store.clocks.hear(Clock.heard(HOME, NOON, NOON))
    store.clocks.hear(Clock.heard(HOME, NOON - timedelta(hours=1), NOON + timedelta(days=3)))
    clock = store.clocks.get(HOME)
    assert clock.heard_at == text_of(NOON)
    assert clock.offset_ms == -(73 * 3_600_000)


def test_a_steady_clock_is_written_down_once_a_minute(store: Store) -> None:
    for seconds in (0, 20, 40, 70, 90):
        moment = NOON + timedelta(seconds=seconds)
        store.clocks.hear(Clock.heard(HOME, moment, moment))
    assert store.clocks.get(HOME).heard_at == text_of(NOON + timedelta(seconds=70))


def test_the_words_say_before_and_after(monkeypatch: pytest.MonkeyPatch) -> None:
    closes_at, now = text_of(NOON), NOON.astimezone()
    assert sealed_words(now, closes_at, now) == f"Sealed at {now:%H:%M}, before it closes"
    later = now + timedelta(days=1)
    assert sealed_words(later, closes_at, now) == f"Sealed at {later.day} March, {later:%H:%M}, after it closed"
    assert "may arrive until" in until_words(closes_at, 72, now)
    assert until_words(closes_at, 0, now) == f"It closes at {now:%H:%M}."


def test_an_older_contribution_without_a_receipt_is_still_understood() -> None:
    ids = {name: new_id() for name in ("challenge_id", "record_id", "revision_id")}
    assert contract.ContributionIn.model_validate_json(json.dumps(ids)).receipt is None
