"""Sealed before the deadline: the courier carries the receipt, and the outbox tells what became of it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

from studio import contract
from studio.domain.moments import moment_of, text_of
from studio.domain.parcel import Handed, Parcel, ParcelState
from studio.domain.parcel_words import say
from studio.inbox.fetcher import Fetcher
from studio.outbox.courier import Courier
from studio.store import Store
from tests.outbox.made import for_challenge
from tests.served import Served


def closes(served: Served, parcel: Parcel, closes_at: datetime) -> None:
    """What the host of the platform set as the challenge's end."""
    with closing(sqlite3.connect(served.folder / "platform" / "platform.db")) as database, database:
        (body,) = database.execute("SELECT body FROM challenges WHERE id = ?", (parcel.challenge_id,)).fetchone()
        told = json.dumps(json.loads(body) | {"closes_at": text_of(closes_at)})
        sql = "UPDATE challenges SET state = 'open', closes_at = ?, body = ? WHERE id = ?"
        database.execute(sql, (text_of(closes_at), told, parcel.challenge_id))


def delivered(store: Store, served: Served, parcel: Parcel) -> tuple[Parcel, contract.RecordOut]:
    links = served.joined(store)
    Courier(store, links).round()
    record = links.client(served.id).record(parcel.record_id)
    links.close_mine()
    return store.parcels.get(parcel.id), record


def test_what_was_sealed_in_time_arrives_after_the_deadline(store: Store, served: Served) -> None:
    parcel = for_challenge(store, served, "Sealed on a train, far from everything")
    closes(served, parcel, moment_of(parcel.sealed_at) + timedelta(milliseconds=1))
    kept, record = delivered(store, served, parcel)
    assert (kept.state, kept.handed) == (ParcelState.LIVE, Handed.SEALED_IN_TIME)
    assert say(kept, datetime.now(UTC)).text == "Sealed before the deadline, arrived after"
    assert record.challenge_id == parcel.challenge_id


def test_what_was_sealed_late_is_published_without_its_challenge(store: Store, served: Served) -> None:
    parcel = for_challenge(store, served, "Sealed when all was over")
    closes(served, parcel, moment_of(parcel.sealed_at) - timedelta(minutes=5))
    kept, record = delivered(store, served, parcel)
    assert (kept.state, kept.handed) == (ParcelState.LIVE, Handed.TOO_LATE)
    assert say(kept, datetime.now(UTC)).text == "Published without its challenge, which had closed"
    assert record.challenge_id is None and record.media is not None


def test_the_fetcher_hears_the_platforms_clock(store: Store, served: Served) -> None:
    links = served.joined(store)
    assert store.clocks.find(served.id) is None
    Fetcher(store, links).round()
    links.close_mine()
    clock = store.clocks.get(served.id)
    assert abs(clock.offset_ms) < 60_000
    assert abs(datetime.now(UTC) - moment_of(clock.heard_at)) < timedelta(minutes=5)
